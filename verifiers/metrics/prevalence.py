"""Prevalence: precision and average precision depend on the share of positives, the ROC and its area do not."""

from typing import NamedTuple

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

from ..programs.average_precision import average_precision, precision_recall
from ..programs.roc import auc, roc
from .common import Array, Labels, oddity_of_samples, precision_by_hand, require, sample, share_of_pairs

EXACT = "counts; rounding of a few dozen operations"


def repeated(scores: Array, y: Labels, positive: int, negative: int) -> tuple[Array, Labels]:
    """The same scores with each positive and each negative so often."""
    rows = np.repeat(np.arange(len(y)), np.where(y == 1, positive, negative))
    return scores[rows], y[rows]


class Repeated(NamedTuple):
    """What the same scores give with each positive and each negative so often."""

    share: float  # of positives
    precision: float  # average precision
    area: float  # AUC
    moved: float  # the largest move of a point of the ROC
    off: float  # the largest distance of a precision from the formula
    off_even: float  # the same from the formula for even classes


def measured(scores: Array, y: Labels, positive: int, negative: int) -> Repeated:
    rows, before = repeated(scores, y, positive, negative), roc(scores, y)
    share = positive * float(y.mean()) / (positive * float(y.mean()) + negative * (1 - float(y.mean())))
    return Repeated(
        float(rows[1].mean()),
        average_precision(*rows),
        auc(*rows),
        max(float(np.max(abs(one - other))) for one, other in zip(roc(*rows), before, strict=True)),
        off_the_formula(*rows, share, before),
        off_the_formula(*rows, 0.5, before),
    )


def off_the_formula(scores: Array, y: Labels, share: float, rates: tuple[Array, Array]) -> float:
    """The largest distance of a precision of these data from πTPR/(πTPR + (1-π)FPR), by these rates (FPR, TPR)."""
    fpr, tpr = rates[0][1:], rates[1][1:]
    by_formula = share * tpr / (share * tpr + (1 - share) * fpr)
    return float(np.max(abs(precision_recall(scores, y)[0] - by_formula)))


@claim(
    en="Precision is πTPR/(πTPR + (1-π)FPR), with π the share of positives. So 99 negatives for each positive, "
    "instead of one, leave the ROC and its area as they are and cost most of the average precision; repeating both "
    "classes costs nothing.",
    ko="양성의 비율이 π이면 정밀도는 πTPR/(πTPR + (1-π)FPR)이다. 그래서 양성 하나에 음성이 1개에서 99개로 늘면 ROC "
    "곡선과 그 넓이는 그대로인데 평균 정밀도(AP)는 대부분 사라진다. 두 클래스를 똑같이 되풀이하면 아무것도 바뀌지 "
    "않는다.",
    short="What rare positives do to precision",
    seconds=0.3,
    literature="Saito & Rehmsmeier 2015",
)
def prevalence(ratio: int = 99, seed: int = 0) -> Evidence:
    require(
        10 <= ratio <= 300,
        en=f"{ratio} negatives for each positive: 10 to 300 make positives rare and can be computed",
        ko=f"양성 하나에 음성 {ratio}개: 양성이 드물고 계산할 수 있으려면 10개에서 300개여야 한다",
    )
    scores, y = sample(np.random.default_rng(seed), 150, 150)
    ratios = np.unique(np.geomspace(1, ratio, 15).round().astype(int))
    shares = 1 / (1 + ratios)
    runs = [measured(scores, y, 1, int(r)) for r in ratios]
    even, rare, both = measured(scores, y, 1, 1), measured(scores, y, 1, ratio), measured(scores, y, 20, 20)
    share = 1 / (1 + ratio)
    cut = [(int(np.sum((scores >= s) & (y == 1))), int(np.sum((scores >= s) & (y == 0)))) for s in np.unique(scores)]
    off_even = max(abs(hits / (hits + ratio * alarms) - hits / (hits + alarms)) for hits, alarms in cut)
    return Evidence(
        finding=Finding(
            "With {ratio} negatives for each positive AP is {rare:.3g} instead of {even:.3g}; AUC is {auc:.3g} either "
            "way",
            rare="average precision with rare positives",
            even="average precision with as many positives as negatives",
            auc="AUC with rare positives",
        ),
        caption="Average precision and AUC of the same scores, over the share of positives. A random ranking has an "
        "average precision of about that share.",
        fields={"ratio": ratio},
        measurements=[
            Measurement(
                "average precision with rare positives",
                rare.precision,
                within(
                    precision_by_hand(scores, y, ratio), 1e-12, because="Σ of precision times added recall; rounding"
                ),
            ),
            Measurement(
                "average precision with as many positives as negatives",
                even.precision,
                within(precision_by_hand(scores, y, 1), 1e-12, because="Σ of precision times added recall; rounding"),
            ),
            Measurement(
                "AUC with rare positives",
                rare.area,
                within(share_of_pairs(scores, y), 1e-12, because="each pair so often, won as before"),
            ),
            Measurement(
                "largest move of a point of the ROC",
                rare.moved,
                at_most(1e-12, because="TPR and FPR each look at one class"),
            ),
            Measurement(
                "largest distance of precision from the formula",
                max(run.off for run in (rare, *runs)),
                at_most(1e-12, because=EXACT),
            ),
            Measurement(
                "largest distance of precision from the formula for even classes with both repeated",
                both.off_even,
                at_most(1e-12, because=EXACT),
            ),
            Measurement(
                "share of positives",
                rare.share,
                within(share, 1e-12, because="one in as many"),
                check=True,
            ),
            Measurement("how odd the sample looks", oddity_of_samples([(scores, y)], 0.5), NOT_ODD, check=True),
            Measurement(
                "rows with both classes repeated",
                len(repeated(scores, y, 20, 20)[1]),
                within(6000, 0, because="300 rows, 20 times"),
                check=True,
            ),
            check_controls(rare.off_even - off_even),
        ],
        controls=[
            Control(
                "largest distance of precision from the formula for even classes",
                rare.off_even,
                at_most(1e-12),
            ),
        ],
        curves=[
            Curve("average precision", [run.precision for run in runs], x=list(shares), role="subject"),
            Curve("AUC", [run.area for run in runs], x=list(shares), role="reference"),
            Curve("random ranking", list(shares), x=list(shares), role="bound"),
        ],
        axes=Axes(
            x="share of positives",
            y="area",
            log_x=True,
            marks=[
                Mark(of="average precision with rare positives", x=share),
                Mark(of="average precision with as many positives as negatives", x=0.5),
                Mark(of="AUC with rare positives", x=share, text="AUC {value:.3g}"),
            ],
        ),
    )


mutant("divides by all samples for precision", "tp / answered, tp", "tp / len(y), tp", program="average_precision")
mutant(
    "sums trapezoids under the precision-recall curve",
    "np.diff(recall, prepend=0) * precision",
    "np.diff(recall, prepend=0) * (precision + np.append(precision[0], precision[:-1])) / 2",
    program="average_precision",
)
mutant(
    "counts every row as a threshold",
    "np.diff(scores[order]) != 0",
    "np.diff(order) != 0",
    program="average_precision",
)
mutant("repeats the positives instead", "np.where(y == 1, positive, negative)", "np.where(y == 0, positive, negative)")
