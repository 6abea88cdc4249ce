"""Which threshold maximises F1, and why it is not one half."""

import itertools

import numpy as np

from quizdl.lab.checks import check_controls, check_draws
from quizdl.lab.samples import oddity_of_uniform
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

from ..programs.best_f1 import best_f1
from .common import Array, require


def f1_of(yes: Array, p: Array, weights: Array) -> Array:
    """Population F1 of answers, shape (…, n): 2TP/(2TP + FP + FN) with expected counts."""
    hits, alarms = (yes * weights * p).sum(axis=-1), (yes * weights * (1 - p)).sum(axis=-1)
    missed = ((1 - yes) * weights * p).sum(axis=-1)
    scores: Array = 2 * hits / (2 * hits + alarms + missed)
    return scores


def accuracy_of(yes: Array, p: Array, weights: Array) -> Array:
    """Population accuracy of answers, shape (…, n)."""
    shares: Array = (weights * np.where(yes > 0, p, 1 - p)).sum(axis=-1) / weights.sum()
    return shares


def answers_off(yes: Array, p: Array, threshold: float) -> int:
    """How many of the answers, shape (n,), are not "yes where p is above the threshold"."""
    return int(np.sum((yes > 0) != (p > threshold)))


def f1_by_loops(level: float, asked: Array, p: Array, weights: Array) -> float:
    """Population F1 of yes where what is asked is above the level, cell by cell."""
    rows = list(zip(asked.tolist(), p.tolist(), weights.tolist(), strict=True))
    hits, yes = sum(w * q for a, q, w in rows if a > level), sum(w for a, _, w in rows if a > level)
    return float(2 * hits / (yes + sum(w * q for _, q, w in rows)))


@claim(
    en="On calibrated probabilities population F1 is greatest where yes is answered above half of that greatest F1: a "
    "threshold of at most 1/2, and low for rare and hard classes. If the scores know nothing, the best answer is "
    "always yes, with F1 = 2π/(1+π). For accuracy the best threshold is 1/2.",
    ko="보정된 확률이 있을 때 모집단 F1은 확률이 최대 F1의 절반보다 클 때 '예'라고 하면 최대가 된다. 이 임곗값은 1/2 "
    "이하이고, 드물고 어려운 클래스에서는 낮다. 점수에 정보가 전혀 없으면 언제나 '예'가 최선이고 F1 = 2π/(1+π)이다. "
    "정확도라면 최선의 임곗값은 1/2이다.",
    short="The threshold of greatest F1",
    seconds=0.5,
    literature="Lipton, Elkan & Naryanaswamy 2014",
)
def f1_threshold(shape: float = 0.3, samples: int = 300, seed: int = 0) -> Evidence:
    require(
        0.1 <= shape <= 1 and 50 <= samples <= 1000,
        en="a shape of 0.1 to 1, for rare positives that are hard to tell, and 50 to 1000 cells",
        ko="양성이 드물고 구별하기 어려우려면 shape는 0.1에서 1이고, 칸은 50개에서 1000개여야 한다",
    )
    rng = np.random.default_rng(seed)
    every = np.array(list(itertools.product((0.0, 1.0), repeat=12)))
    shapes = np.repeat([0.2, 0.5, 1.0, 3.0], 5)
    small = [(rng.beta(a, 2.0, size=12), rng.uniform(0.2, 2, size=12)) for a in shapes]
    values = [f1_of(every, *one) for one in small]
    found = [best_f1(*one) for one in small]
    right = [float(one.max()) for one in values]
    off = sum(answers_off(every[v.argmax()], p, t) for v, (p, _), (_, t) in zip(values, small, found, strict=True))
    by_accuracy = [every[accuracy_of(every, *one).argmax()] for one in small]
    off_half = sum(answers_off(yes, p, 0.5) for yes, (p, _) in zip(by_accuracy, small, strict=True))
    p, weights = rng.beta(shape, 2.0, size=samples), rng.uniform(0.2, 2, size=samples)
    ranks = [
        (a + 1) * q**a - a * q ** (a + 1) for a, q in ((shape, p), *zip(shapes, (q for q, _ in small), strict=True))
    ]
    best, threshold = best_f1(p, weights)
    levels = np.linspace(0, 0.999, 300)
    f1s, accuracies = (f((p > levels[:, None]).astype(float), p, weights) for f in (f1_of, accuracy_of))
    at_threshold, at_half = (float(f1_of((p > t).astype(float), p, weights)) for t in (threshold, 0.5))
    nothing = best_f1(np.full(20, 0.1), np.ones(20))
    squared = best_f1(p**2, weights)[1]
    controls = [
        Control("F1 at a threshold of 1/2", at_half, within(at_threshold, 1e-12)),
        Control(
            "answers of greatest F1 that are not yes above 1/2",
            sum(answers_off(every[v.argmax()], q, 0.5) for v, (q, _) in zip(values, small, strict=True)),
            within(0, 0),
        ),
        Control(
            "F1 of p² above half the F1 that p² promises",
            float(f1_of((p**2 > squared).astype(float), p, weights)),
            within(at_threshold, 1e-12),
        ),
    ]
    return Evidence(
        finding=Finding(
            "F1 is greatest, {best:.3g}, at a threshold of {threshold:.3g}; at 1/2 it is {half:.3g}",
            best="greatest F1",
            threshold="threshold of the greatest F1",
            half="F1 at a threshold of 1/2",
        ),
        caption="Population F1 and accuracy of calibrated probabilities, over the threshold. F1 is greatest at half "
        "its greatest value, accuracy at 1/2.",
        measurements=[
            Measurement(
                "greatest F1",
                best,
                within(at_threshold, 1e-12, because="the F1 of yes above half of it, from expected counts; rounding"),
            ),
            Measurement(
                "threshold of the greatest F1",
                threshold,
                within(at_threshold / 2, 1e-12, because="one more yes helps where p is above half of F1"),
            ),
            Measurement(
                "largest difference from the best of all 4096 answers",
                max(abs(one[0] - other) for one, other in zip(found, right, strict=True)),
                at_most(1e-12, because="the same largest ratio; rounding"),
            ),
            Measurement(
                "answers of the best of all that are not yes above the threshold",
                off,
                within(0, 0, because="a ratio is greatest where no answer that is changed helps it"),
            ),
            Measurement(
                "answers of greatest accuracy that are not yes above 1/2",
                off_half,
                within(0, 0, because="each answer counts for itself"),
            ),
            Measurement(
                "most that F1 at another threshold is higher",
                float(np.max(f1s)) - best,
                at_most(1e-12, because="none is; rounding"),
            ),
            Measurement(
                "greatest F1 of scores that know nothing where a tenth is positive",
                nothing[0],
                within(0.2 / 1.1, 1e-12, because="2π/(1+π), of always yes; rounding"),
            ),
            Measurement(
                "sum of expected counts over the weights",
                float((weights * p).sum() + (weights * (1 - p)).sum()) / float(weights.sum()),
                within(1, 1e-12, because="each sample is positive or negative"),
                check=True,
            ),
            check_draws(
                oddity_of_uniform(np.concatenate(ranks), 0, 1),
                oddity_of_uniform(np.concatenate([weights, *(w for _, w in small)]), 0.2, 2),
            ),
            check_controls(
                controls[0].value - f1_by_loops(0.5, p, p, weights),
                controls[2].value - f1_by_loops(squared, p**2, p, weights),
                squared - f1_by_loops(squared, p**2, p**2, weights) / 2,
                controls[1].value
                - sum(int(np.sum((t < q) & (q <= 0.5))) for (_, t), (q, _) in zip(found, small, strict=True)),
            ),
        ],
        controls=controls,
        curves=[
            Curve("F1", list(f1s), x=list(levels), role="subject"),
            Curve("accuracy", list(accuracies), x=list(levels), role="reference"),
        ],
        axes=Axes(
            x="threshold",
            y="share",
            marks=[
                Mark(of="greatest F1", x=threshold),
                Mark(of="threshold of the greatest F1", x=threshold, text="at {value:.3g}"),
                Mark(of="F1 at a threshold of 1/2", x=0.5),
            ],
        ),
    )


mutant("gives the greatest F1 itself as threshold", "best, best / 2", "best, best", program="best_f1")
mutant(
    "forgets the weights of the cells that are answered yes",
    "np.cumsum(weights) +",
    "np.arange(1, len(p) + 1) +",
    program="best_f1",
)
mutant("takes the rarest cells first", "np.argsort(-p)", "np.argsort(p)", program="best_f1")
mutant("counts the missed twice", "alarms + missed", "alarms + 2 * missed")
