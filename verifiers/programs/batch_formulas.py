"""What a batch costs and how well it speaks for the dataset, in formulas."""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def batch_variance(gradients: Array, size: int, replace: bool) -> float:
    """E|g_B - g|² from the gradients of all samples, shape (N, parameters) (Cochran 1977)."""
    samples = len(gradients)
    trace = float(((gradients - gradients.mean(axis=0)) ** 2).sum()) / samples
    if replace:
        return trace / size
    return trace / size * (samples - size) / (samples - 1)


def saved_bytes(batch: int, widths: Sequence[int]) -> int:
    """What autograd keeps of a ReLU classifier with cross-entropy until the backward pass.

    float32 values of every layer, the input and the log-probabilities included, an int64 label for each
    sample, and one float32 for the sum of the sample weights.
    """
    return batch * (4 * sum(widths) + 8) + 4


def multiplication_flop(batch: int, widths: Sequence[int]) -> int:
    """FLOP of the matrix products in one training step of fully connected layers; a·b + c counts two.

    One product forward and one for the gradient of the weights in every layer, and one for the gradient of
    the input in all layers but the first.
    """
    products = [a * b for a, b in pairwise(widths)]
    return 2 * batch * (3 * sum(products) - products[0])


def coverage(batch: int, classes: int) -> float:
    """Probability that a batch holds every one of equally likely classes: inclusion and exclusion (Feller 1968)."""
    missing = range(classes + 1)
    return math.fsum((-1) ** k * math.comb(classes, k) * (1 - k / classes) ** batch for k in missing)
