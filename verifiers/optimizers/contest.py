"""The race of update rules: its problems, how each rule is tuned and scored, and checks of both."""

import math
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

import numpy as np

from quizdl.lab.descent import Array, descent_path
from quizdl.lab.statistics import mean_interval
from quizdl.verify import Control, Measurement, at_least, at_most, mutant, within

from ..programs.small_network import cross_entropy
from .common import RULES, apart
from .digits import digits, minibatch_gradient, network, torch_gradient, torch_losses

RATES = np.logspace(-4, 1, 21)  # four a decade, the same grid for every rule
AHEAD = at_least(0, because="0 is a dead heat; 99.9 % t-interval over 24 starts on which nothing was tuned")


class Problem(NamedTuple):
    """A loss and its gradient, for θ of shape (starts, rates, parameters), and starts, shape (starts, parameters)."""

    loss: Callable[[Array], Array]
    gradient: Callable[[Array], Array]
    starts: Array


def valley(draw: np.random.Generator, kappa: float, degrees: float, starts: int = 12) -> Problem:
    """½(θ - c)ᵀH(θ - c), curvatures 1 and 1/κ, its steep direction turned by `degrees` from the first axis.

    The lowest point c is drawn, not 0: decay pulls towards 0 and would know the answer.
    """
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    turn = np.array([[cos, -sin], [sin, cos]])
    hessian = turn @ np.diag([1, 1 / kappa]) @ turn.T
    lowest = draw.normal(size=(starts, 1, 2))
    offset = draw.uniform(0.5, 1.5, (starts, 2)) * draw.choice([-1, 1], (starts, 2))

    def loss(theta: Array) -> Array:
        halves: Array = ((theta - lowest) @ hessian * (theta - lowest)).sum(axis=-1) / 2
        return halves

    def gradient(theta: Array) -> Array:
        slope: Array = (theta - lowest) @ hessian
        return slope

    return Problem(loss, gradient, lowest[:, 0] + offset @ turn.T)


def mnist_race(draw: np.random.Generator, starts: int = 12) -> Problem:
    """The small network on 600 images, in minibatches of 32."""
    x, y = digits(draw)
    return Problem(lambda theta: cross_entropy(theta, x, y), minibatch_gradient(draw, x, y, 32), network(draw, starts))


def off_race(seed: int) -> float:
    """How far gradients and losses of the race at two starts are off torch's on its images, drawn alike once more."""
    race, again = mnist_race(np.random.default_rng([seed, 1]), 2), np.random.default_rng([seed, 1])
    (x, y), nets = digits(again), network(again, 2)
    rows = again.integers(600, size=(2, 32))
    wanted = np.array([torch_gradient(net, x[chosen], y[chosen]) for net, chosen in zip(nets, rows, strict=True)])
    loss_off = apart(race.loss(nets[:, None])[:, 0], torch_losses(nets, x, y))
    return max(apart(race.starts, nets), apart(race.gradient(nets[:, None])[:, 0], wanted), loss_off)


def visits(problem: Problem, name: str, rates: Array, steps: int) -> Iterator[Array]:
    """θ after each step of a rule from every start at every rate, shape (starts, rates, parameters).

    η scales the whole step of each of the five rules and enters nothing that they remember, so a rule at η = 1 gives
    the steps of all rates at once.
    """
    rule = RULES[name](1.0)
    theta = np.repeat(problem.starts[:, None], len(rates), axis=1)
    for _ in range(steps):
        with np.errstate(over="ignore", invalid="ignore"):  # too high a rate may diverge
            theta = theta + rates[:, None] * (rule.step(theta.copy(), problem.gradient(theta)) - theta)
        yield theta


def score(problem: Problem, theta: Array) -> Array:
    """log10 of the loss, shape (starts, rates); -20 counts as arrived, 6 as diverged."""
    with np.errstate(over="ignore", invalid="ignore"):
        return np.log10(np.clip(np.nan_to_num(problem.loss(theta), nan=1e6, posinf=1e6), 1e-20, 1e6))


def scores(problem: Problem, name: str, rates: Array, steps: int) -> Array:
    """The score after the last step, shape (starts, rates)."""
    *_, theta = visits(problem, name, rates, steps)
    return score(problem, theta)


def best_rate(problem: Problem, name: str, steps: int) -> float:
    """The rate of the grid with the lowest score, averaged over the starts."""
    return float(RATES[scores(problem, name, RATES, steps).mean(axis=0).argmin()])


class Race(NamedTuple):
    """What became of a rule: its rate, and its scores on fresh starts after each of the steps `at`, (len(at), 24)."""

    rate: float
    at: list[int]
    scores: Array

    @property
    def last(self) -> Array:
        """The scores after the last step, shape (24,)."""
        last: Array = self.scores[-1]
        return last


def race(problem: Callable[..., Problem], names: Iterable[str], steps: int, source: list[int]) -> dict[str, Race]:
    """Each rule on 24 fresh starts, the same for every rule, at a rate tuned on four others; drawn from `source`."""
    runs = {}
    for name in names:
        practice, real = np.random.default_rng([*source, 0]), np.random.default_rng([*source, 1])
        rate = best_rate(problem(practice, starts=4), name, steps)
        runs[name] = Race(rate, *trace(problem(real, starts=24), name, rate, steps))
    return runs


def trace(problem: Problem, name: str, rate: float, steps: int) -> tuple[list[int], Array]:
    """At most twelve steps of a rule at one rate, with the first and the last, and its scores then, (12, starts)."""
    kept = {1 + round(place) for place in np.linspace(0, steps - 1, 12)}
    visited = enumerate(visits(problem, name, np.array([rate]), steps), start=1)
    looked_at = [(t, score(problem, theta)[:, 0]) for t, theta in visited if t in kept]
    return [t for t, _ in looked_at], np.array([scored for _, scored in looked_at])


def behind(name: str, gap: Array, rule: str = "") -> Measurement:
    """By how many decades of loss one rule lies above another, over paired starts: at least 0, if that is so.

    NaN, which decides nothing, where they tie on every start: both have arrived, or both have diverged.
    """
    mean = float(gap.mean()) if gap.any() else math.nan
    interval = mean_interval(gap, 0.999)
    return Measurement(name, mean, AHEAD, interval=interval, unit="decades", fields={"rule": rule} if rule else {})


def control_behind(name: str, gap: Array, *, holds: bool) -> Control:
    """The same as a control, which must hold or must break."""
    same = behind(name, gap)
    return Control(name, same.value, AHEAD, interval=same.interval, unit="decades", must="hold" if holds else "break")


def gaps(names: tuple[str, str], source: list[int], starts: int, rates: Array, steps: int) -> Array:
    """By how many decades of loss one rule ends above another on images, both from the same starts at the same rates.

    Shape (starts, rates); the same rule twice is level with itself.
    """
    one, other = (scores(mnist_race(np.random.default_rng(source), starts), name, rates, steps) for name in names)
    return one - other


def complex_step(loss: Callable[[Array], Array], theta: Array) -> Array:
    """Gradient of `loss` at θ of shape (starts, 1, n), exact to rounding: Im f(θ + ih)/h (Squire and Trapp 1998)."""
    nudges = 1e-30j * np.eye(theta.shape[-1])
    return np.stack([loss(theta + nudge).imag / 1e-30 for nudge in nudges], axis=-1)


def gradient_of(problem: Problem, theta: Array, step: int) -> Array:
    """The gradient at one θ a start, shape (starts, parameters), for `descent_path`, which names the step."""
    del step
    gradient: Array = problem.gradient(theta[:, None])[:, 0]
    return gradient


class Tuning(NamedTuple):
    """How a race kept what it promises, the worst of its rules."""

    gain: float  # decades by which a neighbour on the grid of a rule's rate is better on the practice starts
    neighbours: int  # the fewest neighbours that were tried
    both: int  # starts both tuned on and scored
    far: float  # 20 steps at a rule's rate from those of the rule made for it
    off: float  # decades by which a last score is off that of the same starts after the same steps, run again
    scored: int  # the fewest starts that a rule was scored on
    again: dict[str, float]  # the mean score of each rule where it was run again


def checks_of_tuning(problem: Callable[..., Problem], runs: dict[str, Race], steps: int, source: list[int]) -> Tuning:
    """What `race` promises, by measurement."""
    gains, far, beside_own, off, again = [], [], [], [], {}
    for name, run in runs.items():
        own = int(np.abs(RATES - run.rate).argmin())
        beside = RATES[max(own - 1, 0) : own + 2]
        means = scores(problem(np.random.default_rng([*source, 0]), starts=4), name, beside, steps).mean(axis=0)
        gains.append(means[list(beside).index(RATES[own])] - means.min())
        fresh = problem(np.random.default_rng([*source, 2]), starts=2)
        other = problem(np.random.default_rng([*source, 2]), starts=2)
        ours = np.array([theta[:, 0] for theta in visits(fresh, name, np.array([run.rate]), 20)])
        alone = descent_path(RULES[name](run.rate).step, partial(gradient_of, other), other.starts, 20)
        far.append(apart(ours, alone[1:]))
        beside_own.append(len(beside) - 1)
        fresh = problem(np.random.default_rng([*source, 1]), starts=24)
        second = scores(fresh, name, np.array([run.rate]), steps)[:, 0]
        off.append(apart(run.last, second))
        again[name] = float(second.mean())
    practice = problem(np.random.default_rng([*source, 0]), starts=4).starts
    real = problem(np.random.default_rng([*source, 1]), starts=24).starts
    both = sum(bool((start == real).all(axis=-1).any()) for start in practice)
    scored = min(run.last.size for run in runs.values())
    return Tuning(float(max(gains)), min(beside_own), both, max(far), max(off), scored, again)


def tuning_checks(on_valley: Tuning, on_images: Tuning) -> list[Measurement]:
    """What `checks_of_tuning` found on the valley and on images, as measurements."""
    gains = [
        ("gain of a rate beside a rule's own on the valley", on_valley.gain),
        ("gain of a rate beside a rule's own on images", on_images.gain),
    ]
    neighbours = [
        ("fewest rates beside a rule's own that were tried on the valley", on_valley.neighbours),
        ("fewest rates beside a rule's own that were tried on images", on_images.neighbours),
    ]
    both = [
        ("starts both tuned on and scored on the valley", on_valley.both),
        ("starts both tuned on and scored on images", on_images.both),
    ]
    far = [
        ("largest distance of a tuned path from the rule alone on the valley", on_valley.far),
        ("largest distance of a tuned path from the rule alone on images", on_images.far),
    ]
    off = [
        ("largest distance of a last score from a second run on the valley", on_valley.off),
        ("largest distance of a last score from a second run on images", on_images.off),
    ]
    scored = [
        ("fewest starts of a rule that were scored on the valley", on_valley.scored),
        ("fewest starts of a rule that were scored on images", on_images.scored),
    ]
    best = at_most(1e-6, because="tuned means the best of the grid on the practice starts; rounding")
    two = within(2, 0, because="one to either side; a count")
    separate = at_most(0, because="tuning on a start that is scored later would favour it")
    alone = at_most(
        1e-9, because="every step is in proportion to η; rounding of 20 steps, which steep gradients amplify"
    )
    same = at_most(0, because="every rule has the same starts and takes as many steps; the same operations")
    return [
        *(Measurement(name, value, best, unit="decades", check=True) for name, value in gains),
        *(Measurement(name, value, two, check=True) for name, value in neighbours),
        *(Measurement(name, value, separate, check=True) for name, value in both),
        *(Measurement(name, value, alone, check=True) for name, value in far),
        *(Measurement(name, value, same, unit="decades", check=True) for name, value in off),
        *(Measurement(name, value, within(24, 0, because="a count"), check=True) for name, value in scored),
    ]


mutant("turns the valley but not its starts", "offset @ turn.T", "offset")
mutant("takes NaN for arrived", "nan=1e6", "nan=0.0")
mutant(
    "takes the worst rate for the best",
    "scores(problem, name, RATES, steps).mean(axis=0).argmin()",
    "scores(problem, name, RATES, steps).mean(axis=0).argmax()",
)
mutant(
    "takes the rate beside the best",
    "RATES[scores(problem, name, RATES, steps)",
    "RATES[1 + scores(problem, name, RATES, steps)",
)
mutant(
    "tunes on the starts that it scores",
    "practice, real = np.random.default_rng([*source, 0])",
    "practice, real = np.random.default_rng([*source, 1])",
)
mutant(
    "gives each rule starts of its own",
    "np.random.default_rng([*source, 0]), np.random.default_rng([*source, 1])\n        rate",
    "np.random.default_rng([*source, 0]), np.random.default_rng([*source, 1 + len(runs)])\n        rate",
)
mutant(
    "takes the best score so far for the last",
    "np.array([scored for _, scored in looked_at])",
    "np.minimum.accumulate([scored for _, scored in looked_at])",
)
mutant(
    "gives momentum twenty steps more",
    "*trace(problem(real, starts=24), name, rate, steps))",
    "*trace(problem(real, starts=24), name, rate, steps + 20 * (name == 'momentum')))",
)
mutant("compares a rate with itself", "RATES[max(own - 1, 0) : own + 2]", "RATES[own : own + 1]")
mutant("takes one step too few", "in range(steps):", "in range(steps - 1):")
mutant("forgets η beside what is remembered", "theta + rates[:, None] * (", "theta + np.sqrt(rates[:, None]) * (")
