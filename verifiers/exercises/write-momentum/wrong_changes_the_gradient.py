"""adds the buffer into the caller's gradient
호출한 쪽의 기울기 배열에 버퍼를 더한다
"""


def momentum_step(theta, v, g, lr, beta):
    g += beta * v
    return theta - lr * g, g.copy()
