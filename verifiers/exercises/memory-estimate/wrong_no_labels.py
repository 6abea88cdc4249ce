"""forgets the labels of the batch
배치의 레이블을 잊는다
"""

from itertools import pairwise


def estimate(widths, batch, optimizer):
    layers = list(pairwise(widths))
    parameters = 4 * sum(n * m + m for n, m in layers)
    inputs = 4 * batch * widths[0]
    activations = 4 * batch * sum(m for _, m in layers)
    state, step = 0, 0
    if optimizer == "momentum":
        state = parameters
    if optimizer == "adam":
        state = 2 * parameters + 4 * 2 * len(layers)
        step = 8 * max(max(n * m, m) for n, m in layers)
    return parameters, parameters, state, inputs, activations, step
