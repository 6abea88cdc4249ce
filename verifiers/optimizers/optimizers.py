"""Five update rules and one race: SGD, momentum, RMSprop, Adam and AdamW, each at its own tuned learning rate.

Notation: θ parameters, g gradient, η (`rate`) learning rate, λ (`decay`) weight decay, β and α decay of a running
mean, ε guard of a division, B batch size, κ ratio of the steepest to the flattest curvature.

In a race θ has shape (starts, rates, parameters): every start and every η of a log grid descend side by side. Each
rule takes the η that was best on one set of starts and is then scored on another set, as log10 of its loss.
Everything else stays at torch's defaults (β = 0.9 for momentum): "tuned" here means the learning rate alone.
"""

import math
from collections.abc import Callable
from functools import partial

import numpy as np
from torch import optim

from quizdl.lab.descent import Array, descent_path, growing_distance, torch_path
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

from ..programs.adam import Adam
from ..programs.adam_uncorrected import AdamUncorrected
from ..programs.adamw import AdamW
from ..programs.rmsprop import RMSprop
from .common import FLOOR, NOT_ODD, RULES, SAME, SGD, TORCHS, Momentum, Rule, apart, random_walk, require, require_short


def our_path(rule: Rule, start: Array, gradients: Array, l2: float = 0.0) -> Array:
    """Every θ of a rule on these gradients, one a row, with the gradient of ½λ|θ|² added to each."""
    return descent_path(rule.step, lambda theta, t: gradients[t - 1] + l2 * theta, start, len(gradients))


def their_path(kind: Callable[..., optim.Optimizer], start: Array, gradients: Array, rate: float) -> Array:
    """The same by an optimizer of torch."""
    return torch_path(partial(kind, lr=rate), lambda _, t: gradients[t - 1], start, len(gradients))


@claim(
    en="Two to five lines each: written from their formulas, SGD, momentum, RMSprop, Adam and AdamW take torch's "
    "steps to the last digits.",
    ko="SGD, 모멘텀, RMSprop, Adam, AdamW는 각각 몇 줄짜리 수식이며, "
    "수식대로 구현하면 torch와 끝자리까지 같은 경로를 간다.",
    short="Five rules against torch",
    seconds=1.0,
    literature="Polyak 1964; Tieleman & Hinton 2012; Kingma & Ba 2015; Loshchilov & Hutter 2019",
)
def five_rules(steps: int = 100, rate: float = 0.02, seed: int = 0) -> Evidence:
    require_short(rate, steps)
    start, gradients = random_walk(seed, steps)
    betas = (0.8, 0.95)
    others: dict[str, tuple[Rule, float, Callable[..., optim.Optimizer]]] = {
        "SGD": (SGD(rate), 0.3, partial(TORCHS["SGD"], weight_decay=0.3)),
        "momentum": (Momentum(rate, 0.7), 0.3, partial(TORCHS["SGD"], momentum=0.7, weight_decay=0.3)),
        "RMSprop": (RMSprop(rate, 0.8, 0.01), 0.3, partial(TORCHS["RMSprop"], alpha=0.8, eps=0.01, weight_decay=0.3)),
        "Adam": (Adam(rate, *betas, 0.01), 0.3, partial(TORCHS["Adam"], betas=betas, eps=0.01, weight_decay=0.3)),
        "AdamW": (
            AdamW(rate, *betas, 0.01, 0.3),
            0.0,
            partial(TORCHS["AdamW"], betas=betas, eps=0.01, weight_decay=0.3),
        ),
    }
    far, far_others = {}, {}
    for name, (rule, l2, kind) in others.items():
        usual = our_path(RULES[name](rate), start, gradients)
        far[name] = growing_distance(usual, their_path(TORCHS[name], start, gradients, rate))
        far_others[name] = growing_distance(
            our_path(rule, start, gradients, l2), their_path(kind, start, gradients, rate)
        )
    adamw, adam = (their_path(TORCHS[name], start, gradients, rate) for name in ("AdamW", "Adam"))
    l2_adam = their_path(partial(TORCHS["Adam"], weight_decay=0.01), start, gradients, rate)
    uncorrected = our_path(AdamUncorrected(rate), start, gradients)
    most = np.max([*far.values(), *far_others.values()], axis=0)
    return Evidence(
        finding=Finding(
            "Over {steps} steps the five rules get {most:.2g} away from torch at most",
            most="largest distance of any rule from torch",
        ),
        caption="Largest distance from torch's path so far, on the same random gradients. Weight decay in the "
        "gradient, or no bias correction, makes another rule.",
        fields={"steps": steps},
        measurements=[
            Measurement("largest distance of any rule from torch", most[-1], SAME),
            *(
                Measurement("{rule} with its defaults", far[name][-1], SAME, fields={"rule": name})
                for name in ("SGD", "RMSprop", "Adam", "AdamW")
            ),
            Measurement("momentum with its defaults", far["momentum"][-1], SAME),
            *(
                Measurement("{rule} with other constants and decay", far_others[name][-1], SAME, fields={"rule": name})
                for name in ("SGD", "RMSprop", "Adam", "AdamW")
            ),
            Measurement("momentum with other constants and decay", far_others["momentum"][-1], SAME),
            Measurement(
                "Adam by another program from torch's",
                apart(our_path(AdamUncorrected(rate, correct_m=True, correct_v=True), start, gradients), adam),
                SAME,
                check=True,
            ),
            Measurement(
                "how odd the start and the gradients look",
                max(oddity_of_normal(gradients / np.logspace(-3, 1, 8)), oddity_of_normal(start)),
                NOT_ODD,
                check=True,
            ),
        ],
        controls=[
            Control("torch's Adam with L2 from its AdamW", apart(l2_adam, adamw), SAME),
            Control("Adam without correction from torch's Adam", apart(uncorrected, adam), SAME),
        ],
        curves=[
            Curve("farthest of the five rules", list(np.maximum(most, FLOOR)), role="subject"),
            Curve(
                "Adam with L2 from AdamW", list(np.maximum(growing_distance(l2_adam, adamw), FLOOR)), role="reference"
            ),
            Curve(
                "Adam without correction",
                list(np.maximum(growing_distance(uncorrected, adam), FLOOR)),
                role="reference",
            ),
        ],
        axes=Axes(
            x="step",
            y="distance from torch",
            log_y=True,
            marks=[Mark(of="largest distance of any rule from torch", x=steps, text="{value:.2g}")],
        ),
    )


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
    far = {
        "momentum": growing_distance(our_path(Momentum(rate, 0.0), start, gradients), sgd),
        "Adam": growing_distance(our_path(AdamUncorrected(rate, 0.0, 0.97), start, gradients), rmsprop),
        "AdamW": growing_distance(our_path(AdamW(rate, decay=0.0), start, gradients), adam),
    }
    ball = their_path(TORCHS["momentum"], start, gradients, rate)
    corrected = their_path(partial(TORCHS["Adam"], betas=(0.0, 0.97)), start, gradients, rate)
    decayed = their_path(TORCHS["AdamW"], start, gradients, rate)
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
            Measurement("distance of momentum with β = 0 from SGD", far["momentum"][-1], SAME),
            Measurement("distance of Adam with β₁ = 0 and no correction from RMSprop", far["Adam"][-1], SAME),
            Measurement("distance of AdamW with λ = 0 from Adam", far["AdamW"][-1], SAME),
        ],
        controls=[
            Control("distance of momentum with β = 0.9 from SGD", apart(ball, sgd), SAME),
            Control("distance of Adam with β₁ = 0 and its correction from RMSprop", apart(corrected, rmsprop), SAME),
            Control("distance of AdamW with λ = 0.01 from Adam", apart(decayed, adam), SAME),
        ],
        curves=[
            Curve("momentum from SGD", list(np.maximum(far["momentum"], FLOOR)), role="subject"),
            Curve("Adam from RMSprop", list(np.maximum(far["Adam"], FLOOR)), role="subject"),
            Curve("AdamW from Adam", list(np.maximum(far["AdamW"], FLOOR)), role="subject"),
            Curve("β = 0.9", list(np.maximum(growing_distance(ball, sgd), FLOOR)), role="reference"),
            Curve("with correction", list(np.maximum(growing_distance(corrected, rmsprop), FLOOR)), role="reference"),
            Curve("λ = 0.01", list(np.maximum(growing_distance(decayed, adam), FLOOR)), role="reference"),
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

    def off(eps: float, rate: float) -> float:
        return apart(our_path(AdamUncorrected(rate, eps=eps), start, gradients), ball)

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


mutant("forgets to correct v", "self.v / (1 - self.beta2**self.t)", "self.v", program="adam")
mutant("puts ε under Adam's root", "np.sqrt(v_hat) + self.eps", "np.sqrt(v_hat + self.eps)", program="adam")
mutant(
    "exchanges the weights of RMSprop's mean",
    "self.alpha * self.v + (1 - self.alpha)",
    "(1 - self.alpha) * self.v + self.alpha",
    program="rmsprop",
)
mutant(
    "averages gradients where momentum adds them up",
    "v = beta * v + g",
    "v = beta * v + (1 - beta) * g",
    program="momentum",
)
mutant("lets AdamW's weights grow", "theta - self.lr * self.decay", "theta + self.lr * self.decay", program="adamw")
mutant("decays by λ and forgets η", "theta - self.lr * self.decay", "theta - self.decay", program="adamw")
mutant("climbs", "theta - lr * gradient(theta)", "theta + lr * gradient(theta)", program="gradient_descent")
