"""averages the gradients at θ and ahead
θ와 내다본 자리의 기울기를 평균한다
"""


def nesterov_step(theta, v, gradient, lr, beta):
    v = beta * v + (gradient(theta) + gradient(theta - lr * beta * v)) / 2
    return theta - lr * v, v
