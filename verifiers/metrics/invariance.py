"""What AUC does not see: the size of the scores and the ratio of the classes."""

import numpy as np

from quizdl.lab.checks import NOT_ODD, check_controls
from quizdl.verify import Axes, Control, Curve, Evidence, Finding, Mark, Measurement, at_most, claim, mutant, within

from ..programs.average_precision import average_precision
from ..programs.roc import area, auc, roc
from .common import Array, Labels, oddity_of_samples, precision_by_hand, require, sample, share_of_pairs


def with_negatives(scores: Array, y: Labels, ratio: int) -> tuple[float, float, float]:
    """AUC, average precision and share of positives where each negative stands so often."""
    rows = np.repeat(np.arange(len(y)), np.where(y == 1, 1, ratio))
    return auc(scores[rows], y[rows]), average_precision(scores[rows], y[rows]), float(y[rows].mean())


def off_the_pairs(scores: Array, y: Labels, right: float) -> float:
    """The farther distance of AUC, by ranks or by the ROC, from the share of pairs that it should be."""
    return max(abs(auc(scores, y) - right), abs(area(*roc(scores, y)) - right))


@claim(
    en="AUC sees only the order of the scores: any strictly increasing map leaves it, and so does another ratio of "
    "the classes in the same test data. Average precision falls when negatives are repeated, unless the ranking is "
    "perfect; and a map that is not increasing, such as the absolute value, can change AUC.",
    ko="AUC는 점수의 순서만 본다. 순증가 함수를 씌워도 그대로이고, 같은 테스트 데이터에서 클래스의 비율만 바꿔도 "
    "그대로이다. 평균 정밀도(AP)는 순위가 완벽하지 않은 한 음성을 되풀이하면 낮아지고, 절댓값처럼 증가하지 않는 "
    "함수를 씌우면 AUC도 바뀔 수 있다.",
    short="What AUC does not see",
    seconds=0.2,
    literature="Fawcett 2006",
)
def auc_invariance(ratio: int = 10, seed: int = 0) -> Evidence:
    require(
        2 <= ratio <= 100,
        en=f"negatives {ratio} times: 2 to 100 change the ratio of the classes and can be computed",
        ko=f"음성 {ratio}배: 클래스의 비율이 바뀌고 계산할 수 있으려면 2배에서 100배여야 한다",
    )
    rng = np.random.default_rng(seed)
    scores, y = sample(rng, 160, 240)
    right = share_of_pairs(scores, y)
    ratios = np.unique(np.geomspace(1, ratio, 12).round().astype(int))
    areas, precisions, shares = zip(*(with_negatives(scores, y, int(r)) for r in ratios), strict=True)
    last_area, last_precision, last_share = with_negatives(scores, y, ratio)
    maps = [np.exp(3 * scores), 1e6 * scores**3, 1e-12 * scores, 1000 + scores, np.arctan(scores)]
    order = rng.permutation(400)
    known = np.array([-2.0, -1.0, 1.0, 2.0]), np.array([0, 0, 1, 1])
    same = within(right, 1e-12, because="the pairs are in the same order; rounding")
    controls = [
        Control("average precision with the negatives repeated", last_precision, within(precisions[0], 1e-12)),
        Control("AUC of absolute scores", auc(abs(scores), y), within(right, 1e-12)),
    ]
    return Evidence(
        finding=Finding(
            "With {ratio} times the negatives AUC stays {auc:.3g}, average precision is {ap:.3g} instead of {even:.3g}",
            auc="AUC with the negatives repeated",
            ap="average precision with the negatives repeated",
            even="average precision of the scores as they are",
        ),
        caption="AUC and average precision of the same scores, with every negative repeated.",
        fields={"ratio": ratio},
        measurements=[
            Measurement("AUC with the negatives repeated", last_area, same),
            Measurement(
                "largest distance of AUC of scores that were mapped",
                max(off_the_pairs(mapped, y, right) for mapped in maps),
                at_most(1e-12, because="the pairs are in the same order; rounding"),
            ),
            Measurement(
                "different scores among those mapped and as they were",
                len({mapped.tobytes() for mapped in (scores, *maps)}),
                within(6, 0, because="each map moves them"),
                check=True,
            ),
            Measurement(
                "average precision of scores that hardly differ",
                average_precision(1e-12 * scores, y),
                within(precision_by_hand(scores, y, 1), 1e-12, because="Σ of precision times added recall; rounding"),
            ),
            Measurement("AUC of the rows in another order", auc(scores[order], y[order]), same),
            Measurement(
                "AUC of the absolute values of -2 and -1 against 1 and 2",
                auc(abs(known[0]), known[1]),
                within(0.5, 1e-15, because="one pair won, one lost, two tied"),
            ),
            Measurement(
                "average precision of the scores as they are",
                precisions[0],
                within(precision_by_hand(scores, y, 1), 1e-12, because="Σ of precision times added recall; rounding"),
            ),
            Measurement(
                "share of positives with the negatives repeated",
                last_share,
                within(160 / (160 + 240 * ratio), 1e-12, because="160 positives, and 240 negatives so often"),
                check=True,
            ),
            Measurement(
                "largest distance of AUC from the share of pairs for fewer repetitions",
                max(abs(one - right) for one in areas),
                at_most(1e-12, because="the pairs are in the same order; rounding"),
            ),
            Measurement(
                "largest distance of 1 over the share of positives from a line",
                max(abs(1 / share - 1 - 1.5 * r) for share, r in zip(shares, ratios, strict=True)),
                at_most(1e-10, because="one and a half negatives for a positive, so often; rounding"),
                check=True,
            ),
            Measurement("how odd the sample looks", oddity_of_samples([(scores, y)], 0.4), NOT_ODD, check=True),
            Measurement(
                "rows that the other order leaves in place",
                int(np.sum(order == np.arange(400))),
                at_most(12, because="one on average; more than twelve once in a thousand million"),
                check=True,
            ),
            check_controls(
                controls[0].value - precision_by_hand(scores, y, ratio),
                controls[1].value - share_of_pairs(abs(scores), y),
            ),
        ],
        controls=controls,
        curves=[
            Curve("AUC", areas, x=list(ratios), role="subject"),
            Curve("average precision", precisions, x=list(ratios), role="reference"),
        ],
        axes=Axes(
            x="negatives, times",
            y="area",
            log_x=True,
            marks=[
                Mark(of="AUC with the negatives repeated", x=ratio),
                Mark(of="average precision with the negatives repeated", x=ratio),
                Mark(of="average precision of the scores as they are", x=1),
            ],
        ),
    )


mutant("repeats the positives", "np.where(y == 1, 1, ratio)", "np.where(y == 1, ratio, 1)")
mutant(
    "takes scores that nearly agree for equal",
    "np.unique(scores, return_inverse",
    "np.unique(np.round(scores, 6), return_inverse",
    program="roc",
)
