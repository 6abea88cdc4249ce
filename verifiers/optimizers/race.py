"""The race: each rule at its own tuned learning rate, on a quadratic valley and on images of digits."""

from functools import partial

import numpy as np

from quizdl.lab.descent import Array
from quizdl.verify import Axes, Curve, Evidence, Finding, Mark, Measurement, at_most, claim, within

from .common import apart, require
from .contest import (
    RATES,
    Problem,
    Race,
    behind,
    checks_of_tuning,
    complex_step,
    control_behind,
    mnist_race,
    race,
    scores,
    tuning_checks,
    valley,
)


def lead(loser: Race, winner: Race) -> list[float]:
    """By how many decades of loss `loser` is behind `winner` after each step that was kept, the mean over starts."""
    return list((loser.scores - winner.scores).mean(axis=1))


@claim(
    en="With each rule's learning rate tuned and the rest at its defaults, no rule wins everywhere: on a quadratic "
    "valley turned by 45° momentum beats the other four, on a small MNIST network Adam beats momentum.",
    ko="규칙마다 학습률을 튜닝하고 나머지는 기본값으로 두면 어디서나 이기는 규칙은 없다. 45° 회전한 이차함수 "
    "골짜기에서는 모멘텀이 나머지 넷을 이기고, 작은 MNIST 신경망에서는 Adam이 모멘텀을 이긴다.",
    short="No update rule wins everywhere",
    seconds=5.0,
    literature="Choi et al. 2019; Schmidt, Schneider & Hennig 2021",
)
def no_rule_wins_everywhere(kappa: float = 1000.0, degrees: float = 45.0, steps: int = 300, seed: int = 0) -> Evidence:
    require(steps=steps, kappa=kappa)
    turned = partial(valley, kappa=kappa, degrees=degrees)
    quadratic = race(turned, ("SGD", "momentum", "RMSprop", "Adam", "AdamW"), steps, seed)
    images = race(mnist_race, ("SGD", "momentum", "RMSprop", "Adam", "AdamW"), 100, seed)
    inside = sum(RATES[0] < run.rate < RATES[-1] for run in (*quadratic.values(), *images.values()))
    problem = turned(np.random.default_rng(seed))
    error = apart(problem.gradient(problem.starts[:, None]), complex_step(problem.loss, problem.starts[:, None]))
    same_rate = np.array([0.3])
    ball, moments = (
        scores(mnist_race(np.random.default_rng([seed, 1]), starts=24), name, same_rate, 100)[:, 0]
        for name in ("momentum", "Adam")
    )
    rival = quadratic["momentum"]
    leads = [
        behind("SGD behind momentum on the valley", quadratic["SGD"].last, rival.last),
        behind("RMSprop behind momentum on the valley", quadratic["RMSprop"].last, rival.last),
        behind("Adam behind momentum on the valley", quadratic["Adam"].last, rival.last),
        behind("AdamW behind momentum on the valley", quadratic["AdamW"].last, rival.last),
    ]
    return Evidence(
        finding=Finding(
            "On the valley Adam ends {valley:.3g} decades of loss behind momentum; on images momentum ends "
            "{images:.3g} decades behind Adam",
            valley="Adam behind momentum on the valley",
            images="momentum behind Adam on images",
        ),
        caption="By how many decades of loss one rule is behind the other, each at its own tuned rate, over the share "
        "of the steps: the mean of 24 starts.",
        measurements=[
            *leads,
            Measurement(
                "different leads of momentum on the valley",
                len({lead.value for lead in leads}),
                within(4, 0, because="four rules, and no two of them end alike"),
                check=True,
            ),
            behind("momentum behind Adam on images", images["momentum"].last, images["Adam"].last),
            behind("SGD behind Adam on images", images["SGD"].last, images["Adam"].last),
            Measurement(
                "best rates that lie inside the grid",
                inside,
                within(10, 0, because="an optimum at the edge would not be tuned"),
                check=True,
            ),
            *tuning_checks(
                checks_of_tuning(turned, quadratic, steps, seed), checks_of_tuning(mnist_race, images, 100, seed)
            ),
            Measurement(
                "largest distance of the valley's gradient from the complex step",
                error,
                at_most(1e-13, because="ten roundings of numbers below 10"),
                check=True,
            ),
        ],
        controls=[control_behind("momentum behind Adam on images with both at 0.3", ball, moments, holds=False)],
        curves=[
            Curve(
                "Adam behind momentum on the valley",
                lead(quadratic["Adam"], rival),
                x=shares(rival, steps),
                role="subject",
            ),
            Curve("SGD behind momentum on the valley", lead(quadratic["SGD"], rival), x=shares(rival, steps)),
            Curve("RMSprop behind momentum on the valley", lead(quadratic["RMSprop"], rival), x=shares(rival, steps)),
            Curve(
                "momentum behind Adam on images",
                lead(images["momentum"], images["Adam"]),
                x=shares(images["Adam"], 100),
                role="subject",
            ),
        ],
        axes=Axes(
            x="share of the steps",
            y="decades of loss behind",
            marks=[
                Mark(of="Adam behind momentum on the valley", x=1, text="{value:.3g} decades"),
                Mark(of="momentum behind Adam on images", x=1, text="{value:.3g} decades"),
            ],
        ),
    )


def shares(run: Race, steps: int) -> list[float]:
    """The steps of a race that were looked at, as shares of all."""
    return [step / steps for step in run.at]


@claim(
    en="The later method is the better one: with each rule's learning rate tuned and the rest at its defaults, "
    "RMSprop, Adam and AdamW end below momentum.",
    ko="나중에 나온 방법이 더 좋다. 규칙마다 학습률을 튜닝하고 나머지는 기본값으로 두면 RMSprop, Adam, AdamW가 "
    "모멘텀보다 낮은 손실에 도달한다.",
    short="Whether the later method is better",
    seconds=3.0,
    expects="refuted",
    literature="Choi et al. 2019; Schmidt, Schneider & Hennig 2021",
)
def later_is_better(kappa: float = 1000.0, degrees: float = 45.0, steps: int = 300, seed: int = 0) -> Evidence:
    """One kind of problem against the folklore is enough: a quadratic valley that is turned; on MNIST it may hold."""
    require(steps=steps, kappa=kappa)
    runs = race(partial(valley, kappa=kappa, degrees=degrees), ("momentum", "RMSprop", "Adam", "AdamW"), steps, seed)
    images = race(mnist_race, ("momentum", "Adam"), 100, seed)
    rival = runs["momentum"]
    return Evidence(
        finding=Finding(
            "On the turned valley momentum is {rmsprop:.3g} decades of loss behind RMSprop, {adam:.3g} behind Adam and "
            "{adamw:.3g} behind AdamW",
            rmsprop="momentum behind RMSprop on the turned valley",
            adam="momentum behind Adam on the turned valley",
            adamw="momentum behind AdamW on the turned valley",
        ),
        caption="By how many decades of loss momentum is behind each later rule, over the steps: the mean of 24 "
        "starts, each rule at its own tuned rate. Below zero momentum leads.",
        measurements=[
            behind("momentum behind RMSprop on the turned valley", rival.last, runs["RMSprop"].last),
            behind("momentum behind Adam on the turned valley", rival.last, runs["Adam"].last),
            behind("momentum behind AdamW on the turned valley", rival.last, runs["AdamW"].last),
        ],
        controls=[
            control_behind("momentum behind Adam on images", images["momentum"].last, images["Adam"].last, holds=True)
        ],
        curves=[
            Curve("behind RMSprop", lead(rival, runs["RMSprop"]), x=rival.at, role="subject"),
            Curve("behind Adam", lead(rival, runs["Adam"]), x=rival.at, role="subject"),
            Curve("behind AdamW", lead(rival, runs["AdamW"]), x=rival.at, role="subject"),
            Curve("level", [0.0, 0.0], x=[1, steps], role="bound"),
        ],
        axes=Axes(
            x="step",
            y="decades of loss behind",
            marks=[
                Mark(of="momentum behind RMSprop on the turned valley", x=steps, text="{value:.3g}"),
                Mark(of="momentum behind Adam on the turned valley", x=steps, text="{value:.3g}"),
                Mark(of="momentum behind AdamW on the turned valley", x=steps, text="{value:.3g}"),
            ],
        ),
    )


@claim(
    en="A race at one shared rate ranks the rate and not the rules: on a small MNIST network, after 100 steps, Adam "
    "beats momentum at η = 0.01, and momentum beats Adam at η = 0.3.",
    ko="같은 학습률 하나로 겨루면 규칙이 아니라 그 학습률을 비교하게 된다. 작은 MNIST 신경망을 100스텝 학습하면 "
    "η = 0.01에서는 Adam이, η = 0.3에서는 모멘텀이 이긴다.",
    short="A race at one shared learning rate",
    seconds=3.0,
    literature="Choi et al. 2019; Schmidt, Schneider & Hennig 2021",
)
def shared_rate_ranks_the_rate(low: float = 0.01, high: float = 0.3, steps: int = 100, seed: int = 0) -> Evidence:
    require(rate=min(low, high), steps=steps)
    images = race(mnist_race, ("momentum", "Adam"), steps, seed)
    rates = np.array([low, high])
    ball, moments = (fresh(name, [seed, 2], 24, rates, steps) for name in ("momentum", "Adam"))
    grid = RATES[2::2]
    few = fresh("momentum", [seed, 3], 4, grid, steps) - fresh("Adam", [seed, 3], 4, grid, steps)
    x, gaps = [*grid, low, high], [*few.mean(axis=0), *(ball - moments).mean(axis=0)]
    order = np.argsort(x, kind="stable")
    return Evidence(
        finding=Finding(
            "At η = {low:g} momentum is {slow:.3g} decades of loss behind Adam, at η = {high:g} Adam is {fast:.3g} "
            "behind",
            slow="momentum behind Adam at the low rate",
            fast="Adam behind momentum at the high rate",
        ),
        caption="By how many decades of loss momentum is behind Adam where both run at one learning rate, and Adam "
        "behind momentum. Which of them leads depends on the rate.",
        fields={"low": low, "high": high},
        measurements=[
            behind("momentum behind Adam at the low rate", ball[:, 0], moments[:, 0]),
            behind("Adam behind momentum at the high rate", moments[:, 1], ball[:, 1]),
        ],
        controls=[
            control_behind(
                "Adam behind momentum with each at its own rate",
                images["Adam"].last,
                images["momentum"].last,
                holds=False,
            )
        ],
        curves=[
            Curve("momentum behind Adam", [gaps[k] for k in order], x=[x[k] for k in order], role="subject"),
            Curve("Adam behind momentum", [-gaps[k] for k in order], x=[x[k] for k in order], role="subject"),
            Curve("level", [0.0, 0.0], x=[min(x), max(x)], role="bound"),
        ],
        axes=Axes(
            x="learning rate η of both",
            y="decades of loss behind",
            log_x=True,
            marks=[
                Mark(of="momentum behind Adam at the low rate", x=low, text="{value:.3g} decades"),
                Mark(of="Adam behind momentum at the high rate", x=high, text="{value:.3g} decades"),
            ],
        ),
    )


def fresh(name: str, source: list[int], starts: int, rates: Array, steps: int) -> Array:
    """Scores of a rule on the race on images from starts of their own, shape (starts, rates)."""
    problem: Problem = mnist_race(np.random.default_rng(source), starts)
    return scores(problem, name, rates, steps)
