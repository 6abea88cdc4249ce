"""A linear classifier from W = 0 by mini-batch gradient descent, for any loss that is given by its gradient."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Gradient = Callable[[Array, Array], Array]  # of logits and targets, entry by entry


def fit(
    gradient: Gradient, x: Array, y: Array, lr: float, epochs: int, batch: int = 50, bias: float = 0.0
) -> tuple[Array, Array]:
    """W (inputs, outputs) and b (outputs,), trained on the loss summed over outputs and averaged over each batch.

    x (B, inputs), y (B, outputs); the batches are taken in the order of x. `bias` is where every b starts.
    """
    w, b = np.zeros((x.shape[1], y.shape[1])), np.full(y.shape[1], bias)
    for _ in range(epochs):
        for i in range(0, len(x), batch):
            images, targets = x[i : i + batch], y[i : i + batch]
            d = gradient(images @ w + b, targets) / len(images)
            w, b = w - lr * images.T @ d, b - lr * d.sum(axis=0)
    return w, b
