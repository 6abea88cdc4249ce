"""gives the place looked ahead to, as torch keeps it
torch처럼 내다본 자리를 돌려준다
"""


def nesterov_step(theta, v, gradient, lr, beta):
    v = beta * v + gradient(theta - lr * beta * v)
    return theta - lr * v - lr * beta * v, v
