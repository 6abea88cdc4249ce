"""The direction of each step: against the gradient, or along it.

Notation: θ parameters, shape (P,); g gradient; η learning rate; Δθ the move of a step.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import torch

from quizdl.lab.checks import check_draws
from quizdl.lab.descent import Array, descent_path, max_distance, torch_descent, torch_path
from quizdl.lab.samples import oddity_of_integers, oddity_of_normal, oddity_of_uniform
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.adam import Adam
from ..programs.gradient_descent import descend
from ..programs.least_squares import least_squares_gradient
from ..programs.rmsprop import RMSprop
from .common import HeavyBall

SIGN_IS_EXACT = "the step is -g times a positive number, and rounding keeps the order of numbers"
SAME_FORMULA = "the same formula on the same gradients; rounding of some hundred steps"


def uphill_so_far(path: Array, gradients: Array) -> Array:
    """Percent of the moves up to each step that went along their gradient, shape (steps,); zero gradients aside.

    path (steps + 1, P), gradients (steps, P). All NaN where the run diverged.
    """
    if not np.isfinite(path).all():
        return np.full(len(gradients), np.nan)
    moved = gradients != 0
    along = moved & (np.sign(np.diff(path, axis=0)) == np.sign(gradients))
    percent: Array = 100 * along.sum(axis=1).cumsum() / moved.sum(axis=1).cumsum()
    return percent


@claim(
    en="Without momentum and weight decay, gradient descent and RMSprop never move a coordinate along its gradient; "
    "momentum and Adam sometimes do.",
    ko="모멘텀과 가중치 감쇠가 없으면 경사 하강법과 RMSprop은 어떤 좌표도 기울기 방향으로 움직이지 않는다. 모멘텀과 "
    "Adam은 그럴 때가 있다.",
    short="Optimizers that never move uphill",
    seconds=1.5,
    literature="Cauchy 1847; Polyak 1964; Kingma & Ba 2015",
)
def against_the_gradient(eta: float = 0.03, steps: int = 100, seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    curvature = np.repeat([0, 1e-8, 0.3, 1.0, 3.0, 10.0], 20)  # one has no slope, one is so flat that eps matters
    start = rng.choice([-1.0, 1.0], size=120) * rng.uniform(0.5, 1.0, size=120)

    def gradient(theta: Array, _: int = 0) -> Array:
        return curvature * theta

    def uphill(path: Array) -> Array:
        return uphill_so_far(path, gradient(path[:-1]))

    def from_torch(path: Array, optimizer: Callable[[list[torch.Tensor]], Any]) -> float:
        """Distance from torch's optimizer on the gradients of this path."""
        return max_distance(path, torch_path(optimizer, lambda _, t: gradient(path[t - 1]), start, steps))

    rmsprop, adam = partial(torch.optim.RMSprop, lr=eta), partial(torch.optim.Adam, lr=eta)
    momentum = partial(torch.optim.SGD, lr=eta, momentum=0.9)
    plain = descend(gradient, start, eta, steps)
    root = descent_path(RMSprop(lr=eta).step, gradient, start, steps)
    ball = descent_path(HeavyBall(eta, 0.9, start).step, gradient, start, steps)
    moments = descent_path(Adam(lr=eta).step, gradient, start, steps)
    ball_uphill = uphill(torch_path(momentum, gradient, start, steps))
    adam_uphill = uphill(torch_path(adam, gradient, start, steps))
    outwards, swinging = 1.0 + np.arange(9)[:, None], (-1.0) ** np.arange(9)[:, None]  # all along, all against
    same, exact = at_most(1e-12, because=SAME_FORMULA), at_most(0, because=SIGN_IS_EXACT)
    t = np.arange(1, steps + 1)
    return Evidence(
        finding=Finding(
            "Of its moves gradient descent made {plain:.3g} % along the gradient, RMSprop {root:.3g} %, momentum "
            "{ball:.3g} % and Adam {adam:.3g} %",
            plain="gradient descent: share of moves along the gradient",
            root="RMSprop: share of moves along the gradient",
            ball="momentum of torch: share of moves along the gradient",
            adam="Adam of torch: share of moves along the gradient",
        ),
        caption="Share of all moves so far that went along the gradient, on a quadratic with curvatures from 0 to 10. "
        "Gradient descent and RMSprop stay at zero.",
        measurements=[
            Measurement("gradient descent: share of moves along the gradient", uphill(plain)[-1], exact, unit="%"),
            Measurement("RMSprop: share of moves along the gradient", uphill(root)[-1], exact, unit="%"),
            Measurement(
                "gradient descent: distance from torch",
                max_distance(plain, torch_descent(gradient, start, eta, steps)),
                same,
                check=True,
            ),
            Measurement("RMSprop: distance from torch", from_torch(root, rmsprop), same, check=True),
            Measurement("momentum: distance from torch", from_torch(ball, momentum), same, check=True),
            Measurement("Adam: distance from torch", from_torch(moments, adam), same, check=True),
            check_draws(oddity_of_uniform(abs(start), 0.5, 1), oddity_of_integers(start > 0, 2)),
            Measurement(
                "share of moves along the gradient on a path that goes outwards",
                uphill(outwards * start)[-1],
                within(100, 0, because="every move"),
                unit="%",
                check=True,
            ),
            Measurement(
                "share of moves along the gradient on a path that swings from side to side",
                uphill(swinging * start)[-1],
                within(0, 0, because="every move goes to the other side of the minimum"),
                unit="%",
                check=True,
            ),
        ],
        controls=[
            Control("momentum of torch: share of moves along the gradient", ball_uphill[-1], at_most(1), unit="%"),
            Control("Adam of torch: share of moves along the gradient", adam_uphill[-1], at_most(1), unit="%"),
        ],
        curves=[
            Curve("gradient descent", list(uphill(plain)), list(t), role="subject"),
            Curve("RMSprop", list(uphill(root)), list(t), role="subject"),
            Curve("momentum", list(ball_uphill), list(t), role="reference"),
            Curve("Adam", list(adam_uphill), list(t), role="reference"),
        ],
        axes=Axes(
            x="step",
            y="moves along the gradient so far (%)",
            marks=[
                Mark(of="gradient descent: share of moves along the gradient", x=steps, text="{value:.3g} %"),
                Mark(of="RMSprop: share of moves along the gradient", x=steps, text="{value:.3g} %"),
                Mark(of="momentum of torch: share of moves along the gradient", x=steps, text="{value:.3g} %"),
                Mark(of="Adam of torch: share of moves along the gradient", x=steps, text="{value:.3g} %"),
            ],
        ),
    )


@claim(
    en="SGD lowers a parameter whose mini-batch gradient is positive and raises one whose gradient is negative.",
    ko="SGD는 미니배치 기울기가 양수인 파라미터는 줄이고 음수인 파라미터는 늘린다.",
    short="SGD moves against its mini-batch",
    seconds=0.5,
    literature="Goh 2017",
)
def sign_rule(batch: int = 8, eta: float = 0.02, seed: int = 0) -> Evidence:
    steps = 400
    rng = np.random.default_rng(seed)
    x, noise = rng.normal(size=(128, 5)), rng.normal(size=128)
    y = x.sum(axis=1) + noise
    rows = rng.integers(len(x), size=(steps, batch))
    start = np.zeros(5)

    def gradient(theta: Array, t: int) -> Array:
        """That of the mini-batch of step t."""
        return least_squares_gradient(theta, x[rows[t - 1]], y[rows[t - 1]])

    def uphill(path: Array) -> Array:
        return uphill_so_far(path, np.array([gradient(theta, t) for t, theta in enumerate(path[:-1], start=1)]))

    sgd = descent_path(lambda theta, g: descend(lambda _: g, theta, eta, 1)[-1], gradient, start, steps)
    root = descent_path(RMSprop(lr=eta).step, gradient, start, steps)
    by_torch = torch_path(partial(torch.optim.SGD, lr=eta), gradient, start, steps)
    ball_uphill = uphill(torch_path(partial(torch.optim.SGD, lr=eta, momentum=0.9), gradient, start, steps))
    adam_uphill = uphill(torch_path(partial(torch.optim.Adam, lr=eta), gradient, start, steps))
    whole_uphill = uphill_so_far(by_torch, np.array([least_squares_gradient(theta, x, y) for theta in by_torch[:-1]]))
    leaf = torch.tensor(noise[:5], requires_grad=True)
    loss = torch.mean((torch.tensor(x[rows[0]]) @ leaf - torch.tensor(y[rows[0]])) ** 2 / 2)
    wrong = np.abs(gradient(noise[:5], 1) - torch.autograd.grad(loss, leaf)[0].numpy()).max()
    exact, t = at_most(0, because=SIGN_IS_EXACT), np.arange(1, steps + 1)
    never = len(x) * (1 - 1 / len(x)) ** rows.size
    chance = "N(1 - 1/N)ⁿ after n draws; five standard deviations"
    return Evidence(
        finding=Finding(
            "Of its moves SGD made {sgd:.3g} % along the gradient of its mini-batch and {whole:.3g} % along that of "
            "all samples; momentum made {ball:.3g} % along that of the mini-batch, Adam {adam:.3g} %",
            sgd="SGD: share of moves along the gradient of the mini-batch",
            whole="SGD of torch: share of moves along the gradient of all samples",
            ball="momentum of torch: share of moves along the gradient of the mini-batch",
            adam="Adam of torch: share of moves along the gradient of the mini-batch",
        ),
        caption="Share of all moves so far that went along a gradient, in linear regression by mini-batches. Only SGD, "
        "by the gradient of its own mini-batch, stays at zero.",
        measurements=[
            Measurement("SGD: share of moves along the gradient of the mini-batch", uphill(sgd)[-1], exact, unit="%"),
            Measurement(
                "RMSprop: share of moves along the gradient of the mini-batch", uphill(root)[-1], exact, unit="%"
            ),
            Measurement(
                "SGD: distance from torch",
                max_distance(sgd, by_torch),
                at_most(1e-12, because=SAME_FORMULA),
                check=True,
            ),
            Measurement(
                "gradient of a mini-batch: distance from torch",
                wrong,
                at_most(1e-12, because="rounding of sums over a batch"),
                check=True,
            ),
            check_draws(oddity_of_normal(np.column_stack([x, y - x.sum(axis=1)])), oddity_of_integers(rows, len(x))),
            Measurement(
                "samples that no mini-batch holds over the number expected",
                (len(x) - len(np.unique(rows)) - never) / np.sqrt(never + 0.03),  # one breaks it where none is due
                at_most(5, because=chance),
                unit="standard errors",
                check=True,
            ),
        ],
        controls=[
            Control(
                "momentum of torch: share of moves along the gradient of the mini-batch",
                ball_uphill[-1],
                at_most(5),
                unit="%",
            ),
            Control(
                "Adam of torch: share of moves along the gradient of the mini-batch",
                adam_uphill[-1],
                at_most(5),
                unit="%",
            ),
            Control(
                "SGD of torch: share of moves along the gradient of all samples", whole_uphill[-1], at_most(5), unit="%"
            ),
        ],
        curves=[
            Curve("SGD: mini-batch", list(uphill(sgd)), list(t), role="subject"),
            Curve("SGD: all samples", list(whole_uphill), list(t), role="reference"),
            Curve("momentum: mini-batch", list(ball_uphill), list(t), role="reference"),
            Curve("Adam: mini-batch", list(adam_uphill), list(t), role="reference"),
        ],
        axes=Axes(
            x="step",
            y="moves along the gradient so far (%)",
            marks=[
                Mark(of="SGD: share of moves along the gradient of the mini-batch", x=steps, text="{value:.3g} %"),
                Mark(
                    of="SGD of torch: share of moves along the gradient of all samples", x=steps, text="{value:.3g} %"
                ),
                Mark(
                    of="momentum of torch: share of moves along the gradient of the mini-batch",
                    x=steps,
                    text="{value:.3g} %",
                ),
                Mark(
                    of="Adam of torch: share of moves along the gradient of the mini-batch",
                    x=steps,
                    text="{value:.3g} %",
                ),
            ],
        ),
    )


mutant(
    "damps the newest gradient in the velocity", "v = beta * v + g", "v = beta * v + (1 - beta) * g", program="momentum"
)
mutant("puts eps inside the root", "(np.sqrt(self.v) + self.eps)", "np.sqrt(self.v + self.eps)", program="rmsprop")
mutant("counts the steps of Adam from two", "self.t = 0", "self.t = 1", program="adam")
mutant(
    "forgets the bias correction of the second moment",
    "self.v / (1 - self.beta2**self.t)",
    "self.v",
    program="adam",
)
mutant("counts even where nothing moved", "moved = gradients != 0", "moved = gradients == gradients")
mutant("forgets 1/B in least squares", "x)[..., 0, :] / y.shape[-1]", "x)[..., 0, :]", program="least_squares")
mutant(
    "takes the samples in turn instead of by chance",
    "rng.integers(len(x), size=(steps, batch))",
    "np.arange(steps * batch).reshape(steps, batch) % len(x)",
)
mutant("draws inputs evenly from 0 to 1", "rng.normal(size=(128, 5))", "rng.random(size=(128, 5))")
