"""The race: each rule at its own tuned learning rate, on a quadratic valley and on images of digits."""

from functools import partial

import numpy as np

from quizdl.verify import Axes, Control, Curve, Evidence, Finding, Mark, Measurement, at_most, claim, mutant, within

from .common import apart, require
from .contest import (
    RATES,
    Race,
    behind,
    checks_of_tuning,
    complex_step,
    control_behind,
    gaps,
    mnist_race,
    race,
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
    quadratic = race(turned, ("SGD", "momentum", "RMSprop", "Adam", "AdamW"), steps, [seed, 0])
    images = race(mnist_race, ("SGD", "momentum", "RMSprop", "Adam", "AdamW"), 100, [seed, 1])
    inside = sum(RATES[0] < run.rate < RATES[-1] for run in (*quadratic.values(), *images.values()))
    problem = turned(np.random.default_rng([seed, 3]))
    error = apart(problem.gradient(problem.starts[:, None]), complex_step(problem.loss, problem.starts[:, None]))
    both_at = gaps(("momentum", "Adam"), [seed, 2], 24, np.array([0.3]), 100)[:, 0]
    rival, best = quadratic["momentum"], images["Adam"]
    leads = {
        rule: behind("{rule} behind momentum on the valley", quadratic[rule].last - rival.last, rule)
        for rule in ("SGD", "RMSprop", "Adam", "AdamW")
    }
    ball_behind = behind("momentum behind Adam on images", images["momentum"].last - best.last)
    plain_behind = behind("SGD behind Adam on images", images["SGD"].last - best.last)
    on_valley = checks_of_tuning(turned, quadratic, steps, [seed, 0])
    on_images = checks_of_tuning(mnist_race, images, 100, [seed, 1])
    off = [
        *(lead.value - on_valley.again[rule] + on_valley.again["momentum"] for rule, lead in leads.items()),
        ball_behind.value - on_images.again["momentum"] + on_images.again["Adam"],
        plain_behind.value - on_images.again["SGD"] + on_images.again["Adam"],
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
            *leads.values(),
            Measurement(
                "different leads of momentum on the valley",
                len({lead.value for lead in leads.values()}),
                within(4, 0, because="four rules, and no two of them end alike"),
                check=True,
            ),
            ball_behind,
            plain_behind,
            Measurement(
                "largest distance of a lead from that of a second run",
                max(map(abs, off)),
                at_most(1e-9, because="the same starts and steps; sums in another order round"),
                unit="decades",
                check=True,
            ),
            Measurement(
                "best rates that lie inside the grid",
                inside,
                within(10, 0, because="an optimum at the edge would not be tuned"),
                check=True,
            ),
            *tuning_checks(on_valley, on_images),
            Measurement(
                "largest distance of the valley's gradient from the complex step",
                error,
                at_most(1e-13, because="ten roundings of numbers below 10"),
                check=True,
            ),
        ],
        controls=[control_behind("momentum behind Adam on images with both at 0.3", both_at, holds=False)],
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
    runs = race(
        partial(valley, kappa=kappa, degrees=degrees), ("momentum", "RMSprop", "Adam", "AdamW"), steps, [seed, 0]
    )
    images = race(mnist_race, ("momentum", "Adam"), 100, [seed, 1])
    rival = runs["momentum"]
    lags = {rule: rival.last - runs[rule].last for rule in ("RMSprop", "Adam", "AdamW")}
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
        measurements=[behind("momentum behind {rule} on the turned valley", gap, rule) for rule, gap in lags.items()],
        controls=[
            control_behind("momentum behind Adam on images", images["momentum"].last - images["Adam"].last, holds=True),
            Control(
                "last step of the race on the turned valley",
                min(run.at[-1] for run in runs.values()),
                within(steps, 0, because="all steps of each rule"),
                must="hold",
            ),
            Control(
                "different lags of momentum on the turned valley",
                len({float(gap.mean()) for gap in lags.values()}),
                within(3, 0, because="three rules, and no two of them end alike"),
                must="hold",
            ),
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
    images = race(mnist_race, ("momentum", "Adam"), steps, [seed, 1])
    rates = np.array([low, high])
    gap = gaps(("momentum", "Adam"), [seed, 2], 24, rates, steps)
    grid = RATES[2::2]
    few = gaps(("momentum", "Adam"), [seed, 3], 4, grid, steps)
    x, means = [*grid, low, high], [*few.mean(axis=0), *gap.mean(axis=0)]
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
            behind("momentum behind Adam at the low rate", gap[:, 0]),
            behind("Adam behind momentum at the high rate", -gap[:, 1]),
            Measurement(
                "ten steps of Adam behind themselves from two starts",
                float(np.abs(gaps(("Adam", "Adam"), [seed, 2], 2, rates, 10)).max()),
                within(0, 0, because="the same starts and images for both; the same operations"),
                unit="decades",
                check=True,
            ),
            Measurement(
                "starts at the two rates", gap.size, within(48, 0, because="24 starts, each at both"), check=True
            ),
        ],
        controls=[
            control_behind(
                "Adam behind momentum with each at its own rate",
                images["Adam"].last - images["momentum"].last,
                holds=False,
            )
        ],
        curves=[
            Curve("momentum behind Adam", [means[k] for k in order], x=[x[k] for k in order], role="subject"),
            Curve("Adam behind momentum", [-means[k] for k in order], x=[x[k] for k in order], role="subject"),
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


mutant("takes momentum's scores for SGD's", 'images["SGD"].last - best.last', 'images["momentum"].last - best.last')
