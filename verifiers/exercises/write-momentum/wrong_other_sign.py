"""keeps the buffer with the other sign
버퍼의 부호를 반대로 저장한다
"""


def momentum_step(theta, v, g, lr, beta):
    v = beta * v - g
    return theta + lr * v, v
