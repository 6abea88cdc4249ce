"""Gradient descent: where it moves, where it stops, and when it oscillates.

Notation: θ parameters, shape (P,); f loss; g = ∇f(θ) gradient; η learning rate; L the largest eigenvalue of the
Hessian, wherever it is taken. Rounding: float64 has ε = 2e-16, and a bound of 1e-14, 1e-13 or 1e-12 allows for tens,
hundreds or thousands of operations on numbers near one.
"""

from collections.abc import Callable
from functools import partial

import numpy as np

from quizdl.lab.checks import check_controls, check_draws, check_relative_errors
from quizdl.lab.descent import Array, torch_descent
from quizdl.lab.differences import complex_step, relative_error
from quizdl.lab.samples import oddity_of_normal
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
    claim,
    mutant,
    within,
)

from ..programs.gradient_descent import descend

# Losses of a residual r, and their slopes. The curvature of each is 1 at r = 0 and nowhere larger in size, so that
# the mean over samples x is as smooth as least squares. The last one is not convex.
LOSSES: dict[str, tuple[Callable[[Array], Array], Callable[[Array], Array]]] = {
    "r²/2": (lambda r: r**2 / 2, lambda r: r),
    "ln cosh r": (lambda r: np.log(np.cosh(r)), np.tanh),
    "ln(1 + r²/2)": (lambda r: np.log1p(r**2 / 2), lambda r: r / (1 + r**2 / 2)),
}


def mean_loss(theta: Array, x: Array, loss: Callable[[Array], Array]) -> Array:
    """Mean loss of the residuals r = xθ over the samples, for θ of shape (*c, P) and x (N, P): shape c."""
    mean: Array = np.mean(loss(theta @ x.T), axis=-1)
    return mean


def mean_slope(theta: Array, x: Array, slope: Callable[[Array], Array]) -> Array:
    """Its gradient by θ, shape (*c, P)."""
    return slope(theta @ x.T) @ x / len(x)


def promised(gradients: Array, lr: float, smoothness: float) -> Array:
    """The decrease η(1 - ηL/2)‖∇f‖² that the lemma promises of each step, shape (steps,); negative beyond 2/L."""
    decrease: Array = lr * (1 - lr * smoothness / 2) * (gradients**2).sum(axis=-1)
    return decrease


def surplus(losses: Array, least: Array) -> Array:
    """How much more than `least` each step lowers the loss, relative to the largest loss so far, shape (steps,)."""
    more: Array = (losses[:-1] - losses[1:] - least) / np.maximum.accumulate(losses)[:-1]
    return more


@claim(
    en="A step of size η < 2/L lowers an L-smooth loss by at least η(1 - ηL/2)‖∇f‖².",
    ko="L-smooth인 손실은 η < 2/L이면 스텝마다 적어도 η(1 - ηL/2)‖∇f‖²만큼 감소한다.",
    short="The least that a small step must lower f",
    seconds=0.3,
    literature="Nesterov 2004, sec. 1.2.3",
)
def descent_lemma(largest: float = 10.0, steps: int = 50, seed: int = 0) -> Evidence:
    if largest <= 0.1 or steps < 1:
        raise Undecided(
            en="the curvatures run from 0.1 to L: L must be larger than that, and one step must be taken",
            ko="곡률의 범위는 0.1부터 L까지이다. L이 0.1보다 커야 하고, 한 스텝은 가야 한다",
        )
    drawn = np.random.default_rng(seed).normal(size=(26, 5))
    (basis, _), (rows, _), (start,) = np.linalg.qr(drawn[:5]), np.linalg.qr(drawn[5:25]), drawn[25:]
    x = np.sqrt(20) * rows * np.sqrt(np.geomspace(0.1, largest, 5)) @ basis.T  # 20 samples; xᵀx/20 has these curvatures
    start = start / np.sqrt(np.mean((x @ start) ** 2))  # residuals of about 1: there the three losses differ
    steepest = basis[:, -1] / np.sqrt(largest)  # residuals of about 1, along the top eigenvector of the Hessian
    t, limit = np.arange(1, steps + 1), 2 / largest
    lemma = "the descent lemma; rounding of a loss beside its decrease"
    beyond = "the lemma holds for every η, and allows a rise beyond 2/L; rounding"
    equal = "at r = 0 each curvature is 1 and the lemma an equality; residuals of 0.001 leave it by their squares"
    exact = "complex step (Squire & Trapp 1998), exact up to rounding"
    closed = "Σλ(1 - ηλ)²ᵗc²/2 along the eigenvectors; rounding of a loss beside its decrease"
    measurements, curves, marks, ratios, excesses = [], [], [], {}, {}
    for name, (value, slope) in LOSSES.items():
        loss, gradient = partial(mean_loss, x=x, loss=value), partial(mean_slope, x=x, slope=slope)
        path = descend(gradient, start, 0.95 * limit, steps)
        over = descend(gradient, start, 1.02 * limit, steps)
        near = descend(gradient, 1e-3 * steepest, 0.3 * limit, 3)
        losses = loss(path)
        ratio = (losses[:-1] - losses[1:]) / promised(gradient(path[:-1]), 0.95 * limit, largest)
        excess = surplus(loss(over), promised(gradient(over[:-1]), 1.02 * limit, largest))
        ratios[name], excesses[name] = ratio, excess
        off = surplus(loss(near), promised(gradient(near[:-1]), 0.3 * limit, largest))
        error = relative_error(gradient(start), complex_step(loss, start))
        named = {"loss": name}
        measurements += [
            Measurement(
                "{loss}: least decrease over the promised one at 0.95 of 2/L",
                float(ratio.min()),
                at_least(1 - 1e-9, because=lemma),
                fields=named,
            ),
            Measurement(
                "{loss}: least surplus over the promised change at 1.02 of 2/L",
                float(excess.min()),
                at_least(-1e-12, because=beyond),
                fields=named,
            ),
            Measurement(
                "{loss}: largest deviation from the promised decrease along the steepest direction",
                float(np.abs(off).max()),
                at_most(1e-5, because=equal),
                fields=named,
            ),
            Measurement(
                "{loss}: relative error of the gradient", error, at_most(1e-13, because=exact), fields=named, check=True
            ),
        ]
        curves.append(Curve("{loss}", list(ratio), list(t), role="subject", fields=named))
        worst = int(np.argmin(ratio)) + 1
        marks.append(Mark(of=measurements[-4].name, x=worst, text="{value:.3g} at step {x:.0f}"))

    # r²/2 in closed form, along the eigenvectors: (1 - ηλ)^t of each part is left
    curvatures, off_closed = np.geomspace(0.1, largest, 5), []
    for of_limit, found in ((0.95, ratios["r²/2"]), (1.02, excesses["r²/2"])):
        eta = of_limit * limit
        parts = (start @ basis) ** 2 * (1 - eta * curvatures) ** (2 * np.arange(steps + 1)[:, None])
        heights, least = parts @ curvatures / 2, eta * (1 - eta * largest / 2) * (parts @ curvatures**2)[:-1]
        fall = heights[:-1] - heights[1:]
        right = fall / least if of_limit < 1 else (fall - least) / np.maximum.accumulate(heights)[:-1]
        off_closed.append(relative_error(found, right))

    straight = partial(mean_slope, x=x, slope=lambda r: r)
    down = descend(straight, steepest, 0.3 * limit, 1)
    far = torch_descent(straight, steepest, 1.02 * limit, 1)
    half = torch_descent(straight, steepest, 0.3 * limit, 3)
    halves = surplus(np.mean((half @ x.T) ** 2, axis=1) / 2, promised(straight(half[:-1]), 0.3 * limit, largest / 2))
    bent = partial(mean_slope, x=x, slope=np.sign)
    kinked = torch_descent(bent, start, 0.95 * limit, steps)
    kinks = surplus(np.mean(np.abs(kinked @ x.T), axis=1), promised(bent(kinked[:-1]), 0.95 * limit, largest))
    factor, factor_far = (float(np.sum((x @ two[1]) ** 2) / np.sum((x @ two[0]) ** 2)) for two in (down, far))
    least_half = float(halves.min())
    measurements.append(
        Measurement(
            "r²/2: factor of the loss along the steepest direction at 0.3 of 2/L",
            factor,
            within(0.16, 1e-12, because="(1 - ηL)² at ηL = 0.6; rounding"),
        )
    )
    measurements += [
        Measurement(
            "r²/2: largest distance of a decrease over the promised one from its closed form",
            off_closed[0],
            at_most(1e-9, because=closed),
            check=True,
        ),
        Measurement(
            "r²/2: largest distance of a surplus from its closed form",
            off_closed[1],
            at_most(1e-9, because=closed),
            check=True,
        ),
        check_relative_errors(),
        check_draws(oddity_of_normal(drawn)),
        # at ηL = 0.6 a share of 1 - 0.4² is lost, and 2·0.6·(1 - 0.6/4) promised; at 2.04 a share of 1.04² is left
        check_controls(abs(least_half - (1 - 0.4**2 - 1.2 * (1 - 0.6 / 4))), abs(factor_far - 1.04**2)),
    ]
    return Evidence(
        finding=Finding(
            "With η at 0.95 of 2/L a step lowered r²/2 by at least {square:.3g} times the promised amount, ln cosh r "
            "by {cosh:.3g} and ln(1 + r²/2) by {cauchy:.3g}",
            square=marks[0].of,
            cosh=marks[1].of,
            cauchy=marks[2].of,
        ),
        caption="Decrease of three losses at each step, over the promised η(1 - ηL/2)‖∇f‖²: nowhere below 1.",
        measurements=measurements,
        controls=[
            Control(
                "|r| with its kink: least surplus over the promised decrease", float(kinks.min()), at_least(-1e-12)
            ),
            Control(
                "r²/2 with half the true L: least surplus over the promised decrease",
                least_half,
                at_least(-1e-12),
            ),
            Control("r²/2: factor of the loss along the steepest direction at 1.02 of 2/L", factor_far, at_most(1.0)),
        ],
        curves=[*curves, Curve("promised", list(np.ones(steps)), list(t), role="bound")],
        axes=Axes(x="step", y="decrease of the loss over the promised one", log_y=True, marks=marks),
    )


mutant(
    "takes the gradients behind the steps",
    "promised(gradient(path[:-1]), 0.95 * limit, largest)",
    "promised(gradient(path[1:]), 0.95 * limit, largest)",
)
mutant(
    "promises too little beyond 2/L",
    "promised(gradient(over[:-1]), 1.02 * limit, largest)",
    "promised(gradient(over[:-1]), 1.02 * limit, 2 * largest)",
)
mutant(
    "steps with half the learning rate",
    "theta - lr * gradient",
    "theta - lr / 2 * gradient",
    program="gradient_descent",
)
