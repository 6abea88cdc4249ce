"""Shards of unequal sizes: how much each sample counts in the average, and how it should be weighted."""

import numpy as np
import torch

from quizdl.lab.checks import check_draws
from quizdl.lab.samples import oddity_of_integers, oddity_of_normal
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

from ..programs.average_gradients import average_gradients
from ..programs.single_process import ROWS, batch, flat, parts, row_gradients, weights
from ..programs.single_process import train as train_alone
from .common import EXACT, UNEQUAL, drawn, of_gradient, of_path, relative, require_few, sample_weights, together, train

LEAST_SQUARES = "rounding of a least-squares solution, whose condition number is far below a thousand"


def means(of_each: torch.Tensor, sizes: list[int]) -> torch.Tensor:
    """g_r of each shard from the gradients of its samples, shape (W, P); the mean over no samples is NaN."""
    return torch.stack([rows.mean(dim=0) for rows in torch.split(of_each, sizes)])


def distance_of_average(of_each: torch.Tensor, sizes: list[int], full: torch.Tensor) -> float:
    """How far the average of these shards' gradients is from the full batch's; infinite where it holds NaN."""
    shapes = weights(seed=0)
    gradients = [[part.numpy() for part in parts(mean, shapes)] for mean in means(of_each, sizes)]
    averaged = flat([torch.from_numpy(array) for array in average_gradients(gradients, sizes)])
    return relative(torch.nan_to_num(averaged, nan=np.inf), full)


@claim(
    en="Averaged in one process: each rank's mean gradient, weighted by its share of the rows, adds up to the full "
    "batch's gradient, for equal and unequal shards, for one rank, and with a rank without rows, which does not count.",
    ko="프로세스 하나에서 평균하면, 랭크마다의 평균 기울기에 샘플 수의 비율을 가중치로 곱해 더한 값은 전체 배치의 "
    "기울기이다. 샤드 크기가 같든 다르든, 랭크가 하나이든 마찬가지이고, 샘플이 없는 랭크는 계산에서 빠진다.",
    short="Shards averaged in one process",
    seconds=0.4,
    literature="Li 2020; Goyal 2017",
)
def shards_by_hand(seed: int = 0) -> Evidence:
    [full] = row_gradients(seed, [ROWS])
    of_each = torch.stack(row_gradients(seed, [1] * ROWS))
    small = list(range(ROWS // 2 + 1))
    weighted = [distance_of_average(of_each, [ROWS - n, n], full) for n in small]
    plain = [relative(means(of_each, [ROWS - n, n]).mean(dim=0), full) for n in small[1:]]
    counted = means(of_each, [30, 0, 18]).nan_to_num(0)
    images, labels = batch(seed)
    noise = images - torch.linspace(-1, 1, ROWS, dtype=torch.float64)[:, None]
    return Evidence(
        finding=Finding(
            "For shards of {large} and {small} samples the weighted average differs from the full batch's gradient by "
            "{weighted:.1g} of its length, the plain average by {plain:.2g}",
            weighted="shards of 36 and 12: distance of the average from the full batch's gradient",
            plain="shards of 36 and 12: distance of the plain average",
        ),
        caption="The smaller of two shards grows from no sample to half of the batch. Weighted by rows the average is "
        "always the full batch's gradient; the plain one is so for equal shards only.",
        measurements=[
            Measurement(
                "shards of 36 and 12: distance of the average from the full batch's gradient",
                weighted[UNEQUAL[1]],
                EXACT,
            ),
            Measurement(
                "equal shards: distance of the average from the full batch's gradient", weighted[ROWS // 2], EXACT
            ),
            Measurement(
                "two shards of any size: largest distance of the average from the full batch's gradient",
                max(weighted),
                EXACT,
            ),
            Measurement(
                "one rank: distance of the average from the full batch's gradient",
                distance_of_average(of_each, [ROWS], full),
                EXACT,
            ),
            Measurement(
                "empty shard between two others: distance of the average from the full batch's gradient",
                distance_of_average(of_each, [30, 0, 18], full),
                EXACT,
            ),
            Measurement(
                "empty shard first: distance of the average from the full batch's gradient",
                distance_of_average(of_each, [0, ROWS], full),
                EXACT,
            ),
            Measurement(
                "five shards: distance of the average from the full batch's gradient",
                distance_of_average(of_each, [5, 20, 1, 0, 22], full),
                EXACT,
            ),
            Measurement(
                "labels that occur in the batch",
                len(set(labels.tolist())),
                within(5, 0, because="48 draws leave one of five out with a probability of 1e-4"),
                check=True,
            ),
            check_draws(oddity_of_normal(noise.numpy()), oddity_of_integers(labels.numpy(), 5)),
        ],
        controls=[
            Control("shards of 36 and 12: distance of the plain average", plain[UNEQUAL[1] - 1], EXACT),
            Control("empty shard that counts as a third: distance", relative(counted.mean(dim=0), full), EXACT),
        ],
        curves=[
            Curve("weighted by rows", drawn(weighted), x=small, role="subject"),
            Curve("plain average", drawn(plain), x=small[1:], role="reference"),
        ],
        axes=Axes(
            x="samples of the smaller shard",
            y="distance from the full batch's gradient / its length",
            log_y=True,
            marks=[
                Mark(
                    of="shards of 36 and 12: distance of the average from the full batch's gradient",
                    x=UNEQUAL[1],
                    text="{value:.1g}",
                ),
                Mark(of="shards of 36 and 12: distance of the plain average", x=UNEQUAL[1], text="{value:.2g}"),
            ],
        ),
        fields={"large": UNEQUAL[0], "small": UNEQUAL[1]},
    )


@claim(
    en="Unequal shards, here of 36 and 12 samples, and a mean loss: the plain average over ranks over-weights the "
    "samples of the small shard, here threefold. With the loss of rank r scaled by n_r·W/N it is the full batch's "
    "gradient again.",
    ko="샤드 크기가 다르고(여기서는 샘플 36개와 12개) 손실이 평균이면, 랭크의 단순 평균은 작은 샤드의 샘플에 더 큰 "
    "가중치를 준다(여기서는 3배). 랭크 r의 손실에 n_r·W/N을 곱하면 다시 전체 배치의 기울기가 된다.",
    short="Samples of unequal shards",
    seconds=6,
    literature="Goyal 2017; Li 2020",
)
def unequal_shards(steps: int = 20, seed: int = 0) -> Evidence:
    require_few(steps)
    ranks = together(
        seed,
        {
            "by hand": train("by hand", UNEQUAL, steps=steps),
            "by hand, weighted": train("by hand", UNEQUAL, weighted=True, steps=steps),
            "DDP": train("DDP", UNEQUAL, steps=steps),
            "DDP, weighted": train("DDP", UNEQUAL, weighted=True, steps=steps),
        },
    )
    [full], alone = row_gradients(seed, [ROWS]), train_alone(seed, "SGD", steps)
    mean_of_shards = torch.stack(row_gradients(seed, UNEQUAL)).mean(dim=0)
    plain, weighted = (sample_weights(seed, ranks[0][work]["gradient"]) for work in ("DDP", "DDP, weighted"))
    large, small = np.split(plain, [UNEQUAL[0]])
    return Evidence(
        finding=Finding(
            "Under DDP a sample of the shard with {small} counts {ratio:.3g} times as much as one of the shard with "
            "{large}; with weighted losses {repaired:.3g} times",
            ratio="weight of a sample on the rank with 12 relative to one on the rank with 36",
            repaired="weighted losses: weight of a sample on the rank with 12 relative to one on the rank with 36",
        ),
        caption="Weight of each of the 48 samples in DDP's gradient, relative to a sample of the larger shard. The "
        "plain average gives each rank one vote, however many samples it holds.",
        measurements=[
            Measurement(
                "weight of a sample on the rank with 12 relative to one on the rank with 36",
                small.mean() / large.mean(),
                within(UNEQUAL[0] / UNEQUAL[1], 1e-10, because="1/(W·n_r) each; rounding of a least-squares solution"),
            ),
            Measurement(
                "weighted losses: weight of a sample on the rank with 12 relative to one on the rank with 36",
                weighted[UNEQUAL[0] :].mean() / weighted[: UNEQUAL[0]].mean(),
                within(1, 1e-10, because="1/N each; rounding of a least-squares solution"),
            ),
            Measurement(
                "DDP with weighted losses: distance of the gradient from the full batch's",
                of_gradient(ranks, "DDP, weighted", full),
                EXACT,
            ),
            Measurement(
                "DDP with weighted losses: largest distance of SGD from one process",
                max(of_path(ranks, "DDP, weighted", alone)),
                EXACT,
            ),
            Measurement(
                "DDP: distance of the gradient from the mean over shards",
                of_gradient(ranks, "DDP", mean_of_shards),
                EXACT,
            ),
            Measurement(
                "by hand with weighted losses: distance of the gradient from the full batch's",
                of_gradient(ranks, "by hand, weighted", full),
                EXACT,
            ),
            Measurement(
                "by hand with weighted losses: largest distance of SGD from one process",
                max(of_path(ranks, "by hand, weighted", alone)),
                EXACT,
            ),
            Measurement(
                "by hand: distance of the gradient from the mean over shards",
                of_gradient(ranks, "by hand", mean_of_shards),
                EXACT,
            ),
            Measurement(
                "largest difference between the weights of samples of one shard",
                max(np.ptp(large), np.ptp(small)),
                at_most(1e-10, because=LEAST_SQUARES),
                check=True,
            ),
            Measurement(
                "with weighted losses: least weight of a sample relative to its weight in the full batch",
                weighted.min(),
                at_least(1 - 1e-10, because="every sample counts once; rounding of a least-squares solution"),
                check=True,
            ),
        ],
        controls=[
            Control("DDP: distance of the gradient from the full batch's", of_gradient(ranks, "DDP", full), EXACT),
            Control(
                "by hand: distance of the gradient from the full batch's", of_gradient(ranks, "by hand", full), EXACT
            ),
        ],
        curves=[
            Curve("plain average", (plain / large.mean()).tolist(), role="subject"),
            Curve("weighted losses", (weighted / weighted[: UNEQUAL[0]].mean()).tolist(), role="reference"),
        ],
        axes=Axes(
            x="sample",
            y="weight relative to a sample of the larger shard",
            marks=[
                Mark(of="weight of a sample on the rank with 12 relative to one on the rank with 36", x=42),
                Mark(
                    of="weighted losses: weight of a sample on the rank with 12 relative to one on the rank with 36",
                    x=42,
                ),
            ],
        ),
        fields={"large": UNEQUAL[0], "small": UNEQUAL[1]},
    )


mutant("averages shards of any size alike", "size / total, own", "1 / len(sizes), own", program="average_gradients")
mutant("adds gradients of means", "(size / total, own)", "(1.0, own)", program="average_gradients")
mutant(
    "weights every shard as the first", "(size / total, own)", "(sizes[0] / total, own)", program="average_gradients"
)
mutant("lets an empty shard count", "if size > 0", "if size >= 0", program="average_gradients")
mutant(
    "draws rows without their drift", "np.linspace(-1, 1, ROWS)", "np.linspace(-1, 0, ROWS)", program="single_process"
)
