"""Momentum as an average: what the last ten gradients weigh, and of how many gradients it is worth the mean."""

import numpy as np

from quizdl.lab.checks import NOT_ODD, check_controls, check_oddities
from quizdl.lab.descent import Array, max_distance
from quizdl.lab.samples import oddity_of_normal
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

from ..programs.running_mean import running_mean
from .common import require_decay, thinned


def moving_average(gradients: Array, window: int) -> Array:
    """The plain average of the last `window` gradients, those before the first counting as 0; same shape."""
    total: Array = np.cumsum(gradients, axis=0)
    total[window:] -= total[:-window].copy()
    return total / window


def impulse(steps: int) -> Array:
    """A gradient of 1, then none: what an average makes of it are its weights, the newest first."""
    gradients = np.zeros(steps)
    gradients[0] = 1
    return gradients


def gradients_worth(means: Array) -> Array:
    """Of how many white gradients of variance 1 each mean is worth the plain one, by its draws in a row."""
    worth: Array = 1 / np.mean(means**2, axis=1)
    return worth


def needed(share: float, held: Array) -> int:
    """How many of the newest gradients hold that share; `held` is the weight of the newest 1, 2, …"""
    return 1 + int(np.argmax(held >= share))


@claim(
    en="The last n gradients carry 1-βⁿ of the weight. At β = 0.9 the last ten carry 65 %; it takes 22 for 90 % and 29 "
    "for 95 %.",
    ko="최근 n개의 기울기가 가중치의 1-βⁿ을 차지한다. β = 0.9이면 최근 열 개가 65%를 차지하고, 90%에는 22개, 95%에는 "
    "29개가 필요하다.",
    short="The weight of the newest gradients",
    seconds=0.1,
    literature="Brown 1956",
)
def last_ten(beta: float = 0.9) -> Evidence:
    require_decay(beta)
    steps = int(10 / (1 - beta)) + 50
    held = np.cumsum(running_mean(impulse(steps), beta, corrected=False))
    usual = np.cumsum(running_mean(impulse(150), 0.9, corrected=False))  # the numbers of the sentence at any β
    plain = np.cumsum(moving_average(impulse(steps), 10))
    ninety, ninety_five = (float(np.ceil(np.log(1 - share) / np.log(beta))) if beta else 1.0 for share in (0.9, 0.95))
    series, first, stated = (
        "geometric series; rounding of ten sums",
        "first n with 1 - βⁿ above it",
        "as the sentence says",
    )
    return Evidence(
        finding=Finding("The last ten gradients carry {ten:.3g} of the weight", ten="weight of the last ten"),
        caption="Share of the weight that the newest gradients hold together. A plain mean of ten has nothing left "
        "after ten.",
        measurements=[
            Measurement("weight of the last ten", held[9], within(1 - beta**10, 1e-14, because=series)),
            Measurement(
                "gradients needed for {share}",
                needed(0.9, held),
                within(ninety, 0, because=first),
                fields={"share": "90 %"},
            ),
            Measurement(
                "gradients needed for {share}",
                needed(0.95, held),
                within(ninety_five, 0, because=first),
                fields={"share": "95 %"},
            ),
            Measurement("β = 0.9: weight of the last ten", usual[9], within(0.65, 0.005, because=stated)),
            Measurement(
                "β = 0.9: gradients needed for {share}",
                needed(0.9, usual),
                within(22, 0, because=stated),
                fields={"share": "90 %"},
            ),
            Measurement(
                "β = 0.9: gradients needed for {share}",
                needed(0.95, usual),
                within(29, 0, because=stated),
                fields={"share": "95 %"},
            ),
            check_controls(abs(plain[9] - 1), abs(plain[-1] - 1), abs(plain[4] - 0.5)),
        ],
        controls=[Control("weight of the last ten in a plain mean of ten", plain[9], within(1 - beta**10, 1e-14))],
        curves=[
            Curve("running mean", list(held[:50]), x=range(1, 51), role="subject"),
            Curve("plain mean of ten", list(plain[:50]), x=range(1, 51), role="reference"),
        ],
        axes=Axes(
            x="newest gradients",
            y="weight they hold",
            marks=[Mark(of="weight of the last ten", x=10, text="{value:.3g} in the last ten")],
        ),
    )


@claim(
    en="With β = 0.9, momentum averages the last ten gradients.",
    ko="β = 0.9인 모멘텀은 최근 열 개의 기울기를 평균한다.",
    short="Momentum as a mean of ten gradients",
    seconds=0.1,
    expects="refuted",
    literature="Brown 1956",
)
def averages_ten(beta: float = 0.9) -> Evidence:
    require_decay(beta)
    ours, plain = running_mean(impulse(60), beta, corrected=False), moving_average(impulse(60), 10)
    left, older, weights = ours[10] / ours[0], sum(ours[10:]), (1 - beta) * beta ** np.arange(60.0)
    forgotten = "an average of ten has forgotten it; rounding"
    tenth = "an average of ten gives each of them 1/10 and the rest nothing; rounding"
    return Evidence(
        finding=Finding(
            "Ten steps later a gradient still has {left:.3g} of the weight that it had at first",
            left="weight after ten steps over weight at first",
        ),
        caption="Weight of a gradient by its age, as a share of its first weight. It fades and never drops to zero "
        "at ten.",
        measurements=[
            Measurement("weight after ten steps over weight at first", left, at_most(1e-14, because=forgotten)),
            Measurement("weight of all gradients older than ten", older, at_most(1e-14, because=forgotten)),
            Measurement(
                "largest distance of a weight from that of a plain mean",
                max_distance(ours, plain),
                at_most(1e-14, because=tenth),
            ),
        ],
        controls=[
            Control(
                "weight after ten steps over weight at first in a plain mean",
                plain[10] / plain[0],
                at_most(1e-14),
                must="hold",
            ),
            Control(
                "largest distance of a weight from (1-β)βᵏ",
                max_distance([*ours, left * ours[0], older], [*weights, weights[10], sum(weights[10:])]),
                at_most(1e-14, because="a geometric series; rounding"),
                must="hold",
            ),
        ],
        curves=[
            Curve("running mean", ours / ours[0], role="subject"),
            Curve("plain mean of ten", plain / plain[0], role="reference"),
        ],
        axes=Axes(
            x="age of the gradient",
            y="weight / first weight",
            marks=[Mark(of="weight after ten steps over weight at first", x=10, text="{value:.3g} after ten steps")],
        ),
    )


@claim(
    en="As an average, β = 0.9 is worth a plain mean of (1+β)/(1-β) = 19 gradients, not of ten: it lags by 9 steps and "
    "leaves 1/19 of the variance of white noise, as that one does.",
    ko="평균으로서 β = 0.9는 기울기 10개가 아니라 (1+β)/(1-β) = 19개의 단순 평균과 같다. 9스텝 뒤처지고 백색 잡음의 "
    "분산을 1/19로 줄이는데, 19개의 단순 평균이 바로 그렇다.",
    short="How many gradients momentum averages",
    seconds=0.5,
    literature="Brown 1956",
)
def effective_window(beta: float = 0.9, draws: int = 4000, seed: int = 0) -> Evidence:
    require_decay(beta)
    if draws < 800:
        raise Undecided(
            en=f"{draws} draws: five standard errors are over 25 %, and the bound tells no window from another",
            ko=f"{draws}번 추출: 표준 오차의 다섯 배가 25%를 넘어, 한계로 윈도 크기를 구별할 수 없다",
        )
    steps = int(25 / (1 - beta))  # β^steps < 1e-10: the start is forgotten
    if steps * draws > 5e7:
        raise Undecided(
            en=f"beta = {beta:g}, {draws} draws: {steps} steps of so many are too many to keep",
            ko=f"beta = {beta:g}, {draws}번 추출: 그만큼을 {steps}스텝씩 저장하기에는 너무 많다",
        )
    window = (1 + beta) / (1 - beta)
    count = round(window)
    noise = np.random.default_rng(seed).standard_normal((steps, draws))
    worth = gradients_worth(running_mean(noise, beta, corrected=False))
    plain_worth, ten_worth = gradients_worth(moving_average(noise, count)), gradients_worth(moving_average(noise, 10))
    ages = np.arange(steps)
    lag = np.cumsum(ages * running_mean(impulse(steps), beta, corrected=False))
    plain_lag = np.cumsum(ages * moving_average(impulse(steps), count))
    corrected = running_mean(np.ones(100), beta, corrected=True)
    spread = 5 * np.sqrt(2 / draws)
    because = "variance Σ w² = (1-β)/(1+β); five standard errors √(2/draws)"
    shown = [k for k in thinned(steps - 1) if k >= min(count, steps // 2)]
    return Evidence(
        finding=Finding(
            "As an average β = {beta:g} is worth {worth:.3g} gradients of white noise, and lags by {lag:.3g} steps",
            worth="gradients that the running mean is worth",
            lag="lag of the running mean",
        ),
        caption="The inverse of the variance that is left of white noise of variance 1, and the mean age of a "
        "gradient, while the average fills up. The running mean ends where the plain mean of as many does.",
        fields={"beta": beta},
        measurements=[
            Measurement(
                "gradients that the running mean is worth", worth[-1], within(window, spread * window, because=because)
            ),
            Measurement(
                "lag of the running mean",
                lag[-1],
                within(beta / (1 - beta), 1e-6, because="Σ k w(k), cut off at βⁿ"),
                unit="steps",
            ),
            Measurement(
                "gradients that the plain mean is worth",
                plain_worth[-1],
                within(count, spread * count, because=because),
            ),
            Measurement(
                "lag of the plain mean",
                plain_lag[-1],
                within((count - 1) / 2, 1e-9, because="(N-1)/2 for a mean of the last N; rounding"),
                unit="steps",
            ),
            Measurement(
                "variance of the noise",
                float(np.mean(noise**2)),
                within(1, 5 * np.sqrt(2 / noise.size), because="white noise of variance 1; five standard errors"),
                check=True,
            ),
            check_controls((ten_worth[-1] - 10) / 10, most=spread),
            check_oddities(),
            Measurement(
                "how odd the noise looks",
                max(oddity_of_normal(noise[-100:]), oddity_of_normal(noise[:, :200])),
                NOT_ODD,
                check=True,
            ),
            Measurement(
                "distance of the corrected mean from a constant gradient",
                max_distance(corrected, np.ones(100)),
                at_most(1e-12, because="1-βᵗ is the sum of its weights; rounding"),
                check=True,
            ),
        ],
        controls=[
            Control("gradients that a plain mean of ten is worth", ten_worth[-1], within(window, spread * window)),
        ],
        curves=[
            Curve("worth of the running mean", list(worth[shown]), x=shown, role="subject"),
            Curve("worth of the plain mean", list(plain_worth[shown]), x=shown, role="reference"),
            Curve("lag of the running mean", list(lag[shown]), x=shown, role="subject"),
            Curve("lag of the plain mean", list(plain_lag[shown]), x=shown, role="reference"),
        ],
        axes=Axes(
            x="gradients so far",
            y="gradients or steps",
            marks=[
                Mark(of="gradients that the running mean is worth", x=steps - 1, text="{value:.3g} gradients"),
                Mark(of="lag of the running mean", x=steps - 1, text="{value:.3g} steps"),
            ],
        ),
    )


mutant("drops 1-β from the average", "beta * m + (1 - beta) * row", "beta * m + row", program="running_mean")
mutant(
    "swaps the weights of the average",
    "beta * m + (1 - beta) * row",
    "(1 - beta) * m + beta * row",
    program="running_mean",
)
mutant(
    "corrects the average by the step before", "enumerate(g, start=1)", "enumerate(g, start=2)", program="running_mean"
)
mutant(
    "averages one gradient too many", "total[window:] -= total[:-window]", "total[window + 1 :] -= total[: -window - 1]"
)
mutant("squares the mean instead of averaging squares", "np.mean(means**2, axis=1)", "np.mean(means, axis=1) ** 2")
mutant(
    "repeats the noise after half of the steps",
    "standard_normal((steps, draws))",
    "standard_normal((steps // 2, draws))[np.arange(steps) % (steps // 2)]",
)
