"""Where the noise of mini-batches ends: every sample is fitted.

Notation: θ parameters, shape (50,); x inputs and y targets of a linear model; η learning rate; H = xᵀx/N.
"""

from collections.abc import Callable
from functools import partial
from itertools import cycle

import numpy as np
import torch
from numpy.typing import NDArray

from quizdl.lab.checks import check_draws, check_oddities
from quizdl.lab.descent import Array, max_distance, torch_descent, torch_path
from quizdl.lab.known_answers import least_response
from quizdl.lab.samples import oddity_of_integers, oddity_of_normal
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    Undecided,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.gradient_descent import descend
from ..programs.least_squares import least_squares_gradient


def regression(rng: np.random.Generator, samples: int) -> tuple[Array, Array, Array]:
    """Inputs (samples, 50), targets (samples,) of a linear model whose 50 weights are 1, and noise for them."""
    x = rng.normal(size=(samples, 50))
    return x, x.sum(axis=1), rng.normal(size=samples)


def mini_batches(x: Array, y: Array, rows: NDArray[np.int64]) -> Callable[[Array], Array]:
    """Gradient of least squares on the next mini-batch at each call; the samples of each in rows (steps, B)."""
    batches = cycle(rows)

    def gradient(theta: Array) -> Array:
        drawn = next(batches)
        return least_squares_gradient(theta, x[drawn], y[drawn])

    return gradient


def largest_step(x: Array) -> float:
    """1/max‖x‖²: no mini-batch is steeper than its longest sample, so every step is stable."""
    return float(1 / (x**2).sum(axis=1).max())


def left_of_the_gradient(path: Array, x: Array, y: Array) -> Array:
    """Size of the full gradient at every hundredth step, relative to the first one."""
    sizes = np.linalg.norm([least_squares_gradient(theta, x, y) for theta in path[::100]], axis=1)
    left: Array = sizes / sizes[0]
    return left


def most_left(x: Array, steps: int) -> float:
    """The most that SGD by batches of two leaves of the full gradient where all samples can be fitted, in 99.99 %.

    With E[H_b²] ≼ (max‖x‖² + λ_max)H/2 the mean squared error shrinks by 1 - ηλ(3 - ηλ_max)/2 a step, λ the smallest
    positive eigenvalue; then Markov's inequality, and λ_max/λ from errors to gradients (Ma, Bassily & Belkin 2018).
    """
    eigenvalues = np.linalg.svd(x, compute_uv=False) ** 2 / len(x)
    most, least = eigenvalues[0], eigenvalues[-1]
    lr = largest_step(x)
    left = np.sqrt((1 - lr * least * (3 - lr * most) / 2) ** steps / 1e-4)
    return float(most / least * left) + 1e-12  # rounding


@claim(
    en="With a constant step SGD reaches zero gradient where the model fits every sample exactly: 20 samples, 50 "
    "parameters. With 200 noisy samples, more than it can fit, it does not.",
    ko="모델이 모든 샘플을 정확히 맞힐 수 있으면(샘플 20개, 파라미터 50개) 학습률이 일정한 SGD도 기울기 0에 이른다. "
    "맞힐 수 없을 만큼 많고 타깃에 잡음이 있는 샘플 200개로는 이르지 못한다.",
    short="No noise floor if all samples are fitted",
    seconds=1.0,
    literature="Ma, Bassily & Belkin 2018",
)
def interpolation_has_no_floor(samples: int = 20, noise: float = 1.0, seed: int = 0) -> Evidence:
    if not 2 <= samples <= 30:
        raise Undecided(
            en="beyond 30 samples for 50 parameters the slowest direction takes more than 8000 steps",
            ko="파라미터 50개에 샘플이 30개를 넘으면 가장 느린 방향이 수렴하는 데 8000스텝 넘게 걸린다",
        )
    rng = np.random.default_rng(seed)
    steps = 8000
    (x, targets, off), (x_many, y_exact, off_many) = regression(rng, samples), regression(rng, 200)
    y, y_noisy = targets + noise * off, y_exact + off_many
    rows, rows_many = (rng.integers(len(inputs), size=(steps, 2)) for inputs in (x, x_many))
    start = np.zeros(50)
    few = descend(mini_batches(x, y, rows), start, largest_step(x), steps)
    many = descend(mini_batches(x_many, y_exact, rows_many), start, largest_step(x_many), steps)
    crowd = torch_descent(mini_batches(x_many, y_noisy, rows_many), start, largest_step(x_many), steps)
    drawn = torch_path(
        partial(torch.optim.SGD, lr=largest_step(x)),
        lambda theta, t: least_squares_gradient(theta, x[rows[t - 1]], y[rows[t - 1]]),
        start,
        steps=300,
    )
    fitted, exact = left_of_the_gradient(few, x, y), left_of_the_gradient(many, x_many, y_exact)
    crowded = left_of_the_gradient(crowd, x_many, y_noisy)
    shrinks = (
        "at the solution every sample's gradient is zero, so the error shrinks linearly; 99.99 % by Markov; rounding"
    )
    twice = [
        Measurement(
            "share of mini-batches of {samples} samples that hold one of them twice",
            float(np.mean(pairs[:, 0] == pairs[:, 1])),
            within(
                1 / count, 5 * np.sqrt((1 - 1 / count) / count / steps), because="1/N of independent draws; 5 sigma"
            ),
            fields={"samples": count},
            check=True,
        )
        for pairs, count in ((rows, samples), (rows_many, 200))
    ]
    optimum = np.linalg.lstsq(x_many, y_noisy, rcond=None)[0]
    hessian, curvatures = x_many.T @ x_many / 200, np.linalg.eigvalsh(x.T @ x)
    left = np.linalg.norm(hessian @ (crowd[-1] - optimum)) / np.linalg.norm(hessian @ optimum)
    t = np.arange(0, steps + 1, 100)
    return Evidence(
        finding=Finding(
            "After 8000 steps {fitted:.2g} of the first gradient is left with {samples} samples, {exact:.2g} with 200 "
            "exact ones and {crowded:.2g} with 200 noisy ones",
            fitted="share left of the full gradient where every sample is fitted",
            exact="share left of the full gradient with 200 samples without noise",
            crowded="share left of the full gradient with 200 noisy samples",
        ),
        fields={"samples": samples},
        caption="Size of the full gradient, relative to the first one. Where all samples can be fitted it falls in a "
        "straight line on this logarithmic axis.",
        measurements=[
            Measurement(
                "share left of the full gradient where every sample is fitted",
                fitted[-1],
                at_most(most_left(x, steps), because=shrinks),
            ),
            Measurement(
                "share left of the full gradient with 200 samples without noise",
                exact[-1],
                at_most(most_left(x_many, steps), because=shrinks),
            ),
            Measurement(
                "distance from torch on the samples drawn",
                max_distance(few[:301], drawn),
                at_most(1e-12, because="the same formula; rounding of 300 steps that contract"),
                check=True,
            ),
            Measurement(
                "distance of the share left with noisy samples from that by the Hessian",
                abs(crowded[-1] / left - 1),
                at_most(1e-9, because="the gradient is H(θ - θ*); rounding of sums of 200 terms"),
                check=True,
            ),
            *(
                Measurement(
                    "{samples} samples: η times the curvature of the longest one",
                    largest_step(inputs) * float(np.linalg.norm(inputs, axis=1).max()) ** 2,
                    within(1, 1e-12, because="then no mini-batch is steeper than 1/η; rounding"),
                    fields={"samples": len(inputs)},
                    check=True,
                )
                for inputs in (x, x_many)
            ),
            *twice,
            Measurement(
                "bound at no step over the largest curvature in the smallest",
                most_left(x, 0) / float(curvatures[-1] / curvatures[-samples]),
                within(100, 1e-6, because="Markov: √(1/0.0001); rounding"),
                check=True,
            ),
            check_draws(
                oddity_of_integers(rows, samples),
                oddity_of_integers(rows_many, 200),
                *map(oddity_of_normal, (x, x_many, y_noisy - y_exact, np.concatenate([*x, *x_many, off, off_many]))),
            ),
            check_oddities(),
            Measurement(
                "least distance where one number of a path is off by 1",
                least_response(max_distance, (30, 5)),
                within(1, 1e-12, because="whichever number it is, and whether it is above or below"),
                check=True,
            ),
            Measurement(
                "samples that no mini-batch holds",
                samples + 200 - len(np.unique(rows)) - len(np.unique(rows_many)),
                at_most(0, because="16 000 draws of at most 200: one is left out once in 1e32 times"),
                check=True,
            ),
        ],
        controls=[
            Control(
                "share left of the full gradient with 200 noisy samples", crowded[-1], at_most(most_left(x_many, steps))
            )
        ],
        curves=[
            Curve("every sample fitted", list(fitted), list(t), role="subject"),
            Curve("200 samples without noise", list(exact), list(t), role="subject"),
            Curve("200 noisy samples", list(crowded), list(t), role="reference"),
        ],
        axes=Axes(
            x="step",
            y="full gradient / first one",
            log_y=True,
            marks=[
                Mark(of="share left of the full gradient where every sample is fitted", x=steps, text="{value:.2g}"),
                Mark(of="share left of the full gradient with 200 samples without noise", x=steps, text="{value:.2g}"),
                Mark(of="share left of the full gradient with 200 noisy samples", x=steps, text="{value:.2g}"),
            ],
        ),
    )


mutant(
    "never draws half of the samples",
    "rng.integers(len(inputs), size=(steps, 2))",
    "rng.integers(len(inputs) // 2, size=(steps, 2))",
)
mutant("steps by the mean length of a sample", "(x**2).sum(axis=1).max())", "(x**2).sum(axis=1).mean())")
mutant(
    "squares what is left of the gradient", "left: Array = sizes / sizes[0]", "left: Array = (sizes / sizes[0]) ** 2"
)
mutant(
    "draws one sample for both places of a mini-batch",
    "rng.integers(len(inputs), size=(steps, 2))",
    "rng.integers(len(inputs), size=(steps, 1)).repeat(2, axis=1)",
)
mutant("repeats a hundred batches", "batches = cycle(rows)", "batches = cycle(rows[:100])")
mutant("draws one noise for all targets", "y_exact + off_many", "y_exact + off_many[:1]")
