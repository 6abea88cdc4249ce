"""Derivatives that travel with the values: forward mode for whole batches."""

from itertools import pairwise

import numpy as np
import torch

from quizdl.lab.checks import check_controls, check_draws
from quizdl.lab.differences import central_difference, relative_error
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
    claim,
    mutant,
    within,
)

from ..programs.jvp import jvp
from ..programs.mlp import Array, Layers, forward
from ..programs.vjp import vjp
from .common import EXACT, NO_COLUMN, beside, draw, in_torch

WIDTHS = (4, 7, 3, 6, 2, 5, 4, 3, 5)  # no two neighbours alike
ROWS = 6


def by_torch(layers: Layers, x: Array, v: Array) -> tuple[Array, Array]:
    """The logits and their derivative by torch: that of uᵀJ by u in the direction v is Jv."""
    leaf = torch.tensor(x, requires_grad=True)
    z = in_torch(layers, leaf, np.zeros(len(x), dtype=np.int64))[1]
    u = torch.zeros_like(z, requires_grad=True)
    (pulled,) = torch.autograd.grad(z, leaf, u, create_graph=True)
    (z_dot,) = torch.autograd.grad(pulled, u, torch.tensor(v))
    return z.detach().numpy(), z_dot.numpy()


def require_depth(deepest: int) -> None:
    if not 2 <= deepest < len(WIDTHS):
        raise Undecided(
            en=f"deepest = {deepest}: networks of one layer up to two, and up to {len(WIDTHS) - 1}",
            ko=f"deepest = {deepest}: 1층부터 2~{len(WIDTHS) - 1}층까지의 신경망을 다룬다",
        )


@claim(
    en="Forward mode takes a batch at once: each row has a direction of its own, and one pass gives the logits and the "
    "derivative of every row's logits in its direction, at any depth.",
    ko="forward mode는 배치를 한 번에 처리한다. 행마다 방향이 따로 있고, 깊이와 상관없이 패스 한 번으로 로짓과, 각 "
    "행의 로짓을 그 행의 방향으로 미분한 값이 나온다.",
    short="Forward mode of a whole batch",
    seconds=0.3,
    literature="Wengert 1964",
)
def tangents_of_a_batch(deepest: int = 6, seed: int = 0) -> Evidence:
    require_depth(deepest)
    depths = range(1, deepest + 1)
    directions = beside(seed).standard_normal((deepest, ROWS, WIDTHS[0]))
    errors: list[list[float]] = []  # of the logits and of their derivatives, at each depth
    shared, shared_by_us = [], []
    for depth, v in zip(depths, directions, strict=True):
        layers, x, _ = draw(WIDTHS[: depth + 1], ROWS, seed)
        ours, theirs = jvp(layers, x, v), by_torch(layers, x, v)
        errors.append([relative_error(*pair) for pair in zip(ours, theirs, strict=True)])
        alike = np.broadcast_to(v[0], v.shape).copy()
        shared.append(relative_error(by_torch(layers, x, alike)[1], theirs[1]))
        shared_by_us.append(relative_error(jvp(layers, x, alike)[1], ours[1]))
    outputs, tangents = zip(*errors, strict=True)
    worst, nearest = int(np.argmax(tangents)), int(np.argmin(shared))
    return Evidence(
        finding=Finding(
            "Derivatives of a batch are {tangents:.2g} away from autograd; with one direction for all rows "
            "{shared:.2g} or more",
            tangents="largest distance of the derivatives from torch's",
            shared="one direction for all rows: least distance from torch's",
        ),
        caption="Distance from autograd, by depth. 1e-17 stands for none.",
        measurements=[
            Measurement("largest distance of the derivatives from torch's", max(tangents), EXACT),
            Measurement("largest distance of the logits from torch's", max(outputs), EXACT),
            check_controls(*np.subtract(shared, shared_by_us)),
            check_draws(oddity_of_normal(directions)),
            Measurement(
                "neighbouring widths that are alike",
                sum(one == other for one, other in pairwise(WIDTHS)),
                within(0, 0, because="a transposed matrix must not fit"),
                check=True,
            ),
        ],
        controls=[Control("one direction for all rows: least distance from torch's", min(shared), EXACT)],
        curves=[
            Curve("a direction for each row", list(np.maximum(tangents, NO_COLUMN)), x=depths, role="subject"),
            Curve("one direction for all rows", shared, x=depths, role="reference"),
        ],
        axes=Axes(
            x="layers",
            y="distance from autograd",
            log_y=True,
            marks=[
                Mark(of="largest distance of the derivatives from torch's", x=depths[worst], text="{value:.2g}"),
                Mark(
                    of="one direction for all rows: least distance from torch's", x=depths[nearest], text="{value:.2g}"
                ),
            ],
        ),
    )


@claim(
    en="The derivative in a direction is linear in it, exactly and however long it is, and forward and reverse mode "
    "are transposes of each other: u·(Jv) = (Jᵀu)·v. A difference of two forward passes is neither.",
    ko="한 방향으로의 미분은 방향의 길이와 상관없이 방향에 대해 정확히 선형이고, forward mode와 reverse mode는 서로의 "
    "전치이다. 곧 u·(Jv) = (Jᵀu)·v이다. 순전파 두 번의 차분은 어느 쪽도 만족하지 않는다.",
    short="Forward mode is linear in v",
    seconds=0.2,
    literature="Griewank & Walther 2008",
)
def tangents_are_linear(deepest: int = 4, seed: int = 0) -> Evidence:
    require_depth(deepest)
    layers, x, _ = draw((*WIDTHS[:deepest], 20), ROWS, seed)
    rng = beside(seed)
    v, other = rng.standard_normal((2, ROWS, WIDTHS[0]))
    one, two = jvp(layers, x, v)[1], jvp(layers, x, other)[1]
    u = rng.standard_normal(one.shape)
    sizes = [10.0**k for k in range(-8, 9, 2)]
    lengths = [jvp(layers, x, size * v)[1] for size in sizes]
    off = [relative_error(along / size, one) for along, size in zip(lengths, sizes, strict=True)]
    differences = [
        relative_error((forward(layers, x + size * v)[1] - forward(layers, x - size * v)[1]) / (2 * size), one)
        for size in sizes
    ]
    together = jvp(layers, x, 2 * v - 3 * other)[1]
    pulled = vjp(layers, x, u)
    apart, mismatched = (
        float(abs(np.sum(weights * one) - np.sum(pulled * v)) / (np.linalg.norm(u) * np.linalg.norm(one)))
        for weights in (u, u[::-1])
    )
    slope = central_difference(lambda t: float(np.sum(u * forward(layers, x + t * v)[1])), np.zeros(()), h=1e-6)
    worst, nearest = int(np.argmax(off)), int(np.argmin(differences))
    return Evidence(
        finding=Finding(
            "Directions from 1e-8 to 1e8 times as long change the derivative over its length by {off:.2g}; the best "
            "difference of forward passes is off by {best:.2g}",
            off="longer and shorter directions: largest change of the derivative over the length",
            best="difference of forward passes: least distance from the derivative",
        ),
        caption="Change of the derivative over the length of the direction. Differences of forward passes round off "
        "for short directions and bend for long ones. 1e-17 stands for none.",
        measurements=[
            Measurement(
                "longer and shorter directions: largest change of the derivative over the length", max(off), EXACT
            ),
            Measurement(
                "derivative in the direction 2v - 3w: distance from 2Jv - 3Jw",
                relative_error(together, 2 * one - 3 * two),
                EXACT,
            ),
            Measurement(
                "length of the derivative in a direction 1e8 times as long over that in v",
                float(np.linalg.norm(lengths[-1]) / np.linalg.norm(one)),
                within(1e8, 1e-4, because="linear in the direction; rounding"),
                check=True,
            ),
            Measurement(
                "no direction: largest entry of the derivative",
                float(np.max(np.abs(jvp(layers, x, np.zeros_like(x))[1]))),
                within(0, 0, because="zeros times weights"),
            ),
            Measurement("forward and reverse mode: difference of the two products", apart, EXACT),
            check_draws(oddity_of_normal([v, other]), oddity_of_normal(u), oddity_of_normal(np.hstack([v, other, u]))),
            check_controls(*differences[1:3], most=1e-6),
            Measurement(
                "derivative weighted by u: distance from central differences",
                float(abs(np.sum(u * one) - slope) / abs(slope)),
                within(0, 1e-6, because="errors of h² and ε/h at h = 1e-6, a thousand times over"),
                check=True,
            ),
        ],
        controls=[
            Control("difference of forward passes: least distance from the derivative", min(differences), EXACT),
            Control("Jv against the wrong weights of the outputs", mismatched, EXACT),
        ],
        curves=[
            Curve("forward mode", list(np.maximum(off, NO_COLUMN)), x=sizes, role="subject"),
            Curve("difference of forward passes", differences, x=sizes, role="reference"),
        ],
        axes=Axes(
            x="length of the direction",
            y="distance from the derivative",
            log_x=True,
            log_y=True,
            marks=[
                Mark(
                    of="longer and shorter directions: largest change of the derivative over the length",
                    x=sizes[worst],
                    text="{value:.2g}",
                ),
                Mark(
                    of="difference of forward passes: least distance from the derivative",
                    x=sizes[nearest],
                    text="{value:.2g}",
                ),
            ],
        ),
    )


mutant("sends the first row's direction along", "h, h_dot = x, v", "h, h_dot = x, 0 * v + v[0]", program="jvp")
mutant("bends the last layer too", "    return z, z_dot", "    return h, h_dot", program="jvp")
mutant("gives the logits of no bias", "h @ W.T + b, h_dot", "h @ W.T, h_dot", program="jvp")
