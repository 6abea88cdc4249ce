"""Five update rules and one race: SGD, momentum, RMSprop, Adam and AdamW, each at its own tuned learning rate.

Notation: θ parameters, g gradient, η (`rate`) learning rate, λ (`decay`) weight decay, β and α decay of a running
mean, ε guard of a division, B batch size, κ ratio of the steepest to the flattest curvature.

In a race θ has shape (starts, rates, parameters): every start and every η of a log grid descend side by side. Each
rule takes the η that was best on one set of starts and is then scored on another set, as log10 of its loss.
Everything else stays at torch's defaults (β = 0.9 for momentum): "tuned" here means the learning rate alone.
"""

import itertools
from collections.abc import Callable
from functools import partial

import numpy as np
from torch import optim

from quizdl.lab.checks import NOT_ODD, check_controls
from quizdl.lab.descent import growing_distance, max_distance
from quizdl.lab.samples import oddity_of_normal
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_least,
    claim,
    mutant,
)

from ..programs.adam import Adam
from ..programs.adam_uncorrected import AdamUncorrected
from ..programs.adamw import AdamW
from ..programs.rmsprop import RMSprop
from .common import (
    FLOOR,
    RULES,
    SAME,
    SGD,
    TORCHS,
    Momentum,
    Rule,
    apart,
    our_path,
    random_walk,
    require_short,
    their_path,
)
from .sums import adam_moves, places

Case = tuple[Rule, float, Callable[..., optim.Optimizer]]  # our rule, the λ of ½λ|θ|² in its gradients, and torch's


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
    usual: dict[str, Case] = {name: (RULES[name](rate), 0.0, TORCHS[name]) for name in RULES}
    others: dict[str, Case] = {
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
    theirs = [
        {name: their_path(kind, start, gradients, rate) for name, (_, _, kind) in cases.items()}
        for cases in (usual, others)
    ]
    far, far_others = (
        {
            name: growing_distance(our_path(rule, start, gradients, l2), paths[name])
            for name, (rule, l2, _) in cases.items()
        }
        for cases, paths in zip((usual, others), theirs, strict=True)
    )
    ends = [path[-1] for paths in theirs for path in paths.values()]
    alike = min(apart(one, other) for one, other in itertools.combinations(ends, 2))
    l2_adam = their_path(partial(TORCHS["Adam"], weight_decay=0.01), start, gradients, rate)
    uncorrected = our_path(AdamUncorrected(rate), start, gradients)
    l2_from_adamw = growing_distance(l2_adam, theirs[0]["AdamW"])
    uncorrected_from_adam = growing_distance(uncorrected, theirs[0]["Adam"])
    moves = rate * adam_moves(gradients, 0.9, 0.999)
    adam, adamw = places(start, moves), places(start, moves, 1 - 0.01 * rate)
    summed = places(start, rate * adam_moves(gradients, 0.9, 0.999, corrected=False))
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
                max_distance(
                    our_path(AdamUncorrected(rate, correct_m=True, correct_v=True), start, gradients), theirs[0]["Adam"]
                ),
                SAME,
                check=True,
            ),
            Measurement(
                "least distance of two of the last places of torch's ten runs",
                alike,
                at_least(1e-6, because="five rules with two settings each, no two of them alike"),
                check=True,
            ),
            check_controls(
                l2_from_adamw[-1] - max_distance(our_path(Adam(rate), start, gradients, 0.01), adamw),
                uncorrected_from_adam[-1] - max_distance(summed, adam),
                most=1e-9,
            ),
            Measurement(
                "how odd the start and the gradients look",
                oddity_of_normal(np.vstack([start, gradients / np.logspace(-3, 1, 8)])),
                NOT_ODD,
                check=True,
            ),
        ],
        controls=[
            Control("torch's Adam with L2 from its AdamW", l2_from_adamw[-1], SAME),
            Control("Adam without correction from torch's Adam", uncorrected_from_adam[-1], SAME),
        ],
        curves=[
            Curve("farthest of the five rules", list(np.maximum(most, FLOOR)), role="subject"),
            Curve("Adam with L2 from AdamW", list(np.maximum(l2_from_adamw, FLOOR)), role="reference"),
            Curve("Adam without correction", list(np.maximum(uncorrected_from_adam, FLOOR)), role="reference"),
        ],
        axes=Axes(
            x="step",
            y="distance from torch",
            log_y=True,
            marks=[Mark(of="largest distance of any rule from torch", x=steps, text="{value:.2g}")],
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
