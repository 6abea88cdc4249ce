"""steps by g + βv as Nesterov's method in torch
torch의 네스테로프처럼 g + βv로 스텝을 밟는다
"""


def momentum_step(theta, v, g, lr, beta):
    v = beta * v + g
    return theta - lr * (g + beta * v), v
