"""Each parameter has a scale of its own, and each RMSprop its own v."""

import numpy as np

from quizdl.lab.descent import descent_path, growing_distance, max_distance
from quizdl.verify import Axes, Control, Curve, Evidence, Finding, Mark, Measurement, at_most, claim, mutant, within

from ..programs.rmsprop import RMSprop
from .common import ROUNDING, START, OneScale, control_rule, require, waves, waves_times

LOUD = np.array([1.0, 1.0, 1.0, 1.0, 1.0, 1000.0])


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
    alone = descent_path(RMSprop(lr, alpha, eps).step, waves, START)
    other_alone = descent_path(
        RMSprop(2 * lr, alpha, eps).step, lambda theta, _: waves(theta.ravel()).reshape(2, 3), START.reshape(2, 3)
    )
    first, second = RMSprop(lr, alpha, eps), RMSprop(2 * lr, alpha, eps)
    one_path, other_path = [START], [START.reshape(2, 3)]
    lent, lent_square = np.empty(6), np.empty((2, 3))  # gradients are handed over in arrays that are used again
    shared, sharing, theta = control_rule(lr, alpha, eps), [START], -START  # control: one v for two parameters
    changed, overwritten = 0.0, 0.0
    for _ in range(100):
        lent[:] = waves(one_path[-1])
        lent_square[:] = waves(other_path[-1].ravel()).reshape(2, 3)
        before, before_square = lent.copy(), lent_square.copy()
        one_path.append(first.step(one_path[-1].copy(), lent))
        other_path.append(second.step(other_path[-1].copy(), lent_square))
        changed = max(changed, max_distance(lent, before), max_distance(lent_square, before_square))
        np.square(lent, out=lent)  # a mistake, for the control
        overwritten = max(overwritten, max_distance(lent, before))
        sharing.append(shared(sharing[-1], waves(sharing[-1])))
        theta = shared(theta, 10 * waves(theta))
    loud = descent_path(RMSprop(lr, alpha, eps).step, waves_times(LOUD), START)
    alike = descent_path(OneScale(lr, alpha, eps).step, waves, START)
    alike_loud = descent_path(OneScale(lr, alpha, eps).step, waves_times(LOUD), START)
    own = growing_distance(loud[:, :5], alone[:, :5])
    together = growing_distance(alike_loud[:, :5], alike[:, :5])
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
                growing_distance(one_path, alone)[-1],
                at_most(1e-12, because=ROUNDING),
            ),
            Measurement(
                "distance of the second of two optimizers from its path alone",
                growing_distance(other_path, other_alone)[-1],
                at_most(1e-12, because=ROUNDING),
            ),
            Measurement(
                "largest change of a gradient that was handed over",
                changed,
                within(0, 0, because="the caller still needs it"),
            ),
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
                growing_distance(sharing, alone)[-1],
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
