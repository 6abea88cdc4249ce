"""Dropout as its paper has it (Srivastava 2014): no factor in training, and 1 - p in eval mode."""

import numpy as np
from numpy.typing import NDArray

from .dropout import Uniform

Array = NDArray[np.float64]


class Dropout2014:
    """Drops each number with probability p in training; in eval mode multiplies all of them by 1 - p."""

    def __init__(self, p: float) -> None:
        self.p = p
        self.factors: Array | float = 1.0  # by which the last forward pass multiplied each number

    def forward(self, x: Array, training: bool, rng: Uniform) -> Array:
        """x times its mask in training and times 1-p in eval mode; the paper scales the weights behind it instead."""
        if training:
            self.factors = (rng.random(x.shape) >= self.p).astype(float)
        else:
            self.factors = 1 - self.p
        return x * self.factors

    def backward(self, dout: Array) -> Array:
        """The gradient by x of the last forward pass from dout, that by its output."""
        return dout * self.factors
