"""A slice of the loss: what the picture in every textbook shows.

Notation: θ parameters, shape (P,); d a direction of length 1; φ(h) = f(θ + h·d) the slice.
"""

import numpy as np
import torch

from quizdl.lab.checks import check_draws
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
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.tanh_network import tanh_network


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
    inputs, targets, theta = rng.normal(size=(40, 3)), rng.normal(size=40), rng.normal(size=5 * hidden)
    (x, x_other), (y, y_other) = np.split(inputs, 2), np.split(targets, 2)
    loss, gradient = tanh_network(theta, x, y, hidden)
    _, foreign = tanh_network(theta, x_other, y_other, hidden)
    norm = float(np.linalg.norm(gradient))

    drawn = rng.normal(size=(21, theta.size))
    directions = np.vstack([gradient, drawn])
    directions[1] -= (directions[1] @ gradient) / norm**2 * gradient  # at a right angle to the gradient
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    ahead = np.array([tanh_network(theta + h * d, x, y, hidden)[0] for d in directions])
    behind = np.array([tanh_network(theta - h * d, x, y, hidden)[0] for d in directions])
    slopes = (ahead - behind) / (2 * h)
    error, foreign_error = (float(np.abs(slopes - directions @ g).max()) / norm for g in (gradient, foreign))

    leaf = torch.tensor(theta, requires_grad=True)
    w, b, v = torch.split(leaf, [3 * hidden, hidden, hidden])
    output = torch.tanh(torch.tensor(x) @ w.reshape(3, hidden) + b) @ v
    reference = torch.nn.functional.mse_loss(output, torch.tensor(y)) / 2
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
            check_draws(
                *map(oddity_of_normal, (inputs, targets, drawn, np.concatenate([*inputs, targets, theta, *drawn])))
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
    "takes tanh' at the pre-activation's square",
    "(1 - h**2) / len(y)",
    "(1 - (x @ w + b) ** 2) / len(y)",
    program="tanh_network",
)
mutant("forgets 1/B in the output layer", "h.T @ error / len(y)", "h.T @ error", program="tanh_network")
