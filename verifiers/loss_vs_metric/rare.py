"""Metrics where positives are rare."""

import numpy as np

from quizdl.lab.checks import check_controls, check_draws
from quizdl.lab.samples import oddity_of_integers, oddity_of_uniform
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

from ..programs.linear_classifier import Array, fit
from ..programs.metrics import Answers, f1, roc_auc
from ..programs.sigmoid_losses import bce_gradient
from .common import check_digits, digits, require


def weights(share: float, truth: Answers) -> Array:
    """One weight for each image, so that positives make up this share of the whole."""
    weight: Array = np.where(truth, share / truth.sum(), (1 - share) / (~truth).sum())
    return weight


def f1_and_auc(share: float, score: Array, truth: Answers) -> tuple[float, float]:
    """F1 at the threshold 1/2 and ROC-AUC where positives make up this share."""
    weight = weights(share, truth)
    return f1(score > 0, truth, weight), roc_auc(score, truth, weight)


def by_bayes(share: float, yes: Answers, truth: Answers) -> float:
    """F1 = 2πr / (πr + π + (1-π)f) where positives make up π of the whole: r of them and f of the others get a yes."""
    recall, false_alarms = float(np.mean(yes[truth])), float(np.mean(yes[~truth]))
    return 2 * share * recall / (share * recall + share + (1 - share) * false_alarms)


def by_pairs(score: Array, truth: Answers, weight: Array) -> float:
    """ROC-AUC by its definition: the weight of the pairs in order, a tie half, over that of all pairs."""
    apart = np.sign(score[truth][:, None] - score[~truth])
    return float(weight[truth] @ (1 + apart) @ weight[~truth] / 2 / weight[truth].sum() / weight[~truth].sum())


@claim(
    en="Is this digit an 8? Where one sample in a hundred is, a detector that always says no is 99 % accurate with "
    "an F1 of 0. When positives fall from a half to a hundredth, a trained linear detector keeps its ROC-AUC while "
    "its F1 at the threshold 1/2 more than halves; a threshold chosen on other images at that rarity gives a better "
    "one.",
    ko="이 숫자는 8인가? 샘플 백 개에 하나만 8이라면, 늘 '아니요'라고 답하는 검출기는 정확도가 99%이고 F1은 0이다. "
    "양성의 비율이 절반에서 1%로 줄어도 학습한 선형 검출기의 ROC-AUC는 그대로이지만, 임곗값 1/2에서 F1은 절반 아래로 "
    "떨어진다. 그 비율에 맞추어 다른 이미지에서 고른 임곗값을 쓰면 F1은 더 좋아진다.",
    short="F1 and ROC-AUC of rare positives",
    seconds=0.6,
    literature="Hanley & McNeil 1982; Saito & Rehmsmeier 2015",
)
def rare_positives(prevalence: float = 0.01, seed: int = 0) -> Evidence:
    require(
        0.001 <= prevalence <= 0.1,
        en=f"prevalence = {prevalence:g}: the sentence is about positives that are rare",
        ko=f"prevalence = {prevalence:g}: 문장은 양성이 드문 경우에 대한 것이다",
    )
    rng = np.random.default_rng(seed)
    drawn = digits(rng, 7000, 3000, 6000)  # to train, to choose a threshold, to score
    x, y = drawn[0]
    twice = 2 * int(y[:, 8].sum())  # as many other digits as eights
    chosen = rng.permutation(twice)
    rows = np.argsort(-y[:, 8], kind="stable")[chosen]
    w, b = fit(bce_gradient, x[rows], y[rows, 8:9], lr=0.1, epochs=10)
    (scores, tuning), (z, truth) = (((images @ w + b)[:, 0], labels[:, 8] == 1) for images, labels in drawn[1:])
    no = np.full_like(z, -10.0)
    half, few = weights(0.5, truth), weights(prevalence, truth)
    third = weights(1 / 3, truth)
    yes = z > 0
    (balanced, auc_half), (rare, auc) = (f1_and_auc(share, z, truth) for share in (0.5, prevalence))
    uneven = rng.random(len(z))
    thresholds = np.quantile(scores, np.linspace(0.5, 0.999, 200))
    by_threshold = [f1(scores > at, tuning, weights(prevalence, tuning)) for at in thresholds]
    best = float(thresholds[np.argmax(by_threshold)])
    chose = scores[:, None] > thresholds  # by each threshold, for the images that choose it
    hits, misses = (
        weights(prevalence, tuning) @ (chose & tuning[:, None]),
        weights(prevalence, tuning) @ (chose != tuning[:, None]),
    )
    scored = 2 * hits / (2 * hits + misses)
    moved = f1(z > best, truth, few)
    shares = np.unique([*np.logspace(-3, np.log10(0.5), 40), prevalence])
    by_share = np.array([f1_and_auc(share, z, truth) for share in shares])
    rounding = "sums of 6000 weights"
    return Evidence(
        finding=Finding(
            "With {prevalence:.3g} of the samples positive the detector has an F1 of {rare:.3g}, with a half "
            "{balanced:.3g}; its ROC-AUC is {auc:.3g} in both",
            rare="F1 of the detector with rare positives",
            balanced="F1 of the detector with a half positive",
            auc="ROC-AUC of the detector with rare positives",
        ),
        caption="The same detector and images, weighted so that positives make up each share. F1 falls with the share, "
        "ROC-AUC does not.",
        fields={"prevalence": prevalence},
        measurements=[
            Measurement(
                "F1 of the detector with rare positives",
                rare,
                within(
                    by_bayes(prevalence, yes, truth),
                    1e-12,
                    because="Bayes: 2πr / (πr + π + (1-π)f) of recall r and false alarms f",
                ),
            ),
            Measurement(
                "F1 of the detector with a half positive",
                balanced,
                within(
                    by_bayes(0.5, yes, truth),
                    1e-12,
                    because="Bayes: 2r / (r + 1 + f) of recall r and false alarms f",
                ),
            ),
            Measurement(
                "ROC-AUC of the detector with rare positives",
                auc,
                within(
                    by_pairs(z, truth, np.ones(len(z))),
                    1e-12,
                    because="the share of all pairs of an eight and another digit in order",
                ),
            ),
            Measurement(
                "ROC-AUC with rare positives less that with a half",
                auc - auc_half,
                within(0, 1e-12, because=rounding),
            ),
            Measurement(
                "share of the positives in the weights of a half and of rare ones off what was told",
                max(abs(half @ truth - 0.5), abs(few @ truth - prevalence), abs(third @ truth - 1 / 3)),
                at_most(1e-12, because=rounding),
                check=True,
            ),
            Measurement(
                "ROC-AUC where every image has a weight of its own: distance from all pairs",
                abs(roc_auc(z.round(1), truth, uneven) - by_pairs(z.round(1), truth, uneven)),
                at_most(1e-12, because=rounding),
                check=True,
            ),
            Measurement(
                "F1 with rare positives over that with a half",
                rare / balanced,
                at_most(0.5, because="more than halves"),
            ),
            Measurement(
                "F1 at a threshold chosen on other images over that at 1/2",
                moved / rare,
                at_least(1, because="better than at 1/2"),
            ),
            Measurement(
                "F1 at that threshold off the law of Bayes",
                moved - by_bayes(prevalence, z > best, truth),
                within(0, 1e-12, because=rounding),
                check=True,
            ),
            *check_digits(drawn, 7000, 3000, 6000),
            check_draws(oddity_of_integers(chosen, twice), oddity_of_uniform(uneven, 0, 1)),
            check_controls(
                f1(truth, truth, few) - 1, f1(truth, truth, half) - 1, np.sum(third * ~truth) - 2 / 3, auc_half - auc
            ),
            Measurement(
                "most F1 that another threshold would gain on the images that choose it",
                float(scored.max() - scored[np.searchsorted(thresholds, best)]),
                at_most(1e-12, because="the best of them; rounding"),
                check=True,
            ),
            Measurement(
                "images of the detector's training that stand there twice or are eights over a half",
                len(rows) - len(set(rows.tolist())) + abs(2 * y[rows, 8].sum() - len(rows)),
                within(0, 0, because="a permutation of the eights and of as many others"),
                check=True,
            ),
            Measurement("accuracy of always no", np.sum(few * ~truth), within(1 - prevalence, 1e-12, because=rounding)),
            Measurement("F1 of always no", f1(no > 0, truth, few), within(0, 0, because="no true positive")),
            Measurement("ROC-AUC of always no", roc_auc(no, truth, few), within(0.5, 1e-12, because="all ties")),
        ],
        controls=[
            Control(
                "F1 with rare positives over that with a half of a detector without mistakes",
                f1(truth, truth, few) / f1(truth, truth, half),
                at_most(0.5),
            ),
            Control("accuracy of always no with a third positive", np.sum(third * ~truth), at_least(1 - prevalence)),
        ],
        curves=[
            Curve("F1", by_share[:, 0].tolist(), x=shares.tolist(), role="subject"),
            Curve("ROC-AUC", by_share[:, 1].tolist(), x=shares.tolist(), role="reference"),
            Curve("accuracy of always no", (1 - shares).tolist(), x=shares.tolist()),
        ],
        axes=Axes(
            x="share of positives",
            y="metric",
            log_x=True,
            marks=[
                Mark(of="F1 of the detector with rare positives", x=prevalence),
                Mark(of="F1 of the detector with a half positive", x=0.5),
                Mark(of="ROC-AUC of the detector with rare positives", x=prevalence),
            ],
        ),
    )


mutant(
    "compares one share of positives with itself",
    "for share in (0.5, prevalence))",
    "for share in (prevalence, prevalence))",
)
mutant(
    "chooses the threshold on the images that it scores",
    "[f1(scores > at, tuning, weights(prevalence, tuning)) for at",
    "[f1(z > at, truth, few) for at",
)
mutant("trains on images drawn twice", "rng.permutation(twice)", "rng.integers(twice, size=twice)")
mutant(
    "weighs negatives in the order that they stood in",
    "np.cumsum(weight[~truth][order])",
    "np.cumsum(weight[~truth])",
    program="metrics",
)
mutant("counts a tie as a pair in order", "(lower + upper) / 2", "upper", program="metrics")
mutant("weighs other digits as eights", "(1 - share) / (~truth).sum()", "share / (~truth).sum()")
