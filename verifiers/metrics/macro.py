"""Macro-F1: the mean of F1s, not the F1 of means."""

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


def coincidences(draws: list[tuple[Labels, Labels, int]]) -> float:
    """How many standard errors coincidences are off: of two labels, or two answers, of a draw, and of a label and one.

    Shares drawn from a Dirichlet distribution with α = 1/2 make two of one kind alike with probability 3/(K + 2), and
    independent ones with 1/K.
    """
    off = []
    for truth, told, classes in draws:
        alike = [np.mean(np.equal.outer(one, one)[~np.eye(len(one), dtype=bool)]) for one in (truth, told)]
        off.append([*(one - 3 / (classes + 2) for one in alike), np.mean(np.equal.outer(truth, told)) - 1 / classes])
    errors = np.array(off)
    return float(np.max(abs(errors.mean(axis=0)) / (errors.std(axis=0, ddof=1) / np.sqrt(len(errors)))))


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
    controls = [
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
    ]
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
            Measurement(
                "how far coincidences among labels and answers are from what they were drawn with",
                coincidences(draws),
                at_most(5, because="random shares of the classes, for labels and answers alike; 5 standard errors"),
                unit="standard errors",
                check=True,
            ),
            Measurement(
                "different draws of labels and answers",
                len({(truth.tobytes(), told.tobytes()) for truth, told, _ in draws}),
                at_least(95, because="a hundred, of which a few with one class may be alike"),
                check=True,
            ),
            check_controls(
                controls[0].value - 0.505, controls[1].value - float(max(other - one for one, other in by_hand))
            ),
        ],
        controls=controls,
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


def mean_recall(confusion: Labels) -> float:
    return float(np.mean(np.diag(confusion) / confusion.sum(axis=1)))


@claim(
    en="F1 does not tell truth from answer: exchange the two and micro- and macro-F1 stay, while recall becomes "
    "precision. Nor does the order of the classes count, nor every sample several times.",
    ko="F1은 정답과 답을 구별하지 않는다. 둘을 바꾸어도 micro-F1과 macro-F1은 그대로이고 재현율만 정밀도가 된다. "
    "클래스의 순서를 바꾸거나 샘플을 모두 여러 번 되풀이해도 그대로이다.",
    short="What F1 does not tell apart",
    seconds=0.2,
    literature="Sokolova & Lapalme 2009",
)
def f1_symmetric(times: int = 7, seed: int = 0) -> Evidence:
    require(
        2 <= times <= 1000,
        en=f"samples {times} times: 2 to 1000 repeat them",
        ko=f"샘플 {times}번: 되풀이하려면 2번에서 1000번이어야 한다",
    )
    rng = np.random.default_rng(seed)
    known = np.array([[8, 2], [4, 6]])
    precision = mean_recall(known.T)
    draws = [(rng.integers(k, size=25), rng.integers(k, size=25), k) for k in (2, 3, 5) for _ in range(15)]
    right = [float(macro_by_hand(*draw)[0]) for draw in draws]
    micros = [float(np.mean(truth == told)) for truth, told, _ in draws]
    tables = [counted(*draw) for draw in draws]
    orders = [rng.permutation(k) for _, _, k in draws]
    drawn = {k: np.array([(truth, told) for truth, told, of in draws if of == k]) for k in (2, 3, 5)}
    firsts = {k: np.array([order[0] for order in orders if len(order) == k]) for k in drawn}
    exchanged = [table.T for table in tables]
    renamed = [table[order][:, order] for table, order in zip(tables, orders, strict=True)]
    repeated = [times * table for table in tables]
    misnamed = [np.roll(table, 1, axis=1) for table in tables]  # the answers one class further, and not the truth

    def apart(changed: list[Labels]) -> float:
        """The largest distance of micro-F1 from the accuracy, and of macro-F1 from fractions, of the draws.

        inf if fewer than 15 of the 45 tables are others than before: few are symmetric, and most orders are others.
        """
        both = zip(map(f1_scores, changed), micros, right, strict=True)
        altered = sum(not np.array_equal(one, table) for one, table in zip(changed, tables, strict=True))
        return max(max(abs(micro - m), abs(macro - r)) if altered >= 15 else np.inf for (micro, macro), m, r in both)

    exact = at_most(1e-12, because=FRACTIONS)
    return Evidence(
        finding=Finding(
            "With truth and answers exchanged macro-F1 stays {macro:.3g}; mean recall goes from {recall:.3g} to "
            "{exchanged:.3g}",
            macro="macro-F1 with truth and answers exchanged",
            recall="mean recall",
            exchanged="mean recall with truth and answers exchanged",
        ),
        caption="Macro-F1 and mean recall after truth and answers are exchanged, over what they were.",
        measurements=[
            Measurement(
                "macro-F1 with truth and answers exchanged",
                f1_scores(known.T)[1],
                within((16 / 22 + 12 / 18) / 2, 1e-12, because="2·8/22 and 2·6/18, either way; rounding"),
            ),
            Measurement("mean recall", mean_recall(known), within(0.7, 1e-12, because="8/10 and 6/10; rounding")),
            Measurement("largest distance with truth and answers exchanged", apart(exchanged), exact),
            Measurement("largest distance with the classes in another order", apart(renamed), exact),
            Measurement("largest distance with every sample repeated", apart(repeated), exact),
            Measurement(
                "how odd random labels and answers and orders of classes look",
                max(oddity_of_integers(one[k], k) for one in (drawn, firsts) for k in drawn),
                NOT_ODD,
                check=True,
            ),
            check_controls(precision - (8 / 12 + 6 / 8) / 2),
        ],
        controls=[
            Control("mean recall with truth and answers exchanged", precision, within(0.7, 1e-12)),
            Control("largest distance with the answers in another order", apart(misnamed), at_most(1e-12)),
        ],
        curves=[
            Curve("macro-F1", [f1_scores(table)[1] for table in exchanged], x=right, points=True, role="subject"),
            Curve("mean recall", [mean_recall(known), precision], x=[0.7, 0.7], points=True, role="reference"),
            Curve("as before", [0, 1], x=[0, 1], role="bound"),
        ],
        axes=Axes(
            x="before",
            y="exchanged",
            marks=[
                Mark(of="macro-F1 with truth and answers exchanged", x=f1_scores(known)[1]),
                Mark(of="mean recall", x=0.7),
                Mark(of="mean recall with truth and answers exchanged", x=0.7),
            ],
        ),
    )
