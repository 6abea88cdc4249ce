"""What a batch costs: FLOP and memory."""

import itertools
from typing import NamedTuple

import numpy as np
import torch
from torch.nn.functional import cross_entropy
from torch.utils.flop_counter import FlopCounterMode

from quizdl.lab.checks import check_controls
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
    claim,
    mutant,
    within,
)

from ..programs.batch_formulas import multiplication_flop, saved_bytes


class StepCost(NamedTuple):
    """Bytes saved for the backward pass, bytes held whatever the batch, and FLOP of the products of a training step."""

    saved: int
    fixed: int
    flop: int


def training_step(batch: int, widths: list[int]) -> StepCost:
    """What one Adam step of a ReLU classifier holds and costs in torch, on tensors without memory ("meta")."""
    with torch.device("meta"):
        layers = [(torch.nn.Linear(a, b), torch.nn.ReLU()) for a, b in itertools.pairwise(widths)]
        network = torch.nn.Sequential(*itertools.chain(*layers))[:-1]
        images, labels = torch.empty(batch, widths[0]), torch.zeros(batch, dtype=torch.int64)
    parameters = list(network.parameters())
    own = {parameter.untyped_storage()._cdata for parameter in parameters}
    saved = {}  # by storage: a tensor that two operations save counts once

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        storage = tensor.untyped_storage()
        if storage._cdata not in own:
            saved[storage._cdata] = storage
        return tensor

    optimizer = torch.optim.Adam(parameters, foreach=False)
    with FlopCounterMode(display=False) as counter:
        with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
            loss = cross_entropy(network(images), labels)
        torch.autograd.backward(loss)
    optimizer.step()
    moments = [tensor for state in optimizer.state.values() for tensor in state.values() if tensor.dim()]
    fixed = [*parameters, *(parameter.grad for parameter in parameters if parameter.grad is not None), *moments]
    return StepCost(
        sum(storage.nbytes() for storage in saved.values()),
        sum(tensor.nbytes for tensor in fixed),
        counter.get_total_flops(),
    )


@claim(
    en="In fully connected layers the matrix products of a step and the activations saved for it are proportional to "
    "the batch size; parameters, gradients and optimizer state do not depend on it.",
    ko="완전 연결 층에서 한 스텝의 행렬 곱 연산량과 저장되는 활성값은 배치 크기에 비례하지만 파라미터, 기울기, "
    "옵티마이저 상태는 배치 크기와 무관하다.",
    short="What grows with the batch",
    seconds=1.5,
    literature="Chen, Xu, Zhang & Guestrin 2016",
)
def what_a_batch_costs(hidden: int = 256) -> Evidence:
    if not 1 <= hidden <= 100_000:
        raise Undecided(en="hidden layers of 1 to 100,000 units", ko="은닉 유닛 1~100,000개까지 다룬다")
    widths, sizes, odd_widths = [784, hidden, 10], [1, 32, 256], [5, 11, 7, 13, 3]
    steps, odd = [training_step(size, widths) for size in sizes], training_step(3, odd_widths)
    parameters = sum((a + 1) * b for a, b in itertools.pairwise(widths))
    count = within(0, 0, because="counts are exact")
    growth = within(8, 0.01, because="proportional to B, but for 4 bytes")
    adam = within(16, 0, because="float32 parameter, gradient and the two moments of Adam")
    bytes_saved = within(
        saved_bytes(256, widths), 0, because="float32 of each layer, a label of 8 bytes, a sum of weights"
    )
    return Evidence(
        finding=Finding(
            "At B = 256 a step saves {saved:.0f} bytes for the backward pass and holds {fixed:.0f} bytes whatever B is",
            saved="saved for the backward pass at B = 256",
            fixed="held at B = 256 for parameters and gradients and moments",
        ),
        caption="Bytes of a training step, by batch size: what is saved for the backward pass, and what does not "
        "depend on it.",
        measurements=[
            Measurement("saved for the backward pass at B = 256", steps[2].saved, bytes_saved, unit="bytes"),
            Measurement(
                "held at B = 256 for parameters and gradients and moments",
                steps[2].fixed,
                within(16 * parameters, 0, because="float32 parameter, gradient and the two moments of Adam"),
                unit="bytes",
            ),
            *(
                Measurement(
                    "saved bytes at B = {size} off the formula",
                    step.saved - saved_bytes(size, widths),
                    count,
                    fields={"size": size},
                )
                for size, step in zip(sizes, steps, strict=True)
            ),
            *(
                Measurement(
                    "FLOP at B = {size} off the formula",
                    step.flop - multiplication_flop(size, widths),
                    count,
                    fields={"size": size},
                )
                for size, step in zip(sizes, steps, strict=True)
            ),
            Measurement(
                "FLOP of a network that widens and narrows off the formula",
                odd.flop - multiplication_flop(3, odd_widths),
                count,
                check=True,
            ),
            Measurement(
                "saved bytes of that network off the formula",
                odd.saved - saved_bytes(3, odd_widths),
                count,
                check=True,
            ),
            Measurement("saved bytes at B = 256 over those at B = 32", steps[2].saved / steps[1].saved, growth),
            Measurement("held bytes for each parameter at B = 32", steps[1].fixed / parameters, adam),
            check_controls(steps[2].fixed / steps[1].fixed - 1),
        ],
        controls=[Control("held bytes at B = 256 over those at B = 32", steps[2].fixed / steps[1].fixed, growth)],
        curves=[
            Curve("saved for the backward pass", [step.saved for step in steps], x=sizes, role="subject"),
            Curve("parameters, gradients, moments", [step.fixed for step in steps], x=sizes, role="reference"),
        ],
        axes=Axes(
            x="batch size",
            y="bytes",
            log_x=True,
            log_y=True,
            marks=[
                Mark(of="saved for the backward pass at B = 256", x=256, text="{value:.0f}"),
                Mark(of="held at B = 256 for parameters and gradients and moments", x=256, text="{value:.0f}"),
            ],
        ),
    )


@claim(
    en="Halving the batch size halves the memory of training.",
    ko="배치 크기를 절반으로 줄이면 학습 메모리도 절반이 된다.",
    short="Folklore: half the batch halves memory",
    seconds=1.5,
    expects="refuted",
    literature="Chen, Xu, Zhang & Guestrin 2016",
)
def half_the_batch_half_the_memory(batch: int = 256, hidden: int = 256) -> Evidence:
    if not (2 <= batch <= 2**20 and 1 <= hidden <= 100_000):
        raise Undecided(
            en="batches of 2 to 2^20 and hidden layers of 1 to 100,000 units",
            ko="배치 크기 2~2^20, 은닉 유닛 1~100,000개까지 다룬다",
        )

    widths = [784, hidden, 10]

    def left(size: int) -> float:
        before, after = (training_step(b, widths) for b in (size, size // 2))
        return (after.saved + after.fixed) / (before.saved + before.fixed)

    sizes = sorted({2, 16, 128, 1024, 8192, 65536, batch})
    shares = [left(size) for size in sizes]
    fixed = 16 * sum((a + 1) * b for a, b in itertools.pairwise(widths))
    formula = [(saved_bytes(size // 2, widths) + fixed) / (saved_bytes(size, widths) + fixed) for size in sizes]
    half = within(0.5, 0.05, because="what the sentence says, to a tenth of it")
    return Evidence(
        finding=Finding(
            "Half of B = {batch} leaves {left:.3g} of the memory, half of B = 65536 leaves {large:.3g}",
            left="memory left with half the batch",
            large="memory left with half of B = 65536",
        ),
        caption="The share of the memory of training that is left with half the batch, by the batch size before.",
        fields={"batch": batch},
        measurements=[Measurement("memory left with half the batch", left(batch), half)],
        controls=[
            Control("memory left with half of B = 65536", left(65536), half, must="hold"),
            Control(
                "largest distance of a share from bytes saved and held by the formulas",
                float(np.abs(np.subtract(shares, formula)).max()),
                at_most(1e-12, because="counts are exact; a division rounds"),
                must="hold",
            ),
        ],
        curves=[
            Curve("measured", shares, x=sizes, role="subject"),
            Curve("half", [0.5, 0.5], x=[sizes[0], sizes[-1]], role="bound"),
        ],
        axes=Axes(
            x="batch size before",
            y="share of the memory left",
            log_x=True,
            marks=[
                Mark(of="memory left with half the batch", x=batch),
                Mark(of="memory left with half of B = 65536", x=65536),
            ],
        ),
    )


mutant("stores labels as int32", "4 * sum(widths) + 8", "4 * sum(widths) + 4", program="batch_formulas")
mutant(
    "counts a gradient of the pixels", "3 * sum(products) - products[0]", "3 * sum(products)", program="batch_formulas"
)
mutant(
    "forgets the gradients",
    "*(parameter.grad for parameter in parameters if parameter.grad is not None), *moments",
    "*moments",
)
