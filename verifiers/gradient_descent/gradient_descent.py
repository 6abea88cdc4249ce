"""Gradient descent: where it moves, where it stops, and when it oscillates.

Notation: θ parameters, shape (P,); f loss; g = ∇f(θ) gradient; η learning rate; L the largest eigenvalue of the
Hessian, wherever it is taken. Rounding: float64 has ε = 2e-16, and a bound of 1e-14, 1e-13 or 1e-12 allows for tens,
hundreds or thousands of operations on numbers near one.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
import torch

from quizdl.lab.descent import Array, torch_descent
from quizdl.lab.differences import complex_step, relative_error
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
from ..programs.tanh_network import tanh_network

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
    rng = np.random.default_rng(seed)
    basis, rows = np.linalg.qr(rng.normal(size=(5, 5)))[0], np.linalg.qr(rng.normal(size=(20, 5)))[0]
    x = np.sqrt(20) * rows * np.sqrt(np.geomspace(0.1, largest, 5)) @ basis.T  # 20 samples; xᵀx/20 has these curvatures
    start = rng.normal(size=5)
    start /= np.sqrt(np.mean((x @ start) ** 2))  # residuals of about 1: there the three losses differ
    steepest = basis[:, -1] / np.sqrt(largest)  # residuals of about 1, along the top eigenvector of the Hessian
    t, limit = np.arange(1, steps + 1), 2 / largest
    lemma = "the descent lemma; rounding of a loss beside its decrease"
    beyond = "the lemma holds for every η, and allows a rise beyond 2/L; rounding"
    equal = "at r = 0 each curvature is 1 and the lemma an equality; residuals of 0.001 leave it by their squares"
    exact = "complex step (Squire & Trapp 1998), exact up to rounding"
    measurements, curves, marks = [], [], []
    for name, (value, slope) in LOSSES.items():
        loss, gradient = partial(mean_loss, x=x, loss=value), partial(mean_slope, x=x, slope=slope)
        path = descend(gradient, start, 0.95 * limit, steps)
        over = descend(gradient, start, 1.02 * limit, steps)
        near = descend(gradient, 1e-3 * steepest, 0.3 * limit, 3)
        losses = loss(path)
        ratio = (losses[:-1] - losses[1:]) / promised(gradient(path[:-1]), 0.95 * limit, largest)
        excess = surplus(loss(over), promised(gradient(over[:-1]), 1.02 * limit, largest))
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

    straight = partial(mean_slope, x=x, slope=lambda r: r)
    down = descend(straight, steepest, 0.3 * limit, 1)
    far = torch_descent(straight, steepest, 1.02 * limit, 1)
    half = torch_descent(straight, steepest, 0.3 * limit, 3)
    halves = surplus(np.mean((half @ x.T) ** 2, axis=1) / 2, promised(straight(half[:-1]), 0.3 * limit, largest / 2))
    bent = partial(mean_slope, x=x, slope=np.sign)
    kinked = torch_descent(bent, start, 0.95 * limit, steps)
    kinks = surplus(np.mean(np.abs(kinked @ x.T), axis=1), promised(bent(kinked[:-1]), 0.95 * limit, largest))
    factor, factor_far = (float(np.sum((x @ two[1]) ** 2) / np.sum((x @ two[0]) ** 2)) for two in (down, far))
    measurements.append(
        Measurement(
            "r²/2: factor of the loss along the steepest direction at 0.3 of 2/L",
            factor,
            within(0.16, 1e-12, because="(1 - ηL)² at ηL = 0.6; rounding"),
        )
    )
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
                float(halves.min()),
                at_least(-1e-12),
            ),
            Control("r²/2: factor of the loss along the steepest direction at 1.02 of 2/L", factor_far, at_most(1.0)),
        ],
        curves=[*curves, Curve("promised", list(np.ones(steps)), list(t), role="bound")],
        axes=Axes(x="step", y="decrease of the loss over the promised one", log_y=True, marks=marks),
    )


@claim(
    en="The textbook picture is a slice of the loss along one direction d; its slope at θ is ∇f(θ)·d.",
    ko="교과서의 손실 곡선은 한 방향 d로 자른 단면이며, θ에서의 기울기는 ∇f(θ)·d이다.",
    short="A slice of the loss has slope ∇f·d",
    seconds=0.1,
    literature="Nocedal & Wright 2006, sec. 2.2; Li et al. 2018",
)
def slice_of_the_surface(hidden: int = 6, h: float = 1e-5, seed: int = 0) -> Evidence:
    if not (h > 0 and h**2 + np.finfo(float).eps / h < 1e-9):
        raise Undecided(
            en=f"a central difference errs by about h² + ε/h: h = {h:g} leaves no room below the bound of 1e-8",
            ko=f"중심 차분의 오차는 h² + ε/h 정도이다. h = {h:g}이면 한계 1e-8까지 여유가 없다",
        )
    rng = np.random.default_rng(seed)
    x, y, theta = rng.normal(size=(40, 3)), rng.normal(size=40), rng.normal(size=5 * hidden)
    loss, gradient = tanh_network(theta, x[:20], y[:20], hidden)
    _, foreign = tanh_network(theta, x[20:], y[20:], hidden)
    norm = float(np.linalg.norm(gradient))

    directions = rng.normal(size=(22, theta.size))
    directions[0] = gradient
    directions[1] -= (directions[1] @ gradient) / norm**2 * gradient  # at a right angle to the gradient
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    ahead = np.array([tanh_network(theta + h * d, x[:20], y[:20], hidden)[0] for d in directions])
    behind = np.array([tanh_network(theta - h * d, x[:20], y[:20], hidden)[0] for d in directions])
    slopes = (ahead - behind) / (2 * h)
    error, foreign_error = (float(np.abs(slopes - directions @ g).max()) / norm for g in (gradient, foreign))

    leaf = torch.tensor(theta, requires_grad=True)
    w, b, v = torch.split(leaf, [3 * hidden, hidden, hidden])
    output = torch.tanh(torch.tensor(x[:20]) @ w.reshape(3, hidden) + b) @ v
    reference = torch.nn.functional.mse_loss(output, torch.tensor(y[:20])) / 2
    by_torch = torch.autograd.grad(reference, leaf)[0].numpy()

    difference = "central difference: h²φ‴/6 and εf/h are each near 1e-10 at h = 1e-5"
    rounding = "rounding of sums over twenty examples"
    return Evidence(
        finding=Finding(
            "The slice along the gradient has the slope {along:.4g}, the slice at a right angle to it {across:.2g}",
            along="slope of the slice along the gradient",
            across="slope of a slice at a right angle to the gradient",
        ),
        caption="Slopes of slices of a network's loss, measured by a difference, over ∇f(θ)·d: all on the diagonal. By "
        "the gradient of other samples they are not.",
        measurements=[
            Measurement(
                "slope of the slice along the gradient",
                slopes[0],
                within(float(np.linalg.norm(by_torch)), 1e-8 * norm, because=difference),
            ),
            Measurement(
                "slope of a slice at a right angle to the gradient",
                slopes[1],
                within(0, 1e-8 * norm, because=difference),
            ),
            Measurement("largest error of a slope relative to the gradient", error, at_most(1e-8, because=difference)),
            Measurement(
                "distance of the gradient from torch",
                float(np.abs(gradient - by_torch).max()),
                at_most(1e-13, because=rounding),
                check=True,
            ),
            Measurement(
                "distance of the loss from torch",
                abs(loss - reference.item()),
                at_most(1e-13, because=rounding),
                check=True,
            ),
        ],
        controls=[
            Control("largest error of a slope by the gradient of other samples", foreign_error, at_most(1e-8)),
        ],
        curves=[
            Curve("by the gradient", list(slopes), list(directions @ gradient), points=True, role="subject"),
            Curve(
                "by the gradient of other samples",
                list(slopes),
                list(directions @ foreign),
                points=True,
                role="reference",
            ),
            Curve("slope = ∇f·d", [-norm, norm], [-norm, norm], role="bound"),
        ],
        axes=Axes(
            x="∇f(θ)·d",
            y="slope of the slice along d",
            marks=[
                Mark(of="slope of the slice along the gradient", x=norm, text="{value:.4g}"),
                Mark(of="slope of a slice at a right angle to the gradient", x=0, text="{value:.2g}"),
            ],
        ),
    )


mutant(
    "steps with half the learning rate",
    "theta - lr * gradient",
    "theta - lr / 2 * gradient",
    program="gradient_descent",
)
mutant(
    "takes tanh' at the pre-activation's square",
    "(1 - h**2) / len(y)",
    "(1 - (x @ w + b) ** 2) / len(y)",
    program="tanh_network",
)
mutant("forgets 1/B in the output layer", "h.T @ error / len(y)", "h.T @ error", program="tanh_network")
