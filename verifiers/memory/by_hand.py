"""Memory of a training step: what it consists of, counted by hand, traced, and measured.

Notation: B is the batch size, P the number of parameters, L the number of layers, s the number of checkpointed
segments. Three ways to know what a step needs are held against each other: a count from the shapes of the layers
(programs/memory_by_hand.py); a trace on fake tensors, which have shapes and take no memory; and the resident memory
of a process that trains (programs/training_step.py).
"""

from collections.abc import Callable

import numpy as np
import torch
from torch import nn

from quizdl.lab.checks import check_controls
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
    mutant,
    progress,
    within,
)

from ..programs import memory_by_hand as hand
from ..programs import training_step
from ..programs.memory_estimate import FLOAT, INT
from ..programs.training_step import EXAMPLES, Example
from .common import (
    BESIDE,
    COUNTED,
    MB,
    SCALARS,
    counted,
    highest,
    input_numbers,
    miscounted,
    relative,
    require_optimizer,
    saved,
    traced,
    training,
)

SHAPES: dict[str, tuple[Example, Callable[[int], list[hand.Op]], str]] = {  # the peak lies elsewhere in each
    "GPT (s = 32)": (
        Example(lambda: training_step.gpt(64, 4, 1, 32, 10), (32,), 10, 64),
        lambda batch: hand.gpt_ops(batch, 64, 4, 1, 32, 10),
        "sgd",
    ),
    "GPT (s = 256)": (
        Example(lambda: training_step.gpt(64, 4, 1, 256, 10), (256,), 10, 16),
        lambda batch: hand.gpt_ops(batch, 64, 4, 1, 256, 10),
        "momentum",
    ),
    "ResNet (w = 8)": (
        Example(lambda: training_step.resnet(8, 2), (3, 32, 32), 10, 64),
        lambda batch: hand.resnet_ops(batch, 8, 2),
        "sgd",
    ),
    "CNN (c = 8)": (
        Example(lambda: training_step.cnn((1, 8)), (1, 28, 28), 10, 64),
        lambda batch: hand.cnn_ops(batch, (1, 8)),
        "momentum",
    ),
    "MLP (B = 512)": (Example(training_step.mlp, (1, 28, 28), 10, 512), hand.mlp_ops, "sgd"),
}


def averaging_cnn() -> nn.Module:
    """The CNN with average pooling, which needs no indices."""
    model = training_step.cnn()
    return nn.Sequential(*(nn.AvgPool2d(2) if isinstance(part, nn.MaxPool2d) else part for part in model.children()))


def of_a_view(outputs: int, view: Callable[[torch.Tensor], torch.Tensor]) -> Callable[[], Training]:
    """What makes a linear layer of 64 examples and squares a view of its output, for which autograd keeps the view."""

    def build() -> Training:
        model, x = nn.Linear(10, outputs), torch.ones(64, 10)
        return Training(model, None, (x,), lambda: view(model(x)).square().sum())

    return build


@claim(
    en="What a training step needs follows from the shapes of the layers: a count by hand comes within 10 % of a "
    "trace of the step, and its items agree to the byte, for an MLP, a CNN, a ResNet and a GPT.",
    ko="학습 한 스텝에 필요한 메모리는 층의 모양에서 나온다. MLP, CNN, ResNet, GPT에서 손으로 센 값은 스텝을 추적한 "
    "값과 10% 안에서 맞고, 항목별로는 바이트까지 일치한다.",
    short="A training step counted by hand",
    seconds=8,
    literature="He 2016; Radford 2019",
)
def by_hand(optimizer: str = "adam") -> Evidence:
    require_optimizer(optimizer)
    measurements, curves, marks, steps = [], [], [], {}
    for name, example in progress(EXAMPLES.items()):
        build = training(example, example.batch, optimizer)
        step = steps[name] = traced(build)
        items, peak = counted(hand.OPS[name](example.batch), input_numbers(example, example.batch), optimizer)
        fields = {"model": name}
        measurements += [
            Measurement(
                "{model}: peak by hand",
                peak / MB,
                relative(step.peak.total / MB, 0.1, because="the sentence allows a tenth of the traced peak"),
                unit="MB",
                fields=fields,
            ),
            Measurement(
                "{model}: bytes miscounted in parameters and gradients and optimizer state",
                miscounted(items, step),
                at_most(0, because=COUNTED),
                unit="B",
                check=True,
                fields=fields,
            ),
            Measurement(
                "{model}: kept for the backward pass by hand",
                items.activations,
                within(saved(build), 0, because=COUNTED),
                unit="B",
                check=True,
                fields=fields,
            ),
        ]
        x, y = highest(step.totals)
        curves.append(Curve(name, y, x=x, role="subject" if name == "MLP" else ""))
        marks.append(Mark(of=f"{name}: peak by hand", x=x[int(np.argmax(y))], text="{value:.3g} MB"))
    for name, (example, ops, way) in SHAPES.items():
        step = traced(training(example, example.batch, way))
        items, peak = counted(ops(example.batch), input_numbers(example, example.batch), way)
        measurements += [
            Measurement(
                "{model}: peak by hand without Adam",
                peak,
                within(step.peak.total, 2 * FLOAT, because=SCALARS),
                unit="B",
                check=True,
                fields={"model": name},
            ),
            Measurement(
                "{model}: bytes miscounted in parameters and gradients and optimizer state",
                miscounted(items, step),
                at_most(0, because=COUNTED),
                unit="B",
                check=True,
                fields={"model": name},
            ),
        ]
    alone = Example(training_step.mlp, (1, 28, 28), 10, 1)
    _, peak = counted(hand.mlp_ops(1), input_numbers(alone, 1), "adamw")
    whole, repeated = of_a_view(20, lambda y: y[:, :10]), of_a_view(1, lambda y: y.expand(-1, 10))
    measurements += [
        Measurement(
            "MLP on one example with AdamW: peak by hand",
            peak,
            within(traced(training(alone, 1, "adamw")).peak.total, 8 * 1024 * FLOAT, because=BESIDE),
            unit="B",
        ),
        Measurement(
            "kept of a layer's output if half of it is used",
            saved(whole),
            within(64 * 20 * FLOAT, 0, because="a view keeps all of the memory that it looks into"),
            unit="B",
            check=True,
        ),
        Measurement(
            "kept of a layer's output if each number is used ten times",
            saved(repeated),
            within(64 * FLOAT, 0, because="a repeated number is in memory once"),
            unit="B",
            check=True,
        ),
    ]
    cnn, mlp = EXAMPLES["CNN"], EXAMPLES["MLP"]
    averaging = saved(training(Example(averaging_cnn, cnn.shape, cnn.classes, cnn.batch), cnn.batch, optimizer))
    max_pooling = counted(hand.cnn_ops(cnn.batch), {}, optimizer)[0].activations
    indices = INT * sum(op.keeps.get("int64", 0) for op in hand.cnn_ops(cnn.batch))
    stateless = traced(training(mlp, mlp.batch, "sgd")).peak.total
    stateless_by_hand = counted(hand.mlp_ops(mlp.batch), input_numbers(mlp, mlp.batch), "sgd")[1]
    measurements.append(
        check_controls(averaging + indices - max_pooling, stateless - stateless_by_hand, most=2 * FLOAT)
    )
    return Evidence(
        finding=Finding(
            "By hand a step needs {mlp:.3g} MB for the MLP, {cnn:.3g} for the CNN, {resnet:.3g} for the ResNet and "
            "{gpt:.3g} for the GPT",
            mlp="MLP: peak by hand",
            cnn="CNN: peak by hand",
            resnet="ResNet: peak by hand",
            gpt="GPT: peak by hand",
        ),
        caption="Memory that is held after each operation of a traced step: it grows while layers keep what their "
        "backward pass needs, and shrinks while that runs. The marks are the peaks counted by hand.",
        measurements=measurements,
        controls=[
            Control(
                "CNN: kept for the backward pass with average pooling",
                averaging,
                within(max_pooling, 0),
                unit="B",
            ),
            Control("MLP: traced peak with SGD", stateless, relative(steps["MLP"].peak.total, 0.1), unit="B"),
        ],
        curves=curves,
        axes=Axes(x="operations of a step", y="MB held", marks=marks),
    )


mutant(
    "takes the indices of pooling for int32",
    '{"int64": elements // 4}',
    "floats(elements // 4)",
    program="memory_by_hand",
)
mutant(
    "lets ReLU keep nothing",
    "makes=elements, keeps=floats(elements))\n\n\ndef pool",
    "makes=elements)\n\n\ndef pool",
    program="memory_by_hand",
)
mutant(
    "lets gradients of parameters go as what is kept goes",
    'reversed(list(accumulate(sum(op["weights"]) * FLOAT for op in reversed(ops))))',
    'accumulate(sum(op["weights"]) * FLOAT for op in ops)',
    program="memory_estimate",
)
mutant("lets query, key and value share a map", "(width**2, width) * 3", "(width**2, width)", program="memory_by_hand")
mutant(
    "forgets the gradient of the values beside that of the softmax",
    "makes=scores, keeps=floats(scores), carries=stream)",
    "makes=scores, keeps=floats(scores))",
    program="memory_by_hand",
)
