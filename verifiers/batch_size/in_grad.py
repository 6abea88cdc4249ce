"""Chunks that backward() adds up in .grad."""

from collections.abc import Sequence

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from quizdl.lab.checks import NOT_ODD, check_controls
from quizdl.lab.differences import relative_error
from quizdl.lab.samples import oddity_of_integers, oddity_of_normal
from quizdl.verify import Axes, Control, Curve, Evidence, Finding, Mark, Measurement, at_most, claim, mutant, within

from ..programs.accumulate import accumulate
from ..programs.minibatch_descent import Array, Labels
from .accumulation import chunks_of


@claim(
    en="backward() adds to .grad: where the mean loss of each chunk is scaled by its share of the rows, .grad holds "
    "the gradient of the whole batch after the last chunk. Without the scale it holds the sum of the chunks, and with "
    "zero_grad() between them the last one alone.",
    ko="backward()는 .grad에 더한다. 조각마다 평균 손실에 그 조각의 행 비율을 곱하면, 마지막 조각 뒤에 .grad에는 전체 "
    "배치의 기울기가 들어 있다. 곱하지 않으면 조각 기울기의 합이, 사이에 zero_grad()를 부르면 마지막 조각의 몫만 "
    "남는다.",
    short="Chunks added up in .grad",
    seconds=0.2,
    literature="torch.autograd",
)
def added_up_in_grad(seed: int = 0) -> Evidence:
    torch.manual_seed(seed)
    network = torch.nn.Sequential(torch.nn.Linear(6, 8), torch.nn.Tanh(), torch.nn.Linear(8, 4)).double()
    images, labels = torch.randn(50, 6, dtype=torch.float64), torch.randint(4, (50,))

    def mean_loss(rows: Labels) -> torch.Tensor:
        return cross_entropy(network(images[rows]), labels[rows])

    def gradient(rows: Labels) -> Array:
        parts = torch.autograd.grad(mean_loss(rows), list(network.parameters()))
        return np.concatenate([part.numpy().ravel() for part in parts])

    def added_up(chunks: Sequence[Labels], scaled: bool = True, emptied: bool = False) -> Array:
        network.zero_grad()
        for chunk in chunks:
            if emptied:
                network.zero_grad()
            loss = mean_loss(chunk) * (len(chunk) / 50 if scaled else 1)
            loss.backward()
        held = [parameter.grad for parameter in network.parameters() if parameter.grad is not None]
        return np.concatenate([part.numpy().ravel() for part in held])

    layouts = [chunks_of(lengths) for lengths in ((16, 16, 16, 2), (1, 49), (10,) * 5, (50,))]
    whole = gradient(np.arange(50))
    ours = [relative_error(accumulate(gradient, chunks), whole) for chunks in layouts]
    theirs, plain = (
        [relative_error(added_up(chunks, scaled), whole) for chunks in layouts] for scaled in (True, False)
    )
    emptied = relative_error(added_up(layouts[0], emptied=True), whole)
    parts = [gradient(chunk) for chunk in layouts[0]]
    rounding = at_most(1e-13, because="rounding of sums over 50 rows")
    return Evidence(
        finding=Finding(
            "Accumulated over chunks the gradient is {ours:.1g} off that of the whole batch; in .grad without the "
            "scale it is {plain:.2g} off",
            ours="largest relative distance from the gradient of the whole batch",
            plain=".grad without the scale: relative distance from the whole batch",
        ),
        caption="Distance from the gradient of 50 rows in four layouts; the last one is a single chunk.",
        measurements=[
            Measurement("largest relative distance from the gradient of the whole batch", max(ours), rounding),
            Measurement(
                ".grad after scaled chunks: largest relative distance from the whole batch", max(theirs), rounding
            ),
            check_controls(
                plain[0] - relative_error(np.sum(parts, axis=0), whole),
                emptied - relative_error(len(layouts[0][-1]) / 50 * parts[-1], whole),
            ),
            Measurement(
                "classes without a row",
                4 - len(set(labels.tolist())),
                within(0, 0, because="of fifty draws one of four classes is missing twice in a million samples"),
                check=True,
            ),
            Measurement(
                "how odd rows and labels look",
                max(oddity_of_normal(images), oddity_of_integers(labels, 4)),
                NOT_ODD,
                check=True,
            ),
        ],
        controls=[
            Control(".grad without the scale: relative distance from the whole batch", plain[0], at_most(1e-13)),
            Control("zero_grad() between chunks: relative distance from the whole batch", emptied, at_most(1e-13)),
        ],
        curves=[
            Curve("accumulated", ours, x=range(1, 5), points=True, role="subject"),
            Curve(".grad without the scale", plain, x=range(1, 5), points=True, role="reference"),
        ],
        axes=Axes(
            x="layout",
            y="relative distance",
            marks=[
                Mark(
                    of="largest relative distance from the gradient of the whole batch",
                    x=1 + int(np.argmax(ours)),
                    text="{value:.1g}",
                ),
                Mark(of=".grad without the scale: relative distance from the whole batch", x=1, text="{value:.2g}"),
            ],
        ),
    )


mutant("never draws the first class", "torch.randint(4, (50,))", "torch.randint(1, 4, (50,))")
