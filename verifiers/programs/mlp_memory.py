"""The memory of a training step of an MLP, item by item, from nothing but its widths."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

FLOAT, INT = 4, 8  # bytes of a float32 and of an int64
REMEMBERED = {"sgd": 0, "momentum": 1, "adam": 2}  # numbers that an optimizer keeps for each parameter


def estimate(widths: Sequence[int], batch: int, optimizer: str) -> dict[str, int]:
    """Bytes of each item for layers from widths[i] to widths[i + 1] features, with ReLU between them.

    The loss is the mean cross-entropy. Activations are what the forward pass leaves for the backward pass; step is the
    room that the optimizer's step takes for itself: Adam's takes twice the tensor that it updates.
    """
    tensors = [size for n, m in pairwise(widths) for size in (n * m, m)]
    parameters = FLOAT * sum(tensors)
    is_adam = optimizer == "adam"
    return {
        "parameters": parameters,
        "gradients": parameters,
        "state": REMEMBERED[optimizer] * parameters + is_adam * FLOAT * len(tensors),
        "inputs": batch * (widths[0] * FLOAT + INT),
        "activations": batch * sum(widths[1:]) * FLOAT,
        "step": is_adam * 2 * FLOAT * max(tensors),
    }
