"""KL of several outcomes together: it adds up over independent ones, and merging outcomes never raises it."""

import math

import numpy as np

from quizdl.lab.checks import NOT_ODD, check_controls
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.kl import kl
from .common import Array, oddity_of_shares, require


def term_by_term(p: Array, q: Array) -> float:
    """Σ p ln(p/q) of positive probabilities, as a sum without rounding of its additions."""
    return math.fsum(a * math.log(a / b) for a, b in zip(p.ravel().tolist(), q.ravel().tolist(), strict=True))


def dependence(joint: Array, other: Array) -> float:
    """KL of two outcomes together less that of each alone, in tables of two of a kind."""
    return kl(joint, other) - kl(joint.sum(axis=0), other.sum(axis=0)) - kl(joint.sum(axis=1), other.sum(axis=1))


def throws(p: Array, count: int) -> Array:
    """Probabilities of all results of so many independent draws, shape (*p.shape, …)."""
    joint = p
    for _ in range(count - 1):
        joint = np.multiply.outer(joint, p)
    return joint


@claim(
    en="KL adds up over independent outcomes: n throws have n times the KL of one. Merging outcomes never raises it, "
    "and outcomes that depend on each other are not the sum of their parts.",
    ko="KL은 독립인 사건에 대해 더해진다. n번 던진 KL은 한 번의 n배이다. 사건을 합쳐도 KL은 커지지 않으며, 서로 "
    "의존하는 사건의 KL은 부분의 합이 아니다.",
    short="KL of independent outcomes",
    seconds=0.1,
    literature="Kullback & Leibler 1951",
)
def kl_adds_up(count: int = 6, seed: int = 0) -> Evidence:
    require(
        3 <= count <= 10,
        en=f"{count} throws: 3 to 10 show a line and have results that can be counted",
        ko=f"{count}번 던지기: 직선이 보이고 결과를 다 셀 수 있으려면 3번에서 10번이어야 한다",
    )
    rng = np.random.default_rng(seed)
    pairs = [tuple(rng.dirichlet(np.ones(k), size=2)) for k in (2, 3, 5) for _ in range(20)]
    right = [term_by_term(*pair) for pair in pairs]
    by_size = [np.array([pair for pair in pairs if len(pair[0]) == k]) for k in (2, 3, 5)]
    twice = [kl(np.multiply.outer(p, p), np.multiply.outer(q, q)) for p, q in pairs]
    merged = [kl(np.append(p[:-2], p[-2:].sum()), np.append(q[:-2], q[-2:].sum())) for p, q in pairs]
    lost = [p[-2:].sum() * term_by_term(p[-2:] / p[-2:].sum(), q[-2:] / q[-2:].sum()) for p, q in pairs]
    fair, bent = np.array([0.5, 0.5]), np.array([0.25, 0.75])
    values = [kl(throws(fair, n), throws(bent, n)) for n in range(1, count + 1)]
    one = math.log(4 / 3) / 2
    tied, uniform = np.array([[0.5, 0.0], [0.0, 0.5]]), np.full((2, 2), 0.25)
    tie = dependence(np.array([[0.4, 0.1], [0.1, 0.4]]), uniform)
    return Evidence(
        finding=Finding(
            "One throw of a fair coin against one of 0.25 has KL {one:.4g}, {count} throws {all:.4g}",
            one="KL of one throw",
            all="KL of all throws",
        ),
        caption="KL of so many throws of a fair coin from as many of a coin with heads in a quarter: a straight line.",
        fields={"count": count},
        measurements=[
            Measurement(
                "KL of one throw", values[0], within(one, 1e-14, because="(ln 2 + ln 2/3)/2 = ln(4/3)/2; rounding")
            ),
            Measurement(
                "KL of all throws",
                values[-1],
                within(count * one, 1e-12 * count, because="n times one throw; rounding"),
            ),
            Measurement(
                "largest distance of a pair of independent outcomes from twice its KL",
                max(abs(both - 2 * alone) for both, alone in zip(twice, right, strict=True)),
                at_most(1e-12, because="a logarithm of products; rounding"),
            ),
            Measurement(
                "most that merging two outcomes raises KL",
                max(less - alone for less, alone in zip(merged, right, strict=True)),
                at_most(1e-12, because="the log-sum inequality; rounding"),
            ),
            Measurement(
                "largest distance of what merging costs from the KL within the merged outcomes",
                max(abs(alone - less - part) for alone, less, part in zip(right, merged, lost, strict=True)),
                at_most(1e-12, because="the chain rule: their share times the KL of which of them it is; rounding"),
            ),
            Measurement(
                "KL of two tied coins from two free ones",
                kl(tied, uniform),
                within(math.log(2), 1e-14, because="ln(0.5/0.25) at each result that occurs"),
            ),
            Measurement(
                "results of all throws", throws(fair, count).size, within(2**count, 0, because="2ⁿ"), check=True
            ),
            Measurement(
                "how odd the distributions look",
                oddity_of_shares(*by_size),
                NOT_ODD,
                check=True,
            ),
            check_controls(tie - 0.8 * math.log(1.6) - 0.2 * math.log(0.4)),
        ],
        controls=[
            Control(
                "KL of two coins that agree in 80 % less those of the two alone",
                tie,
                within(0, 1e-12),
            ),
        ],
        curves=[
            Curve("KL", values, x=range(1, count + 1), points=True, role="subject"),
            Curve("line", [one, count * one], x=[1, count], role="reference"),
        ],
        axes=Axes(
            x="throws",
            y="KL",
            marks=[
                Mark(of="KL of one throw", x=1, text="{value:.4g}"),
                Mark(of="KL of all throws", x=count, text="{value:.4g}"),
            ],
        ),
    )


mutant("throws the second coin with the first one's odds", "np.multiply.outer(q, q)", "np.multiply.outer(q, p)")
