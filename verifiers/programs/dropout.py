"""Inverted dropout (Srivastava 2014): in training each number is dropped or enlarged, in eval mode nothing happens."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Uniform(Protocol):
    """A source of random numbers from 0 to 1, such as a numpy Generator."""

    def random(self, size: tuple[int, ...], /) -> Array: ...


class Dropout:
    """Drops each number with probability p and divides the others by 1 - p, which keeps the mean; 0 <= p < 1."""

    def __init__(self, p: float) -> None:
        self.p = p
        self.factors: Array | float = 1.0  # by which the last forward pass multiplied each number

    def forward(self, x: Array, training: bool, rng: Uniform) -> Array:
        """x times the mask m/(1-p) in training, and x itself in eval mode; x of any shape.

        A number is kept where its draw from rng is at least p; each number has a draw of its own.
        """
        if training:
            kept = rng.random(x.shape) >= self.p
            self.factors = kept / (1 - self.p)
        else:
            self.factors = np.ones_like(x)
        return x * self.factors

    def backward(self, dout: Array) -> Array:
        """The gradient by x of the last forward pass from dout, that by its output: the same factors once more."""
        return dout * self.factors
