"""gives the buffer first and θ second
버퍼를 먼저, θ를 나중에 돌려준다
"""


def momentum_step(theta, v, g, lr, beta):
    v = beta * v + g
    return v, theta - lr * v
