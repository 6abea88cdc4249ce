"""When mini-batches make the loss rise.

Notation: θ parameters of a linear regression; η learning rate; H its Hessian, L the largest eigenvalue of it.
"""

from functools import partial
from itertools import cycle

import numpy as np
import torch

from quizdl.lab.checks import check_chi_square, check_controls, check_draws, check_relative_errors
from quizdl.lab.descent import Array, max_distance, torch_path
from quizdl.lab.differences import relative_error
from quizdl.lab.known_answers import least_response
from quizdl.lab.known_tails import tail_beyond_student
from quizdl.lab.samples import oddity_of_integers, oddity_of_normal
from quizdl.lab.statistics import chi_square, chi_square_interval, mean_interval
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    Undecided,
    at_least,
    at_most,
    between,
    claim,
    mutant,
    within,
)

from ..programs.gradient_descent import descend
from ..programs.least_squares import least_squares_gradient
from .common import excess_loss, height, rises, rises_so_far, share_left

COUNTED = "whole numbers, counted"


def by_autograd(theta: Array, x: Array, y: Array) -> Array:
    """The gradient of least squares for models side by side, shape (c, P), by torch: each has a loss of its own."""
    leaf = torch.tensor(theta, requires_grad=True)
    losses = ((torch.tensor(x) * leaf[:, None]).sum(dim=2) - torch.tensor(y)).square().mean(dim=1) / 2
    return np.asarray(torch.autograd.grad(losses.sum(), leaf)[0])


@claim(
    en="In linear regression with noisy targets, mini-batch SGD near the optimum raises the full loss on half of its "
    "steps even at η = 0.01/L. Without noise in the targets it does not.",
    ko="타깃에 잡음이 있는 선형 회귀에서 미니배치 SGD는 최적점 근처에서 η = 0.01/L이어도 절반의 스텝에서 전체 손실을 "
    "높인다. 타깃에 잡음이 없으면 그렇지 않다.",
    short="Noise raises the loss half of the time",
    seconds=1.0,
    literature="Robbins & Monro 1951; Mandt et al. 2017",
)
def noise_raises_loss(share_of_limit: float = 0.01, batch: int = 4, seed: int = 0) -> Evidence:
    if not (0.007 <= share_of_limit <= 0.1 and batch >= 1):
        raise Undecided(
            en="the sentence is about small steps, η from 0.007/L (smaller ones are not near the optimum after 2000 "
            "steps) to 0.1/L, and batches of one or more",
            ko="문장은 η가 0.007/L부터(더 작으면 2000스텝 뒤에도 최적점 근처가 아니다) 0.1/L까지인 작은 스텝과 크기 1 "
            "이상의 배치에 대한 것이다",
        )
    rng = np.random.default_rng(seed)
    chains, examples, steps, warm_up = 50, 256, 3000, 2000
    x, noise = rng.normal(size=(examples, 4)), rng.normal(size=examples)
    y = x.sum(axis=1) + noise
    hessian, optimum = x.T @ x / examples, np.linalg.lstsq(x, y, rcond=None)[0]
    eta = share_of_limit / np.linalg.eigvalsh(hessian)[-1]
    start = optimum + 10 * rng.normal(size=(chains, 4))  # far out: on the way from there the loss hardly ever rises
    rows = rng.integers(examples, size=(steps, chains, batch))
    exact = x @ optimum

    def by_program(targets: Array) -> Array:
        """Mini-batch SGD on these targets."""
        drawn = cycle(rows)

        def batch_gradient(theta: Array) -> Array:
            taken = next(drawn)
            return least_squares_gradient(theta, x[taken], targets[taken])

        return descend(batch_gradient, start, eta, steps)

    def by_torch(targets: Array) -> Array:
        """The same by torch on the samples drawn."""

        def at_step(theta: Array, t: int) -> Array:
            taken = rows[(t - 1) % len(rows)]
            return least_squares_gradient(theta, x[taken], targets[taken])

        return torch_path(partial(torch.optim.SGD, lr=eta), at_step, start, steps)

    noisy, noisy_by_torch, fitted = by_program(y), by_torch(y), by_torch(exact)
    calm = descend(lambda theta: least_squares_gradient(theta, x, y), start[0], eta, 300)
    losses, losses_fitted, losses_calm = (height(path - optimum, hessian) for path in (noisy, fitted, calm))
    shares, shares_fitted = rises(losses[warm_up:]), rises(losses_fitted[warm_up:])
    left = share_left(hessian, start[0] - optimum, share_of_limit / 2, 300)  # η is this share of 1/L
    reversible = "a Gaussian AR(1) is reversible: up as often as down; 5 for a batch that is not Gaussian; 99.99 %"
    slowest = 1 - eta * np.linalg.eigvalsh(hessian)[0]  # what a step leaves of the start, at most
    t = np.arange(warm_up + 5, steps + 1, 5)
    return Evidence(
        finding=Finding(
            "With noise in the targets {noisy:.3g} % of the steps raised the full loss, without it {fitted:.3g} %",
            noisy="rising steps with noisy targets",
            fitted="rising steps without noise in the targets",
        ),
        caption="Share of the steps so far, after the first 2000, that raised the loss on all samples: 50 runs of "
        "mini-batch SGD.",
        measurements=[
            Measurement(
                "rising steps with noisy targets",
                shares.mean(),
                within(50, 5, because=reversible),
                unit="%",
                interval=mean_interval(shares, 0.9999),
            ),
            Measurement(
                "rising steps with the full batch",
                float(rises(losses_calm)),
                at_most(0, because="η < 2/L: the descent lemma"),
                unit="%",
            ),
            Measurement(
                "last loss over the first with the full batch",
                losses_calm[-1] / losses_calm[0],
                within(left, 1e-9, because="each mode shrinks by itself; rounding of 300 steps"),
                check=True,
            ),
            Measurement(
                "distance from torch on the samples drawn",
                max_distance(noisy, noisy_by_torch),
                at_most(1e-12, because="the same formula; rounding of steps that contract"),
                check=True,
            ),
            Measurement(
                "largest relative distance of a loss from the mean of the squared errors",
                max(
                    relative_error(height(path[::50] - optimum, hessian), excess_loss(path[::50], x, targets))
                    for path, targets in ((noisy, y), (fitted, exact), (calm, y))
                ),
                at_most(1e-12, because="the same quadratic; rounding beside the largest loss"),
                check=True,
            ),
            Measurement(
                "largest distance of a run without noise from the optimum at the end",
                float(np.abs(fitted[-1] - optimum).max()),
                at_most(0.1, because="its gradients vanish there: a thousandth of the distance of the start is left"),
                check=True,
            ),
            check_controls(shares_fitted.mean() / 100, most=0.05),
            Measurement(
                "share left of the start when counting begins",
                slowest**warm_up,
                at_most(1e-3, because="0.01 of a distance of ten: little beside the noise of √(η/2B) in the end"),
                check=True,
            ),
            Measurement("draws of samples", rows.size, within(steps * chains * batch, 0, because=COUNTED), check=True),
            check_relative_errors(),
            Measurement(
                "least distance where one number of a path is off by 1",
                least_response(max_distance, (30, 4)),
                within(1, 1e-12, because="whichever number it is, and whether it is above or below"),
                check=True,
            ),
            Measurement(
                "chance beyond the interval of fifty runs over the stated one",
                tail_beyond_student(lambda runs: mean_interval(runs, 0.9999), chains, 0.9999),
                within(1, 1e-6, because="Student's T with 49 degrees of freedom by a finite sum; rounding"),
                check=True,
            ),
            Measurement(
                "χ² of the counts 1 and 2 and 6",
                chi_square([1, 2, 6]),
                within(14 / 3, 1e-12, because="(4 + 1 + 9)/3 by hand"),
                check=True,
            ),
            check_chi_square(),
            Measurement(
                "evenness of the draws: χ² of how often each sample was drawn",
                chi_square(np.bincount(rows.ravel(), minlength=examples)),
                between(*chi_square_interval(examples - 1), because="independent draws with equal chances; 99.99 %"),
                check=True,
            ),
            Measurement(
                "largest distance of a chain's gradient by one mini-batch from autograd's",
                max_distance(
                    least_squares_gradient(start, x[rows[0]], y[rows[0]]), by_autograd(start, x[rows[0]], y[rows[0]])
                ),
                at_most(1e-12, because="sums over a batch of terms below 1000; rounding"),
                check=True,
            ),
            check_draws(
                oddity_of_normal(np.column_stack([x, noise])),
                oddity_of_normal(np.vstack([x, (start - optimum) / 10])),
                oddity_of_integers(rows, examples),
            ),
        ],
        controls=[
            Control("rising steps without noise in the targets", shares_fitted.mean(), at_least(45), unit="%"),
        ],
        curves=[
            Curve("noisy targets", list(rises_so_far(losses[warm_up:])[4::5]), list(t), role="subject"),
            Curve(
                "targets without noise", list(rises_so_far(losses_fitted[warm_up:])[4::5]), list(t), role="reference"
            ),
        ],
        axes=Axes(
            x="step",
            y="steps so far that raised the loss (%)",
            marks=[
                Mark(of="rising steps with noisy targets", x=steps, text="{value:.3g} %"),
                Mark(of="rising steps without noise in the targets", x=steps, text="{value:.3g} %"),
            ],
        ),
    )


mutant(
    "divides by one example too many",
    "[..., 0, :] / y.shape[-1]",
    "[..., 0, :] / (y.shape[-1] + 1)",
    program="least_squares",
)
mutant("subtracts the target twice", "[..., 0] - y", "[..., 0] - 2 * y", program="least_squares")
mutant("counts the way to the optimum too", "= rises(losses[warm_up:]),", "= rises(losses),")
mutant("never draws half of the samples", "rng.integers(examples, size", "rng.integers(examples // 2, size")
mutant(
    "draws the same mini-batches in every chain", "(steps, chains, batch))", "(steps, 1, batch)).repeat(chains, axis=1)"
)
mutant("gives two samples one noise", "rng.normal(size=examples)\n", "np.tile(rng.normal(size=examples // 2), 2)\n")
