"""Products of numpy arrays; a dict of its own order."""

import numpy as np


def estimate(widths, batch, optimizer):
    widths = np.array(widths)
    matrices, biases = widths[:-1] * widths[1:], widths[1:]
    float32, int64 = np.dtype(np.float32).itemsize, np.dtype(np.int64).itemsize
    parameters = float32 * (matrices.sum() + biases.sum())
    remembered = {"sgd": 0, "momentum": parameters, "adam": 2 * parameters + float32 * 2 * len(matrices)}
    return {
        "inputs": batch * (widths[0] * float32 + int64),
        "activations": batch * biases.sum() * float32,
        "parameters": parameters,
        "gradients": parameters,
        "state": remembered[optimizer],
        "step": 2 * float32 * matrices.max() if optimizer == "adam" else 0,
    }
