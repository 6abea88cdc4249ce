"""Where gradient descent stops: in one of two wells.

Notation: θ parameters; f loss; η learning rate; t step. A path that contracts ends within rounding of its limit.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from quizdl.lab.checks import NOT_ODD
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
    at_most,
    between,
    claim,
    mutant,
    within,
)

from ..programs.gradient_descent import descend

EXACT = "complex step (Squire & Trapp 1998), exact up to rounding"


def double_well(x: NDArray[Any], w: float) -> tuple[NDArray[Any], NDArray[Any]]:
    """(x² - w)² + 0.3x and its slope: two minima for w = 1, one for w < 0."""
    return (x**2 - w) ** 2 + 0.3 * x, 4 * x * (x**2 - w) + 0.3


def stationary_points(w: float) -> Array:
    """Where the slope of `double_well` is zero, from left to right."""
    roots = np.roots([4, 0, -4 * w, 0.3])
    real: Array = np.sort(roots.real[np.abs(roots.imag) < 1e-9])
    return real


@claim(
    en="On a loss with two wells, gradient descent with a small step ends where the gradient is zero; the start "
    "decides in which well.",
    ko="골짜기가 두 개인 손실에서 학습률이 작은 경사 하강법은 기울기가 0인 곳에서 멈춘다. 어느 골짜기에서 멈추는지는 "
    "시작점이 정한다.",
    short="The start decides in which well it ends",
    seconds=0.3,
    literature="Nesterov 2004, sec. 1.2.3",
)
def stationary_not_global(starts: int = 400, seed: int = 0) -> Evidence:
    start = np.random.default_rng(seed).uniform(-2, 2, size=starts)
    (left, ridge, right), (only,) = stationary_points(1.0), stationary_points(-0.5)
    two = descend(lambda x: double_well(x, 1.0)[1], start, 0.02, 2000)[-1]
    one = descend(lambda x: double_well(x, -0.5)[1], start, 0.02, 2000)[-1]
    bold = torch_descent(lambda x: double_well(x, 1.0)[1], start, 0.1, 2000)[-1]
    side = np.where(start < ridge, left, right)
    slope_error = double_well(start + 1e-200j, 1.0)[0].imag / 1e-200 - double_well(start, 1.0)[1]
    first, last = int(np.argmin(start)), int(np.argmax(start))
    ends = "η f″ < 1 on [-2, 2]: the path is monotone and contracts to rounding within 2000 steps"
    monotone = "a monotone path stays on its side of the ridge"
    even = "starts spread evenly over [-2, 2]; 99.99 %"
    return Evidence(
        finding=Finding(
            "The leftmost of {starts} starts ended at x = {left:.3g}, the rightmost at {right:.3g}",
            left="end of the leftmost start",
            right="end of the rightmost start",
        ),
        fields={"starts": starts},
        caption="Where each start ends. With two wells the side of the ridge decides; with one well all end in it.",
        measurements=[
            Measurement("end of the leftmost start", two[first], within(left, 1e-12, because=ends)),
            Measurement("end of the rightmost start", two[last], within(right, 1e-12, because=ends)),
            Measurement(
                "starts that end anywhere but at the minimum on their side",
                starts - int(np.count_nonzero(np.abs(two - side) <= 1e-12)),
                at_most(0, because=monotone),
            ),
            Measurement(
                "starts that end anywhere but in the only well",
                starts - int(np.count_nonzero(np.abs(one - only) <= 1e-12)),
                at_most(0, because="no other place has a slope of zero"),
            ),
            Measurement(
                "farthest end from the minimum where it should be",
                max(float(np.abs(two - side).max()), float(np.abs(one - only).max())),
                at_most(1e-12, because=ends),
                check=True,
            ),
            Measurement(
                "steepest slope at an end", np.abs(double_well(two, 1.0)[1]).max(), at_most(1e-12, because=ends)
            ),
            Measurement("error of the slope", np.abs(slope_error).max(), at_most(1e-13, because=EXACT), check=True),
            Measurement("how odd the starts look", oddity_of_uniform(start, -2, 2), NOT_ODD, check=True),
            Measurement(
                "evenness of the starts: χ² of ten equal parts of the interval",
                chi_square(np.histogram(start, bins=10, range=(-2, 2))[0]),
                between(*chi_square_interval(9), because=even),
                check=True,
            ),
        ],
        controls=[
            Control(
                "starts that end on the wrong side with a step five times as long",
                int(np.count_nonzero(np.abs(bold - side) > 1e-12)),
                at_most(0),
            )
        ],
        curves=[
            Curve("two wells", list(two), list(start), points=True, role="subject"),
            Curve("two wells: step five times as long", list(bold), list(start), points=True, role="reference"),
            Curve("one well", list(one), list(start), points=True, role="reference"),
            Curve("ridge", [ridge, ridge], [-2, 2], role="bound"),
        ],
        axes=Axes(
            x="start",
            y="end",
            marks=[
                Mark(of="end of the leftmost start", x=start[first], text="{value:.3g}"),
                Mark(of="end of the rightmost start", x=start[last], text="{value:.3g}"),
            ],
        ),
    )


mutant("draws the starts near the middle", "uniform(-2, 2, size=starts)", "normal(size=starts)")
