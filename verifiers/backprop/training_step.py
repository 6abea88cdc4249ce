"""What a training step costs: FLOP, and memory for the backward pass."""

import numpy as np
import torch
from torch.autograd.graph import saved_tensors_hooks
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
    between,
    claim,
    mutant,
    within,
)

from ..programs.backward_variants import backward_anew
from ..programs.mlp import Array, Layers, forward
from ..programs.mlp_backward import backward
from .common import COUNTED, draw, in_torch, work_of


def torch_flop(layers: Layers, x: Array, y: Array, input_gradient: bool = False) -> tuple[int, int]:
    """What torch counts for its own forward pass, and for forward and backward together."""
    leaf = torch.tensor(x, requires_grad=input_gradient)
    with FlopCounterMode(display=False) as counter:
        f = in_torch(layers, leaf, y)[2]
        ahead = counter.get_total_flops()
        f.backward()
    return ahead, counter.get_total_flops()


@claim(
    en="Forward and backward together cost 3 - 1/L forward passes in an MLP of L equal layers, and 3 with the "
    "gradient of the input, counted in FLOP.",
    ko="폭이 같은 L층 MLP에서 순전파와 역전파를 합치면 FLOP으로 순전파의 3 - 1/L배이고, 입력의 기울기까지 구하면 "
    "3배이다.",
    short="A training step in forward passes",
    seconds=0.3,
    literature="Baur & Strassen 1983; Griewank & Walther 2008",
)
def three_forward_passes(depth: int = 4, width: int = 8, batch: int = 16, seed: int = 0) -> Evidence:
    if not (2 <= depth <= 12 and 1 <= width <= 1000 and 1 <= batch <= 1000):
        raise Undecided(
            en="2 to 12 layers of 1 to 1000 units, and 1 to 1000 samples: with one layer there is nothing to reuse",
            ko="2층부터 12층, 유닛 1000개, 샘플 1000개까지 다룬다. 한 층이면 재사용할 것이 없다",
        )
    depths = range(1, 13)
    by_hand: list[float] = []
    anew: list[float] = []
    torchs: list[float] = []
    with_input: list[float] = []
    for layer_count in depths:
        layers, x, y = draw((width,) * (layer_count + 1), batch, seed)
        one_pass = work_of(forward, layers, x).flop
        by_hand.append(work_of(backward, layers, x, y).flop / one_pass)
        anew.append(work_of(backward_anew, layers, x, y).flop / one_pass)
        for ratios, input_gradient in ((torchs, False), (with_input, True)):
            ahead, together = torch_flop(layers, x, y, input_gradient)
            ratios.append(together / ahead)
    layers, x, y = draw((7, 12, 5, 9, 3), batch, seed)
    ours = np.array([work_of(forward, layers, x).flop, work_of(backward, layers, x, y).flop])
    expected, at = 3 - 1 / depth, depth - 1
    uses = "each W is used forward, for its gradient and, but for W_1, for δ"
    return Evidence(
        finding=Finding(
            "Forward and backward of {depth} layers cost {both:.3g} forward passes, {input:.3g} with the gradient of "
            "the input",
            both="torch: forward and backward",
            input="torch with the gradient of the input: forward and backward",
        ),
        caption="FLOP of forward and backward together, in forward passes, by the number of layers.",
        fields={"depth": depth},
        measurements=[
            Measurement(
                "torch: forward and backward", torchs[at], within(expected, 1e-12, because=uses), unit="forward passes"
            ),
            Measurement(
                "by hand: forward and backward",
                by_hand[at],
                within(expected, 1e-12, because=uses),
                unit="forward passes",
            ),
            Measurement(
                "torch with the gradient of the input: forward and backward",
                with_input[at],
                within(3, 1e-12, because=uses),
                unit="forward passes",
            ),
            Measurement(
                "largest distance of torch's count from 3 - 1/L",
                abs(torchs - (3 - 1 / np.array(depths))).max(),
                at_most(1e-12, because=uses),
                unit="forward passes",
            ),
            check_controls(*(abs(cost - 2 - (number - 1) / 2) for number, cost in enumerate(anew, start=1))),
            Measurement(
                "unequal widths: FLOP more or fewer than torch's",
                abs(ours - torch_flop(layers, x, y)).max(),
                within(0, 0, because=COUNTED),
                check=True,
            ),
        ],
        controls=[
            Control("without reuse: forward and backward", anew[at], within(expected, 1e-12), unit="forward passes")
        ],
        curves=[
            Curve("by hand", by_hand, x=depths, role="subject"),
            Curve("torch with the gradient of the input", with_input, x=depths, role="reference"),
            Curve("without reuse", anew, x=depths, role="reference"),
        ],
        axes=Axes(
            x="layers",
            y="forward passes",
            marks=[
                Mark(of="torch: forward and backward", x=depth),
                Mark(of="torch with the gradient of the input: forward and backward", x=depth),
            ],
        ),
    )


def saved_bytes(layers: Layers, x: Array, y: Array) -> int:
    """Bytes that autograd keeps from the forward pass for the backward pass; each memory once, weights aside."""
    kept: dict[int, torch.Tensor] = {}

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        kept[tensor.untyped_storage().data_ptr()] = tensor
        return tensor

    with saved_tensors_hooks(keep, lambda tensor: tensor):
        parameters = in_torch(layers, x, y)[0]
    weights = {p.untyped_storage().data_ptr() for p in parameters}
    return sum(tensor.untyped_storage().nbytes() for place, tensor in kept.items() if place not in weights)


@claim(
    en="Reuse is paid for in memory: what the backward pass will need is kept, in float64 8 bytes a sample for each "
    "input, hidden unit, log-probability and label.",
    ko="재사용의 대가는 메모리이다. 역전파에 쓸 값을 남겨 두므로, float64라면 샘플마다 입력, 은닉 유닛, 로그 확률, "
    "레이블 하나에 8바이트씩 든다.",
    short="What is kept for the backward pass",
    seconds=0.2,
    literature="Chen 2016",
)
def kept_for_backward(largest: int = 64, seed: int = 0) -> Evidence:
    if largest < 9:
        raise Undecided(
            en="the straight line is drawn through nine batch sizes: the largest must be nine or more",
            ko="배치 크기 아홉 개에 직선을 맞추므로 가장 큰 배치는 9 이상이어야 한다",
        )
    widths = (20, 30, 25, 5)
    batches = np.linspace(1, largest, 9).astype(int)
    formula = 8 * (sum(widths) + 1)
    kept = np.array([saved_bytes(*draw(widths, batch, seed)) for batch in batches])
    with torch.no_grad():
        without = np.array([saved_bytes(*draw(widths, batch, seed)) for batch in batches])
    each = (kept[-1] - kept[0]) / (batches[-1] - batches[0])
    each_without = (without[-1] - without[0]) / (batches[-1] - batches[0])
    bend = abs(kept - kept[0] - formula * (batches - batches[0])).max()
    affine = within(formula, 0, because=COUNTED)
    scalars = "8 bytes for each input, hidden unit, log-probability and label, and up to 64 for scalars of the loss"
    return Evidence(
        finding=Finding(
            "A batch of {largest} leaves {kept:.0f} bytes for the backward pass, under no_grad {without:.0f}",
            kept="kept for the largest batch",
            without="under no_grad: kept for the largest batch",
        ),
        caption="Bytes that autograd keeps until the backward pass, weights aside, by batch size.",
        fields={"largest": batches[-1]},
        measurements=[
            Measurement(
                "kept for the largest batch",
                kept[-1],
                between(formula * batches[-1], formula * batches[-1] + 64, because=scalars),
                unit="bytes",
            ),
            Measurement("kept for each further sample", each, affine, unit="bytes"),
            check_controls(without.max()),
            Measurement("largest distance from a straight line", bend, within(0, 0, because=COUNTED), unit="bytes"),
        ],
        controls=[
            Control(
                "under no_grad: kept for the largest batch",
                without[-1],
                between(formula * batches[-1], formula * batches[-1] + 64),
                unit="bytes",
            ),
            Control("under no_grad: kept for each further sample", each_without, affine, unit="bytes"),
        ],
        curves=[
            Curve("autograd", list(kept), x=list(batches), role="subject"),
            Curve("no_grad", list(without), x=list(batches), role="reference"),
        ],
        axes=Axes(
            x="batch size",
            y="bytes kept",
            marks=[
                Mark(of="kept for the largest batch", x=batches[-1], text="{value:.0f}"),
                Mark(of="under no_grad: kept for the largest batch", x=batches[-1], text="{value:.0f}"),
            ],
        ),
    )


mutant("holds the weights for saved values", "if place not in weights)", "if place in weights)")
mutant(
    "counts a memory once for each tensor that looks into it",
    "kept[tensor.untyped_storage().data_ptr()] = tensor",
    "kept[id(tensor)] = tensor",
)
