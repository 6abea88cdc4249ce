"""What the claims on gradient descent share: momentum as `descent_path` takes it, and when draws are not odd."""

from functools import partial
from statistics import NormalDist

import numpy as np
from torch import optim

from quizdl.lab.descent import Array, descent_path, torch_path
from quizdl.lab.known_answers import off_known_path
from quizdl.lab.samples import oddity_of_normal, oddity_of_uniform
from quizdl.verify import Measurement, at_most

from ..programs.momentum import momentum_step

NOT_ODD = at_most(5, because="the promised distribution, each draw by itself; beyond five once in 100 000")


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


def check_oddity() -> Measurement:
    """Whether the lab sees that numbers are in order, or in half of the range that they should spread over."""
    even = (np.arange(400) + 0.5) / 400
    mixed = even[np.arange(400) * 149 % 400]  # every number once, in no order that a neighbour tells
    normal = [NormalDist().inv_cdf(rank) for rank in even]
    seen = oddity_of_uniform(even, 0, 1), oddity_of_normal(normal), oddity_of_uniform(mixed, 0, 2)
    return Measurement(
        "how odd 400 ascending numbers and 400 of half the range look: largest distance from 20",
        max(abs(oddity - 20) for oddity in seen),
        at_most(0.2, because="√400 standard errors where neighbours are alike, and as many for half the range"),
        check=True,
    )


def check_controls(*off: float, most: float = 1e-11) -> Measurement:
    """How far the numbers of the controls are off what theory says of each."""
    return Measurement(
        "controls: largest distance from what theory says of them",
        max(off),
        at_most(most, because="the same formulas with the cause taken away; rounding"),
        check=True,
    )
