"""KL divergence: its two directions, its conventions, and why it is no distance."""

import math

import numpy as np
import torch

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

from ..programs.gaussian_fits import fitted, forward, masses, mixture, reverse
from ..programs.kl import kl
from .common import Array, require


def coin(heads: float) -> Array:
    return np.array([heads, 1 - heads])


@claim(
    en="Cross-entropy is the entropy of p plus KL(p‖q). KL is 0 for equal distributions only, else positive; it is "
    "not symmetric and breaks the triangle inequality. Outcomes with p = 0 add nothing; where q = 0 < p it is "
    "infinite.",
    ko="크로스 엔트로피는 p의 엔트로피에 KL(p‖q)를 더한 값이다. KL은 두 분포가 같을 때만 0이고 아니면 양수이며, "
    "대칭이 아니고 삼각 부등식도 성립하지 않는다. p = 0인 사건은 아무것도 더하지 않고, q = 0 < p인 사건이 있으면 "
    "무한대이다.",
    short="What KL is, and what it is not",
    seconds=0.1,
    literature="Kullback & Leibler 1951",
)
def kl_is_no_distance(middle: float = 0.1, seed: int = 0) -> Evidence:
    require(
        0.02 <= middle <= 0.3,
        en=f"a middle coin of {middle:g}: from 0.02 to 0.3 it lies between 0.01 and 0.5",
        ko=f"가운데 동전 {middle:g}: 0.01과 0.5 사이에 놓이려면 0.02에서 0.3이어야 한다",
    )
    rng = np.random.default_rng(seed)
    pairs = [(rng.dirichlet(np.ones(k)), rng.dirichlet(np.ones(k))) for k in (2, 3, 5, 20) for _ in range(10)]
    tensors = [(torch.tensor(p), torch.tensor(q)) for p, q in pairs]
    crosses = [float(torch.nn.functional.cross_entropy(q.log(), p) - torch.special.entr(p).sum()) for p, q in tensors]
    ours = [kl(p, q) for p, q in pairs]
    direct, detour = kl(coin(0.5), coin(0.01)), kl(coin(0.5), coin(middle)) + kl(coin(middle), coin(0.01))
    zeros = np.array([0.5, 0.5, 0.0]), np.array([0.25, 0.5, 0.25])
    middles = np.linspace(0.02, 0.45, 44)
    detours = [kl(coin(0.5), coin(m)) + kl(coin(m), coin(0.01)) for m in middles]
    return Evidence(
        finding=Finding(
            "From a fair coin straight to one of 0.01 KL is {direct:.3g}, by way of {middle:g} only {detour:.3g}",
            direct="KL from the fair coin to the last",
            detour="KL by way of the middle coin",
        ),
        caption="KL from a fair coin to one with heads in 1 % by way of a middle coin, over the heads of that coin. A "
        "distance could not be shorter by a detour.",
        fields={"middle": middle},
        measurements=[
            Measurement(
                "KL from the fair coin to the last",
                direct,
                within(math.log(0.5) - math.log(0.01 * 0.99) / 2, 1e-12, because="-ln(4·0.01·0.99)/2; rounding"),
            ),
            Measurement(
                "largest difference of KL and cross-entropy less entropy by torch",
                max(abs(one - other) for one, other in zip(ours, crosses, strict=True)),
                at_most(1e-12, because="Σp(ln p - ln q); rounding"),
            ),
            Measurement(
                "least KL over half the squared distance of two distributions",
                min(one / (np.sum(abs(p - q)) ** 2 / 2) for one, (p, q) in zip(ours, pairs, strict=True)),
                at_least(
                    1 - 1e-6, because="Pinsker's inequality, ‖p - q‖₁ being the distance; rounding where that is small"
                ),
            ),
            Measurement(
                "largest KL of a distribution from itself",
                max(kl(p, p) for p, _ in pairs),
                within(0, 1e-15, because="ln 1 = 0"),
            ),
            Measurement(
                "KL where p has an outcome of probability 0",
                kl(*zeros),
                within(math.log(2) / 2, 1e-15, because="0 ln 0 = 0: only the first outcome counts"),
            ),
            Measurement(
                "inverse of KL where q has an outcome of probability 0",
                1 / kl(*zeros[::-1]),
                within(0, 0, because="infinite: q rules out what happens"),
            ),
        ],
        controls=[
            Control("KL by way of the middle coin", detour, at_least(direct)),
            Control(
                "largest difference of KL with the arguments exchanged and cross-entropy less entropy",
                max(abs(kl(q, p) - other) for (p, q), other in zip(pairs, crosses, strict=True)),
                at_most(1e-12),
            ),
        ],
        curves=[
            Curve("by way of the middle coin", detours, x=list(middles), role="subject"),
            Curve("straight", [direct, direct], x=[0.02, 0.45], role="bound"),
        ],
        axes=Axes(
            x="heads of the middle coin",
            y="KL",
            marks=[
                Mark(of="KL by way of the middle coin", x=middle),
                Mark(of="KL from the fair coin to the last", x=middle),
            ],
        ),
    )


def between_modes(distance: float) -> tuple[float, float]:
    """Deviation and reverse KL of the Gaussian in the middle of two far and equal modes, where it is flat.

    With -ln p ≈ (|x| - d)²/2 + ln 2 + ln √2π the slope by σ is 0 at σ² - aσ - 1 = 0, a = 2dφ(0).
    """
    a = 2 * distance / math.sqrt(2 * math.pi)
    sd = (a + math.sqrt(a * a + 4)) / 2
    return sd, (sd**2 + distance**2 - 1) / 2 - math.log(sd) - a * sd + math.log(2)


@claim(
    en="A Gaussian fitted to two far modes: forward KL(p‖q) takes the mean and the variance of p and covers both; the "
    "best by reverse KL(q‖p) sits on one mode, at -ln of its weight, and the start decides which, also the lighter. A "
    "start half-way can end in a wide and worse minimum. If the modes overlap, reverse KL covers both, too.",
    ko="멀리 떨어진 두 봉우리에 가우시안 하나를 맞추면, 정방향 KL(p‖q)는 p의 평균과 분산을 그대로 가져와 둘을 모두 "
    "덮는다. 역방향 KL(q‖p)의 최선은 봉우리 하나에 앉는 것이고 그 값은 -ln(가중치)이다. 어느 봉우리인지는 초깃값이 "
    "정하며 가벼운 쪽일 수도 있다. 중간에서 시작하면 넓게 퍼진 더 나쁜 극소에 갇히기도 한다. 봉우리가 겹치면 역방향도 "
    "둘을 모두 덮는다.",
    short="Forward and reverse KL",
    seconds=1.0,
    literature="Minka 2005; Bishop 2006, sec. 10.1",
)
def kl_directions(distance: float = 5.0, weight: float = 0.3) -> Evidence:
    require(
        4 <= distance <= 8 and 0.1 <= weight <= 0.45,
        en="modes at 4 to 8 deviations from the middle, the lighter with a weight of 0.1 to 0.45",
        ko="봉우리는 가운데에서 표준편차의 4배에서 8배, 가벼운 쪽의 가중치는 0.1에서 0.45여야 한다",
    )
    p = mixture(weight, distance)
    mean, sd, spread_kl = fitted(forward, p, 0.3)
    left, right = fitted(reverse, p, -distance), fitted(reverse, p, distance)
    even = mixture(0.5, distance)
    wide_sd, wide_kl = between_modes(distance)
    wide = fitted(reverse, even, 0.3)
    near = mixture(0.5, 1.0)
    met = [fitted(reverse, near, start)[0] for start in (-3.0, 3.0)]
    true_mean, true_sd = (1 - 2 * weight) * distance, math.sqrt(1 + 4 * weight * (1 - weight) * distance**2)
    one = [fitted(direction, mixture(1.0, distance), 0.3) for direction in (forward, reverse)]
    centres = np.sort([*np.linspace(-1.4 * distance, 1.4 * distance, 80), mean, left[0], right[0]])
    mixing = -weight * math.log(weight) - (1 - weight) * math.log(1 - weight)
    return Evidence(
        finding=Finding(
            "Modes at ±{distance:g}: forward KL is least at {forward:.3g}, reverse KL at {right:.3g} or, from the "
            "left, at {left:.3g}",
            forward="mean by forward KL",
            right="mean by reverse KL from the right",
            left="mean by reverse KL from the left",
        ),
        caption="KL over the centre of the Gaussian: forward with the deviation of p, reverse with 1. Forward KL has "
        "one minimum between the modes, reverse KL one on each of them.",
        fields={"distance": distance},
        measurements=[
            Measurement(
                "mean by forward KL",
                mean,
                within(true_mean, 1e-5, because="the mean of p; a search down to steps of 10⁻⁷"),
            ),
            Measurement(
                "deviation by forward KL",
                sd,
                within(true_sd, 1e-5, because="the deviation of p; a search down to steps of 10⁻⁷"),
            ),
            Measurement(
                "forward KL at its least",
                spread_kl,
                within(
                    math.log(true_sd) - mixing,
                    1e-3,
                    because="ln σ less the entropy of the weights, for modes far apart",
                ),
            ),
            Measurement(
                "mean by reverse KL from the right",
                right[0],
                within(
                    distance,
                    2e-3,
                    because="the mode; the other one, e⁻³² times as likely or less there, moves it a little",
                ),
            ),
            Measurement(
                "mean by reverse KL from the left",
                left[0],
                within(
                    -distance,
                    2e-3,
                    because="the mode; the other one, e⁻³² times as likely or less there, moves it a little",
                ),
            ),
            Measurement(
                "reverse KL on the heavier mode",
                right[2],
                within(-math.log(1 - weight), 1e-3, because="-ln of its weight at most, since p is at least that mode"),
            ),
            Measurement(
                "reverse KL on the lighter mode",
                left[2],
                within(-math.log(weight), 1e-3, because="-ln of its weight at most, since p is at least that mode"),
            ),
            Measurement(
                "reverse KL of the minimum between two equal modes",
                wide[2],
                within(wide_kl, 0.05, because="-ln p ≈ (|x| - d)²/2 but for some ln 2 near the middle"),
            ),
            Measurement(
                "deviation of the minimum between two equal modes",
                wide[1],
                within(wide_sd, 0.05, because="-ln p ≈ (|x| - d)²/2 but for some ln 2 near the middle"),
            ),
            Measurement(
                "distance of two reverse fits to overlapping modes from different starts",
                abs(met[0] - met[1]),
                at_most(1e-5, because="one minimum, in the middle; a search down to steps of 10⁻⁷"),
            ),
            Measurement(
                "distance of both fits to one mode from it",
                max(abs(fit[0] + distance) + abs(fit[1] - 1) for fit in one),
                at_most(1e-5, because="p is a Gaussian; a search down to steps of 10⁻⁷"),
            ),
            Measurement(
                "sum of the probabilities on the grid", float(p.sum()), within(1, 1e-12, because="shares"), check=True
            ),
        ],
        controls=[
            Control(
                "distance of two reverse fits to far modes from different starts",
                abs(left[0] - right[0]),
                at_most(1e-5),
            ),
        ],
        curves=[
            Curve("reverse", [reverse(p, masses(m, 1)) for m in centres], x=list(centres), role="subject"),
            Curve("forward", [forward(p, masses(m, true_sd)) for m in centres], x=list(centres), role="reference"),
        ],
        axes=Axes(
            x="centre of the Gaussian",
            y="KL",
            marks=[
                Mark(of="forward KL at its least", x=mean),
                Mark(of="reverse KL on the heavier mode", x=right[0]),
                Mark(of="reverse KL on the lighter mode", x=left[0]),
            ],
        ),
    )


mutant("exchanges p and q", "np.log(p[seen] / q[seen])", "np.log(q[seen] / p[seen]) * -q[seen] / p[seen]", program="kl")
mutant("skips outcomes that q rules out", 'return float("inf")', "seen &= q > 0", program="kl")
mutant("measures in bits", "np.log(p[seen]", "np.log2(p[seen]", program="kl")
mutant("fits forwards in both directions", "return kl(q, p)", "return kl(p, q)", program="gaussian_fits")
mutant(
    "gives both modes the same weight",
    "(1 - weight) * masses(distance, 1)",
    "weight * masses(distance, 1)",
    program="gaussian_fits",
)
mutant("ends the search at steps that are too large", "step > 1e-7", "step > 1e-4", program="gaussian_fits")
