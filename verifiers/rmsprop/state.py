"""Each parameter has a scale of its own, and each RMSprop its own v."""

from collections.abc import Callable

import numpy as np

from quizdl.lab.checks import check_controls
from quizdl.lab.descent import Array, Step, descent_path, growing_distance, max_distance
from quizdl.verify import Axes, Control, Curve, Evidence, Finding, Mark, Measurement, at_most, claim, mutant, within

from ..programs.rmsprop import RMSprop
from .common import ROUNDING, START, OneScale, control_rule, require, waves, waves_times

LOUD = np.array([1.0, 1.0, 1.0, 1.0, 1.0, 1000.0])
SQUARE_START = START[::-1].reshape(2, 3)


def square_waves(theta: Array, t: int = 1) -> Array:
    """The waves for six parameters of shape (2, 3)."""
    return waves(theta.ravel(), t).reshape(2, 3)


def by_turns(first: Step, second: Step) -> tuple[Array, Array, float]:
    """The paths of two optimizers that step by turns on the waves, the second with parameters of shape (2, 3).

    Gradients are handed over in arrays that are used again; the last number is the largest change of one.
    """
    one, other = [START], [SQUARE_START]
    lent, lent_square, changed = np.empty(6), np.empty((2, 3)), [0.0]
    for _ in range(100):
        lent[:] = waves(one[-1])
        lent_square[:] = square_waves(other[-1])
        before = lent.copy(), lent_square.copy()
        one.append(first(one[-1].copy(), lent))
        other.append(second(other[-1].copy(), lent_square))
        changed += [max_distance(lent, before[0]), max_distance(lent_square, before[1])]
    return np.array(one), np.array(other), max(changed)


def squares_in_place(theta: Array, g: Array) -> Array:
    """A step with a mistake, to where it is: it overwrites the caller's gradient."""
    np.square(g, out=g)
    return theta


def stay(theta: Array, g: Array) -> Array:
    """A step that goes nowhere."""
    del g
    return theta


def change_by_squares() -> float:
    """How far the squares of the first gradient are from itself."""
    g = waves(START)
    return float(max(abs(g**2 - g)) / max(1.0, max(abs(g))))


def off_mixed_squares(lr: float, alpha: float, eps: float) -> float:
    """How far one RMSprop of two parameters moves the second at first off the formula with the squares of both."""
    shared = control_rule(lr, alpha, eps)
    _, other, _ = by_turns(shared, lambda theta, g: shared(theta.ravel(), g.ravel()).reshape(2, 3))
    one, two = waves(START), waves(START[::-1])
    v = (1 - alpha) * (alpha * one**2 + two**2)
    return max_distance(other[1].ravel(), START[::-1] - lr * two / (np.sqrt(v) + eps))


def with_loud_sixth(rule: Callable[[], Step]) -> Array:
    """How far a sixth gradient that is a thousand times as large takes the other five, up to each place."""
    loud, quiet = descent_path(rule(), waves_times(LOUD), START), descent_path(rule(), waves, START)
    return growing_distance(loud[:, :5], quiet[:, :5])


@claim(
    en="Each parameter is scaled by its own gradients: one that is a thousand times as loud does not change the path "
    "of the others. Two RMSprops share nothing, and a gradient may be overwritten once the step is made.",
    ko="파라미터마다 자신의 기울기로만 스케일이 정해진다. 한 파라미터의 기울기가 천 배 커져도 나머지의 경로는 바뀌지 "
    "않는다. 두 RMSprop은 아무것도 공유하지 않으며, 스텝이 끝난 기울기 배열은 덮어써도 된다.",
    short="A scale for each parameter",
    seconds=0.2,
    literature="Tieleman & Hinton 2012",
)
def own_scales(alpha: float = 0.99, lr: float = 0.01, eps: float = 1e-8) -> Evidence:
    require(lr, alpha, eps)
    first, second = (lr, alpha, eps), (2 * lr, alpha, eps)
    one_path, other_path, changed = by_turns(RMSprop(*first).step, RMSprop(*second).step)
    one_alone = descent_path(RMSprop(*first).step, waves, START)
    other_alone = descent_path(RMSprop(*second).step, square_waves, SQUARE_START)
    shared = control_rule(*first)  # control: one v for two optimizers
    sharing, _, _ = by_turns(shared, lambda theta, g: shared(theta.ravel(), g.ravel()).reshape(2, 3))
    _, _, overwritten = by_turns(squares_in_place, stay)
    own = with_loud_sixth(lambda: RMSprop(*first).step)
    together = with_loud_sixth(lambda: OneScale(*first).step)
    return Evidence(
        finding=Finding(
            "A sixth gradient that is a thousand times as large takes the other five parameters {own:.1g} away from "
            "their path; with one scale for all it takes them {together:.2g} away",
            own="distance of five parameters when the sixth gradient is 1000 times as large",
            together="distance of five parameters that share one scale with the sixth",
        ),
        caption="The path of five parameters with a loud sixth one beside them, against the same path without it.",
        measurements=[
            Measurement(
                "distance of five parameters when the sixth gradient is 1000 times as large",
                own[-1],
                at_most(1e-12, because=ROUNDING),
            ),
            Measurement(
                "distance of the first of two optimizers from its path alone",
                max_distance(one_path, one_alone),
                at_most(1e-12, because=ROUNDING),
            ),
            Measurement(
                "distance of the second of two optimizers from its path alone",
                max_distance(other_path, other_alone),
                at_most(1e-12, because=ROUNDING),
            ),
            Measurement(
                "largest change of a gradient that was handed over",
                changed,
                within(0, 0, because="the caller still needs it"),
            ),
            check_controls(off_mixed_squares(*first), abs(overwritten - change_by_squares())),
        ],
        controls=[
            Control("largest change of a gradient that is squared in place", overwritten, within(0, 0)),
            Control(
                "distance of five parameters that share one scale with the sixth",
                together[-1],
                at_most(1e-12),
            ),
            Control(
                "distance of two parameters that share one optimizer from the path alone",
                max_distance(sharing, one_alone),
                at_most(1e-12),
            ),
        ],
        curves=[
            Curve("a scale for each", own.tolist(), role="subject"),
            Curve("one scale for all", together.tolist(), role="reference"),
        ],
        axes=Axes(
            x="step",
            y="largest distance so far from the path without it",
            marks=[
                Mark(
                    of="distance of five parameters when the sixth gradient is 1000 times as large",
                    x=100,
                    text="{value:.1g}",
                ),
                Mark(of="distance of five parameters that share one scale with the sixth", x=100, text="{value:.2g}"),
            ],
        ),
    )


mutant("scales all parameters alike", "(1 - self.alpha) * g**2", "(1 - self.alpha) * np.mean(g**2)", program="rmsprop")
mutant("squares the gradient in place", "g**2", "np.square(g, out=g)", program="rmsprop")
