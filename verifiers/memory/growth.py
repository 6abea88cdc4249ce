"""What grows with the batch, and by how much."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import torch
from torch import nn

from quizdl.lab.checks import check_controls, check_draws
from quizdl.lab.memory import Training
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
    progress,
    within,
)

from ..programs import memory_by_hand as hand
from ..programs.memory_estimate import FLOAT
from ..programs.training_step import EXAMPLES
from .common import COUNTED, KB, counted, oddity_of_data, relative, saved, traced, training
from .networks import NETWORKS, compared


def over_pairs(batch: int) -> Callable[[], Training]:
    """What makes a loss that compares every example with every other."""

    def build() -> Training:
        model, x = nn.Linear(8, 8), torch.ones(batch, 8)
        return Training(model, None, (x,), lambda: (model(x) @ model(x).T).logsumexp(1).sum())

    return build


def slopes(sizes: list[int], kept: list[int]) -> list[float]:
    """Bytes that each further example adds, between one batch size and the next."""
    growth: list[float] = (np.diff(kept) / np.diff(sizes)).tolist()
    return growth


@claim(
    en="What the layers keep for the backward pass grows in a straight line with the batch, by the same bytes for each "
    "example. Without gradients nothing is kept, and two layers' outputs are all that grows.",
    ko="층들이 역전파를 위해 보관하는 양은 배치 크기에 따라 직선으로 늘어나, 샘플마다 같은 바이트가 더해진다. 기울기를 "
    "계산하지 않으면 보관하는 것이 없고, 두 층의 출력만큼만 늘어난다.",
    short="What each further example adds",
    seconds=1.5,
    literature="Chen 2016",
)
def straight_line_in_batch() -> Evidence:
    measurements, curves, marks = [], [], []
    for name, example in progress(EXAMPLES.items()):
        sizes = [example.batch // 4, example.batch // 2, example.batch]
        added = slopes(sizes, [saved(training(example, size)) for size in sizes])
        fewer, more = (counted(hand.OPS[name](size), {}, "adam")[0].activations for size in (1, 2))
        fields = {"model": name}
        measurements += [
            Measurement(
                "{model}: kept of each further example",
                added[0] / KB,
                relative((more - fewer) / KB, 1e-12, because=COUNTED),
                unit="kB",
                fields=fields,
            ),
            Measurement(
                "{model}: kept of each further example at twice the batch / before",
                added[1] / added[0],
                within(1, 1e-12, because="a straight line; rounding of two divisions"),
                fields=fields,
            ),
        ]
        curves.append(Curve(name, [each / KB for each in added], x=[0.5, 1], role="subject" if name == "MLP" else ""))
        marks.append(Mark(of=f"{name}: kept of each further example", x=0.5, text="{value:.4g} kB"))
    cnn = EXAMPLES["CNN"]
    by_hand = [ops(2) for ops in hand.OPS.values()]
    low, high = (traced(training(cnn, size, "")) for size in (cnn.batch, 2 * cnn.batch))
    torch.manual_seed(0)
    networks = list(map(compared, NETWORKS))
    odd_data = [oddity_of_data(*example.data(320), example.classes) for example in EXAMPLES.values()]
    two_layers = FLOAT * max(op.reads + op.makes for op in hand.cnn_ops(1))
    paired = slopes([256, 512, 1024], [saved(over_pairs(size)) for size in (256, 512, 1024)])
    return Evidence(
        finding=Finding(
            "Each further example adds {mlp:.4g} kB to what is kept in the MLP, {cnn:.4g} in the CNN, {resnet:.4g} in "
            "the ResNet and {gpt:.4g} in the GPT; the CNN at inference takes {inference:.4g} kB for it",
            mlp="MLP: kept of each further example",
            cnn="CNN: kept of each further example",
            resnet="ResNet: kept of each further example",
            gpt="GPT: kept of each further example",
            inference="CNN at inference: held for each further example",
        ),
        caption="Bytes that each further example adds, up to half the batch and up to the whole: level lines, since "
        "every example adds as much as any other.",
        measurements=[
            *measurements,
            Measurement(
                "CNN at inference: held for each further example",
                (high.peak.activations - low.peak.activations) / cnn.batch / KB,
                relative(two_layers / KB, 1e-12, because="input and output of one operation; the largest"),
                unit="kB",
            ),
            Measurement(
                "CNN at inference: kept after the forward pass",
                low.after_forward.activations,
                within(FLOAT, 0, because="the loss itself"),
                unit="B",
            ),
            Measurement(
                "largest relative error of a small network's output beside its formula",
                max(network.error for network in networks),
                at_most(1e-12, because="float64 rounding of sums of at most 800 products"),
                check=True,
            ),
            Measurement(
                "numbers that the last operations counted by hand hand on and the next does not read",
                sum(abs(one.makes - other.reads) for ops in by_hand for one, other in pairwise(ops[-4:])),
                within(0, 0, because="no branch joins them: what one makes the next reads"),
                check=True,
            ),
            check_draws(*odd_data, *(network.oddity for network in networks)),
            check_controls(paired[1] - paired[0] - FLOAT * (1024 - 256)),  # a number for each pair, and what is linear
        ],
        controls=[
            Control(
                "loss over all pairs of examples: kept of each further example at twice the batch / before",
                paired[1] / paired[0],
                within(1, 1e-12),
            )
        ],
        curves=[
            *curves,
            Curve(
                "CNN at inference",
                [(high.peak.activations - low.peak.activations) / cnn.batch / KB] * 2,
                x=[0.5, 1],
                role="reference",
            ),
        ],
        axes=Axes(
            x="share of the batch",
            y="kB for each further example",
            log_y=True,
            marks=[*marks, Mark(of="CNN at inference: held for each further example", x=1, text="{value:.4g} kB")],
        ),
    )
