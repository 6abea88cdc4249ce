"""gives the step of Adam no room of its own
Adam의 스텝 자체가 쓰는 메모리를 세지 않는다
"""

from itertools import pairwise


def estimate(widths, batch, optimizer):
    layers = list(pairwise(widths))
    parameters = 4 * sum(n * m + m for n, m in layers)
    inputs = 4 * batch * widths[0] + 8 * batch
    activations = 4 * batch * sum(m for _, m in layers)
    state, step = 0, 0
    if optimizer == "momentum":
        state = parameters
    if optimizer == "adam":
        state = 2 * parameters + 4 * 2 * len(layers)
        step = 0
    return parameters, parameters, state, inputs, activations, step
