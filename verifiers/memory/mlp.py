"""What an MLP's training step needs, by its widths alone: against traces, real tensors, and the room of real steps."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor, nn

from quizdl.lab.checks import check_controls, check_draws
from quizdl.lab.memory import Training, state_bytes
from quizdl.lab.samples import oddity_of_integers
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

from ..programs.mlp_memory import FLOAT, estimate
from ..programs.training_step import loss_of, optimizer_of
from .common import BESIDE, COUNTED, KB, room, saved, traced

NETS = {  # widths, and what trains them
    "784-128-64-10": ([784, 128, 64, 10], "adam"),
    "20-3": ([20, 3], "sgd"),
    "100-30-200-5": ([100, 30, 200, 5], "momentum"),
    "8-64-4-64-2": ([8, 64, 4, 64, 2], "adam"),
}
STEPPED = {
    "100-400-10": ([100, 400, 10], "adam"),
    "10-100-400": ([10, 100, 400], "adam"),
    "100-400": ([100, 400], "sgd"),
}


def model_of(widths: Sequence[int], *, dropout: float = 0.0) -> nn.Sequential:
    """Linear layers with ReLU between them, and dropout behind that where it is asked for."""
    parts: list[nn.Module] = []
    for n, m in pairwise(widths):
        parts += [nn.Linear(n, m), nn.ReLU(), *([nn.Dropout(dropout)] if dropout else [])]
    return nn.Sequential(*parts[: -2 if dropout else -1])


def data_of(widths: Sequence[int], batch: int) -> tuple[Tensor, Tensor]:
    """Inputs in float32, and labels as torch draws them, in int64; memory does not look at their values."""
    return torch.ones(batch, widths[0]), torch.zeros(batch, dtype=torch.int64)


def training_of(
    widths: Sequence[int], batch: int, optimizer: str, *, foreach: bool = False, dropout: float = 0.0
) -> Callable[[], Training]:
    """What makes the model and trains it; with `foreach`, by Adam on all tensors at once."""

    def build() -> Training:
        model, (x, y) = model_of(widths, dropout=dropout), data_of(widths, batch)
        every = torch.optim.Adam(model.parameters(), foreach=True) if foreach else optimizer_of(optimizer, model)
        return Training(model, every, (x, y), lambda: loss_of(model, x, y))

    return build


@claim(
    en="What a step of an MLP holds follows from its widths and the batch alone: parameters, gradients, optimizer "
    "state and inputs to the byte, and what is kept but for one number of the loss.",
    ko="MLP의 학습 한 스텝이 잡는 메모리는 너비와 배치만으로 정해진다. 파라미터, 기울기, 옵티마이저 상태, 입력은 "
    "바이트까지 맞고, 보관하는 활성값은 손실의 수 하나만 다르다.",
    short="An MLP's step from its widths",
    seconds=1.5,
    literature="Rajbhandari 2020",
)
def mlp_items(batch: int = 32) -> Evidence:
    if batch < 1:
        raise Undecided(en="without an example there is no step", ko="샘플이 없으면 스텝도 없다")
    measurements, estimated, real = [], [], []
    for name, (widths, optimizer) in NETS.items():
        items, build = estimate(widths, batch, optimizer), training_of(widths, batch, optimizer)
        step = traced(build)
        after = step.after_backward
        held = {
            "parameters": after.parameters,
            "gradients": after.gradients,
            "state": after.optimizer_state,
            "inputs": step.peak.inputs,
        }
        estimated.append(items["activations"] / KB)
        real.append(saved(build) / KB)
        measurements += [
            Measurement(
                "{net}: kept for the backward pass",
                estimated[-1],
                within(real[-1], FLOAT / KB, because="what autograd keeps; the loss keeps one number"),
                unit="kB",
                fields={"net": name},
            ),
            Measurement(
                "{net}: bytes miscounted of what autograd does not keep",
                max(abs(items[name] - size) for name, size in held.items()),
                at_most(0, because=COUNTED),
                unit="B",
                fields={"net": name},
            ),
        ]
    widths, optimizer = NETS["784-128-64-10"]
    dropped = saved(training_of(widths, batch, optimizer, dropout=0.5))
    masked = 2 * FLOAT * batch * sum(widths[1:-1])  # of each unit a factor of 0 or 2, and what dropout gives
    measurements.append(check_controls((dropped - masked) / KB - real[0]))
    return Evidence(
        finding=Finding(
            "By its widths the MLP 784-128-64-10 keeps {kept:.3g} kB of {batch} images for its backward pass",
            kept="784-128-64-10: kept for the backward pass",
        ),
        caption="What each of four networks keeps for its backward pass, in kB: outputs of ReLU and of log-softmax, "
        "and neither its inputs nor the outputs of linear layers.",
        measurements=measurements,
        controls=[
            Control(
                "784-128-64-10 with dropout: kept for the backward pass",
                dropped / KB,
                within(real[0], FLOAT / KB),
                unit="kB",
            )
        ],
        curves=[Curve("kept", estimated, points=True, role="subject")],
        axes=Axes(
            x="784-128-64-10, 20-3, 100-30-200-5, 8-64-4-64-2",
            y="kB",
            marks=[Mark(of="784-128-64-10: kept for the backward pass", x=0, text="{value:.3g} kB")],
        ),
        fields={"batch": batch},
    )


def real_bytes(widths: Sequence[int], batch: int, optimizer: str, *, amsgrad: bool = False) -> dict[str, int]:
    """Bytes of the tensors that are there after a real step on the CPU."""
    model, (x, y) = model_of(widths), data_of(widths, batch)
    stepper = torch.optim.Adam(model.parameters(), amsgrad=True) if amsgrad else optimizer_of(optimizer, model)
    loss_of(model, x, y).backward()
    stepper.step()
    weights = list(model.parameters())
    return {
        "parameters": sum(weight.nbytes for weight in weights),
        "gradients": sum(weight.grad.nbytes for weight in weights if weight.grad is not None),
        "state": state_bytes(stepper),
        "inputs": x.nbytes + y.nbytes,
    }


def of_each_parameter(items: Iterable[Mapping[str, int]]) -> float:
    """Bytes of a parameter, its gradient and what the optimizer remembers of it, over several networks."""
    totals = [np.array([of[item] for item in ("parameters", "gradients", "state")]) for of in items]
    return float(np.sum(totals) * FLOAT / np.sum(totals, axis=0)[0])


@claim(
    en="A parameter of an MLP costs 8 bytes with its gradient, 12 with momentum and 16 with Adam, as real tensors "
    "show; a label costs 8 bytes, twice as many as a pixel.",
    ko="MLP의 파라미터 하나는 기울기까지 8바이트이고, 모멘텀이면 12바이트, Adam이면 16바이트이다. 실제 텐서가 그렇다. "
    "레이블 하나는 8바이트로 픽셀 하나의 두 배이다.",
    short="Bytes of an MLP's parameter",
    seconds=0.2,
    literature="Rajbhandari 2020, sec. 3.1",
)
def mlp_parameters(batch: int = 50, seed: int = 0) -> Evidence:
    if batch < 1:
        raise Undecided(en="without an example there is no step", ko="샘플이 없으면 스텝도 없다")
    nets = np.random.default_rng(seed).permutation(np.arange(30, 90)).reshape(12, 5)
    costs, real_costs, measurements = {}, {}, []
    for optimizer in ("sgd", "momentum", "adam"):
        pairs = [(estimate(net, batch, optimizer), real_bytes(net, batch, optimizer)) for net in nets.tolist()]
        costs[optimizer], real_costs[optimizer] = (of_each_parameter(of) for of in zip(*pairs, strict=True))
        measurements += [
            Measurement(
                "{optimizer}: bytes of each parameter",
                costs[optimizer],
                within(real_costs[optimizer], 1e-12, because="tensors after a real step; rounding of the quotient"),
                unit="B",
                fields={"optimizer": optimizer},
            ),
            Measurement(
                "{optimizer}: bytes by which an item is off at most",
                max(abs(items[name] - size) for items, real in pairs for name, size in real.items()),
                at_most(0, because=COUNTED),
                unit="B",
                fields={"optimizer": optimizer},
            ),
        ]
    with_largest = of_each_parameter([real_bytes(net, batch, "adam", amsgrad=True) for net in nets.tolist()])
    measurements += [
        check_draws(oddity_of_integers(nets - 30, 60)),
        check_controls(with_largest - costs["adam"] - FLOAT),  # it remembers the largest v as well
    ]
    return Evidence(
        finding=Finding(
            "A parameter costs {sgd:.3g} bytes with SGD, {momentum:.3g} with momentum and {adam:.4g} with Adam",
            sgd="sgd: bytes of each parameter",
            momentum="momentum: bytes of each parameter",
            adam="adam: bytes of each parameter",
        ),
        caption="Bytes of a parameter, its gradient and what the optimizer remembers of it. Adam's counts of steps, "
        "one for each tensor, lift its line a little above 16.",
        measurements=measurements,
        controls=[
            Control(
                "AMSGrad: bytes of each parameter",
                with_largest,
                within(real_costs["adam"], 1e-12),
                unit="B",
            )
        ],
        curves=[Curve("bytes of each parameter", list(costs.values()), points=True, role="subject")],
        axes=Axes(
            x="SGD, momentum, Adam",
            y="B",
            marks=[Mark(of=f"{name}: bytes of each parameter", x=x) for x, name in enumerate(costs)],
        ),
    )


@claim(
    en="While Adam updates an MLP, its step takes the room of the largest weight matrix twice, wherever that lies; the "
    "step of SGD takes none.",
    ko="Adam이 MLP를 갱신하는 동안 스텝 자체는 가장 큰 가중치 행렬의 두 배를 더 쓴다. 그 행렬이 어느 층에 있든 그렇다. "
    "SGD의 스텝은 더 쓰지 않는다.",
    short="Room for an MLP's step",
    seconds=1.5,
    literature="PyTorch documentation",
)
def mlp_room() -> Evidence:
    rooms = {
        name: max(room(traced(training_of(widths, 1, optimizer)))) / KB for name, (widths, optimizer) in STEPPED.items()
    }
    estimated = {name: estimate(widths, 1, optimizer)["step"] / KB for name, (widths, optimizer) in STEPPED.items()}
    widths, _ = STEPPED["100-400-10"]
    foreach = max(room(traced(training_of(widths, 1, "adam", foreach=True)))) / KB
    every = estimate(widths, 1, "adam")["parameters"] / KB
    slack = 4 * max(widths) * FLOAT / KB
    return Evidence(
        finding=Finding(
            "Adam's step takes {first:.3g} kB in the MLP 100-400-10 and {last:.3g} kB in 10-100-400",
            first="100-400-10: room for the step",
            last="10-100-400: room for the step",
        ),
        caption="Room that the optimizer's step takes beside parameters, gradients and state: with Adam in two "
        "networks whose largest matrix comes first or last, and with SGD.",
        measurements=[
            *(
                Measurement(
                    "{net}: room for the step",
                    size,
                    within(rooms[name], slack, because=BESIDE),
                    unit="kB",
                    fields={"net": name},
                )
                for name, size in estimated.items()
            ),
            check_controls(foreach - every, most=slack),
        ],
        controls=[Control("100-400-10: room of foreach", foreach, within(rooms["100-400-10"], slack), unit="kB")],
        curves=[
            Curve("estimated", list(estimated.values()), points=True, role="subject"),
            Curve("traced", list(rooms.values()), points=True, role="reference"),
        ],
        axes=Axes(
            x="100-400-10 and 10-100-400 with Adam, 100-400 with SGD",
            y="kB",
            marks=[
                Mark(of="100-400-10: room for the step", x=0, text="{value:.3g} kB"),
                Mark(of="10-100-400: room for the step", x=1, text="{value:.3g} kB"),
            ],
        ),
    )


mutant("takes labels for int32", "FLOAT, INT = 4, 8", "FLOAT, INT = 4, 4", program="mlp_memory")
mutant("forgets what Adam remembers beside m", '"adam": 2}', '"adam": 1}', program="mlp_memory")
mutant("keeps the inputs among the activations", "sum(widths[1:])", "sum(widths)", program="mlp_memory")
mutant("forgets the biases", "for size in (n * m, m)]", "for size in (n * m,)]", program="mlp_memory")
mutant("updates all tensors at once", "FLOAT * max(tensors)", "FLOAT * sum(tensors)", program="mlp_memory")
mutant("forgets the gradients of an MLP", '"gradients": parameters', '"gradients": 0', program="mlp_memory")
