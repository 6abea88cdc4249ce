"""What the axes have to do with it: Adam on a quadratic valley along the axes and on one that is turned."""

import math
from functools import partial

import numpy as np

from quizdl.lab.checks import NOT_ODD, check_oddities, check_paths
from quizdl.lab.descent import Array, descent_path
from quizdl.lab.known_tails import tail_beyond_student
from quizdl.lab.samples import oddity_of_integers, oddity_of_normal, oddity_of_uniform
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
    claim,
    mutant,
    within,
)

from ..programs.adam import Adam
from .common import apart, require
from .contest import Problem, behind, race, scores, valley

BOTH = ("momentum", "Adam")
UPRIGHT = 90.0  # degrees: the axes are exchanged


def off_closed_form(draw: np.random.Generator, rate: float = 0.5, steps: int = 100) -> float:
    """How far scores of SGD on a valley along the axes are off ½ Σ λ(1 - ηλ)²ᵗ(θ - c)², the first g being λ(θ - c)."""
    problem = valley(draw, kappa=100.0, degrees=0.0)
    curvature, g = np.array([1, 1 / 100]), problem.gradient(problem.starts[:, None])
    left = ((1 - rate * curvature) ** (2 * steps) * g**2 / curvature).sum(axis=-1) / 2
    return apart(scores(problem, "SGD", np.array([rate]), steps), np.log10(left))


def off_the_ends(draw: np.random.Generator) -> float:
    """How far scores are off -20 where SGD lands on the lowest point, and off 6 where it runs to infinity or to NaN."""
    bowl = valley(draw, kappa=1.0, degrees=0.0)
    quartic = Problem(lambda theta: (theta**4).sum(axis=-1), lambda theta: 4 * theta**3, np.ones((1, 2)))
    runs = ((bowl, 1.0, 2, -20), (bowl, 10.0, 220, 6), (quartic, 10.0, 50, 6))
    return max(
        apart(scores(problem, "SGD", np.array([rate]), steps), np.array(end)) for problem, rate, steps, end in runs
    )


def odd_valley(draw: np.random.Generator) -> float:
    """How odd the offsets of 300 starts, their sides and their lowest points look."""
    bowl = valley(draw, kappa=1.0, degrees=0.0, starts=300)
    offset = bowl.gradient(bowl.starts[:, None])[:, 0]  # the curvature is 1
    lowest = bowl.starts - offset
    return max(oddity_of_uniform(abs(offset), 0.5, 1.5), oddity_of_integers(offset > 0, 2), oddity_of_normal(lowest))


def widest(cost: Array) -> Array:
    """The most that a turn costs or gains from any start, in decades, after each step that was kept."""
    most: Array = abs(cost).max(axis=1)
    return most


@claim(
    en="Adam's lead on a quadratic valley along the axes is a matter of the axes: there its path does not depend on κ "
    "(ε aside). Turned by 45° a valley of κ = 8192 costs Adam, its learning rate tuned anew, a factor above ten in "
    "loss, and momentum nothing.",
    ko="축에 나란한 이차함수 골짜기에서 Adam이 앞서는 것은 축 덕분이다. 그때 Adam의 경로는 ε의 영향을 빼면 κ와 "
    "무관하다. κ = 8192인 골짜기를 45° 돌리면 학습률을 다시 튜닝해도 Adam의 손실은 열 배 넘게 나빠지지만 모멘텀은 "
    "그대로이다.",
    short="A turned valley takes Adam's lead",
    seconds=3.0,
    literature="Kingma & Ba 2015, sec. 2.1; Maes et al. 2024",
)
def rotation_takes_adams_lead(
    kappa: float = 8192.0, degrees: float = 45.0, steps: int = 600, seed: int = 0
) -> Evidence:
    require(steps=steps, kappa=kappa)
    straight, turned, upright = (
        race(partial(valley, kappa=kappa, degrees=angle), BOTH, steps, [seed, 0]) for angle in (0.0, degrees, UPRIGHT)
    )
    (cost_of_ball, cost), (_, cost_upright) = (
        [runs[rule].scores - straight[rule].scores for rule in BOTH] for runs in (turned, upright)
    )
    before = behind("momentum behind Adam along the axes", straight["momentum"].last - straight["Adam"].last)
    after = behind("Adam behind momentum on the turned valley", turned["Adam"].last - turned["momentum"].last)
    draw = np.random.default_rng([seed, 2])  # for all that is no race
    problem = valley(draw, 100.0, 30.0, starts=1)
    steep, flat = np.array([math.sqrt(3), 1]) / 2, np.array([-1, math.sqrt(3)]) / 2
    origin = problem.starts
    pulled = [problem.gradient(origin + direction) - problem.gradient(origin) for direction in (steep, flat)]
    curvatures_off = max(apart(pulled[0], steep), apart(pulled[1], flat / 100))
    upright_valley = valley(draw, 100.0, UPRIGHT, starts=1)
    at = upright_valley.starts
    across = upright_valley.gradient(at + np.array([1.0, 0.0])) - upright_valley.gradient(at)
    free = [valley(np.random.default_rng([seed, 3]), ratio, 0.0) for ratio in (kappa, 1.0)]
    along_the_valley = [bowl.gradient(bowl.starts[:, None])[..., 1] for bowl in free]
    return Evidence(
        finding=Finding(
            "Turning the valley costs Adam {adam:.3g} decades of loss and momentum {ball:.3g}",
            adam="what the turn costs Adam",
            ball="most that the turn costs momentum from any start",
        ),
        caption="By how many decades of loss a rule is behind itself on the valley along the axes, its rate tuned on "
        "each. A turn by 90° only exchanges the axes.",
        measurements=[
            Measurement(
                "what the turn costs Adam",
                float(cost[-1].mean()),
                at_least(1, because="the claim says a factor of ten; 99.9 % t-interval over 24 starts"),
                interval=behind("known", cost[-1]).interval,
                unit="decades",
            ),
            Measurement(
                "most that the turn costs momentum from any start",
                widest(cost_of_ball)[-1],
                at_most(1e-6, because="the same path in turned axes; rounding, which hundreds of steps amplify"),
                unit="decades",
            ),
            before,
            after,
            Measurement(
                "both leads together less what the turn costs Adam beyond momentum",
                before.value + after.value - float((cost - cost_of_ball)[-1].mean()),
                within(0, 1e-11, because="the same scores in another order; rounding"),
                unit="decades",
                check=True,
            ),
            Measurement(
                "distance of Adam's path along the axes from that at κ = 1",
                apart(*map(path_of_adam, free)),
                at_most(1e-9, because="m/√v forgets the scale of each gradient: equal but for rounding"),
            ),
            Measurement(
                "κ from gradients at κ = 1 over those of that path",
                float(np.median(along_the_valley[1] / along_the_valley[0])),
                within(kappa, 1e-9 * kappa, because="curvatures of 1 and 1/κ along the valley; rounding"),
                check=True,
            ),
            Measurement(
                "most that the turn costs Adam from any start less the same with the valleys exchanged",
                apart(widest(cost), widest(-cost)),
                within(0, 0, because="to either side alike"),
                unit="decades",
                check=True,
            ),
            Measurement(
                "chance beyond the interval of 24 starts over the stated one",
                tail_beyond_student(lambda gap: behind("known", gap).interval or (0, 0), 24, 0.999),
                within(1, 1e-6, because="Student's T with 23 degrees of freedom by a finite sum; rounding"),
                check=True,
            ),
            check_oddities(),
            Measurement(
                "SGD's score along the axes off the closed form",
                off_closed_form(draw),
                at_most(
                    1e-12,
                    because="SGD shrinks an offset by 1 - ηλ a step; 100 roundings of 1e-15 beside offsets of 0.3",
                ),
                check=True,
            ),
            Measurement(
                "scores off what they count at the ends",
                off_the_ends(draw),
                at_most(0, because="η = 1 lands, η = 10 flees"),
                check=True,
            ),
            Measurement(
                "curvatures at 30° and κ = 100 off 1 along (√3 1)/2 and 1/100 across",
                curvatures_off,
                at_most(1e-13, because="a quadratic's gradient is linear: ten roundings of numbers below 10"),
                check=True,
            ),
            Measurement(
                "curvature along the first axis of a valley of κ = 100 turned upright",
                float(across.ravel()[0]),
                within(0.01, 1e-13, because="its flat direction lies there; rounding"),
                check=True,
            ),
            check_paths(),
            Measurement("how odd offsets and lowest points look", odd_valley(draw), NOT_ODD, check=True),
        ],
        controls=[
            Control(
                "most that a turn by 90° costs Adam from any start",
                widest(cost_upright)[-1],
                at_least(1),
                unit="decades",
            )
        ],
        curves=[
            Curve("Adam", list(cost.mean(axis=1)), x=straight["Adam"].at, role="subject"),
            Curve("momentum", list(widest(cost_of_ball)), x=straight["Adam"].at, role="reference"),
            Curve("Adam turned by 90°", list(widest(cost_upright)), x=straight["Adam"].at, role="reference"),
        ],
        axes=Axes(
            x="step",
            y="decades of loss that the turn costs",
            marks=[
                Mark(of="what the turn costs Adam", x=steps, text="{value:.3g} decades"),
                Mark(of="most that the turn costs momentum from any start", x=steps, text="{value:.3g}"),
            ],
        ),
    )


def path_of_adam(problem: Problem) -> Array:
    """100 steps of Adam from the starts of a problem, with ε nothing beside √v: the path that scale does not change."""
    start = problem.starts[:, None]
    return descent_path(Adam(0.1, eps=1e-300).step, lambda theta, _: problem.gradient(theta), start, 100)


mutant("counts what the turn costs to one side", "abs(cost)", "cost")
