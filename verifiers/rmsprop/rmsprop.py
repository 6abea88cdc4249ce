"""RMSprop: a step for each parameter, as long as the learning rate, whatever the size of its gradient.

Notation: θ parameters, g gradient, η (lr) learning rate, v the running mean of g² with decay α, which starts at 0
and is not corrected for it (Tieleman & Hinton 2012).
"""

from collections.abc import Callable
from functools import partial

import numpy as np
from torch import optim

from quizdl.lab.checks import check_controls, check_paths
from quizdl.lab.descent import Array, Step, descent_path, growing_distance, max_distance, movements, torch_path
from quizdl.lab.known_answers import least_response
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

from ..programs.rmsprop import RMSprop
from .common import (
    MOST_LR,
    ROUNDING,
    START,
    EpsilonInside,
    OneScale,
    apart_without_epsilon,
    control_rule,
    drawn,
    first_at_root,
    require,
    uncorrected_lengths,
    waves,
    waves_times,
)


@claim(
    en="RMSprop divides each parameter's gradient by the root of a running mean of its squares, ε added outside the "
    "root. That mean starts at 0 uncorrected, so the first step is η/√(1-α), ε aside: ten times η for α = 0.99.",
    ko="RMSprop은 파라미터마다 기울기를 기울기 제곱의 지수이동평균의 제곱근으로 나누며, ε은 제곱근 밖에 더한다. "
    "평균이 0에서 시작하고 보정되지 않으므로 첫 스텝은 ε을 무시하면 η/√(1-α), 즉 α = 0.99에서 η의 열 배이다.",
    short="First steps of RMSprop",
    seconds=0.3,
    literature="Tieleman & Hinton 2012",
)
def against_torch(alpha: float = 0.99, lr: float = 0.01, eps: float = 0.01) -> Evidence:
    require(lr, alpha, eps)
    if not (lr <= MOST_LR and eps > 0 and alpha <= 1 - 1e-9):
        raise Undecided(
            en=f"lr = {lr:g}, alpha = {alpha:g}, eps = {eps:g}: rounding grows on the bumps for lr > {MOST_LR:g}, "
            "√(1-α) is rounding for α this near 1, and ε = 0 has no inside and outside",
            ko=f"lr = {lr:g}, alpha = {alpha:g}, eps = {eps:g}: lr > {MOST_LR:g}이면 굴곡 위에서 반올림 오차가 "
            "커지고, α가 이렇게 1에 가까우면 √(1-α)는 반올림 오차이며, ε = 0이면 제곱근의 안과 밖이 따로 없다",
        )
    reference = torch_path(partial(optim.RMSprop, lr=lr, alpha=alpha, eps=eps), waves, START)
    ours = descent_path(RMSprop(lr, alpha, eps).step, waves, START)
    alike = descent_path(OneScale(lr, alpha, eps).step, waves, START)
    inside = descent_path(EpsilonInside(lr, alpha, eps).step, waves, START)
    sizes = np.array([-1e3, -1.0, 1.0, 1e3])
    first = movements(RMSprop(lr, alpha, 1e-12).step, [sizes], lr)[0] * np.sign(sizes)
    steady = movements(RMSprop(lr, alpha, 1e-12).step, np.ones((400, 1)), lr)[:, 0]
    small = movements(RMSprop(lr, alpha, eps).step, [[np.sqrt(eps)]], lr)[0, 0]
    t = np.arange(1, 401)
    factor = 1 / np.sqrt(1 - alpha)
    slopes = waves(START + 2 * np.pi / 3) - waves(START)  # one whole wave farther only the quadratic has changed
    shown = np.unique(np.geomspace(1, 400, 150).astype(int)) - 1
    return Evidence(
        finding=Finding(
            "On a constant gradient far above ε RMSprop's first step is {first:.3g} learning rates long, its hundredth "
            "{hundredth:.3g}",
            first="first step on a gradient of 1",
            hundredth="step number 100 on a gradient of 1",
        ),
        caption="v starts at zero and is not corrected, so √v is too small and steps are too long at first, until v "
        "has seen about 1/(1-α) gradients.",
        measurements=[
            Measurement(
                "first step on a gradient of 1",
                steady[0],
                within(factor, 1e-11 * factor**2, because="√v = |g|√(1-α); ε = 1e-12 and rounding"),
                unit="η",
            ),
            Measurement(
                "step number 100 on a gradient of 1",
                steady[99],
                within(
                    uncorrected_lengths(alpha, 100)[-1],
                    1e-11 * factor**2,
                    because="√v = |g|√(1-α¹⁰⁰); ε = 1e-12 and rounding",
                ),
                unit="η",
            ),
            Measurement(
                "first step with α = 0.9999",
                movements(RMSprop(lr, 0.9999, 1e-12).step, [[1.0]], lr)[0, 0],
                within(100, 1e-7, because="1/√(1-α); ε = 1e-12 and rounding of 1-α"),
                unit="η",
                check=True,
            ),
            Measurement(
                "first step on a gradient of √ε",
                small,
                within(
                    first_at_root(alpha, eps),
                    1e-13 * factor**2,
                    because="√v + ε = √ε·(√(1-α) + √ε): ε is added outside the root",
                ),
                unit="η",
            ),
            Measurement("distance from torch's path", max_distance(ours, reference), at_most(1e-12, because=ROUNDING)),
            Measurement(
                "distance from torch's path with all defaults",
                max_distance(descent_path(RMSprop().step, waves, START), torch_path(optim.RMSprop, waves, START)),
                at_most(1e-12, because=ROUNDING),
            ),
            Measurement(
                "largest difference of a first step for |g| of 1 and 1000 from η/√(1-α)",
                factor * max_distance(first / factor, np.ones(4)),
                at_most(1e-11 * factor**2, because="g cancels; ε = 1e-12 and rounding"),
                unit="η",
                check=True,
            ),
            Measurement(
                "largest difference of 400 steps from 1/√(1-αᵗ)",
                float(np.max(abs(steady - uncorrected_lengths(alpha, 400)))),
                at_most(1e-11 * factor**2, because="v is a geometric series; ε = 1e-12 and rounding"),
                unit="η",
                check=True,
            ),
            Measurement(
                "distance of the rule of the controls from torch's path",
                max_distance(descent_path(control_rule(lr, alpha, eps), waves, START), reference),
                at_most(1e-12, because=ROUNDING),
                check=True,
            ),
            Measurement(
                "steepest gradient of the waves at a parameter of π/6",
                float(waves(np.full(6, np.pi / 6)).max()),
                within(10 * (np.pi / 6 + 1), 1e-12, because="ten times π/6 and the crest of a wave; rounding"),
                check=True,
            ),
            Measurement(
                "least distance where one number of a path is off by 1",
                min(least_response(distance, (20, 6)) for distance in (growing_distance, max_distance)),
                within(1, 1e-12, because="whichever number it is, and whether it is above or below"),
                check=True,
            ),
            check_paths(),
            check_controls(apart_without_epsilon(lr, alpha)),
            Measurement(
                "one v for all: largest difference of a step on gradients of one size from RMSprop's",
                max_distance(
                    movements(OneScale(lr, alpha, eps).step, np.tile([1.0, -1.0], (9, 1)), lr),
                    movements(control_rule(lr, alpha, eps), np.tile([1.0, -1.0], (9, 1)), lr),
                ),
                at_most(1e-12, because="where all |g| are equal their mean square is that of each"),
                check=True,
            ),
            Measurement(
                "different sizes of a start that lie on both sides of zero",
                len(set(abs(START))) * int(min(START) < 0 < max(START)),
                within(6, 0, because="six parameters that are not alike"),
                check=True,
            ),
            Measurement(
                "steepest curvature of the waves over the flattest",
                max(slopes) / min(slopes),
                within(1000, 1e-9, because="10 over 0.01; rounding"),
                check=True,
            ),
        ],
        controls=[
            Control(
                "distance from torch's path with ε inside the root", max_distance(inside, reference), at_most(1e-12)
            ),
            Control(
                "distance from torch's path with one v for all parameters",
                max_distance(alike, reference),
                at_most(1e-12),
            ),
            Control(
                "first step on a gradient of √ε with ε inside the root",
                1 / np.sqrt(2 - alpha),
                within(first_at_root(alpha, eps), 1e-13 * factor**2),
                unit="η",
            ),
        ],
        curves=[
            Curve("on a gradient of 1", steady[shown].tolist(), x=t[shown].tolist(), role="subject"),
            Curve("one learning rate", [1.0, 1.0], x=[1.0, 400.0], role="reference"),
        ],
        axes=Axes(
            x="step t",
            y="length of the step / η",
            log_x=True,
            marks=[
                Mark(of="first step on a gradient of 1", x=1),
                Mark(of="step number 100 on a gradient of 1", x=100, text="{value:.3g} at step {x:.0f}"),
            ],
        ),
    )


@claim(
    en="Multiplying the loss by a positive constant does not change RMSprop's path, as long as gradients stay far "
    "above ε.",
    ko="손실에 양의 상수를 곱해도 RMSprop의 경로는 바뀌지 않는다. 단, 기울기가 ε보다 훨씬 클 때에 한한다.",
    short="Blind to the scale of the loss",
    seconds=0.2,
    literature="Tieleman & Hinton 2012",
)
def blind_to_scale(factor: float = 1000.0, lr: float = 0.01) -> Evidence:
    if not (0 < lr <= MOST_LR and 1e-100 < factor < 1e100):
        raise Undecided(
            en=f"factor = {factor:g}, lr = {lr:g}: the constant is positive and g² must not overflow; rounding grows "
            f"on the bumps for lr > {MOST_LR:g}",
            ko=f"factor = {factor:g}, lr = {lr:g}: 상수는 양수이고 g²이 오버플로를 일으키지 않아야 한다. lr > "
            f"{MOST_LR:g}이면 굴곡 위에서 반올림 오차가 커진다",
        )
    louder = waves_times(factor)
    tiny = descent_path(control_rule(lr, 0.99), waves_times(1e-10), START)
    stuck = lr / max(factor, 1)  # descent with this rate diverges on neither loss

    def when_louder(rule: Callable[[], Step]) -> Array:
        return growing_distance(descent_path(rule(), louder, START), descent_path(rule(), waves, START))

    same = when_louder(lambda: RMSprop(lr, eps=0).step)
    scaled_descent = when_louder(lambda: lambda theta, g: theta - stuck * g)
    below_eps = growing_distance(tiny, descent_path(RMSprop(lr, eps=0).step, waves, START))
    return Evidence(
        finding=Finding(
            "With the loss times {factor:g} RMSprop gets {same:.1g} away from its path in 100 steps, gradient descent "
            "{descent:.2g}; with the loss times 1e-10 ε takes RMSprop {tiny:.2g} away",
            same="distance of the path for c·loss with ε = 0",
            descent="distance of gradient descent for c·loss",
            tiny="distance of the path for 1e-10·loss with ε = 1e-8",
        ),
        caption="A factor of the loss is in g and in √v, and cancels. Under gradient descent it is a factor of the "
        "learning rate, and beside ε it does not cancel.",
        measurements=[
            Measurement(
                "distance of the path for c·loss with ε = 0",
                same[-1],
                at_most(1e-12, because="c cancels in g/√v; 100 steps of about ten float64 operations"),
            ),
            Measurement(
                "gradient of c·loss over that of the loss",
                float(np.mean(louder(START, 1) / waves(START))),
                within(factor, 1e-14 * factor, because="c; rounding"),
                check=True,
            ),
        ],
        controls=[
            Control("distance of the path for 1e-10·loss with ε = 1e-8", below_eps[-1], at_most(1e-12)),
            Control("distance of gradient descent for c·loss", scaled_descent[-1], at_most(1e-12)),
        ],
        curves=[
            Curve("RMSprop, c·loss", drawn(same), role="subject"),
            Curve("RMSprop, 1e-10·loss", drawn(below_eps)),
            Curve("gradient descent, c·loss", drawn(scaled_descent), role="reference"),
        ],
        axes=Axes(
            x="step",
            y="largest distance so far",
            log_y=True,
            marks=[
                Mark(of="distance of the path for c·loss with ε = 0", x=100, text="{value:.1g}"),
                Mark(of="distance of gradient descent for c·loss", x=100, text="{value:.2g}"),
                Mark(of="distance of the path for 1e-10·loss with ε = 1e-8", x=100, text="{value:.2g}"),
            ],
        ),
        fields={"factor": factor},
    )


mutant("averages gradients instead of their squares", "g**2", "abs(g)", program="rmsprop")
mutant("drops 1-α", "(1 - self.alpha) * g**2", "g**2", program="rmsprop")
mutant(
    "swaps the weights of old and new",
    "self.alpha * self.v + (1 - self.alpha) *",
    "(1 - self.alpha) * self.v + self.alpha *",
    program="rmsprop",
)
mutant("puts ε inside the root", "np.sqrt(self.v) + self.eps", "np.sqrt(self.v + self.eps)", program="rmsprop")
mutant("forgets the root", "np.sqrt(self.v) + self.eps", "self.v + self.eps", program="rmsprop")
mutant("keeps no mean", "self.alpha * self.v + (1 - self.alpha) * g**2", "g**2", program="rmsprop")
mutant("takes another default decay than torch", "alpha: float = 0.99", "alpha: float = 0.9", program="rmsprop")
