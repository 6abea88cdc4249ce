"""Where gradient descent stops: on a saddle, or beside it.

Notation: θ parameters; f loss; η learning rate; t step. A path that contracts ends within rounding of its limit.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from quizdl.lab.checks import NOT_ODD, check_chi_square, check_controls
from quizdl.lab.descent import Array, torch_descent
from quizdl.lab.samples import oddity_of_uniform
from quizdl.lab.statistics import chi_square, chi_square_interval
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_least,
    at_most,
    between,
    claim,
    mutant,
    within,
)

from ..programs.gradient_descent import descend

EXACT = "complex step (Squire & Trapp 1998), exact up to rounding"


def saddle(x: NDArray[Any], y: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """x²/2 - y²/2 + y⁴/4, its gradient and its Hessian: a saddle at the origin, minima at (0, ±1).

    x, y of one shape (*s): the loss has that shape, the gradient (2, *s) and the Hessian (2, 2, *s).
    """
    loss = x**2 / 2 - y**2 / 2 + y**4 / 4
    return loss, np.array([x, -y + y**3]), np.array([[1.0 + 0 * y, 0 * y], [0 * y, -1 + 3 * y**2]])


def saddle_gradient(theta: Array) -> Array:
    """That of `saddle` at θ of shape (2, *s)."""
    return saddle(*theta)[1]


def smallest_eigenvalues(places: Array) -> Array:
    """Of the Hessian of `saddle` at each of the places (n, 2), shape (n,)."""
    eigenvalues: Array = np.linalg.eigvalsh(np.moveaxis(saddle(*places.T)[2], -1, 0))[:, 0]
    return eigenvalues


@claim(
    en="Where the gradient is zero, the loss has a minimum.",
    ko="기울기가 0인 점에서 손실은 극솟값을 갖는다.",
    short="Zero gradient means a minimum",
    seconds=0.2,
    expects="refuted",
    literature="Baldi & Hornik 1989; Dauphin et al. 2014",
)
def zero_gradient_is_a_minimum(off_the_line: float = 0.0) -> Evidence:
    path = descend(saddle_gradient, [1.0, off_the_line], 0.1, 500)
    beside = torch_descent(saddle_gradient, [1.0, 1e-3], 0.1, 500)
    at_rest = np.abs(saddle_gradient(path[-1])).max() <= 1e-12
    curvature, curvature_beside = smallest_eigenvalues(path), smallest_eigenvalues(beside)
    order = "second-order necessary condition: at a minimum no Hessian eigenvalue is negative"
    shown = np.arange(0, 501, 2)
    return Evidence(
        finding=Finding(
            "Started at y = {y:.3g}, it stopped where the smallest eigenvalue of the Hessian is {on:.3g}; started at y "
            "= 0.001, where it is {beside:.3g}",
            on="smallest eigenvalue of the Hessian where the gradient is zero",
            beside="smallest eigenvalue of the Hessian at the end of the path from y = 0.001",
        ),
        fields={"y": off_the_line},
        caption="Smallest eigenvalue of the Hessian along the path, on a loss with a saddle at the origin and minima "
        "at y = ±1.",
        measurements=[
            Measurement(
                "smallest eigenvalue of the Hessian where the gradient is zero",
                curvature[-1] if at_rest else np.nan,
                at_least(0, because=order),
            )
        ],
        controls=[
            Control(
                "gradient at the end of the path",
                np.abs(saddle_gradient(path[-1])).max(),
                at_most(1e-12, because="0.9^500 of the distance is left: below rounding"),
                must="hold",
            ),
            Control(
                "gradient at the end of the path from y = 0.001",
                np.abs(saddle_gradient(beside[-1])).max(),
                at_most(1e-12),
                must="hold",
            ),
            Control(
                "smallest eigenvalue of the Hessian at the end of the path from y = 0.001",
                curvature_beside[-1],
                at_least(0),
                must="hold",
            ),
        ],
        curves=[
            Curve(
                "started at y = {y:.3g}",
                list(curvature[shown]),
                list(shown),
                role="subject",
                fields={"y": off_the_line},
            ),
            Curve("started at y = 0.001", list(curvature_beside[shown]), list(shown), role="reference"),
            Curve("least at a minimum", [0, 0], [0, 500], role="bound"),
        ],
        axes=Axes(
            x="step",
            y="smallest eigenvalue",
            marks=[
                Mark(of="smallest eigenvalue of the Hessian where the gradient is zero", x=500, text="{value:.3g}"),
                Mark(
                    of="smallest eigenvalue of the Hessian at the end of the path from y = 0.001",
                    x=500,
                    text="{value:.3g}",
                ),
            ],
        ),
    )


@claim(
    en="With a small step, gradient descent ends on a strict saddle (a negative Hessian eigenvalue) only from a set "
    "of starts of measure zero; random starts leave it.",
    ko="학습률이 작을 때 경사 하강법이 strict saddle(헤시안에 음의 고윳값이 있는 안장점)에서 멈추는 시작점의 집합은 "
    "측도가 0이다. 무작위로 고른 시작점은 안장점을 벗어난다.",
    short="Random starts leave a saddle",
    seconds=0.5,
    literature="Lee et al. 2016; Dauphin et al. 2014",
)
def saddles_repel(starts: int = 400, seed: int = 0) -> Evidence:
    start = np.random.default_rng(seed).uniform(-1.5, 1.5, size=(2, starts))
    path = descend(saddle_gradient, start, 0.1, 500)
    line = torch_descent(saddle_gradient, start * [[1], [0]], 0.1, 500)
    end, end_on_line = path[-1], line[-1]
    loss, slope, _ = saddle(*end)
    loss_on_line, slope_on_line, _ = saddle(*end_on_line)
    along_x, along_y = saddle(start[0] + 1e-200j, start[1]), saddle(start[0], start[1] + 1e-200j)
    _, gradient, curvature = saddle(*start)
    gradient_error = np.abs(gradient - np.array([along_x[0].imag, along_y[0].imag]) / 1e-200).max()
    curvature_error = np.abs(curvature - np.array([along_x[1].imag, along_y[1].imag]) / 1e-200).max()
    stuck = int(np.count_nonzero(smallest_eigenvalues(end.T) < 0))
    off = np.abs(end - [0 * start[1], np.sign(start[1])]).max(axis=0)
    wrong_side = starts - int(np.count_nonzero(off <= 1e-12))
    nearest = int(np.argmin(np.abs(start[1])))
    measure = "the starts that lead there are the line y = 0, of probability zero"
    ends = "0.9^500 of the distance is left: below rounding"
    return Evidence(
        finding=Finding(
            "The random start nearest to y = 0, of {starts}, ended at |y| = {nearest:.3g}; starts on y = 0 ended at "
            "{line:.3g}",
            nearest="|y| at the end of the path from the nearest start",
            line="largest |y| at the end of a path on y = 0",
        ),
        fields={"starts": starts},
        caption="Distance |y| from the saddle. Whatever is not on the line y = 0 grows until it reaches a minimum.",
        measurements=[
            Measurement(
                "|y| at the end of the path from the nearest start",
                abs(end[1, nearest]),
                within(1, 1e-12, because=ends),
            ),
            Measurement("starts that end at the saddle", stuck, at_most(0, because=measure)),
            Measurement(
                "starts that end anywhere but at the minimum on their side",
                wrong_side,
                at_most(0, because="with η = 0.1 no path crosses y = 0, and each contracts to rounding"),
            ),
            Measurement(
                "farthest end from the minimum on its side",
                off.max(),
                at_most(1e-12, because=ends),
                check=True,
            ),
            Measurement("largest gradient at an end", np.abs(slope).max(), at_most(1e-12, because=ends)),
            Measurement(
                "largest height above -1/4 at an end",
                np.abs(loss + 0.25).max(),
                at_most(1e-13, because="f(0, ±1) = -1/4; rounding"),
            ),
            Measurement(
                "largest gradient at the end of a path on y = 0",
                np.abs(slope_on_line).max(),
                at_most(1e-12, because=ends),
                check=True,
            ),
            Measurement(
                "smallest eigenvalue at the end of a path on y = 0",
                smallest_eigenvalues(end_on_line.T).max(),
                within(-1, 1e-14, because="∂²f/∂y² = 3y² - 1"),
                check=True,
            ),
            Measurement("error of the gradient", gradient_error, at_most(1e-13, because=EXACT), check=True),
            Measurement("error of the Hessian", curvature_error, at_most(1e-13, because=EXACT), check=True),
            check_controls(float(np.abs(line[:, 1]).max())),
            Measurement("how odd the starts look", oddity_of_uniform(start, -1.5, 1.5), NOT_ODD, check=True),
            check_chi_square(),
            Measurement(
                "evenness of the starts: χ² of nine equal parts of the square",
                chi_square(np.histogramdd(start.T, bins=3, range=[(-1.5, 1.5)] * 2)[0]),
                between(*chi_square_interval(8), because="starts spread evenly over the square; 99.99 %"),
                check=True,
            ),
        ],
        controls=[
            Control("largest |y| at the end of a path on y = 0", np.abs(end_on_line[1]).max(), within(1, 1e-12)),
            Control(
                "largest height above -1/4 at the end of a path on y = 0",
                np.abs(loss_on_line + 0.25).max(),
                at_most(1e-13),
            ),
        ],
        curves=[
            Curve("nearest start", list(np.abs(path[:200, 1, nearest])), role="subject"),
            Curve("another start", list(np.abs(path[:200, 1, (nearest + 1) % starts])), role="subject"),
            Curve("started on y = 0", list(np.abs(line[:200, 1, 0])), role="reference"),
        ],
        axes=Axes(
            x="step",
            y="|y|",
            marks=[
                Mark(of="|y| at the end of the path from the nearest start", text="{value:.3g}"),
                Mark(of="largest |y| at the end of a path on y = 0", text="{value:.3g}"),
            ],
        ),
    )


mutant("loses the curvature of y to the fourth", "-1 + 3 * y**2", "-1 + y**2")
