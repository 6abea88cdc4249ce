"""Batch size: what a mini-batch saves, what it costs, and how well it speaks for the whole dataset.

Notation: N samples, B samples in a batch, g the gradient of the mean loss over all N, g_B over a batch.
Σ is the covariance of the gradients of single samples (divisor N), tr Σ its trace: the mean of |g_i - g|².
BGD takes all N samples for a step, SGD takes one, mini-batch descent takes B of them.
The model is softmax regression on MNIST digits shrunk to 7x7 pixels and a constant: 50 x 10 weights.
"""

import math

import numpy as np

from quizdl.lab.checks import NOT_ODD, check_chi_square, check_controls, check_oddities
from quizdl.lab.differences import relative_error
from quizdl.lab.samples import oddity_of_integers
from quizdl.lab.statistics import chi_square_interval
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    Undecided,
    at_most,
    between,
    claim,
    mutant,
    within,
)

from ..programs.batch_formulas import coverage
from ..programs.minibatches import batches
from ..programs.sampling import replaced
from .common import cut
from .orders import FEW, OF_FEW, habits, left_out, not_once, orders_of_four


@claim(
    en="An epoch of shuffled mini-batches takes every sample exactly once, in full batches but for the last, and in a "
    "new order each time.",
    ko="섞은 미니배치로 도는 epoch는 모든 샘플을 정확히 한 번씩 쓰고, 마지막을 뺀 모든 배치가 꽉 차 있으며, 순서는 "
    "매번 새롭다.",
    short="Every sample once an epoch",
    seconds=0.2,
    literature="Bottou 2009",
)
def each_once(samples: int = 100, size: int = 32, epochs: int = 200, seed: int = 0) -> Evidence:
    if not (20 <= samples <= 1000 and 1 <= size <= 2000 and 50 <= epochs <= 1000):
        raise Undecided(
            en="20 to 1000 samples, batches of 1 to 2000, 50 to 1000 epochs: fewer leave the order uncertain",
            ko="샘플 20~1000개, 배치 크기 1~2000, 50~1000 epoch까지 다룬다. 이보다 적으면 순서를 가리기 어렵다",
        )
    rng = np.random.default_rng(seed)
    five = [(n, b, batches(n, b, rng)) for n, b in ((1, 1), (7, 3), (10, 5), (5, 8), (samples, size))]
    wrong_sizes = sum(
        abs(len(epoch) - math.ceil(n / b)) + sum(len(batch) != b for batch in epoch[:-1]) for n, b, epoch in five
    )
    orders = np.array([np.concatenate(batches(samples, size, rng)) for _ in range(epochs)])
    shuffled, drawn = (left_out(taken) for taken in (orders, replaced(samples, epochs, rng)))
    unshuffled = np.tile(np.concatenate(cut(np.arange(samples), size)), (2, 1))
    alike = [np.concatenate(batches(samples, size, np.random.default_rng([seed, 1]))) for _ in range(2)]
    habit, never_shuffled = habits(orders), habits(unshuffled)
    five_sigma = 5 * math.sqrt(1 / samples / (samples * (epochs - 1)))
    new_order = within(
        1 / samples, five_sigma, because="1/N in a random order; 5 sigma of the matches of two permutations"
    )
    complete = within(0, 0, because="the batches of an epoch are a partition of the data")
    return Evidence(
        finding=Finding(
            "A shuffled epoch leaves out {shuffled:.0f} of {samples} samples, as many independent draws up to "
            "{drawn:.0f}",
            shuffled="most samples left out of a shuffled epoch",
            drawn="most samples left out of independent draws",
        ),
        caption="Samples that an epoch leaves out, epoch by epoch.",
        fields={"samples": samples},
        measurements=[
            Measurement("most samples left out of a shuffled epoch", max(shuffled), complete),
            Measurement(
                "samples not taken exactly once for five sizes of data and batch",
                sum(not_once(np.concatenate(epoch), n) for n, _, epoch in five),
                complete,
            ),
            Measurement("batches too many or too few or of a wrong size", wrong_sizes, complete),
            Measurement(
                "share of samples in the place that they had in the epoch before",
                habit.same_place,
                new_order,
            ),
            Measurement(
                "share of samples with the same sample behind them as in the epoch before",
                habit.same_next,
                within(
                    (1 - 1 / samples) / samples,
                    five_sigma,
                    because="(1 - 1/N)/N in a random order; 5 sigma of the matches of two permutations",
                ),
            ),
            Measurement(
                "mean place of a sample in its epochs: most off the middle",
                habit.off_centre,
                between(0.5, 5, because="standard errors of means of random places, the largest for all samples"),
                unit="standard errors",
            ),
            Measurement(
                "evenness of the orders of four samples: χ²",
                float(((orders_of_four(rng) - 100) ** 2 / 100).sum()),  # 100 are due, also where no order is one
                between(*chi_square_interval(23), because="all 24 orders are equally likely; 99.99 %"),
            ),
            Measurement(
                "indices that differ where the generator starts alike",
                int(np.count_nonzero(np.diff(alike, axis=0))),
                within(0, 0, because="all randomness comes from the generator"),
            ),
            check_controls(
                *np.subtract(habits(FEW), OF_FEW), never_shuffled.same_place - 1, not_once(np.array([0, 0, 1]), 4) - 3
            ),
        ],
        controls=[
            Control("most samples left out of independent draws", max(drawn), complete),
            Control(
                "without shuffling: share of samples in the place that they had before",
                never_shuffled.same_place,
                new_order,
            ),
        ],
        curves=[
            Curve("shuffled", shuffled, role="subject"),
            Curve("independent draws", drawn, role="reference"),
        ],
        axes=Axes(
            x="epoch",
            y="samples left out",
            marks=[
                Mark(of="most samples left out of a shuffled epoch", x=int(np.argmax(shuffled)), text="{value:.0f}"),
                Mark(of="most samples left out of independent draws", x=int(np.argmax(drawn)), text="{value:.0f}"),
            ],
        ),
    )


@claim(
    en="N independent draws of one sample leave out 36.8 % of a large dataset; a reshuffled epoch leaves out none.",
    ko="큰 데이터셋에서 샘플을 하나씩 독립적으로 N번 뽑으면 36.8%는 한 번도 뽑히지 않는다. 섞어서 도는 epoch에서는 "
    "하나도 빠지지 않는다.",
    short="What independent draws leave out",
    seconds=0.2,
    literature="Robbins & Monro 1951; Bottou 2009",
)
def draws_miss_a_third(samples: int = 1000, runs: int = 400, seed: int = 0) -> Evidence:
    if samples < 100 or samples * runs < 20_000:
        raise Undecided(
            en="a large dataset, 100 samples or more, and 20,000 draws in all: fewer leave the share uncertain",
            ko="샘플 100개 이상의 큰 데이터셋에서 모두 20,000번 이상 뽑아야 한다. 그보다 적으면 비율이 불확실하다",
        )
    rng = np.random.default_rng(seed)
    draws = replaced(samples, runs, rng)
    shuffled = np.array([np.concatenate(batches(samples, 1, rng)) for _ in range(20)])
    missed, unvisited = (float(np.mean(left_out(taken))) / samples for taken in (draws, shuffled))
    strays = np.setxor1d(replaced(50, 400, rng), np.arange(50)).size
    sizes = [10, 20, 50, 100, 200, 500]
    smaller = [float(np.mean(left_out(replaced(n, 100, rng)))) / n for n in sizes]
    five_sigma = 5 * math.sqrt((1 / math.e - 2 / math.e**2) / samples / runs)
    third = within((1 - 1 / samples) ** samples, five_sigma, because="(1 - 1/N)^N, near 1/e; 5 sigma of occupancy")
    line = np.unique(np.geomspace(10, max(samples, 1000), 100).round())
    return Evidence(
        finding=Finding(
            "{samples} independent draws leave out {missed:.3g} of the samples, a reshuffled epoch {left_out:.3g}",
            missed="share never drawn",
            left_out="share never visited when reshuffled",
        ),
        caption="The share of the samples that as many independent draws leave out, by the size of the dataset.",
        fields={"samples": samples},
        measurements=[
            Measurement("share never drawn", missed, third),
            Measurement(
                "of 50 samples: never drawn in 400 runs or not among them",
                strays,
                at_most(0, because="each has its turn"),
            ),
            check_controls(unvisited),
            Measurement("how odd the drawn indices look", oddity_of_integers(draws, samples), NOT_ODD, check=True),
            check_oddities(),
            check_chi_square(),
        ],
        controls=[Control("share never visited when reshuffled", unvisited, third)],
        curves=[
            Curve("measured", [*smaller, missed], x=[*sizes, samples], points=True, role="subject"),
            Curve("(1 - 1/N)^N", list((1 - 1 / line) ** line), x=list(line), role="reference"),
            Curve("reshuffled", [unvisited, unvisited], x=[10, samples], role="reference"),
        ],
        axes=Axes(
            x="samples N",
            y="share left out",
            log_x=True,
            marks=[
                Mark(of="share never drawn", x=samples),
                Mark(of="share never visited when reshuffled", x=samples),
            ],
        ),
    )


@claim(
    en="Random batches of 32 hold all ten equally likely classes in 69 % of the steps.",
    ko="확률이 같은 열 개 클래스에서 무작위로 뽑은 크기 32의 배치는 69%의 스텝에서만 모든 클래스를 담는다.",
    short="Batches that hold every class",
    seconds=0.4,
    literature="Feller 1968",
)
def ten_classes(batch: int = 32, draws: int = 20_000, seed: int = 0) -> Evidence:
    if not (10 <= batch <= 100 and draws >= 5000):
        raise Undecided(
            en="ten classes need 10 samples or more (100 are the most here), and the share 5,000 draws",
            ko="클래스 열 개를 담으려면 샘플이 10개 이상(여기서는 100개까지) 필요하고, 비율을 재려면 5,000번 이상 "
            "뽑아야 한다",
        )
    labels = np.repeat(np.arange(10), 100)
    drawn = np.random.default_rng(seed).choice(labels, size=(draws, batch))
    complete, by_class = (
        float(np.mean([len(set(row.tolist())) == 10 for row in rows])) for rows in (drawn, cut(labels, batch))
    )
    formula = [coverage(size, 10) for size in range(101)]
    seven = [coverage(size, 7) for size in range(101)]
    off = relative_error([seven, formula], [chain(7), chain(10)])
    share = chain(10)[batch]
    five_sigma = 5 * math.sqrt(share * (1 - share) / draws)
    all_ten = within(share, five_sigma, because="the chain of classes seen; 5 sigma of a share")
    exact = at_most(1e-12, because="rounding of eleven terms up to 252")
    return Evidence(
        finding=Finding(
            "{share:.3g} of the random batches of {batch} hold all ten classes",
            share="share of random batches with all classes",
        ),
        caption="The probability that a random batch holds all of ten equally likely classes, by batch size.",
        fields={"batch": batch},
        measurements=[
            Measurement("share of random batches with all classes", complete, all_ten),
            Measurement("inclusion and exclusion off the chain for seven and ten classes", off, exact),
            check_controls(by_class),
            Measurement("how odd the drawn classes look", oddity_of_integers(drawn, 10), NOT_ODD, check=True),
        ],
        controls=[Control("share of batches sorted by class with all classes", by_class, all_ten)],
        curves=[Curve("probability of all ten classes", formula)],
        axes=Axes(
            x="batch size", y="probability", marks=[Mark(of="share of random batches with all classes", x=batch)]
        ),
    )


def chain(classes: int) -> list[float]:
    """Probability of having seen every class after 0, 1, …, 100 draws: each draw meets a new one or not."""
    count = np.arange(classes + 1)
    seen, complete = (count == 0).astype(float), [0.0]
    for _ in range(100):
        seen = seen * count / classes + np.roll(seen * (1 - count / classes), 1)
        complete.append(float(seen[-1]))
    return complete


mutant("draws with replacement", "order = rng.permutation(n)", "order = rng.integers(n, size=n)", program="minibatches")
mutant("drops the short last batch", "range(0, n, size)", "range(0, n - size + 1, size)", program="minibatches")
mutant(
    "takes the same order each epoch",
    "order = rng.permutation(n)",
    "order = np.random.default_rng(n).permutation(n)",
    program="minibatches",
)
mutant(
    "shuffles within batches only",
    "order = rng.permutation(n)",
    "order = np.concatenate([rng.permutation(np.arange(k, min(k + size, n))) for k in range(0, n, size)])",
    program="minibatches",
)
mutant(
    "never draws the last sample",
    "rng.integers(samples, size=(runs, samples))",
    "rng.integers(samples - 1, size=(runs, samples))",
    program="sampling",
)
mutant(
    "shuffles instead of drawing",
    "rng.integers(samples, size=(runs, samples))",
    "rng.permuted(np.tile(np.arange(samples), (runs, 1)), axis=1)",
    program="sampling",
)
mutant("stops at single classes", "missing = range(classes + 1)", "missing = range(2)", program="batch_formulas")
mutant(
    "starts the same order at a random sample",
    "order = rng.permutation(n)",
    "order = np.roll(np.arange(n), rng.integers(n))",
    program="minibatches",
)
