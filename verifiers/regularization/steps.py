"""How an L1 penalty is trained: along a subgradient weights hop across 0, by the proximal step they stay there."""

import math
from collections.abc import Callable

import numpy as np

from quizdl.lab.checks import NOT_ODD, check_controls, check_paths
from quizdl.lab.descent import descent_path
from quizdl.lab.samples import oddity_of_uniform
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

from ..programs.l1_steps import prox_step, subgradient_step
from .common import Array, require

Step = Callable[[Array, Array, float, float], Array]
SIZES = (1e-3, 1.0, 1e3)  # of θ, g and ηλ, in one case each


def violation(step: Step, theta: Array, g: Array, lr: float, lam: float) -> float:
    """How far a step is from the minimum of ½(w - v)² + ηλ|w| with v = θ - ηg, in units of ηλ; 0 only there."""
    w = step(theta, g, lr, lam)
    pull = (theta - lr * g - w) / (lr * lam)
    off = np.where(w != 0, abs(pull - np.sign(w)), np.maximum(abs(pull) - 1, 0))
    return float(off.max())


@claim(
    en="The proximal step sign(v)·max(|v| - ηλ, 0) with v = θ - ηg gives the minimum of ½‖w - v‖² + ηλ‖w‖₁: 0 exactly "
    "where |v| ≤ ηλ, and else ηλ nearer to 0. The step along the subgradient overshoots.",
    ko="v = θ - ηg일 때 근접 스텝(proximal step) sign(v)·max(|v| - ηλ, 0)은 ½‖w - v‖² + ηλ‖w‖₁을 최소로 한다. |v| ≤ "
    "ηλ이면 정확히 0이고, 아니면 0에 ηλ만큼 가까워진다. 서브그래디언트 스텝은 0을 지나친다.",
    short="What the proximal step minimises",
    seconds=0.1,
    literature="Parikh & Boyd 2014",
)
def proximal_step(lr: float = 0.3, lam: float = 0.7, size: int = 200, seed: int = 0) -> Evidence:
    require(
        1e-3 <= lr <= 10 and 1e-3 <= lam <= 10 and 50 <= size <= 10_000,
        en="η and λ from 0.001 to 10 and 50 to 10000 weights: then some weights land on 0 and others do not",
        ko="η와 λ는 0.001~10, 가중치는 50~10000개여야 한다. 그래야 일부만 0이 된다",
    )
    rng, t = np.random.default_rng(seed), lr * lam
    v = t * rng.uniform(-3, 3, size)
    theta = v + t * rng.uniform(-3, 3, size)
    g = (theta - v) / lr
    w = prox_step(theta.copy(), g.copy(), lr, lam)
    scales = [violation(prox_step, one * theta, one * g, lr, one * lam) for one in SIZES]
    places = np.linspace(-2, 2, 81) * t
    none = np.zeros_like(places)
    start = np.array([0.5 * t])
    hop = float(subgradient_step(start, np.zeros(1), lr, lam)[0] / t)
    rest = float(prox_step(start, np.zeros(1), lr, lam)[0] / t)
    crossing = violation(subgradient_step, start, np.zeros(1), lr, lam)
    apart = abs(abs(theta - lr * g) - t) > 1e-12 * t
    return Evidence(
        finding=Finding(
            "From half of ηλ the proximal step goes to {rest:.3g}, the step along the subgradient to {hop:.3g} of ηλ",
            rest="where the proximal step goes from half of ηλ",
            hop="where the subgradient step goes from half of ηλ",
        ),
        caption="Where one step goes with no gradient of the data, in units of ηλ. The proximal step keeps 0 for all "
        "that are within ηλ of it; the subgradient step jumps across.",
        measurements=[
            Measurement(
                "where the proximal step goes from half of ηλ", rest, within(0, 0, because="½ is below the threshold")
            ),
            Measurement(
                "violation of the conditions for the minimum in units of ηλ",
                max(scales),
                at_most(1e-12, because="necessary and sufficient for a convex function; rounding"),
            ),
            Measurement(
                "weights on 0 that should not be there or the other way round",
                int(np.count_nonzero(((w == 0) != (abs(theta - lr * g) <= t)) & apart)),
                within(0, 0, because="0 is the minimum exactly where |v| ≤ ηλ"),
            ),
            Measurement(
                "change by exchanging the signs of θ and g",
                float(np.max(abs(prox_step(-theta, -g, lr, lam) + w)) / t),
                at_most(1e-12, because="the penalty does not see the sign"),
            ),
            Measurement(
                "distance from a plain step without a penalty",
                float(np.max(abs(prox_step(theta.copy(), g.copy(), lr, 0.0) - (theta - lr * g))) / t),
                at_most(1e-12, because="a threshold of 0 moves nothing; rounding"),
            ),
            Measurement(
                "share of weights on 0",
                float(np.mean(w == 0)),
                within(1 / 3, 5 * math.sqrt(2 / 9 / size), because="v is even on ±3ηλ; 5 standard errors"),
                check=True,
            ),
            Measurement(
                "how odd the weights and slopes look",
                oddity_of_uniform(np.array([theta - lr * g, lr * g]) / t, -3, 3),
                NOT_ODD,
                check=True,
            ),
            check_controls(hop + 0.5, crossing - 2),
        ],
        controls=[
            Control(
                "violation by the subgradient step where it crosses 0",
                crossing,
                at_most(1e-12),
            ),
            Control("where the subgradient step goes from half of ηλ", hop, within(0, 0)),
        ],
        curves=[
            Curve("proximal step", list(prox_step(places, none, lr, lam) / t), x=list(places / t), role="subject"),
            Curve(
                "subgradient step",
                list(subgradient_step(places, none, lr, lam) / t),
                x=list(places / t),
                points=True,
                role="reference",
            ),
        ],
        axes=Axes(
            x="weight before / ηλ",
            y="weight after / ηλ",
            marks=[
                Mark(of="where the proximal step goes from half of ηλ", x=0.5),
                Mark(of="where the subgradient step goes from half of ηλ", x=0.5),
            ],
        ),
    )


def walk(step: Step, starts: Array, z: float, lr: float, lam: float, steps: int) -> Array:
    """The paths on ½(w - z)² + λ|w| from each start, shape (steps + 1, starts)."""
    return descent_path(lambda theta, g: step(theta, g, lr, lam), lambda theta, _: theta - z, starts, steps)


def steps_to_zero(starts: Array, z: float, lr: float, lam: float) -> Array:
    """After how many proximal steps each start is at 0, by solving the recursion w ← (1 - η)w + η(z ∓ λ)."""
    goal = np.where(starts > 0, lam - z, lam + z)
    steps: Array = np.ceil(np.log(goal / (abs(starts) + goal)) / math.log(1 - lr))
    return steps


def unbalanced(path: Array, z: float, lam: float) -> float:
    """The largest |z - mean w - λ·mean sign(w)| / λ of a path: what the mean step is, in units of ηλ."""
    places = path[:-1]
    return float(np.max(abs(z - places.mean(axis=0) - lam * np.sign(places).mean(axis=0))) / lam)


@claim(
    en="On ½(w - z)² + λ|w| with |z| < λ the minimum is 0. Steps along the subgradient, which is what autograd takes, "
    "hop for ever between -η(λ-z) and η(λ+z); the proximal step is at 0 after finitely many steps, and stays.",
    ko="|z| < λ일 때 ½(w - z)² + λ|w|의 최솟값은 0에 있다. autograd처럼 서브그래디언트를 따라가면 -η(λ-z)와 η(λ+z) "
    "사이를 계속 오간다. 근접 스텝은 유한한 스텝 뒤에 0에 도달해 머문다.",
    short="Subgradient steps around zero",
    seconds=0.3,
    literature="Duchi & Singer 2009",
)
def subgradient(lr: float = 0.1, z: float = 0.4, lam: float = 1.0, seed: int = 0) -> Evidence:
    require(
        0.02 <= lr <= 0.3 and 0.1 <= lam <= 10 and 0.05 * lam <= abs(z) <= 0.8 * lam,
        en="η from 0.02 to 0.3, λ from 0.1 to 10, |z| from 0.05 to 0.8 of λ: then 400 steps arrive and hop many times",
        ko="η는 0.02~0.3, λ는 0.1~10, |z|는 λ의 0.05~0.8배여야 한다. 그래야 400스텝 안에 도달해 여러 번 오간다",
    )
    steps, rng = 400, np.random.default_rng(seed)
    starts = lam * rng.uniform(0.5, 2, 40) * np.tile([1, -1], 20)
    starts = starts * (1 + 1e-9 * np.pi)  # no rational start, whose path could meet 0 by coincidence
    hopping, resting = (walk(step, starts, z, lr, lam, steps) for step in (subgradient_step, prox_step))
    pull_at_rest = unbalanced(resting[-200:], z, lam)
    low, high = -lr * (lam - z), lr * (lam + z)
    crossed = np.cumsum(np.sign(hopping) != np.sign(hopping[0]), axis=0) > 0  # from the first step on the other side
    arrived = steps_to_zero(starts, z, lr, lam)
    expected = int(np.sum(steps + 1 - arrived))
    least = high - (1 - lr) * -low  # what comes from below lands above this
    top = 100 + int(np.argmax(hopping[100:161, 0]))
    balance = at_most(2.001 / 199, because="199 steps add up to no more than the interval, which is 2ηλ long")
    hops = "an invariant interval: (1-η)w + η(z ∓ λ) leads back into it; rounding"
    return Evidence(
        finding=Finding(
            "After {steps} steps the subgradient still throws the weight to {reach:.3g}; the proximal step rests at "
            "{rest:.3g}",
            reach="farthest place above 0 that the weight hops to",
            rest="last place of the proximal step",
        ),
        caption="One weight whose best value is 0. The subgradient knows its sign and not how near 0 is; the proximal "
        "step lands on 0.",
        fields={"steps": top},
        measurements=[
            Measurement(
                "farthest place above 0 that the weight hops to",
                float(hopping[top, 0]),
                between(least, high, because="what comes from below 0 lands between η(λ+z) - (1-η)η(λ-z) and η(λ+z)"),
            ),
            Measurement("last place of the proximal step", float(resting[160, 0]), within(0, 0, because="it stays")),
            Measurement(
                "iterates outside the interval after the first crossing",
                int(np.count_nonzero(crossed & ((hopping < low - 1e-12 * lam) | (hopping > high + 1e-12 * lam)))),
                within(0, 0, because=hops),
            ),
            Measurement(
                "exact zeros of the subgradient",
                int(np.count_nonzero(hopping == 0)),
                within(0, 0, because="only a coincidence of the numbers meets 0"),
            ),
            Measurement(
                "pull of z that the signs of the weight leave",
                unbalanced(hopping[-200:], z, lam),
                balance,
            ),
            Measurement(
                "exact zeros of the proximal step",
                int(np.count_nonzero(resting == 0)),
                within(expected, 0, because="from the step on that the recursion gives for each start"),
            ),
            Measurement(
                "starts that have not crossed 0 before the last 200 steps",
                int(np.count_nonzero(~crossed[-200])),
                within(0, 0, because="each start is nearer than the recursion goes in 200 steps"),
                check=True,
            ),
            Measurement(
                "how odd the sizes of the starts look",
                oddity_of_uniform(abs(starts) / lam, 0.5, 2 + 1e-8),
                NOT_ODD,
                check=True,
            ),
            Measurement(
                "starts above 0 less those below",
                int(np.sum(np.sign(starts))),
                within(0, 0, because="by turns"),
                check=True,
            ),
            check_paths(),
            check_controls(pull_at_rest - abs(z) / lam),
        ],
        controls=[
            Control("pull of z that the signs of the proximal step leave", pull_at_rest, balance),
        ],
        curves=[
            Curve("subgradient", list(hopping[:161, 0]), x=list(range(161)), role="reference"),
            Curve("proximal step", list(resting[:161, 0]), x=list(range(161)), role="subject"),
        ],
        axes=Axes(
            x="step",
            y="weight",
            marks=[
                Mark(of="farthest place above 0 that the weight hops to", x=top),
                Mark(of="last place of the proximal step", x=160),
            ],
        ),
    )


mutant("penalises a weight of either sign upwards", "lam * np.sign(theta)", "lam", program="l1_steps")
mutant(
    "lets the penalty of autograd point the other way", "(g + lam * np.sign", "(g - lam * np.sign", program="l1_steps"
)
mutant("lets the data push the other way", "lambda theta, _: theta - z", "lambda theta, _: theta + z")
