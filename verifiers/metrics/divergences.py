"""KL divergence: its conventions, and why it is no distance."""

import math

import numpy as np
import torch

from quizdl.lab.checks import NOT_ODD, check_controls
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

from ..programs.kl import kl
from .common import Array, oddity_of_shares, require


def coin(heads: float) -> Array:
    return np.array([heads, 1 - heads])


def kl_by_loops(p: Array, q: Array) -> float:
    """Σ p ln(p/q) of positive probabilities."""
    return math.fsum(a * (math.log(a) - math.log(b)) for a, b in zip(p.tolist(), q.tolist(), strict=True))


def farthest(kls: list[float], crosses: list[float]) -> float:
    """The largest difference of KLs from cross-entropies less entropies."""
    return max(abs(one - other) for one, other in zip(kls, crosses, strict=True))


def by_torch(p: Array, q: Array) -> float:
    """Cross-entropy less entropy."""
    right, told = torch.tensor(p), torch.tensor(q)
    return float(torch.nn.functional.cross_entropy(told.log(), right) - torch.special.entr(right).sum())


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
    pairs = [tuple(rng.dirichlet(np.ones(k), size=2)) for k in (2, 3, 5, 20) for _ in range(10)]
    by_size = [np.array([pair for pair in pairs if len(pair[0]) == k]) for k in (2, 3, 5, 20)]
    crosses = [by_torch(p, q) for p, q in pairs]
    ours, exchanged = [kl(p, q) for p, q in pairs], [kl(q, p) for p, q in pairs]
    direct, detour = kl(coin(0.5), coin(0.01)), kl(coin(0.5), coin(middle)) + kl(coin(middle), coin(0.01))
    zeros = np.array([0.5, 0.5, 0.0]), np.array([0.25, 0.5, 0.25])
    both_zero = np.array([[0.5, 0.0], [0.0, 0.5]]), np.array([[0.25, 0.0], [0.5, 0.25]])
    middles = np.linspace(0.02, 0.45, 44)
    detours = [kl(coin(0.5), coin(m)) + kl(coin(m), coin(0.01)) for m in middles]
    controls = [
        Control("KL by way of the middle coin", detour, at_least(direct)),
        Control(
            "largest difference of KL with the arguments exchanged and cross-entropy less entropy",
            farthest(exchanged, crosses),
            at_most(1e-12),
        ),
    ]
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
                farthest(ours, crosses),
                at_most(1e-12, because="Σp(ln p - ln q); rounding"),
            ),
            Measurement(
                "least KL over half the squared distance of two distributions",
                min(kl(p, q) / (np.sum(abs(p - q)) ** 2 / 2) for p, q in (*pairs, (coin(0.5), coin(0.501)))),
                within(
                    1, 1e-5, because="Pinsker's inequality, ‖p - q‖₁ being the distance; nearly equal for two alike"
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
                "KL where an outcome has probability 0 under both",
                kl(*both_zero),
                within(math.log(2), 1e-15, because="what neither expects adds nothing: ln 2 for each half"),
            ),
            Measurement(
                "inverse of KL where q has an outcome of probability 0",
                1 / kl(*zeros[::-1]),
                within(0, 0, because="infinite: q rules out what happens"),
            ),
            Measurement(
                "how odd the distributions look",
                oddity_of_shares(*by_size),
                NOT_ODD,
                check=True,
            ),
            check_controls(
                controls[0].value - kl_by_loops(coin(0.5), coin(middle)) - kl_by_loops(coin(middle), coin(0.01)),
                controls[1].value
                - farthest([kl_by_loops(q, p) for p, q in pairs], [kl_by_loops(p, q) for p, q in pairs]),
            ),
        ],
        controls=controls,
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


mutant("exchanges p and q", "np.log(p[seen] / q[seen])", "np.log(q[seen] / p[seen]) * -q[seen] / p[seen]", program="kl")
mutant("skips outcomes that q rules out", 'return float("inf")', "seen &= q > 0", program="kl")
mutant("measures in bits", "np.log(p[seen]", "np.log2(p[seen]", program="kl")
