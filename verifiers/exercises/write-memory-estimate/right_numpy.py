"""Cumulative sums of numpy; a dict in another order."""

import numpy as np


def bytes_of(numbers):
    return int(sum(np.dtype(dtype).itemsize * count for dtype, count in numbers.items()))


def estimate(ops, inputs, optimizer):
    weights = np.array([4 * sum(op["weights"]) for op in ops])
    largest = max((4 * count for op in ops for count in op["weights"]), default=0)
    keeps = np.array([bytes_of(op["keeps"]) for op in ops])
    passing = 4 * np.array([op["reads"] + op["makes"] + op["carries"] for op in ops])
    numbers, counts, room = {"sgd": (0, 0, 0), "momentum": (1, 0, 0)}.get(optimizer, (2, 1, 2))
    state = numbers * weights.sum() + 4 * counts * sum(len(op["weights"]) for op in ops)
    buffers = sum(bytes_of(op["buffers"]) for op in ops)
    backward = (np.cumsum(keeps) + np.cumsum(weights[::-1])[::-1] + passing).max()
    moment = max(backward, weights.sum() + room * largest)
    return {
        "peak": weights.sum() + buffers + state + bytes_of(inputs) + moment,
        "activations": keeps.sum(),
        "gradients": weights.sum(),
        "parameters": weights.sum(),
        "state": state,
        "inputs": bytes_of(inputs),
        "buffers": buffers,
    }
