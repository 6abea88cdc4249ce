"""holds a number of each class for a label
레이블마다 클래스 수만큼 float32를 둔다
"""

from itertools import pairwise


def estimate(widths, batch, optimizer):
    layers = list(pairwise(widths))
    parameters = 4 * sum(n * m + m for n, m in layers)
    inputs = 4 * batch * widths[0] + 4 * batch * widths[-1]
    activations = 4 * batch * sum(m for _, m in layers)
    state, step = 0, 0
    if optimizer == "momentum":
        state = parameters
    if optimizer == "adam":
        state = 2 * parameters + 4 * 2 * len(layers)
        step = 8 * max(max(n * m, m) for n, m in layers)
    return parameters, parameters, state, inputs, activations, step
