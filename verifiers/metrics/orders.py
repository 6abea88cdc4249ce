"""Rankings in every order: average precision of chance, and where it and AUC disagree."""

import itertools
import math
from fractions import Fraction

import numpy as np

from quizdl.lab.checks import check_controls
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
    within,
)

from ..programs.average_precision import average_precision
from ..programs.roc import auc, roc
from .common import Array, Labels, require
from .rankings import different, orders, ranked


def by_ranks(first: int, second: int, samples: int) -> tuple[Fraction, Fraction]:
    """AUC and average precision of two positives at these ranks, from 1."""
    area = 1 - Fraction(first + second - 3, 2 * (samples - 2))
    return area, (Fraction(1, first) + Fraction(2, second)) / 2


def opposite_by_ranks(samples: int) -> tuple[int, int]:
    """Of all ordered pairs of two positives: those with no rank behind, and those in opposite order by fractions."""
    ranks = list(itertools.combinations(range(1, samples + 1), 2))
    ahead = sum(a[0] <= b[0] and a[1] <= b[1] for a, b in itertools.permutations(ranks, 2))
    scores = [by_ranks(*pair, samples) for pair in ranks]
    return ahead, sum(a[0] > b[0] and a[1] < b[1] for a, b in itertools.permutations(scores, 2))


def chance(positives: int, samples: int) -> float:
    """The mean average precision of a random ranking without ties: (P-1)/(N-1) + (H_N/N)(1 - (P-1)/(N-1))."""
    others = (positives - 1) / (samples - 1)
    return others + math.fsum(1 / k for k in range(1, samples + 1)) / samples * (1 - others)


@claim(
    en="A random ranking has ROC-AUC 1/2 on average, whatever the share of positives; its average precision is about "
    "that share. An average precision of 0.3 is chance where 30 % are positive, and 30 times that where 1 % are.",
    ko="무작위 순위의 ROC-AUC는 양성의 비율과 상관없이 평균 1/2이지만, 평균 정밀도(AP)는 대략 양성의 비율이다. AP "
    "0.3은 양성이 30%이면 우연 수준이고 1%이면 우연의 30배쯤이다.",
    short="Average precision of chance",
    seconds=0.5,
)
def ap_of_chance(samples: int = 10, positives: int = 3) -> Evidence:
    require(
        5 <= samples <= 11 and 1 <= positives <= samples // 2,
        en="5 to 11 samples, at most half of them positive: all orders are counted",
        ko="샘플은 5개에서 11개, 양성은 그 절반 이하여야 한다. 모든 순서를 센다",
    )
    numbers = list(range(1, samples))
    all_orders = {p: orders(p, samples) for p in numbers}
    means = [float(np.mean([average_precision(*ranked(y)) for y in all_orders[p]])) for p in numbers]
    areas = [float(np.mean([auc(*ranked(y)) for y in all_orders[p]])) for p in numbers]
    rarest = [average_precision(*ranked((np.arange(1000) == place).astype(np.int64))) for place in range(1000)]
    tied = average_precision(np.zeros(samples), all_orders[positives][0])
    controls = [
        Control(
            "average precision of a perfect ranking",
            average_precision(*ranked(all_orders[positives][0])),
            within(chance(positives, samples), 1e-12),
        ),
        Control(
            "largest distance of a mean average precision from 1/2",
            max(abs(mean - 0.5) for mean in means),
            at_most(1e-12),
        ),
    ]
    return Evidence(
        finding=Finding(
            "Over all orders of {positives} positives among {samples} AUC is {auc:.3g} on average, average precision "
            "{ap:.3g}",
            auc="mean AUC of all orders",
            ap="mean average precision of all orders",
        ),
        caption="The mean over all orders, for each share of positives: average precision follows the share, AUC does "
        "not.",
        fields={"samples": samples, "positives": positives},
        measurements=[
            Measurement(
                "mean AUC of all orders",
                areas[positives - 1],
                within(0.5, 1e-12, because="an order and its reverse add up to one"),
            ),
            Measurement(
                "mean average precision of all orders",
                means[positives - 1],
                within(chance(positives, samples), 1e-12, because="(P-1)/(N-1) + (H/N)(1 - (P-1)/(N-1)); rounding"),
            ),
            Measurement(
                "largest distance of a mean average precision from the formula",
                max(abs(mean - chance(p, samples)) for p, mean in zip(numbers, means, strict=True)),
                at_most(1e-12, because="the same for each number of positives"),
            ),
            Measurement(
                "mean average precision of one positive among 1000",
                float(np.mean(rarest)),
                within(chance(1, 1000), 1e-12, because="H/N, the mean of 1/k"),
            ),
            Measurement(
                "average precision of a constant score",
                tied,
                within(positives / samples, 1e-12, because="one threshold, whose precision is the share"),
            ),
            Measurement(
                "largest distance of a mean AUC from 1/2",
                max(abs(one - 0.5) for one in areas),
                at_most(1e-12, because="the same for each number of positives"),
            ),
            Measurement(
                "orders",
                sum(different(every, p) for p, every in all_orders.items()),
                within(2**samples - 2, 0, because="ΣC(N, P)"),
                check=True,
            ),
            check_controls(
                controls[0].value - 1,
                controls[1].value - max(abs(chance(p, samples) - 0.5) for p in numbers),
            ),
        ],
        controls=controls,
        curves=[
            Curve("average precision", means, x=[p / samples for p in numbers], role="subject"),
            Curve("AUC", areas, x=[p / samples for p in numbers], role="reference"),
            Curve("share of positives", [0, 1], x=[0, 1], role="bound"),
        ],
        axes=Axes(
            x="share of positives",
            y="mean over all orders",
            marks=[
                Mark(of="mean AUC of all orders", x=positives / samples, text="AUC {value:.3g}"),
                Mark(of="mean average precision of all orders", x=positives / samples),
            ],
        ),
    )


@claim(
    en="ROC-AUC and average precision can rank two models in opposite order: positives at ranks 1 and 8 of 8 have AUC "
    "0.5 and AP 0.625, at ranks 2 and 5 AUC 0.667 and AP 0.45. A model whose ROC lies nowhere below the other's is "
    "never lower in AP: only ROCs that cross disagree.",
    ko="ROC-AUC와 평균 정밀도(AP)는 두 모델의 순위를 반대로 매길 수 있다. 8개 중 1등과 8등이 양성이면 AUC 0.5, AP "
    "0.625이고 2등과 5등이 양성이면 AUC 0.667, AP 0.45이다. 한 모델의 ROC가 다른 모델보다 어디서도 낮지 않으면 AP도 "
    "낮지 않다. 순위가 엇갈리는 것은 ROC가 교차할 때뿐이다.",
    short="AUC and AP in opposite order",
    seconds=0.3,
    literature="Davis & Goadrich 2006",
)
def ap_or_auc(samples: int = 8) -> Evidence:
    require(
        8 <= samples <= 14,
        en=f"{samples} samples: 8 to 14 hold the two models and few enough pairs of orders",
        ko=f"샘플 {samples}개: 두 모델이 들어가고 순서의 쌍이 너무 많지 않으려면 8개에서 14개여야 한다",
    )
    every = orders(2, samples)
    areas, precisions = ([f(*ranked(y)) for y in every] for f in (auc, average_precision))
    tprs = [staircase(y) for y in every]
    pairs = list(itertools.permutations(range(len(every)), 2))
    above = [(a, b) for a, b in pairs if np.all(tprs[a] >= tprs[b])]
    crossing = [(a, b) for a, b in pairs if np.any(tprs[a] > tprs[b]) and np.any(tprs[a] < tprs[b])]

    def opposite(chosen: list[tuple[int, int]]) -> int:
        """Of these pairs of models those whose first has the larger AUC and the smaller AP."""
        return sum(areas[a] > areas[b] + 1e-12 and precisions[a] < precisions[b] - 1e-12 for a, b in chosen)

    crossed, (ahead, opposed) = opposite(crossing), opposite_by_ranks(samples)
    first, second = (ranked(np.isin(np.arange(8), ranks).astype(np.int64)) for ranks in ((0, 7), (1, 4)))
    return Evidence(
        finding=Finding(
            "Positives at ranks 1 and 8 of 8 have AP {first:.3g} at AUC {low:.3g}; at ranks 2 and 5 AP {second:.3g} at "
            "AUC {high:.3g}",
            first="average precision of ranks 1 and 8",
            low="AUC of ranks 1 and 8",
            second="average precision of ranks 2 and 5",
            high="AUC of ranks 2 and 5",
        ),
        caption="AUC and average precision of two positives among {samples}, in every order. A pair of points of "
        "which one lies farther right and lower is ranked in opposite order.",
        fields={"samples": samples},
        measurements=[
            Measurement("AUC of ranks 1 and 8", auc(*first), within(1 / 2, 1e-12, because="6 of 12 pairs won")),
            Measurement(
                "average precision of ranks 1 and 8",
                average_precision(*first),
                within(5 / 8, 1e-12, because="(1/1 + 2/8)/2"),
            ),
            Measurement("AUC of ranks 2 and 5", auc(*second), within(2 / 3, 1e-12, because="8 of 12 pairs won")),
            Measurement(
                "average precision of ranks 2 and 5",
                average_precision(*second),
                within(9 / 20, 1e-12, because="(1/2 + 2/5)/2"),
            ),
            Measurement(
                "pairs in opposite order where one ROC lies nowhere below",
                opposite(above),
                within(0, 0, because="then PR lies nowhere below, either (Davis & Goadrich 2006)"),
            ),
            Measurement(
                "pairs of which one ROC lies nowhere below",
                len(above),
                within(ahead, 0, because="neither of its positives ranks behind the other's"),
                check=True,
            ),
            Measurement(
                "pairs of which ROCs cross",
                len(crossing),
                within(len(every) * (len(every) - 1) - 2 * ahead, 0, because="all others"),
                check=True,
            ),
            check_controls(crossed - opposed),
        ],
        controls=[Control("pairs in opposite order where ROCs cross", crossed, within(0, 0))],
        curves=[Curve("orders", precisions, x=areas, points=True, role="subject")],
        axes=Axes(
            x="AUC",
            y="average precision",
            marks=[
                Mark(of="average precision of ranks 1 and 8", x=auc(*first)),
                Mark(of="average precision of ranks 2 and 5", x=auc(*second)),
                Mark(of="AUC of ranks 1 and 8", x=auc(*first)),
                Mark(of="AUC of ranks 2 and 5", x=auc(*second)),
            ],
        ),
    )


def staircase(y: Labels) -> Array:
    """The TPR at which the ROC leaves each FPR of 0, 1/N, …, shape (N + 1,), of labels from the highest score down."""
    fpr, tpr = roc(*ranked(y))
    return np.array([tpr[np.isclose(fpr, level)].max() for level in np.unique(fpr)])
