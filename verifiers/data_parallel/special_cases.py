"""Where the averaged gradient is not the full batch's: summed losses, batch norm, and what was not synchronised."""

import numpy as np
import torch

from quizdl.lab.checks import check_controls
from quizdl.verify import Axes, Control, Curve, Evidence, Finding, Mark, Measurement, claim, within

from ..programs.single_process import ROWS, row_gradients
from .common import EQUAL, EXACT, UNEQUAL, growing, of_gradient, relative, sample_weights, together, train

HALF = within(1 / 2, 1e-12, because="1/W, rounding")


@claim(
    en="With reduction='sum' DDP gives 1/W of the full batch's gradient, for it divides by W all the same; whether the "
    "shards are equal no longer matters.",
    ko="reduction='sum'이면 DDP의 기울기는 전체 배치 기울기의 1/W이다. 합이어도 W로 나누기 때문이다. 이때는 "
    "샤드 크기가 같은지는 상관없다.",
    short="DDP with a summed loss",
    seconds=6,
    literature="Li 2020",
)
def sum_reduction(seed: int = 0) -> Evidence:
    ranks = together(
        seed,
        {
            "by hand, equal": train("by hand", EQUAL, reduction="sum"),
            "by hand, unequal": train("by hand", UNEQUAL, reduction="sum"),
            "DDP, equal": train("DDP", EQUAL, reduction="sum"),
            "DDP, unequal": train("DDP", UNEQUAL, reduction="sum"),
            "mean": train("DDP", EQUAL),
        },
    )
    summed = {
        "DDP, equal": "DDP with equal shards",
        "DDP, unequal": "DDP with unequal shards",
        "by hand, equal": "by hand with equal shards",
        "by hand, unequal": "by hand with unequal shards",
    }
    [mean] = row_gradients(seed, [ROWS])
    total = ROWS * mean
    share = {work: float(ranks[1][work]["gradient"] @ total / (total @ total)) for work in ranks[1]}  # along the sum
    equal, unequal = (
        sample_weights(seed, ranks[1][work]["gradient"]) / ROWS for work in ("DDP, equal", "DDP, unequal")
    )
    of_mean = sample_weights(seed, ranks[1]["mean"]["gradient"])
    return Evidence(
        finding=Finding(
            "With a summed loss DDP's gradient is {equal:.3g} of the full batch's for equal shards and {unequal:.3g} "
            "for unequal ones; with a mean loss and equal shards it is {mean:.3g}",
            equal="DDP with equal shards: share of the full batch's summed gradient",
            unequal="DDP with unequal shards: share of the full batch's summed gradient",
            mean="DDP with a mean loss and equal shards: share of the full batch's mean gradient",
        ),
        caption="Weight of each of the 48 samples in DDP's gradient, relative to its weight in the full batch: 1/W for "
        "summed losses, whatever shard it is in.",
        measurements=[
            *(
                Measurement("{how}: share of the full batch's summed gradient", share[work], HALF, fields={"how": how})
                for work, how in summed.items()
            ),
            *(
                Measurement(
                    "{how}: distance from half the summed gradient",
                    of_gradient(ranks, work, total / 2),
                    EXACT,
                    fields={"how": how},
                )
                for work, how in summed.items()
            ),
            check_controls(ROWS * share["mean"] - 1),
        ],
        controls=[
            Control(
                "DDP with a mean loss and equal shards: share of the full batch's mean gradient",
                ROWS * share["mean"],
                HALF,
            )
        ],
        curves=[
            Curve("summed, equal shards", equal.tolist(), role="subject"),
            Curve("summed, unequal shards", unequal.tolist()),
            Curve("mean loss, equal shards", of_mean.tolist(), role="reference"),
        ],
        axes=Axes(
            x="sample",
            y="weight relative to that in the full batch",
            marks=[
                Mark(of="DDP with equal shards: share of the full batch's summed gradient", x=12),
                Mark(of="DDP with unequal shards: share of the full batch's summed gradient", x=42),
                Mark(of="DDP with a mean loss and equal shards: share of the full batch's mean gradient", x=12),
            ],
        ),
    )


@claim(
    en="Batch norm in train mode breaks the equality with the full batch even for equal shards: each rank normalises "
    "by its own samples. In eval mode it holds.",
    ko="배치 정규화가 학습 모드이면 샤드 크기가 같아도 전체 배치의 기울기와 달라진다. 랭크마다 자기 샘플만으로 "
    "정규화하기 때문이다. 평가 모드에서는 같다.",
    short="Batch norm on two ranks",
    seconds=6,
    literature="Ioffe & Szegedy 2015; Goyal 2017",
)
def batch_norm(seed: int = 0) -> Evidence:
    ranks = together(
        seed,
        {
            "by hand, train": train("by hand", batch_norm=True, training=True),
            "by hand, eval": train("by hand", batch_norm=True, training=False),
            "DDP, train": train("DDP", batch_norm=True, training=True),
            "DDP, eval": train("DDP", batch_norm=True, training=False),
        },
    )
    [full], [in_eval] = row_gradients(seed, [ROWS], "train"), row_gradients(seed, [ROWS], "eval")
    by_shard = torch.stack(row_gradients(seed, EQUAL, "train")).mean(dim=0)
    count = len(full)
    return Evidence(
        finding=Finding(
            "With batch norm in train mode DDP's gradient differs from the full batch's by {train:.2g} of its length, "
            "in eval mode by {eval:.1g}",
            train="DDP in train mode: distance of the gradient from the full batch's",
            eval="DDP in eval mode: distance of the gradient from the full batch's",
        ),
        caption="Distance over the first parameters only, up to all of them. In eval mode only rounding gathers; in "
        "train mode the gradient differs from the first layer on.",
        measurements=[
            Measurement(
                "DDP in eval mode: distance of the gradient from the full batch's",
                of_gradient(ranks, "DDP, eval", in_eval),
                EXACT,
            ),
            Measurement(
                "DDP in train mode: distance of the gradient from that of shards normalised apart",
                of_gradient(ranks, "DDP, train", by_shard),
                EXACT,
            ),
            Measurement(
                "by hand in eval mode: distance of the gradient from the full batch's",
                of_gradient(ranks, "by hand, eval", in_eval),
                EXACT,
            ),
            Measurement(
                "by hand in train mode: distance of the gradient from that of shards normalised apart",
                of_gradient(ranks, "by hand, train", by_shard),
                EXACT,
            ),
        ],
        controls=[
            Control(
                "DDP in train mode: distance of the gradient from the full batch's",
                of_gradient(ranks, "DDP, train", full),
                EXACT,
            ),
            Control(
                "by hand in train mode: distance of the gradient from the full batch's",
                of_gradient(ranks, "by hand, train", full),
                EXACT,
            ),
        ],
        curves=[
            growing("train mode", ranks[0]["DDP, train"]["gradient"], full, "subject"),
            growing("eval mode", ranks[0]["DDP, eval"]["gradient"], in_eval, "reference"),
        ],
        axes=Axes(
            x="parameters from the first layer on",
            y="distance from the full batch's gradient / its length",
            log_y=True,
            marks=[
                Mark(
                    of="DDP in train mode: distance of the gradient from the full batch's", x=count, text="{value:.2g}"
                ),
                Mark(
                    of="DDP in eval mode: distance of the gradient from the full batch's", x=count, text="{value:.1g}"
                ),
            ],
        ),
    )


@claim(
    en="no_sync leaves every rank with the gradient of its own samples; the next synchronised backward averages all "
    "that has piled up, so gradient accumulation costs one all-reduce a bucket, here one.",
    ko="no_sync 안에서는 랭크마다 자기 샘플의 기울기만 갖는다. 다음 동기화 backward가 그동안 쌓인 것까지 함께 "
    "평균하므로 기울기 누적에 all-reduce는 버킷마다 한 번, 여기서는 한 번이면 된다.",
    short="Gradient accumulation under no_sync",
    seconds=6,
    literature="Li 2020",
)
def no_sync(seed: int = 0) -> Evidence:
    ranks = together(
        seed,
        {
            "quiet": ("accumulate", {"quiet": True, "sizes": EQUAL}),
            "loud": ("accumulate", {"quiet": False, "sizes": EQUAL}),
        },
    )
    quarters = torch.stack(row_gradients(seed, [ROWS // 4] * 4))  # first and second half of rank 0, then of rank 1
    of_first, of_last = quarters[::2].sum(dim=0) / 2, quarters[1::2].sum(dim=0) / 2
    quiet, loud = (np.max([rank[work]["sent"] for rank in ranks], axis=0) for work in ("quiet", "loud"))
    return Evidence(
        finding=Finding(
            "Two backward passes cost {quiet:.0f} all-reduce if the first is under no_sync, and {loud:.0f} if both "
            "are synchronised",
            quiet="all-reduces in all if the first pass is under no_sync",
            loud="all-reduces in all if both passes are synchronised",
        ),
        caption="All-reduces that a rank has taken part in after each backward pass of a gradient accumulation.",
        measurements=[
            Measurement(
                "all-reduces in all if the first pass is under no_sync",
                quiet[1],
                within(1, 0, because="all gradients fit in one bucket"),
            ),
            Measurement("all-reduces under no_sync", quiet[0], within(0, 0, because="a count")),
            Measurement(
                "under no_sync: distance of the gradient from that of a rank's own samples",
                max(relative(rank["quiet"]["local"], own) for rank, own in zip(ranks, quarters[::2], strict=True)),
                EXACT,
            ),
            Measurement(
                "after the synchronised pass: distance of the gradient from the mean of all that piled up",
                of_gradient(ranks, "quiet", of_first + of_last, "synchronised"),
                EXACT,
            ),
            Measurement(
                "both passes synchronised: distance of the first pass's gradient from the mean over ranks",
                of_gradient(ranks, "loud", of_first, "local"),
                EXACT,
            ),
            Measurement(
                "both passes synchronised: distance of the gradient from the mean of all that piled up",
                of_gradient(ranks, "loud", of_first + of_last, "synchronised"),
                EXACT,
            ),
        ],
        controls=[
            Control("all-reduces in all if both passes are synchronised", loud[1], within(1, 0)),
            Control(
                "under no_sync: distance of the gradient from the mean over ranks",
                of_gradient(ranks, "quiet", of_first, "local"),
                EXACT,
            ),
            Control(
                "after the synchronised pass: distance of the gradient from that of the last samples alone",
                of_gradient(ranks, "quiet", of_last, "synchronised"),
                EXACT,
            ),
        ],
        curves=[
            Curve("first pass under no_sync", [0, *quiet], role="subject"),
            Curve("both passes synchronised", [0, *loud], role="reference"),
        ],
        axes=Axes(
            x="backward passes",
            y="all-reduces so far",
            marks=[
                Mark(of="all-reduces in all if the first pass is under no_sync", x=2, text="{value:.0f}"),
                Mark(of="all-reduces in all if both passes are synchronised", x=2, text="{value:.0f}"),
            ],
        ),
    )
