"""AUC: the share of pairs in the right order, with ties, and what it does not see."""

import itertools
import math
from fractions import Fraction

import numpy as np

from quizdl.lab.checks import NOT_ODD, check_controls
from quizdl.lab.samples import oddity_of_integers
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

from ..programs.roc import area, auc, roc
from .common import Array, Labels, oddity_of_samples, pairs_won, require, sample, share_of_pairs

COUNTS = "counts of pairs; rounding of a few operations"


def best_accuracy(scores: Array, y: Labels) -> float:
    """The largest accuracy of any threshold, all or nothing included."""
    return max(float(np.mean((scores >= threshold) == y)) for threshold in (*scores, math.inf))


def best_of_roc(scores: Array, y: Labels) -> float:
    """The same from the rates at each corner of the ROC."""
    fpr, tpr = roc(scores, y)
    return float(np.max(y.mean() * tpr + (1 - y.mean()) * (1 - fpr)))


def shares_won_and_tied(scores: Array, y: Labels) -> tuple[float, float]:
    """Pair by pair, in loops."""
    ones, zeros = scores[y == 1].tolist(), scores[y == 0].tolist()
    pairs = len(ones) * len(zeros)
    return sum(a > b for a in ones for b in zeros) / pairs, sum(a == b for a in ones for b in zeros) / pairs


@claim(
    en="ROC-AUC is the probability that a random positive scores above a random negative, ties counting half: ranks "
    "and the area under the ROC by trapezoids give the share of all such pairs. It is not the accuracy at the best "
    "threshold.",
    ko="ROC-AUC는 무작위로 고른 양성의 점수가 무작위로 고른 음성의 점수보다 높을 확률이며, 동점은 절반으로 센다. "
    "순위로 구한 값도, ROC 아래 넓이를 사다리꼴로 구한 값도 그런 쌍의 비율과 같다. 가장 좋은 임곗값에서의 정확도가 "
    "아니다.",
    short="AUC as a probability",
    seconds=0.3,
    literature="Hanley & McNeil 1982; Mann & Whitney 1947",
)
def auc_is_a_probability(positives: int = 60, negatives: int = 140, decimals: int = 1, seed: int = 0) -> Evidence:
    require(
        10 <= positives <= 500 and 10 <= negatives <= 500 and 0 <= decimals <= 1,
        en="10 to 500 of each class, and 0 or 1 decimals, so that all pairs can be counted and some scores are equal",
        ko="모든 쌍을 세고 동점도 생기려면 클래스마다 10개에서 500개, 소수 자릿수는 0이나 1이어야 한다",
    )
    rng = np.random.default_rng(seed)
    draws = [sample(rng, positives, negatives, decimals) for _ in range(20)]
    counted = [share_of_pairs(scores, y) for scores, y in draws]
    scores, y = draws[0]
    pairs = rng.integers(positives * negatives, size=4000)
    won = np.cumsum(pairs_won(scores, y).ravel()[pairs]) / np.arange(1, 4001)
    shown = np.unique(np.geomspace(20, 4000, 200).astype(int))
    first_won, first_tied = shares_won_and_tied(*draws[0])
    exact = at_most(1e-12, because=COUNTS)
    controls = [
        Control(
            "accuracy at the best threshold",
            best_accuracy(scores, y),
            within(first_won + first_tied / 2, 1e-12),
        ),
        Control(
            "share of all pairs with ties counted in full",
            share_of_pairs(scores, y, 1.0),
            within(first_won + first_tied / 2, 1e-12),
        ),
    ]
    return Evidence(
        finding=Finding(
            "A random positive beats a random negative in {won:.3g} of 4000 draws; AUC is {auc:.3g}, the accuracy at "
            "the best threshold {accuracy:.3g}",
            won="share of random pairs that the positive wins",
            auc="AUC by ranks",
            accuracy="accuracy at the best threshold",
        ),
        caption="The share of random pairs so far in which the positive scores higher, ties counting half. It goes to "
        "the AUC, not to the accuracy at the best threshold.",
        measurements=[
            Measurement("AUC by ranks", auc(scores, y), within(first_won + first_tied / 2, 1e-12, because=COUNTS)),
            Measurement(
                "share of random pairs that the positive wins",
                won[-1],
                within(
                    first_won + first_tied / 2,
                    5 * 0.5 / math.sqrt(4000),
                    because="5 standard errors, of 1/2√N each at most",
                ),
            ),
            Measurement(
                "largest distance of AUC by ranks from the share of all pairs",
                max(abs(auc(*draw) - right) for draw, right in zip(draws, counted, strict=True)),
                exact,
            ),
            Measurement(
                "largest distance of the area under the ROC from the share of all pairs",
                max(abs(area(*roc(*draw)) - right) for draw, right in zip(draws, counted, strict=True)),
                exact,
            ),
            Measurement(
                "largest distance of AUC of turned scores from the rest of the pairs",
                max(abs(auc(-s, labels) - 1 + right) for (s, labels), right in zip(draws, counted, strict=True)),
                exact,
            ),
            Measurement(
                "least share of tied pairs in a sample",
                min(share_of_pairs(*draw, 1.0) - share_of_pairs(*draw, 0.0) for draw in draws),
                at_least(1e-6, because="without ties nothing would test how they count"),
                check=True,
            ),
            Measurement(
                "largest distance of the share of positives from what was asked",
                max(abs(float(labels.mean()) - positives / (positives + negatives)) for _, labels in draws),
                at_most(1e-12, because="as many are drawn as asked"),
                check=True,
            ),
            Measurement(
                "how odd the samples look",
                oddity_of_samples(draws, positives / (positives + negatives), decimals),
                NOT_ODD,
                check=True,
            ),
            Measurement(
                "how odd the random pairs look",
                oddity_of_integers(pairs, positives * negatives),
                NOT_ODD,
                check=True,
            ),
            check_controls(controls[0].value - best_of_roc(*draws[0]), controls[1].value - first_won - first_tied),
        ],
        controls=controls,
        curves=[
            Curve("random pairs won", list(won[shown - 1]), x=list(shown), role="subject"),
            Curve("AUC", [auc(scores, y)] * 2, x=[20, 4000], role="reference"),
        ],
        axes=Axes(
            x="random pairs",
            y="share",
            log_x=True,
            marks=[
                Mark(of="share of random pairs that the positive wins", x=4000),
                Mark(of="AUC by ranks", x=20, text="AUC {value:.3g}"),
                Mark(of="accuracy at the best threshold", text="accuracy {value:.3g}"),
            ],
        ),
    )


def fraction_won(scores: tuple[int, ...], y: tuple[int, ...]) -> Fraction:
    """The share of pairs won, pair by pair, in fractions."""
    rows = list(zip(scores, y, strict=True))
    pairs = [(a, b) for a, positive in rows for b, other in rows if positive and not other]
    return Fraction(sum(2 * (a > b) + (a == b) for a, b in pairs), 2 * len(pairs))


@claim(
    en="Equal scores count half in AUC: a constant score has AUC 1/2, in whatever order its rows stand, and a hard "
    "yes-or-no answer has as AUC its balanced accuracy. If ties are broken by position, a constant score gives "
    "anything from 0 to 1. Without one of the classes AUC is not defined.",
    ko="AUC에서 동점은 절반으로 센다. 그래서 점수가 상수이면 행이 어떤 순서로 있든 AUC는 1/2이고, 예/아니요로만 "
    "답하면 AUC가 곧 균형 정확도이다. 동점을 위치로 가르면 점수가 상수일 때 0에서 1까지 아무 값이나 나온다. 한 "
    "클래스가 아예 없으면 AUC는 정의되지 않는다.",
    short="Ties in AUC",
    seconds=0.5,
    literature="Fawcett 2006",
)
def auc_ties(tpr: float = 0.8, fpr: float = 0.3) -> Evidence:
    require(
        0 <= tpr <= 1 and 0 <= fpr <= 1,
        en=f"TPR {tpr:g} and FPR {fpr:g}: shares lie from 0 to 1",
        ko=f"TPR {tpr:g}, FPR {fpr:g}: 비율은 0에서 1 사이여야 한다",
    )
    labels = [y for y in itertools.product((0, 1), repeat=4) if 0 < sum(y) < 4]
    scored = [(s, y) for s in itertools.product((0, 1, 2), repeat=4) for y in labels]
    apart = [abs(auc(np.array(s, float), np.array(y)) - float(fraction_won(s, y))) for s, y in scored]
    y = np.repeat(np.array([1, 0]), 50)
    hits, alarms = (round(50 * rate) for rate in (tpr, fpr))
    hard = np.repeat([1.0, 0.0, 1.0, 0.0], [hits, 50 - hits, alarms, 50 - alarms])
    constant, by_position, turned = np.zeros(100), -np.arange(100.0), y[::-1].copy()
    one_class = [auc(np.array([0.0, 1.0, 1.0]), np.full(3, label)) for label in (0, 1)]
    half = within(0.5, 1e-15, because="every pair is tied and counts half")
    controls = [
        Control("AUC of a constant score by position with positives first", auc(by_position, y), half),
        Control("AUC of a constant score by position with positives last", auc(by_position, turned), half),
    ]
    return Evidence(
        finding=Finding(
            "A constant score has AUC {constant:.3g}; with ties broken by position the same score gives {first:.3g} "
            "where positives come first and {last:.3g} where they come last",
            constant="AUC of a constant score",
            first="AUC of a constant score by position with positives first",
            last="AUC of a constant score by position with positives last",
        ),
        caption="The ROC of a constant score: one diagonal piece. Broken by position, the same ties give a staircase "
        "that only shows in which order the rows came.",
        measurements=[
            Measurement("AUC of a constant score", auc(constant, y), half),
            Measurement("AUC of a constant score with the rows turned over", auc(constant, turned), half),
            Measurement(
                "AUC of a hard answer",
                auc(hard, y),
                within((hits + 50 - alarms) / 100, 1e-12, because="(TPR + 1 - FPR)/2, the balanced accuracy"),
            ),
            Measurement(
                "largest distance from pairs counted in fractions",
                max(apart),
                at_most(1e-15, because="at most four pairs; one division is rounded"),
            ),
            Measurement("samples with every score and label", len(apart), within(1134, 0, because="3⁴·14"), check=True),
            Measurement(
                "answers without a number where a class is missing",
                sum(math.isnan(value) for value in one_class),
                within(2, 0, because="there is no pair to count"),
            ),
            Measurement(
                "largest distance of the rates of the hard answer from those asked for",
                max(abs(hits / 50 - tpr), abs(alarms / 50 - fpr)),
                at_most(0.01 + 1e-12, because="whole counts of 50"),
                check=True,
            ),
            check_controls(controls[0].value - 1, controls[1].value),
        ],
        controls=controls,
        curves=[
            Curve("constant score", [0, 1], x=[0, 1], role="subject"),
            Curve("positives first", [0, 1, 1], x=[0, 0, 1], role="reference"),
            Curve("positives last", [0, 0, 1], x=[0, 1, 1], role="reference"),
        ],
        axes=Axes(
            x="false positive rate",
            y="true positive rate",
            marks=[
                Mark(of="AUC of a constant score", x=0.5, text="AUC {value:.3g}"),
                Mark(of="AUC of a constant score by position with positives first", x=0, text="AUC {value:.3g}"),
                Mark(of="AUC of a constant score by position with positives last", x=1, text="AUC {value:.3g}"),
            ],
        ),
    )


mutant("counts a tie in full", "ranks = np.cumsum(sizes) - (sizes - 1) / 2", "ranks = np.cumsum(sizes)", program="roc")
mutant(
    "counts ranks from zero",
    "positives * (positives + 1) / 2",
    "positives * (positives - 1) / 2",
    program="roc",
)
mutant(
    "puts a corner at every row, also among equal scores",
    "np.diff(scores[order]) != 0",
    "np.diff(order) != 0",
    program="roc",
)
mutant("takes the lower corner for the trapezoid", "(tpr[1:] + tpr[:-1]) / 2", "tpr[:-1]", program="roc")
mutant("divides by pairs with the row itself", "(len(y) - positives)", "len(y)", program="roc")
