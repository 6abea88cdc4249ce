"""keeps a buffer of its own beside the one that it is given
받은 버퍼 대신 자신이 따로 저장한 버퍼를 쓴다
"""

buffers = {}


def momentum_step(theta, v, g, lr, beta):
    buffers[v.shape] = beta * buffers.get(v.shape, 0.0) + g
    return theta - lr * buffers[v.shape], buffers[v.shape].copy()
