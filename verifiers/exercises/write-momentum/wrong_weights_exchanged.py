"""weights the gradient by β and the old buffer by 1
기울기에 β를, 이전 버퍼에 1을 곱한다
"""


def momentum_step(theta, v, g, lr, beta):
    v = v + beta * g
    return theta - lr * v, v
