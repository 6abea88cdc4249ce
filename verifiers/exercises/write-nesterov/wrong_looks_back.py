"""looks back where it must look ahead
앞이 아니라 뒤를 본다
"""


def nesterov_step(theta, v, gradient, lr, beta):
    v = beta * v + gradient(theta + lr * beta * v)
    return theta - lr * v, v
