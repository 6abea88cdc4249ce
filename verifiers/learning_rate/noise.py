"""When mini-batches make the loss rise.

Notation: θ parameters of a linear regression; η learning rate; H its Hessian, L the largest eigenvalue of it.
"""

from functools import partial
from itertools import cycle

import numpy as np
import torch

from quizdl.lab.descent import Array, max_distance, torch_descent, torch_path
from quizdl.lab.known_answers import interval_over_student, least_response
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
from .common import NOT_ODD, check_draws, height, rises, rises_so_far

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
    y = x @ rng.normal(size=4) + noise
    hessian, optimum = x.T @ x / examples, np.linalg.lstsq(x, y, rcond=None)[0]
    eta = share_of_limit / np.linalg.eigvalsh(hessian)[-1]
    start = optimum + 10 * rng.normal(size=(chains, 4))  # far out: on the way from there the loss hardly ever rises
    rows = rng.integers(examples, size=(steps, chains, batch))
    for_noisy, for_exact, exact = cycle(rows), cycle(rows), x @ optimum

    def noisy_batch(theta: Array) -> Array:
        drawn = next(for_noisy)
        return least_squares_gradient(theta, x[drawn], y[drawn])

    def exact_batch(theta: Array) -> Array:
        drawn = next(for_exact)
        return least_squares_gradient(theta, x[drawn], exact[drawn])

    noisy = descend(noisy_batch, start, eta, steps)
    by_torch = torch_path(
        partial(torch.optim.SGD, lr=eta),
        lambda theta, t: least_squares_gradient(theta, x[rows[(t - 1) % len(rows)]], y[rows[(t - 1) % len(rows)]]),
        start,
        steps,
    )
    fitted = torch_descent(exact_batch, start, eta, steps)
    calm = descend(lambda theta: least_squares_gradient(theta, x, y), start[0], eta, 300)
    losses, losses_fitted, losses_calm = (height(path - optimum, hessian) for path in (noisy, fitted, calm))
    shares, shares_fitted = rises(losses[warm_up:]), rises(losses_fitted[warm_up:])
    closed = (start[0] - optimum) @ np.linalg.matrix_power(np.eye(4) - eta * hessian, 300) + optimum
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
                "distance of the full batch from its closed form",
                np.abs(calm[-1] - closed).max(),
                at_most(1e-12, because="(I - ηH)³⁰⁰ from the same start; rounding"),
                check=True,
            ),
            Measurement(
                "distance from torch on the samples drawn",
                max_distance(noisy, by_torch),
                at_most(1e-12, because="the same formula; rounding of steps that contract"),
                check=True,
            ),
            Measurement(
                "share left of the start when counting begins",
                slowest**warm_up,
                at_most(1e-3, because="0.01 of a distance of ten: little beside the noise of √(η/2B) in the end"),
                check=True,
            ),
            Measurement("draws of samples", rows.size, within(steps * chains * batch, 0, because=COUNTED), check=True),
            Measurement(
                "least distance where one number of a path is off by 1",
                least_response(max_distance, (30, 4)),
                within(1, 1e-12, because="whichever number it is, and whether it is above or below"),
                check=True,
            ),
            Measurement(
                "interval of the samples 0 and 0 and 3 over Student's in closed form",
                interval_over_student(mean_interval, 0.9999),
                within(1, 1e-9, because="Student's T with two degrees of freedom"),
                check=True,
            ),
            *check_draws(rows, examples),
            Measurement(
                "largest distance of a chain's gradient by one mini-batch from autograd's",
                max_distance(
                    least_squares_gradient(start, x[rows[0]], y[rows[0]]), by_autograd(start, x[rows[0]], y[rows[0]])
                ),
                at_most(1e-12, because="sums over a batch of terms below 1000; rounding"),
                check=True,
            ),
            Measurement(
                "how odd the inputs and the starts look",
                max(oddity_of_normal(x), oddity_of_normal((start - optimum) / 10)),
                NOT_ODD,
                check=True,
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


@claim(
    en="When the loss rises, the learning rate is too large.",
    ko="손실이 증가한다면 학습률이 너무 큰 것이다.",
    short="A rising loss means too large a step",
    seconds=0.3,
    expects="refuted",
    literature="Robbins & Monro 1951",
)
def a_rise_means_too_large(share_of_limit: float = 0.01, batch: int = 4, seed: int = 0) -> Evidence:
    if not 1e-6 <= share_of_limit <= 0.5:
        raise Undecided(
            en="the test takes a step that is far from too large, but not zero: 1e-6 to 0.5 of 2/L",
            ko="이 실험의 스텝은 한계보다 훨씬 작되 0은 아니어야 한다. 2/L의 1e-6배부터 0.5배까지이다",
        )
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(256, 4)), rng.normal(size=256)
    hessian, optimum = x.T @ x / 256, np.linalg.lstsq(x, y, rcond=None)[0]
    limit = 2 / np.linalg.eigvalsh(hessian)[-1]
    rows = rng.integers(256, size=(400, batch))
    batches = cycle(rows)

    def mini(theta: Array) -> Array:
        drawn = next(batches)
        return least_squares_gradient(theta, x[drawn], y[drawn])

    def full(theta: Array) -> Array:
        return least_squares_gradient(theta, x, y)

    path = descend(mini, optimum + 0.1, share_of_limit * limit, 400)
    by_torch = torch_path(
        partial(torch.optim.SGD, lr=share_of_limit * limit),
        lambda theta, t: least_squares_gradient(theta, x[rows[(t - 1) % len(rows)]], y[rows[(t - 1) % len(rows)]]),
        optimum + 0.1,
        400,
    )
    noisy = height(path - optimum, hessian)
    calm = height(torch_descent(full, optimum + 0.1, share_of_limit * limit, 400) - optimum, hessian)
    wild = height(torch_descent(full, optimum + 0.1, 1.01 * limit, 400) - optimum, hessian)
    said = "the sentence: at a hundredth of 2/L, far from too large, the loss would never rise"
    t = np.arange(1, 401)
    return Evidence(
        finding=Finding(
            "At {share:.3g} of 2/L the loss rose in {noisy:.3g} % of the steps with mini-batches, and in {calm:.3g} % "
            "with the full batch",
            noisy="rising steps with mini-batches",
            calm="rising steps with the full batch",
        ),
        fields={"share": share_of_limit},
        caption="Share of the steps so far that raised the loss on all samples: with the same small learning rate, by "
        "mini-batches and by all samples.",
        measurements=[
            Measurement("rising steps with mini-batches", float(rises(noisy)), at_most(0, because=said), unit="%")
        ],
        controls=[
            Control("rising steps with the full batch", float(rises(calm)), at_most(0), unit="%", must="hold"),
            Control(
                "distance from torch at the small rate on the samples drawn",
                max_distance(path, by_torch),
                at_most(1e-12, because="the same formula; rounding of steps that contract"),
                must="hold",
            ),
            Control("draws of samples", rows.size, within(400 * batch, 0, because=COUNTED), must="hold"),
            Control("how odd the draws look", oddity_of_integers(rows, 256), NOT_ODD, must="hold"),
            Control(
                "evenness of the draws: χ² of how often each sample was drawn",
                chi_square(np.bincount(rows.ravel(), minlength=256)),
                between(*chi_square_interval(255), because="independent draws with equal chances; 99.99 %"),
                must="hold",
            ),
            Control(
                "last loss over the first with the full batch at 1.01 of 2/L",
                wild[-1] / wild[0],
                at_least(1),
                must="hold",
            ),
        ],
        curves=[
            Curve("mini-batches", list(rises_so_far(noisy[:, None])), list(t), role="subject"),
            Curve("full batch", list(rises_so_far(calm[:, None])), list(t), role="reference"),
        ],
        axes=Axes(
            x="step",
            y="steps so far that raised the loss (%)",
            marks=[
                Mark(of="rising steps with mini-batches", x=400, text="{value:.3g} %"),
                Mark(of="rising steps with the full batch", x=400, text="{value:.3g} %"),
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
mutant(
    "takes a rate that is too large after all",
    "path = descend(mini, optimum + 0.1, share_of_limit * limit, 400)",
    "path = descend(mini, optimum + 0.1, 1.01 * limit, 400)",
)
mutant("repeats four mini-batches", "rng.integers(256, size=(400, batch))", "rng.integers(256, size=(4, batch))")
mutant("never draws half of the samples", "rng.integers(examples, size", "rng.integers(examples // 2, size")
mutant(
    "draws the same mini-batches in every chain", "(steps, chains, batch))", "(steps, 1, batch)).repeat(chains, axis=1)"
)
