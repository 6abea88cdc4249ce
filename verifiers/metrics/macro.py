"""Macro-F1: the mean of F1s, not the F1 of means."""

from fractions import Fraction

import numpy as np

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

from ..programs.f1_scores import f1_scores
from .common import Labels, counted, require

FRACTIONS = "counts; rounding of a few operations"


def macro_by_hand(truth: Labels, told: Labels, classes: int) -> tuple[Fraction, Fraction]:
    """The mean of the F1s, and the F1 of mean precision and mean recall, in fractions; 0/0 counts 0."""
    precisions, recalls, scores = [], [], []
    for c in range(classes):
        hits, answered, there = (int(np.sum(one)) for one in ((truth == c) & (told == c), told == c, truth == c))
        precision, recall = Fraction(hits, max(answered, 1)), Fraction(hits, max(there, 1))
        precisions.append(precision)
        recalls.append(recall)
        scores.append(2 * precision * recall / (precision + recall) if hits else Fraction(0))
    means = sum(precisions, Fraction(0)) / classes, sum(recalls, Fraction(0)) / classes
    return sum(scores, Fraction(0)) / classes, 2 * means[0] * means[1] / (sum(means) or 1)


@claim(
    en="Macro-F1 is the mean of the F1s of the classes, where one without a hit counts 0. It is not the F1 of mean "
    "precision and mean recall, which is never lower and can be far higher.",
    ko="macro-F1은 클래스별 F1의 평균이며, 맞힌 샘플이 하나도 없는 클래스는 0으로 센다. 정밀도의 평균과 재현율의 "
    "평균으로 구한 F1과는 다르다. 그 값은 결코 더 낮지 않고 훨씬 높을 수도 있다.",
    short="Two meanings of macro-F1",
    seconds=0.2,
    literature="Opitz & Burst 2019",
)
def macro_f1(rows: int = 30, seed: int = 0) -> Evidence:
    require(
        10 <= rows <= 200,
        en=f"{rows} samples: with 10 to 200 of them some classes are rare and all can be counted in fractions",
        ko=f"샘플 {rows}개: 드문 클래스가 생기고 분수로 셀 수 있으려면 10개에서 200개여야 한다",
    )
    rng = np.random.default_rng(seed)
    draws: list[tuple[Labels, Labels, int]] = []
    for classes in (2, 3, 4, 5, 6) * 20:
        shares = rng.dirichlet(np.full(classes, 0.5), size=2)
        truth, told = (rng.choice(classes, size=rows, p=p) for p in shares)
        draws.append((truth, told, classes))
    by_hand = [macro_by_hand(*draw) for draw in draws]
    macro = [f1_scores(counted(*draw))[1] for draw in draws]
    of_means = [float(pair[1]) for pair in by_hand]
    lazy = np.repeat([0, 0, 1], [1, 99, 1]), np.repeat([0, 1, 1], [1, 99, 1])
    known, known_means = f1_scores(counted(*lazy, 2))[1], float(macro_by_hand(*lazy, 2)[1])
    return Evidence(
        finding=Finding(
            "Right on 1 of 100 and on 1 of 1, macro-F1 is {macro:.2g}; the F1 of mean precision and mean recall is "
            "{means:.2g}",
            macro="macro-F1 of a classifier that nearly always says the second class",
            means="F1 of mean precision and mean recall of the same classifier",
        ),
        caption="The F1 of mean precision and mean recall over macro-F1, for random labels and answers. No point lies "
        "below the diagonal.",
        measurements=[
            Measurement(
                "macro-F1 of a classifier that nearly always says the second class",
                known,
                within(2 / 101, 1e-12, because="both F1s are 2·1/(2 + 99); rounding"),
            ),
            Measurement(
                "largest distance from fractions counted by class",
                max(abs(one - float(pair[0])) for one, pair in zip(macro, by_hand, strict=True)),
                at_most(1e-12, because=FRACTIONS),
            ),
            Measurement(
                "macro-F1 with a third class that neither occurs nor is answered",
                f1_scores(counted(*lazy, 3))[1],
                within(4 / 303, 1e-12, because="a third of 2/101 + 2/101 + 0; rounding"),
            ),
            Measurement(
                "most that macro-F1 exceeds the F1 of the means",
                float(max(one - other for one, other in by_hand)),
                at_most(0, because="the harmonic mean is concave (Opitz & Burst 2019)"),
            ),
            Measurement(
                "classes without a hit",
                sum(int(np.sum(np.diag(counted(*draw)) == 0)) for draw in draws),
                at_least(1, because="or nothing would test how they count"),
                check=True,
            ),
        ],
        controls=[
            Control(
                "F1 of mean precision and mean recall of the same classifier",
                known_means,
                within(2 / 101, 1e-12),
            ),
            Control(
                "largest distance of the F1 of the means from macro-F1",
                max(abs(one - other) for one, other in zip(macro, of_means, strict=True)),
                at_most(1e-12),
            ),
        ],
        curves=[
            Curve("random labels", [*of_means, known_means], x=[*macro, known], points=True, role="subject"),
            Curve("equal", [0, 1], x=[0, 1], role="bound"),
        ],
        axes=Axes(
            x="macro-F1",
            y="F1 of the means",
            marks=[
                Mark(of="F1 of mean precision and mean recall of the same classifier", x=known),
                Mark(
                    of="macro-F1 of a classifier that nearly always says the second class",
                    x=known,
                    text="{value:.2g}",
                ),
            ],
        ),
    )


mutant("takes precision twice", "2 * precision * recall / (precision", "2 * precision * precision / (precision")
