"""hands back a buffer that has already decayed for the next step
다음 스텝의 감쇠까지 미리 적용한 버퍼를 돌려준다
"""


def momentum_step(theta, v, g, lr, beta):
    v = beta * v + g
    return theta - lr * v, beta * v
