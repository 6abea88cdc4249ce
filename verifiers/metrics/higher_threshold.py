"""Precision and recall while the threshold rises: recall never does, precision may do either."""

import math

import numpy as np

from quizdl.lab.checks import check_controls
from quizdl.verify import Axes, Control, Curve, Evidence, Finding, Mark, Measurement, claim, mutant, within

from ..programs.average_precision import precision_recall
from .common import Array, require
from .rankings import different, orders, ranked


@claim(
    en="Raising the threshold never raises recall, but precision may fall as well as rise: of the 120 orders of 3 "
    "positives among 10, precision never falls on the way up for the perfect ranking alone.",
    ko="임곗값을 올려도 재현율은 결코 오르지 않지만, 정밀도는 오를 수도 내릴 수도 있다. 10개 중 양성 3개를 늘어놓는 "
    "120가지 순서 가운데 정밀도가 끝까지 내려가지 않는 것은 완벽한 순위 하나뿐이다.",
    short="Precision over the threshold",
    seconds=0.2,
)
def higher_threshold(samples: int = 10, positives: int = 3) -> Evidence:
    require(
        5 <= samples <= 12 and 2 <= positives <= samples // 2,
        en="5 to 12 samples, 2 of them positive at least and half at most: all orders are counted",
        ko="샘플은 5개에서 12개, 양성은 2개 이상이고 절반 이하여야 한다. 모든 순서를 센다",
    )
    every = orders(positives, samples)
    curves = [precision_recall(*ranked(y)) for y in every]  # thresholds fall along them

    def falls(values: Array) -> int:
        """How often the value falls as the threshold rises step by step."""
        return int(np.sum(np.diff(values[::-1]) < -1e-12))

    drops = np.array([falls(precision) for precision, _ in curves])
    counts = np.bincount(drops, minlength=2)
    falling = int(counts[1:].sum())
    perfect, _ = precision_recall(*ranked(every[0]))
    return Evidence(
        finding=Finding(
            "Of {orders} orders {one:.3g} has a precision that never falls as the threshold rises: the perfect ranking",
            one="orders whose precision never falls",
        ),
        caption="In how many orders precision falls so often while the threshold rises. Only the perfect ranking has "
        "no fall.",
        fields={"orders": len(every)},
        measurements=[
            Measurement(
                "orders whose precision never falls",
                int(counts[0]),
                within(1, 0, because="a negative above a positive makes precision fall at that positive"),
            ),
            Measurement(
                "falls of the perfect ranking",
                falls(perfect),
                within(0, 0, because="1 up there, then P/k, lower with k"),
            ),
            Measurement(
                "orders whose recall does not fall at each positive",
                sum(falls(recall) != positives - int(y[0]) for (_, recall), y in zip(curves, every, strict=True)),
                within(0, 0, because="a higher threshold only loses true positives"),
            ),
            Measurement(
                "orders whose recall rises with the threshold",
                sum(falls(-recall) > 0 for _, recall in curves),
                within(0, 0, because="a higher threshold only loses true positives"),
            ),
            Measurement(
                "orders",
                different(every, positives),
                within(math.comb(samples, positives), 0, because="C(N, P)"),
                check=True,
            ),
            check_controls(falling - math.comb(samples, positives) + 1),
        ],
        controls=[Control("orders whose precision falls at some step", falling, within(0, 0))],
        curves=[Curve("orders", list(counts), x=range(len(counts)), points=True, role="subject")],
        axes=Axes(
            x="falls of precision",
            y="orders",
            marks=[Mark(of="orders whose precision never falls", x=0)],
        ),
    )


mutant("counts from the highest threshold down", "np.diff(values[::-1])", "np.diff(values)")
