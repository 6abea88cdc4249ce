"""Gradient checks: what they find, and what they let pass."""

from functools import partial
from itertools import chain
from typing import Any

import numpy as np

from quizdl.lab.checks import check_draws
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
    at_least,
    at_most,
    between,
    claim,
    mutant,
    within,
)

from ..programs.gradient_check import gradient_check
from ..programs.mlp import Array, loss
from ..programs.mlp_backward import backward
from .common import COUNTED, autograd, beside, check_sample, draw, flat, unpack


def half_of_squares(theta: Array) -> float:
    """|θ|²/2, whose gradient is θ."""
    return float((theta**2).sum() / 2)


@claim(
    en="A gradient check reports more than 1e-3 where a single derivative of usual size is 10 % off, whatever the size "
    "of the loss, and where a mistake is larger.",
    ko="기울기 검사는 크기가 보통인 미분 하나만 10% 틀려도 손실의 크기와 상관없이 1e-3보다 큰 오차를 보고하며, 더 큰 "
    "실수도 찾아낸다.",
    short="A gradient check finds mistakes",
    seconds=0.6,
    literature="Karpathy 2015, CS231n",
)
def finds_planted_errors(percent: float = 10.0, seed: int = 0) -> Evidence:
    if not 1 <= abs(percent) <= 100:
        raise Undecided(
            en="the check is asked for errors from 1 to 100 %: a smaller one drowns in the largest derivative",
            ko="1%부터 100%까지의 오차만 다룬다. 그보다 작은 오차는 가장 큰 미분에 묻힌다",
        )
    widths = (4, 3, 3)
    layers, x, y = draw(widths, 6, seed)
    theta, g = flat(chain(*layers)), flat(autograd(layers, x, y))
    size = abs(g) / abs(g).max()  # of each derivative, relative to the largest
    usual = np.flatnonzero(size >= 0.1)

    def check(claimed: Array, scale: float = 1.0) -> float:
        return gradient_check(lambda near: scale * loss(unpack(near, widths), x, y), lambda _: scale * claimed, theta)

    def planted(entry: Any) -> Array:
        wrong = g.copy()
        wrong[entry] *= 1 + percent / 100
        return wrong

    found = np.array([check(planted(entry)) for entry in usual])
    hardest = usual[found.argmin()]
    scaled = [check(planted(hardest), scale) for scale in (1e-8, 1e-4, 1e4, 1e8)]
    mistakes = [check(-g), check(6 * g), check(0 * g), check(np.roll(g, 1))]  # sign, 1/B, none, wrong places
    pair = np.array([1.0, 2.0])
    unused = gradient_check(lambda t: t[0] ** 2, lambda t: np.array([2 * t[0], 0.1]), pair)
    of_constant = gradient_check(lambda _: 3.0, np.ones_like, pair)
    one_of_many = np.append(np.ones(149), 1 + percent / 100)
    many = gradient_check(half_of_squares, lambda t: one_of_many * t, (-1.0) ** np.arange(150))
    matrix = np.arange(1.0, 7.0).reshape(2, 3)
    entries = (1 + percent / 100 * np.eye(6)).reshape(6, 2, 3)
    in_matrix = [gradient_check(half_of_squares, partial(np.multiply, factors), matrix) for factors in entries]
    edge = at_least(
        abs(percent) / 100 * 1e-2,
        because="a tenth of the largest derivative and the length of the whole gradient leave a fiftieth of the error",
    )
    right = check(g)
    return Evidence(
        finding=Finding(
            "One derivative {percent:.3g} % off: the check reports {least:.2g} or more, and {right:.2g} for the "
            "right gradient",
            least="least error reported of one wrong derivative",
            right="error reported of the right gradient",
        ),
        caption="The error that the check reports where one derivative is wrong, by the size of that derivative.",
        fields={"percent": percent},
        measurements=[
            Measurement("least error reported of one wrong derivative", found.min(), edge),
            Measurement("least error reported of it with the loss from 1e-8 to 1e8 times as large", min(scaled), edge),
            Measurement(
                "largest of these errors over the least error reported of one wrong derivative",
                max(scaled) / found.min(),
                within(1, 0.01, because="that one once more, relative to a gradient as many times as large"),
                check=True,
            ),
            Measurement(
                "planted error: relative errors of all derivatives together",
                abs(planted(hardest) / g - 1).sum(),
                within(abs(percent) / 100, 1e-12, because="one derivative is wrong by that much; rounding"),
                check=True,
            ),
            Measurement("least error reported of larger mistakes", min(mistakes), edge),
            Measurement("error reported of a slope where f does not depend on the coordinate", unused, edge),
            Measurement("error reported of a slope of a constant function", of_constant, edge),
            Measurement("error reported of one wrong derivative of 150 alike", many, edge),
            Measurement("least error reported of one wrong entry of a matrix", min(in_matrix), edge),
            Measurement(
                "error reported where all derivatives are claimed 25 % too large",
                gradient_check(half_of_squares, lambda t: 1.25 * t, pair),
                between(1 / 9 - 1e-9, 1 / 5 + 1e-9, because="a quarter over five quarters, or over the sum of both"),
                check=True,
            ),
            Measurement(
                "error reported where all derivatives are claimed half as large",
                gradient_check(half_of_squares, lambda t: t / 2, pair),
                between(1 / 3 - 1e-9, 1 / 2 + 1e-9, because="a half over one, or over the sum of both"),
                check=True,
            ),
            Measurement(
                "derivatives of usual size",
                len(usual),
                at_least(2, because="one is the largest, and another of them is to be wrong too"),
                check=True,
            ),
            Measurement(
                "derivatives of usual size over those by their squares",
                len(usual) / np.count_nonzero(100 * g**2 >= np.max(g**2)),
                within(1, 0, because="the same derivatives, whatever their signs"),
                check=True,
            ),
            *check_sample(x, y, 6, widths[-1]),
        ],
        controls=[Control("error reported of the right gradient", right, edge)],
        curves=[
            Curve("one derivative wrong", list(found), x=list(size[usual]), points=True, role="subject"),
            Curve("right gradient", [right, right], x=[size[usual].min(), 1], role="reference"),
        ],
        axes=Axes(
            x="size of the derivative over the largest",
            y="reported error",
            log_x=True,
            log_y=True,
            marks=[
                Mark(of="least error reported of one wrong derivative", x=size[hardest], text="{value:.2g}"),
                Mark(of="error reported of the right gradient", x=1, text="{value:.2g}"),
            ],
        ),
    )


@claim(
    en="A right gradient passes: the check reports less than 1e-6 for losses of any size, parameters of any shape and "
    "coordinates without effect, and leaves the parameters as they are.",
    ko="올바른 기울기는 통과한다. 손실의 크기, 파라미터의 모양, 영향이 없는 좌표와 상관없이 1e-6보다 작은 오차를 "
    "보고하고 파라미터를 바꾸지 않는다.",
    short="A gradient check passes right ones",
    seconds=0.4,
    literature="Karpathy 2015, CS231n",
)
def passes_right_ones(seed: int = 0) -> Evidence:
    widths = (4, 3, 3)
    layers, x, y = draw(widths, 6, seed)
    theta = flat(chain(*layers))

    def f(near: Array, scale: float = 1.0) -> Any:
        return scale * loss(unpack(near, widths), x, y)

    def gradient(near: Array, scale: float = 1.0) -> Array:
        return scale * flat(backward(unpack(near, widths), x, y))

    scales = 10.0 ** np.arange(-8, 9, 2)
    errors, mixed = (
        [gradient_check(partial(f, scale=a), partial(gradient, scale=b), theta) for a, b in pairs]
        for pairs in (list(zip(scales, scales, strict=True)), [(scale, 1.0) for scale in scales if scale != 1])
    )
    matrix = beside(seed).standard_normal((5, 2, 12))
    before = matrix.copy()
    shaped = gradient_check(
        lambda t: float(np.sin(t[:, 0]).sum()), lambda t: np.stack([np.cos(t[:, 0]), 0 * t[:, 1]], axis=1), matrix
    )
    flat_error = gradient_check(lambda _: 3.0, np.zeros_like, matrix)

    def reported_at(size: float) -> float:
        """The error reported of e^t at parameters of that size."""
        return gradient_check(lambda t: float(np.exp(t).sum()), np.exp, size * np.array([1.0, -2.0, 3.0]))

    g = gradient(theta)
    lost, coarse = (relative_error(central_difference(f, theta, h), g) for h in (1e-13, 0.3))
    passes = at_most(1e-6, because="central differences at their best h: ε^(2/3) = 4e-11, times f and f‴ over g")
    return Evidence(
        finding=Finding(
            "The check reports {error:.2g} at most for right gradients; with h = 1e-13 it would be {lost:.2g}, with "
            "h = 0.3 "
            "{coarse:.2g}",
            error="largest error reported of a right gradient",
            lost="error of differences with h far too small",
            coarse="error of differences with h far too large",
        ),
        caption="The error that the check reports of a right gradient, by the factor of the loss.",
        measurements=[
            Measurement("largest error reported of a right gradient", max(errors), passes),
            Measurement(
                "error reported for parameters in three dimensions of which half have no effect", shaped, passes
            ),
            Measurement("error reported for a constant function", flat_error, passes),
            Measurement("error reported for parameters of 1e-9", reported_at(1e-9), passes),
            Measurement(
                "parameters that the check changed",
                int(np.count_nonzero(matrix != before)),
                within(0, 0, because=COUNTED),
            ),
            Measurement(
                "distance of the gradient from autograd",
                relative_error(g, flat(autograd(layers, x, y))),
                at_most(1e-13, because="rounding"),
                check=True,
            ),
            check_draws(oddity_of_normal(matrix)),
        ],
        controls=[
            Control("least error reported with a factor for the loss alone", min(mixed), passes),
            Control("error of differences with h far too small", lost, passes),
            Control("error of differences with h far too large", coarse, passes),
        ],
        curves=[
            Curve("right gradient", errors, x=list(scales), role="subject"),
            Curve("h far too small", [lost] * len(scales), x=list(scales), role="reference"),
            Curve("h far too large", [coarse] * len(scales), x=list(scales), role="reference"),
            Curve("bound", [1e-6] * len(scales), x=list(scales), role="bound"),
        ],
        axes=Axes(
            x="factor of the loss",
            y="reported error",
            log_x=True,
            log_y=True,
            marks=[
                Mark(of="largest error reported of a right gradient", x=scales[np.argmax(errors)], text="{value:.2g}"),
                Mark(of="error of differences with h far too small", x=1, text="{value:.2g}"),
                Mark(of="error of differences with h far too large", x=1, text="{value:.2g}"),
            ],
        ),
    )


mutant("takes a step of 1e-13", "STEP = np.finfo(np.float64).eps ** (1 / 3)", "STEP = 1e-13", program="gradient_check")
mutant(
    "takes a step of one tenth", "STEP = np.finfo(np.float64).eps ** (1 / 3)", "STEP = 0.1", program="gradient_check"
)
mutant(
    "compares without regard to the size of the gradient",
    "abs(claimed - differences).max() / largest",
    "abs(claimed - differences).max()",
    program="gradient_check",
)
mutant(
    "compares the mean of the entries",
    "abs(claimed - differences).max() / largest",
    "abs((claimed - differences).mean()) / largest",
    program="gradient_check",
)
mutant(
    "divides by the size of the differences alone",
    "np.maximum(abs(claimed), abs(differences)).max()",
    "abs(differences).max()",
    program="gradient_check",
)
mutant(
    "takes the mean of the errors",
    "abs(claimed - differences).max() / largest",
    "abs(claimed - differences).mean() / largest",
    program="gradient_check",
)
mutant(
    "compares as many entries as a matrix has rows",
    "abs(claimed - differences).max() / largest",
    "abs((claimed - differences).ravel()[: len(start)]).max() / largest",
    program="gradient_check",
)
mutant(
    "leaves each entry moved",
    "ahead, behind = start.copy(), start.copy()",
    "ahead, behind = start, start.copy()",
    program="gradient_check",
)
mutant("divides by one step instead of two", "(ahead[entry] - behind[entry])", "h", program="gradient_check")
mutant("forgets the step back", "behind[entry] -= h", "behind[entry] -= 0", program="gradient_check")
mutant(
    "follows the size of an entry below one too",
    "max(1.0, float(abs(start[entry])))",
    "float(abs(start[entry]))",
    program="gradient_check",
)
