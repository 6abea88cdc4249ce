"""counts two bytes for a number
수 하나를 2바이트로 센다
"""

from itertools import pairwise


def estimate(widths, batch, optimizer):
    layers = list(pairwise(widths))
    parameters = 2 * sum(n * m + m for n, m in layers)
    inputs = 2 * batch * widths[0] + 8 * batch
    activations = 2 * batch * sum(m for _, m in layers)
    state, step = 0, 0
    if optimizer == "momentum":
        state = parameters
    if optimizer == "adam":
        state = 2 * parameters + 2 * 2 * len(layers)
        step = 4 * max(max(n * m, m) for n, m in layers)
    return parameters, parameters, state, inputs, activations, step
