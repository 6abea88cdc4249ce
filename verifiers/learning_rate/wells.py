"""Losses with a narrow dip and a wide minimum: surfaces give f, f′ and f″ of x."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quizdl.lab.descent import Array
from quizdl.verify import mutant

Values = NDArray[Any]  # real, or complex for a complex step
Surface = Callable[[Values], tuple[Values, Values, Values]]


def narrow_well(x: Values, quartic: float = 0.0) -> tuple[Values, Values, Values]:
    """0.05(x + 3)² - 0.6·exp(-16(x - 1)² - quartic·(x - 1)⁴), f′ and f″: a narrow dip near 1, a wide minimum at -3.

    The curvature of the dip is greatest at its bottom for a small quartic term, and beside it for a large one.
    """
    u = x - 1
    bump = 0.6 * np.exp(-16 * u**2 - quartic * u**4)
    fall = 32 * u + 4 * quartic * u**3
    return (
        0.05 * (x + 3) ** 2 - bump,
        0.1 * (x + 3) + fall * bump,
        0.1 + (32 + 12 * quartic * u**2 - fall**2) * bump,
    )


# The curvature grows away from the bottom here, so that an oscillation grows until it leaves the dip.
firm_well: Surface = partial(narrow_well, quartic=512.0)


def sharp_well(x: Values) -> tuple[Values, Values, Values]:
    """(x² - 1)² + 0.3x, f′ and f″: its global minimum near -1 is the sharper one."""
    return (x**2 - 1) ** 2 + 0.3 * x, 4 * x * (x**2 - 1) + 0.3, 12 * x**2 - 4


def stationary(surface: Surface, x: float) -> float:
    """The stationary point next to x, by Newton's method."""
    at = np.array(x)
    for _ in range(50):
        _, slope, curvature = surface(at)
        at = at - slope / curvature
    return float(at)


def curvature(surface: Surface, x: float) -> float:
    """f″ at x."""
    return float(surface(np.array(x))[2])


def side_by_side(surface: Surface, etas: Array) -> Callable[[Array], Array]:
    """η·f′ for many step sizes side by side, to be descended at a rate of one: x (runs,); zero beyond |x| = 1000."""
    return lambda x: etas * np.where(np.abs(x) < 1e3, surface(np.clip(x, -1e3, 1e3))[1], 0)


def at_rest(path: Array, place: float) -> NDArray[np.bool_]:
    """Which paths (steps, runs) have come to rest at place."""
    resting: NDArray[np.bool_] = np.all(np.abs(path[-100:] - place) < 1e-6, axis=0)
    return resting


def softness(surface: Surface, x: float) -> float:
    """3f‴²/f″ - f⁗ at a minimum x. Where it is positive the oscillation beyond η = 2/f″ stays small at first."""
    ahead, here, behind = (float(surface(np.array(x + h + 1e-200j))[2].imag) / 1e-200 for h in (1e-5, 0.0, -1e-5))
    return 3 * here**2 / curvature(surface, x) - (ahead - behind) / 2e-5


def cubic_well(x: Values) -> tuple[Values, Values, Values]:
    """x² + x³ + x⁴, f′ and f″."""
    return x**2 + x**3 + x**4, 2 * x + 3 * x**2 + 4 * x**3, 2 + 6 * x + 12 * x**2


def derivative_error(surface: Surface) -> float:
    """The largest error of f′ and f″ on [-2, 2] against the complex step (Squire & Trapp 1998)."""
    x = np.linspace(-2, 2, 41)
    value, slope, _ = surface(x + 1e-200j)
    _, exact, second = surface(x)
    return float(max(np.abs(value.imag / 1e-200 - exact).max(), np.abs(slope.imag / 1e-200 - second).max()))


def wrongly_at_rest() -> int:
    """Of four paths that lie near 0, one at 1e-5, one that swings, one that passes by, and one at rest, how many more
    than the last count as resting there."""
    late = np.zeros((300, 4))
    late[:, 0], late[:, 1], late[:-1, 2] = 1e-5, 1e-5 * (-1.0) ** np.arange(300), 1.0
    return int(at_rest(late, 0.0).sum()) - 1


BOTTOM, RIDGE, WIDE = (stationary(narrow_well, x) for x in (1.0, 0.55, -3.0))
FIRM_BOTTOM, FIRM_RIDGE = stationary(firm_well, 1.0), stationary(firm_well, 0.72)
LIMIT, FIRM_LIMIT = 2 / curvature(narrow_well, BOTTOM), 2 / curvature(firm_well, FIRM_BOTTOM)  # of a stable step there


mutant("doubles the curvature of the parabola", "0.1 + (32 +", "0.2 + (32 +")
mutant("halves the slope of the bump", "(x + 3) + fall * bump", "(x + 3) + fall * bump / 2")
mutant("takes a passer-by for one at rest", "path[-100:]", "path[-1:]")
mutant("takes another stationary point for the ridge", "(1.0, 0.55, -3.0)", "(1.0, 0.85, -3.0)")
