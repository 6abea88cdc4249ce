"""Why sigmoid layers starve the ones below them: its slope is at most 1/4, however large the input.

Notation: s(x) = 1 / (1 + exp(-x)); its slope is s'(x). A stack of layers multiplies the slopes of all of them.
"""

import cmath
import math

from quizdl.verify import Axes, Control, Curve, Evidence, Measurement, at_most, claim, mutant

INPUTS = [step / 10 for step in range(-60, 61)]  # from -6 to 6, zero among them
STEP = 1e-30  # of the complex step: its error is STEP**2, far below rounding


def sigmoid_slope(x: float) -> float:
    """Slope of the sigmoid at x: s (1 - s)."""
    s = 1 / (1 + math.exp(-x))
    return s * (1 - s)


def tanh_slope(x: float) -> float:
    """Slope of the hyperbolic tangent at x: 1 - tanh(x)**2."""
    return 1 - math.tanh(x) ** 2


def reference_slope(x: float) -> float:
    """Slope of the sigmoid from a complex step (Squire & Trapp 1998), which knows nothing of the formula above."""
    return (1 / (1 + cmath.exp(-complex(x, STEP)))).imag / STEP


@claim(
    en="The slope of the sigmoid is s (1 - s), and it is never above 1/4.",
    ko="시그모이드의 기울기는 s (1 - s)이고, 1/4을 넘지 않는다.",
    seconds=0.1,
    literature="Squire & Trapp 1998",
)
def largest_slope() -> Evidence:
    slopes = [sigmoid_slope(x) for x in INPUTS]
    error = max(abs(slope - reference_slope(x)) for x, slope in zip(INPUTS, slopes, strict=True))
    return Evidence(
        measurements=[
            Measurement("largest slope", max(slopes), at_most(0.25, because="s (1 - s) peaks at s = 1/2")),
            Measurement("error of the formula", error, at_most(1e-15, because="a few roundings of float64 below 1")),
        ],
        controls=[Control("largest slope of tanh", max(tanh_slope(x) for x in INPUTS), at_most(0.25))],
        curves=[
            Curve("sigmoid", x=INPUTS, y=slopes),
            Curve("tanh", x=INPUTS, y=[tanh_slope(x) for x in INPUTS]),
        ],
        axes=Axes(x="input", y="slope"),
    )


@claim(
    en="Ten sigmoid layers shrink a gradient at least a million times; ten tanh layers need not shrink it at all.",
    ko="시그모이드 층 열 개는 기울기를 적어도 백만 배 줄인다. tanh 층 열 개는 전혀 줄이지 않을 수도 있다.",
    seconds=0.1,
)
def ten_layers(layers: int = 10) -> Evidence:
    sigmoid = math.prod(max(sigmoid_slope(x) for x in INPUTS) for _ in range(layers))
    tanh = math.prod(max(tanh_slope(x) for x in INPUTS) for _ in range(layers))
    return Evidence(
        measurements=[
            Measurement("gradient that is left", sigmoid, at_most(1e-6, because="(1/4)**10 = 9.5e-7 is below 1e-6")),
        ],
        controls=[Control("gradient that tanh leaves", tanh, at_most(1e-6))],
    )


mutant("forgets that the slope falls again", "s * (1 - s)", "s")
mutant("adds two where the formula adds one", "1 / (1 + math.exp", "1 / (2 + math.exp")
mutant("squares one factor", "return s * (1 - s)", "return s * (1 - s) ** 2")
