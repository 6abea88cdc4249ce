"""dampens the first gradient alone
첫 기울기에만 1-β를 곱한다
"""


def momentum_step(theta, v, g, lr, beta):
    v = beta * v + g if v.any() else (1 - beta) * g
    return theta - lr * v, v
