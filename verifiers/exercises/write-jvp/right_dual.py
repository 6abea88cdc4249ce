"""A class of dual numbers that run through the network as numbers would; a dictionary."""

from dataclasses import dataclass

import numpy as np


@dataclass
class Dual:
    value: np.ndarray
    slope: np.ndarray

    def __matmul__(self, matrix):
        return Dual(self.value @ matrix, self.slope @ matrix)

    def __add__(self, constant):
        return Dual(self.value + constant, self.slope)

    def tanh(self):
        value = np.tanh(self.value)
        return Dual(value, self.slope - self.slope * value**2)


def jvp(layers, x, v):
    h = Dual(x, v)
    for n, (W, b) in enumerate(layers):
        h = (h.tanh() if n else h) @ W.T + b
    return {"z": h.value, "z_dot": h.slope}
