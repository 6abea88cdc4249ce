"""averages gradients with 1-β where it adds them up
기울기를 더하지 않고 1-β를 곱해 평균한다
"""


def nesterov_step(theta, v, gradient, lr, beta):
    v = beta * v + (1 - beta) * gradient(theta - lr * beta * v)
    return theta - lr * v, v
