"""State in a frozen dataclass that each step replaces, products of the decays carried along, a dict as result."""

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Moments:
    mean: Any = 0.0
    square: Any = 0.0
    weight_left_1: float = 1.0
    weight_left_2: float = 1.0


@dataclass
class Adam:
    lr: float = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8
    state: Moments = Moments()

    def step(self, theta, g):
        old = self.state
        new = Moments(
            old.mean + (1 - self.beta1) * (g - old.mean),
            old.square + (1 - self.beta2) * (g * g - old.square),
            old.weight_left_1 * self.beta1,
            old.weight_left_2 * self.beta2,
        )
        self.state = new
        rms = np.sqrt(new.square / (1 - new.weight_left_2))
        return {"theta": theta - self.lr * (new.mean / (1 - new.weight_left_1)) / (rms + self.eps)}
