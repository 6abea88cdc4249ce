"""What the claims on gradient descent share: momentum as `descent_path` takes it, and when draws are not odd."""

from functools import partial

import numpy as np
from torch import optim

from quizdl.lab.descent import Array, descent_path, torch_path
from quizdl.lab.known_answers import off_known_path
from quizdl.verify import Measurement, at_most

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


def check_paths() -> Measurement:
    """Whether the paths of the lab hold every place of steps that are known."""
    return Measurement(
        "places of a path whose steps are known: largest distance",
        max(
            off_known_path(partial(descent_path, lambda theta, g: theta - g)),
            off_known_path(partial(torch_path, partial(optim.SGD, lr=1.0))),
        ),
        at_most(1e-14, because="a product of five fractions; rounding"),
        check=True,
    )
