"""forgets the count of steps that Adam keeps for each tensor
Adam이 텐서마다 세는 스텝 횟수를 잊는다
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
        state = 2 * parameters
        step = 8 * max(max(n * m, m) for n, m in layers)
    return parameters, parameters, state, inputs, activations, step
