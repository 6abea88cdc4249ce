"""Which rule contains which: settings that turn a later rule into an earlier one."""

import math
from functools import partial

import numpy as np

from quizdl.lab.checks import check_controls
from quizdl.lab.descent import Array, growing_distance, max_distance
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
    within,
)

from ..programs.adam_uncorrected import AdamUncorrected
from ..programs.adamw import AdamW
from .common import (
    FLOOR,
    SAME,
    TORCHS,
    Momentum,
    Rule,
    apart,
    our_path,
    random_walk,
    require,
    require_short,
    their_path,
)
from .sums import adam_moves, places, weighted_sums

OFF = {  # what is measured of each later rule
    "momentum": "distance of momentum with β = 0 from SGD",
    "Adam": "distance of Adam with β₁ = 0 and no correction from RMSprop",
    "AdamW": "distance of AdamW with λ = 0 from Adam",
}
LEFT_ON = {
    "momentum": "distance of momentum with β = 0.9 from SGD",
    "Adam": "distance of Adam with β₁ = 0 and its correction from RMSprop",
    "AdamW": "distance of AdamW with λ = 0.01 from Adam",
}


def settings_left_on(start: Array, gradients: Array, rate: float) -> dict[str, float]:
    """How far each later rule with its setting left on gets from the earlier one, by weighted sums."""
    adam = rate * adam_moves(gradients, 0.9, 0.999)
    corrected, rmsprop = (rate * adam_moves(gradients, 0.0, 0.97, corrected=kept) for kept in (True, False))
    pairs = {
        "momentum": (places(start, rate * weighted_sums(gradients, 0.9)), places(start, rate * gradients)),
        "Adam": (places(start, corrected), places(start, rmsprop)),
        "AdamW": (places(start, adam, 1 - 0.01 * rate), places(start, adam)),
    }
    return {name: max_distance(*pair) for name, pair in pairs.items()}


@claim(
    en="Each later rule contains an earlier one: momentum with β = 0 is SGD, Adam with β₁ = 0 and no bias "
    "correction is RMSprop, AdamW with λ = 0 is Adam. (The years are a matter of sources, not of programs.)",
    ko="나중 방법은 앞선 방법을 특수한 경우로 포함한다. β = 0인 모멘텀은 SGD, β₁ = 0이고 편향 보정이 없는 "
    "Adam은 RMSprop, λ = 0인 AdamW는 Adam이다. (연도는 프로그램이 아니라 문헌으로 확인할 일이다.)",
    short="Each rule contains an earlier one",
    seconds=1.0,
    literature="Robbins & Monro 1951; Polyak 1964; Tieleman & Hinton 2012; Kingma & Ba 2015; Loshchilov & Hutter 2019",
)
def each_contains_an_earlier(steps: int = 100, rate: float = 0.02, seed: int = 0) -> Evidence:
    require_short(rate, steps)
    start, gradients = random_walk(seed, steps)
    sgd, adam = (their_path(TORCHS[name], start, gradients, rate) for name in ("SGD", "Adam"))
    rmsprop = their_path(partial(TORCHS["RMSprop"], alpha=0.97), start, gradients, rate)
    earlier = {"momentum": sgd, "Adam": rmsprop, "AdamW": adam}
    rules: dict[str, Rule] = {
        "momentum": Momentum(rate, 0.0),
        "Adam": AdamUncorrected(rate, 0.0, 0.97),
        "AdamW": AdamW(rate, decay=0.0),
    }
    with_setting = TORCHS | {"Adam": partial(TORCHS["Adam"], betas=(0.0, 0.97))}
    far, left_on = {}, {}
    for name, path in earlier.items():
        far[name] = growing_distance(our_path(rules[name], start, gradients), path)
        left_on[name] = growing_distance(their_path(with_setting[name], start, gradients, rate), path)
    summed = settings_left_on(start, gradients, rate)
    return Evidence(
        finding=Finding(
            "Momentum with β = 0 gets {ball:.2g} away from SGD, Adam with β₁ = 0 {adam:.2g} from RMSprop, AdamW "
            "with λ = 0 {adamw:.2g} from Adam",
            ball="distance of momentum with β = 0 from SGD",
            adam="distance of Adam with β₁ = 0 and no correction from RMSprop",
            adamw="distance of AdamW with λ = 0 from Adam",
        ),
        caption="Largest distance from torch's path of the earlier rule so far, on the same random gradients. The "
        "other lines are torch's own with the setting left on.",
        measurements=[
            *(Measurement(OFF[name], path[-1], SAME) for name, path in far.items()),
            check_controls(*(left_on[name][-1] / summed[name] - 1 for name in summed), most=1e-9),
        ],
        controls=[
            *(Control(LEFT_ON[name], path[-1], SAME) for name, path in left_on.items()),
        ],
        curves=[
            Curve("momentum from SGD", list(np.maximum(far["momentum"], FLOOR)), role="subject"),
            Curve("Adam from RMSprop", list(np.maximum(far["Adam"], FLOOR)), role="subject"),
            Curve("AdamW from Adam", list(np.maximum(far["AdamW"], FLOOR)), role="subject"),
            Curve("β = 0.9", list(np.maximum(left_on["momentum"], FLOOR)), role="reference"),
            Curve("with correction", list(np.maximum(left_on["Adam"], FLOOR)), role="reference"),
            Curve("λ = 0.01", list(np.maximum(left_on["AdamW"], FLOOR)), role="reference"),
        ],
        axes=Axes(
            x="step",
            y="distance from the earlier rule",
            log_y=True,
            marks=[
                Mark(of="distance of momentum with β = 0 from SGD", x=steps, text="{value:.2g}"),
                Mark(of="distance of Adam with β₁ = 0 and no correction from RMSprop", x=steps, text="{value:.2g}"),
                Mark(of="distance of AdamW with λ = 0 from Adam", x=steps, text="{value:.2g}"),
            ],
        ),
    )


@claim(
    en="Adam also contains momentum, as a limit: with a huge ε, a rate that grows with it and no bias correction the "
    "steps become those of the heavy ball. So tuned over all its settings, ε too, Adam cannot lose to momentum.",
    ko="Adam은 모멘텀도 극한으로 포함한다. 편향 보정 없이 ε을 아주 크게 하고 학습률을 그만큼 키우면 모멘텀과 같은 "
    "스텝이 된다. 그래서 ε까지 모두 튜닝하면 Adam은 모멘텀보다 나쁠 수 없다.",
    short="Adam with a huge ε",
    seconds=1.0,
    literature="Choi et al. 2019, On Empirical Comparisons of Optimizers for Deep Learning",
)
def huge_epsilon_is_momentum(eps: float = 1e8, rate: float = 0.02, steps: int = 100, seed: int = 0) -> Evidence:
    """|m/(1 + √v/ε) - m| <= |m|√v/ε, and neither |m| nor √v exceeds the largest |g|."""
    require(rate, steps)
    start, gradients = random_walk(seed, steps)
    largest = float(np.abs(gradients).max())
    bound = steps * rate * largest**2 / eps + 1e-12 if eps > 0 else math.inf
    if not (bound <= 0.01 * rate and eps <= 1e100):
        raise Undecided(
            en=f"eps = {eps:g}, {steps} steps: √v/ε is not small, the paths may differ by {bound:.2g}",
            ko=f"eps = {eps:g}, {steps}스텝: √v/ε이 작지 않아서 두 경로가 {bound:.2g}까지 다를 수 있다",
        )
    ball = their_path(TORCHS["momentum"], start, gradients, (1 - 0.9) * rate)
    summed_ball = places(start, (1 - 0.9) * rate * weighted_sums(gradients, 0.9))

    def off(eps: float, rate: float) -> float:
        return apart(our_path(AdamUncorrected(rate, eps=eps), start, gradients), ball)

    def summed(eps: float, rate: float) -> float:
        """The same by weighted sums of the gradients."""
        return apart(places(start, rate * adam_moves(gradients, 0.9, 0.999, eps, corrected=False)), summed_ball)

    sizes = np.geomspace(1e-2, eps, 21)
    distances = np.maximum([off(size, rate * size) for size in sizes], FLOOR)
    first = off(1e4 * largest, rate * 1e4 * largest) / off(1e5 * largest, rate * 1e5 * largest)
    near = at_most(bound, because="the steps differ by at most η max|g|²/ε, summed; and rounding, 1e-12")
    return Evidence(
        finding=Finding(
            "With ε = {eps:.3g} and a rate that grows with it, Adam is {far:.2g} from momentum",
            far="distance of Adam with huge ε from momentum",
        ),
        caption="Largest distance of Adam without bias correction from torch's momentum, over ε; the learning rate "
        "grows with ε. It falls as 1/ε.",
        fields={"eps": eps},
        measurements=[
            Measurement("distance of Adam with huge ε from momentum", off(eps, rate * eps), near),
            Measurement(
                "distance if ε is ten times as large",
                1 / first,
                within(0.1, 1e-3, because="first order in √v/ε, which is below 1e-4; rounding is a thousandth of that"),
                unit="of the distance",
            ),
            check_controls(
                *(off(*settings) / summed(*settings) - 1 for settings in ((1e-8, rate), (eps, rate), (1.0, rate))),
                most=1e-9,
            ),
        ],
        controls=[
            Control("distance of Adam with its usual ε from momentum", off(1e-8, rate), near),
            Control("distance with huge ε and the rate left as it was", off(eps, rate), near),
        ],
        curves=[
            Curve("Adam from momentum", list(distances), x=list(sizes), role="subject"),
        ],
        axes=Axes(
            x="ε",
            y="largest distance",
            log_x=True,
            log_y=True,
            marks=[Mark(of="distance of Adam with huge ε from momentum", x=eps, text="{value:.2g}")],
        ),
    )
