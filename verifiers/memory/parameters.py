"""Bytes of each parameter from one pass to the next, and the room that an optimizer's step takes beside them."""

import torch
from torch import nn

from quizdl.lab.checks import check_controls
from quizdl.lab.memory import Step, Training
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

from ..programs import memory_by_hand as hand
from ..programs import training_step
from ..programs.memory_estimate import FLOAT, RULES
from ..programs.training_step import EXAMPLES, Example, loss_of, optimizer_of
from .common import (
    BESIDE,
    COUNTED,
    MB,
    counted,
    highest,
    input_bytes,
    input_numbers,
    least_miscount,
    miscounted,
    room,
    traced,
    training,
)

HALF = 2  # bytes of a number in bfloat16


def with_master_copy(example: Example) -> Training:
    """Forward and backward pass in bfloat16; Adam updates a float32 copy, from which the model is set."""
    plain = training(example, 1, "sgd", torch.bfloat16)()
    weights = list(plain.model.parameters())
    master = [nn.Parameter(weight.detach().float()) for weight in weights]
    adam = optimizer_of("adam", nn.ParameterList(master))

    def step() -> None:
        for copy, weight in zip(master, weights, strict=True):
            copy.grad = None if weight.grad is None else weight.grad.float()
        adam.step()
        with torch.no_grad():
            for copy, weight in zip(master, weights, strict=True):
                weight.copy_(copy)

    return Training(plain.model, adam, plain.data, plain.loss, also=tuple(master), step=step)


def staying(step: Step, inputs: int) -> int:
    """Bytes that stay from one pass to the next, the batch aside; a master copy counts among what was handed in."""
    held = step.after_backward if step.after_backward.total else step.after_forward
    return held.parameters + held.gradients + held.optimizer_state + held.inputs - inputs


@claim(
    en="A parameter costs 16 bytes while Adam trains it in float32 (itself, gradient, m, v), 12 with momentum, 8 with "
    "SGD, 4 at inference; and 16 in mixed precision too, with weights and gradients in bfloat16 and a master copy.",
    ko="float32에서 Adam으로 학습할 때 파라미터 하나는 16바이트이다(자신, 기울기, m, v). 모멘텀은 12, SGD는 8, "
    "추론은 4바이트이다. 모델과 기울기를 bfloat16으로, 마스터 사본과 m, v를 float32로 두는 혼합 정밀도도 16바이트이다.",
    short="Bytes of each parameter",
    seconds=1.5,
    literature="Rajbhandari 2020, sec. 3.1",
)
def bytes_per_parameter(hidden: int = 512, layers: int = 3) -> Evidence:
    example = Example(lambda: training_step.mlp(hidden, layers), (1, 28, 28), 10, batch=1)
    inputs, ops = input_bytes(example, 1), hand.mlp_ops(1, hidden, layers)
    count = sum(sum(op.weights) for op in ops)
    steps = {way: traced(training(example, 1, way)) for way in ("", "sgd", "momentum", "adam", "adamw")}
    mixed = traced(lambda: with_master_copy(example))
    costs = {
        "at inference": (4, staying(steps[""], inputs)),
        "trained by SGD": (8, staying(steps["sgd"], inputs)),
        "trained by SGD with momentum": (12, staying(steps["momentum"], inputs)),
        "trained by Adam": (16, staying(steps["adam"], inputs)),
        "trained by AdamW": (16, staying(steps["adamw"], inputs)),
        "trained by Adam in bfloat16 with a master copy": (16, staying(mixed, input_bytes(example, 1, HALF))),
    }
    tensors = sum(len(op.weights) for op in ops)
    spread = 1.01 * FLOAT * tensors / count  # rounding of the quotient
    because = "4 bytes a number or 2 in bfloat16; a count of steps for each tensor of parameters"
    measurements = [
        Measurement(name, size / count, within(right, spread, because=because), unit="B")
        for name, (right, size) in costs.items()
    ]
    off = 0
    for way in RULES:
        items, peak = counted(ops, input_numbers(example, 1), way)
        off += miscounted(items, steps[way])
        traced_peak = steps[way].peak.total
        measurements += [
            Measurement(
                "{optimizer}: bytes of a parameter and its gradient and state by hand",
                (items.parameters + items.gradients + items.optimizer_state) / count,
                within(staying(steps[way], inputs) / count, 0, because=COUNTED),
                unit="B",
                check=True,
                fields={"optimizer": way},
            ),
            Measurement(
                "{optimizer}: peak by hand",
                peak / MB,
                within(traced_peak / MB, 8 * hidden * FLOAT / MB, because=BESIDE),
                unit="MB",
                check=True,
                fields={"optimizer": way},
            ),
        ]
    amsgrad = staying(traced(lambda: mlp_by_amsgrad(hidden, layers)), inputs) / count
    trained = [steps[way] for way in RULES]
    ordered = [size / count for _, size in costs.values()]
    return Evidence(
        finding=Finding(
            "A parameter costs {adam:.3g} bytes with Adam, {momentum:.3g} with momentum, {sgd:.3g} with SGD and "
            "{inference:.3g} at inference; {mixed:.3g} in bfloat16 with a master copy",
            adam="trained by Adam",
            momentum="trained by SGD with momentum",
            sgd="trained by SGD",
            inference="at inference",
            mixed="trained by Adam in bfloat16 with a master copy",
        ),
        caption="Bytes that stay from one pass to the next, over the number of parameters: parameter, gradient, and "
        "what the optimizer remembers.",
        measurements=[
            *measurements,
            Measurement(
                "bytes of gradients and temporaries that are left when a forward pass ends",
                max(step.after_forward.gradients + step.after_forward.temporaries for step in (*steps.values(), mixed)),
                within(0, 0, because="the step before drops its gradients"),
                unit="B",
                check=True,
            ),
            Measurement(
                "optimizer state at the peak beside that after the backward pass",
                max(abs(step.peak.optimizer_state - step.after_backward.optimizer_state) for step in trained),
                within(0, 0, because="temporaries of the step are none of it"),
                unit="B",
                check=True,
            ),
            Measurement(
                "bytes miscounted that one byte more in any item adds",
                least_miscount(counted(ops, {}, "adam")[0], steps["adam"]),
                within(1, 0, because="no item is forgotten"),
                unit="B",
                check=True,
            ),
            Measurement(
                "bytes miscounted for all four optimizers", off, at_most(0, because=COUNTED), unit="B", check=True
            ),
            check_controls(amsgrad - 20, most=spread),
        ],
        controls=[Control("trained by AMSGrad", amsgrad, within(16, spread), unit="B")],
        curves=[Curve("bytes of a parameter", ordered, points=True, role="subject")],
        axes=Axes(
            x="inference, SGD, momentum, Adam, AdamW, bfloat16 with a master copy",
            y="B",
            marks=[Mark(of=name, x=place) for place, name in enumerate(costs)],
        ),
    )


def mlp_by_adam(hidden: int, layers: int, *, foreach: bool = False, fused: bool = False) -> Training:
    """An MLP and one image, trained by torch's Adam of that kind."""
    model, (images, labels) = training_step.mlp(hidden, layers), EXAMPLES["MLP"].data(1)
    adam = torch.optim.Adam(model.parameters(), foreach=foreach, fused=fused)
    return Training(model, adam, (images, labels), lambda: loss_of(model, images, labels))


def mlp_by_amsgrad(hidden: int, layers: int) -> Training:
    """The same trained by AMSGrad, which remembers the largest v as well."""
    model, (images, labels) = training_step.mlp(hidden, layers), EXAMPLES["MLP"].data(1)
    amsgrad = torch.optim.Adam(model.parameters(), amsgrad=True, foreach=False)
    return Training(model, amsgrad, (images, labels), lambda: loss_of(model, images, labels))


def mlp_by_sgd(hidden: int, layers: int) -> Training:
    """The same trained by SGD with foreach."""
    model, (images, labels) = training_step.mlp(hidden, layers), EXAMPLES["MLP"].data(1)
    sgd = torch.optim.SGD(model.parameters(), foreach=True)
    return Training(model, sgd, (images, labels), lambda: loss_of(model, images, labels))


@claim(
    en="Adam's step needs room of its own: torch's loop takes the size of the largest tensor twice, foreach the size "
    "of all parameters, and fused nothing.",
    ko="Adam의 스텝 자체도 메모리를 쓴다. torch의 반복문 방식은 가장 큰 텐서의 두 배를, foreach는 파라미터 전체만큼을 "
    "더 쓰고, fused는 더 쓰지 않는다.",
    short="Room that Adam's step takes",
    seconds=0.7,
    literature="PyTorch documentation",
)
def room_for_the_step(hidden: int = 512, layers: int = 3) -> Evidence:
    if hidden < 1 or layers < 1:
        raise Undecided(
            en="without hidden layers there is nothing to tell the three ways apart by",
            ko="은닉층이 없으면 세 방식을 구별할 것이 없다",
        )
    ops = hand.mlp_ops(1, hidden, layers)
    weights = [count for op in ops for count in op.weights]
    largest, every, slack = (numbers * FLOAT / MB for numbers in (max(weights), sum(weights), 8 * hidden))
    loop = room(traced(lambda: mlp_by_adam(hidden, layers)))
    foreach = room(traced(lambda: mlp_by_adam(hidden, layers, foreach=True)))
    fused = room(traced(lambda: mlp_by_adam(hidden, layers, fused=True)))
    sgd = room(traced(lambda: mlp_by_sgd(hidden, layers)))
    items, peak = counted(ops, {}, "adam")
    x_loop, y_loop = highest(loop)
    x_foreach, y_foreach = highest(foreach)
    x_fused, y_fused = highest(fused)
    return Evidence(
        finding=Finding(
            "Adam's step takes {loop:.3g} MB more in a loop, {foreach:.3g} MB with foreach and {fused:.2g} MB fused; "
            "all parameters take {every:.3g} MB",
            loop="room of the loop",
            foreach="room of foreach",
            fused="room of the fused step",
        ),
        caption="Memory beyond parameters, gradients and state while the optimizer makes its step: the loop needs the "
        "root of v and its quotient for one tensor after the other, foreach one of them for all tensors at once.",
        measurements=[
            Measurement(
                "room of the loop",
                max(loop) / MB,
                within(2 * largest, slack, because="√v and its quotient for the largest tensor; a few biases"),
                unit="MB",
            ),
            Measurement(
                "room of foreach",
                max(foreach) / MB,
                within(every, slack, because="√v of all parameters at once; a few biases"),
                unit="MB",
            ),
            Measurement(
                "room of the fused step",
                max(fused) / MB,
                within(0, 0, because="one kernel reads and writes in place"),
                unit="MB",
            ),
            Measurement(
                "room of the loop by hand",
                (peak - items.parameters - items.gradients - items.optimizer_state) / MB,
                within(max(loop) / MB, slack, because=BESIDE),
                unit="MB",
            ),
            check_controls(max(sgd)),  # it updates in place
        ],
        controls=[Control("room of foreach with SGD", max(sgd) / MB, within(every, slack), unit="MB")],
        curves=[
            Curve("foreach", y_foreach, x=x_foreach, role="subject"),
            Curve("loop", y_loop, x=x_loop),
            Curve("fused", y_fused, x=x_fused, role="reference"),
        ],
        axes=Axes(
            x="operations of the optimizer's step",
            y="MB beyond what the backward pass left",
            marks=[
                Mark(of="room of the loop", x=loop.index(max(loop)), text="{value:.3g} MB"),
                Mark(
                    of="room of foreach",
                    x=foreach.index(max(foreach)),
                    text="{value:.3g} of {every:.3g} MB",
                ),
                Mark(of="room of the fused step", x=0, text="{value:.2g} MB"),
            ],
        ),
        fields={"every": every},
    )


mutant("leaves out Adam's second moment", "ADAM = Rule(numbers=2", "ADAM = Rule(numbers=1", program="memory_estimate")
mutant("keeps no counts of Adam's steps", "counts=True, ", "", program="memory_estimate")
mutant("gives Adam's step room for one tensor only", "temporaries=2)", "temporaries=1)", program="memory_estimate")
