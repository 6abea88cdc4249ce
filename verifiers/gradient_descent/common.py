"""What the claims on gradient descent share: momentum as `descent_path` takes it, and when draws are not odd."""

import numpy as np

from quizdl.lab.descent import Array

from ..programs.momentum import momentum_step


class HeavyBall:
    """`momentum_step` together with its buffer; `like` has the shape of the parameters."""

    def __init__(self, lr: float, beta: float, like: Array) -> None:
        self.lr = lr
        self.beta = beta
        self.v = np.zeros_like(like)

    def step(self, theta: Array, g: Array) -> Array:
        theta, self.v = momentum_step(theta, self.v, g, self.lr, self.beta)
        return theta
