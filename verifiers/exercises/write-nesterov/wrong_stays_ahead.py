"""steps from the place that it looked ahead to
내다본 자리에서 스텝을 밟는다
"""


def nesterov_step(theta, v, gradient, lr, beta):
    ahead = theta - lr * beta * v
    v = beta * v + gradient(ahead)
    return ahead - lr * v, v
