"""Memory of a training step: what it consists of, counted by hand, traced, and measured.

Notation: B is the batch size, P the number of parameters, L the number of layers, s the number of checkpointed
segments. Three ways to know what a step needs are held against each other: a count from the shapes of the layers
(programs/memory_by_hand.py); a trace on fake tensors, which have shapes and take no memory; and the resident memory
of a process that trains (programs/training_step.py).
"""

import gc
import json
import math
import os
import subprocess
import sys
import weakref
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.functional import gelu, scaled_dot_product_attention
from torch.utils.checkpoint import checkpoint, checkpoint_sequential
from torch.utils.flop_counter import FlopCounterMode

from quizdl.lab import memory
from quizdl.lab.differences import relative_error
from quizdl.lab.memory import Items, Step, Training
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Measurement,
    Unavailable,
    Undecided,
    at_least,
    at_most,
    claim,
    mutant,
    progress,
    within,
)

from .programs import memory_by_hand as hand
from .programs import training_step
from .programs.memory_by_hand import BOOL, FLOAT, INT
from .programs.training_step import EXAMPLES, Example, loss_of, optimizer_of

MB, KB = 1e6, 1e3


def training(
    example: Example, batch: int, optimizer: str = "adam", dtype: torch.dtype = torch.float32, *, mixed: bool = False
) -> Callable[[], Training]:
    """What makes the model, in that type, and trains it; `mixed` runs the forward pass under autocast to bfloat16."""

    def build() -> Training:
        model = example.build().to(dtype)
        inputs, targets = example.data(batch)
        inputs = inputs.to(dtype) if inputs.is_floating_point() else inputs

        def loss() -> torch.Tensor:
            with torch.autocast("cpu", torch.bfloat16, enabled=mixed):
                return loss_of(model, inputs, targets)

        return Training(model, optimizer_of(optimizer, model) if optimizer else None, (inputs, targets), loss)

    return build


def traced(build: Callable[[], Training], iterations: int = 2) -> Step:
    """A training step on fake tensors, the second, when the optimizer's state is there."""
    try:
        return memory.track(build, iterations)
    except ImportError as lack:
        raise Unavailable(en=str(lack), ko=memory.NO_TRACER_KO) from lack


def saved(build: Callable[[], Training]) -> int:
    """What autograd itself keeps for the backward pass."""
    try:
        return sum(memory.saved_by_layer(build).values())
    except ImportError as lack:
        raise Unavailable(en=str(lack), ko=memory.NO_TRACER_KO) from lack


def in_processes(names: list[str], optimizer: str) -> dict[str, int]:
    """Bytes that the peak of two real steps adds to what was resident before, each in a fresh process.

    The C library keeps part of what a program frees, for it may ask again. With a fixed threshold it takes each
    larger tensor from the system and gives it back at once, so that what is resident is what is held.
    """
    status = Path("/proc/self/status")
    if not status.exists() or "VmHWM" not in status.read_text(encoding="ascii"):
        raise Unavailable(
            en="needs /proc/self/status with VmHWM, the peak of resident memory, as Linux has it",
            ko="VmHWM(상주 메모리의 최댓값)이 있는 Linux의 /proc/self/status가 필요하다",
        )
    source = training_step.__spec__.loader.get_source(training_step.__name__)
    variables = {**os.environ, "MALLOC_MMAP_THRESHOLD_": "65536", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-c", source, optimizer, *names]
    return json.loads(subprocess.run(command, env=variables, stdout=subprocess.PIPE, check=True).stdout)


def like(name: str, value: float, right: float, share: float, because: str, unit: str = "") -> Measurement:
    """A size that must be right within a share of itself."""
    return Measurement(name, value, within(right, share * abs(right), because=because), unit=unit)


def miscounted(items: Items, step: Step) -> int:
    """Bytes by which items counted by hand are off those traced; gradients are all there after the backward pass."""
    return (
        abs(items.parameters - step.peak.parameters)
        + abs(items.buffers - step.peak.buffers)
        + abs(items.gradients - step.after_backward.gradients)
        + abs(items.optimizer_state - step.after_backward.optimizer_state)
    )


COUNTED = "both count the same tensors"
ROUNDED = "float64 sums of at most 512 products"
BY_HAND = "tensors counted by hand; a few scalars are left out"

SHAPES: dict[str, tuple[Example, Callable[[int], list[hand.Op]], str]] = {  # the peak lies elsewhere in each
    "GPT with ten words": (
        Example(lambda: training_step.gpt(64, 4, 1, 32, 10), (32,), 10, 64),
        lambda b: hand.gpt_ops(b, 64, 4, 1, 32, 10),
        "sgd",
    ),
    "GPT with a long context": (
        Example(lambda: training_step.gpt(64, 4, 1, 256, 10), (256,), 10, 16),
        lambda b: hand.gpt_ops(b, 64, 4, 1, 256, 10),
        "momentum",
    ),
    "ResNet of two stages": (
        Example(lambda: training_step.resnet(8, 2), (3, 32, 32), 10, 64),
        lambda b: hand.resnet_ops(b, 8, 2),
        "sgd",
    ),
    "CNN of one layer": (
        Example(lambda: training_step.cnn((1, 8)), (1, 28, 28), 10, 64),
        lambda b: hand.cnn_ops(b, (1, 8)),
        "momentum",
    ),
    "MLP, one example": (Example(training_step.mlp, (1, 28, 28), 10, 1), hand.mlp_ops, "adamw"),
    "MLP, 512 examples": (Example(training_step.mlp, (1, 28, 28), 10, 512), hand.mlp_ops, "sgd"),
}  # fmt: skip


@claim(
    en="What a training step needs follows from the shapes of the layers: a count by hand comes within 10 % of a "
    "trace of the step, and its items agree to the byte, for an MLP, a CNN, a ResNet and a GPT.",
    ko="학습 한 스텝에 필요한 메모리는 층의 모양에서 나온다. MLP, CNN, ResNet, GPT에서 손으로 센 값은 스텝을 추적한 "
    "값과 10% 안에서 맞고, 항목별로는 바이트까지 일치한다.",
    seconds=8,
    entry="E5",
    literature="He 2016; Radford 2019",
)
def by_hand(optimizer: str = "adam") -> Evidence:
    measurements, curves, counted = [], [], {}

    def model_off(name: str, size: int) -> Measurement:
        return Measurement(f"{name}, parameters, gradients, state off", size, at_most(0, because=COUNTED), unit="B")

    for name, example in progress(EXAMPLES.items()):
        build = training(example, example.batch, optimizer)
        step = traced(build)
        items, peak = counted[name] = hand.predict(hand.OPS[name](example.batch), step.peak.inputs, optimizer)
        measurements += [
            like(f"{name}, peak", peak / MB, step.peak.total / MB, 0.1, "the bar set for the formula", "MB"),
            model_off(name, miscounted(items, step)),
            like(f"{name}, kept for the backward pass", items.activations, saved(build), 0, COUNTED, "B"),
        ]
        curves.append(Curve(name, np.array(step.totals[:: 1 + len(step.totals) // 100]) / MB))
    apart = 0
    for name, (example, ops, way) in SHAPES.items():
        step = traced(training(example, example.batch, way))
        items, peak = hand.predict(ops(example.batch), step.peak.inputs, way)
        apart += miscounted(items, step)
        left_out = BY_HAND if way == "adamw" else "the loss and its gradient, a float32 each, are left out"
        slack = 0.01 * step.peak.total if way == "adamw" else 2 * FLOAT
        bound = within(step.peak.total, slack, because=left_out)
        measurements.append(Measurement(f"{name}, {way}", peak, bound, unit="B"))

    cnn = hand.cnn_ops(EXAMPLES["CNN"].batch)
    halved = counted["CNN"][0].activations - sum(op.keeps // 2 for op in cnn if op.keeps == 2 * op.makes)
    stateless = hand.predict(hand.mlp_ops(EXAMPLES["MLP"].batch), counted["MLP"][0].inputs, "sgd")[1]
    return Evidence(
        measurements=[*measurements, model_off("the other shapes", apart)],
        controls=[
            Control("CNN, if pooling kept int32 indices", halved, within(counted["CNN"][0].activations, 0)),
            Control("MLP without Adam's state / with", stateless / counted["MLP"][1], within(1, 0.1)),
        ],
        curves=curves,
        axes=Axes(x="operations of a step, thinned", y="MB held"),
    )


@claim(
    en="The memory can be computed beforehand, without allocating any: a trace on fake tensors comes within 15 % of "
    "what a training step makes resident in a fresh process. One step is not enough: Adam makes its state in it.",
    ko="필요한 메모리는 할당 없이 미리 계산할 수 있다. 가짜 텐서로 추적한 값은 새 프로세스에서 학습 스텝이 실제로 "
    "차지한 상주 메모리와 15% 안에서 맞는다. 첫 스텝만 보면 부족하다. Adam의 상태는 첫 스텝에서야 생긴다.",
    seconds=16,
    entry="E5",
    literature="PyTorch documentation",
)
def computed_beforehand(optimizer: str = "adam") -> Evidence:
    measured = in_processes(list(EXAMPLES), optimizer)
    steps = {name: traced(training(each, each.batch, optimizer)) for name, each in progress(EXAMPLES.items())}
    first = traced(training(EXAMPLES["MLP"], EXAMPLES["MLP"].batch, optimizer), iterations=1).peak
    poor = hand.post_formula(first.parameters, first.inputs)
    return Evidence(
        measurements=[
            like(f"{name}, traced", step.peak.total / MB, measured[name] / MB, 0.15, LEFT_OUT, "MB")
            for name, step in steps.items()
        ],
        controls=[
            Control("MLP, first step, traced / measured", first.total / measured["MLP"], within(1, 0.15)),
            Control("MLP, model + data / measured", poor / measured["MLP"], within(1, 0.15)),
        ],
        curves=[
            Curve(name, [each / MB for each in sizes], x=range(len(EXAMPLES)), points=True)
            for name, sizes in (
                ("traced", [step.peak.total for step in steps.values()]),
                ("measured", measured.values()),
            )
        ],
        axes=Axes(x=", ".join(EXAMPLES), y="MB"),
    )


LEFT_OUT = "workspace of kernels and pages come on top; the bar set for this trace"


@claim(
    en="A parameter costs 16 bytes while Adam trains it in float32 (itself, gradient, m, v), 12 with momentum, 8 with "
    "SGD, 4 at inference; and 16 in mixed precision too, with weights and gradients in bfloat16 and a master copy.",
    ko="float32에서 Adam으로 학습할 때 파라미터 하나는 16바이트이다(자신, 기울기, m, v). 모멘텀은 12, SGD는 8, "
    "추론은 4바이트이다. 모델과 기울기를 bfloat16으로, 마스터 사본과 m, v를 float32로 두는 혼합 정밀도도 16바이트이다.",
    seconds=1.5,
    entry="E6",
    literature="Rajbhandari 2020, sec. 3.1",
)
def bytes_per_parameter(hidden: int = 512, layers: int = 3) -> Evidence:
    example = Example(lambda: training_step.mlp(hidden, layers), (1, 28, 28), 10, batch=1)

    def each(step: Step) -> float:
        """Bytes a parameter that stay from one pass to the next."""
        held = step.after_backward if step.after_backward.total else step.after_forward
        batch = sum(tensor.nbytes for tensor in example.data(1))
        extra = held.inputs - batch if held.inputs > 2 * batch else 0  # the master copy
        return (held.parameters + held.gradients + held.optimizer_state + extra) / count

    def with_master_copy() -> Training:
        """Forward and backward pass in bfloat16; Adam updates a float32 copy, from which the model is set."""
        plain = training(example, 1, "sgd", torch.bfloat16)()
        weights = list(plain.model.parameters())
        master = [nn.Parameter(weight.detach().float()) for weight in weights]
        adam = optimizer_of("adam", nn.ParameterList(master))

        def step() -> None:
            for copy, weight in zip(master, weights, strict=True):
                copy.grad = weight.grad.float()
            adam.step()
            with torch.no_grad():
                for copy, weight in zip(master, weights, strict=True):
                    weight.copy_(copy)

        return Training(plain.model, adam, plain.data, plain.loss, also=tuple(master), step=step)

    ops = hand.mlp_ops(1, hidden, layers)
    count = sum(sum(op.weights) for op in ops)
    because = "4 bytes a number, 2 in bfloat16; a hundredth for Adam's counts of steps"
    sizes = {
        "inference": (4, each(traced(training(example, 1, "")))),
        "Adam, bfloat16, master copy": (16, each(traced(with_master_copy))),
    }
    apart, peaks = 0, []
    for way, right in (("sgd", 8), ("momentum", 12), ("adam", 16), ("adamw", 16)):
        step = traced(training(example, 1, way))
        items, peak = hand.predict(ops, step.peak.inputs, way)
        sizes[way], apart = (right, each(step)), apart + miscounted(items, step)
        peaks.append(like(f"{way}, peak by hand", peak / MB, step.peak.total / MB, 0.01, BY_HAND, "MB"))
    first = traced(training(example, 1), iterations=1)
    by_formula = {way: (2 + rule.numbers) * FLOAT for way, rule in hand.RULES.items()}
    return Evidence(
        measurements=[
            *(like(name, size, right, 0.01, because, "B") for name, (right, size) in sizes.items()),
            *(like(f"{way}, by formula", ours, sizes[way][0], 0, "counts") for way, ours in by_formula.items()),
            *peaks,
            Measurement("items of these four, by hand, off", apart, at_most(0, because=COUNTED), unit="B"),
        ],
        controls=[Control("Adam, after the first backward pass", each(first), within(16, 0.16))],
    )


@claim(
    en="Adam's step needs room of its own: torch's loop takes the size of the largest tensor twice, foreach the size "
    "of all parameters, and fused nothing.",
    ko="Adam의 스텝 자체도 메모리를 쓴다. torch의 반복문 방식은 가장 큰 텐서의 두 배를, foreach는 파라미터 전체만큼을 "
    "더 쓰고, fused는 더 쓰지 않는다.",
    seconds=0.7,
    entry="E6",
    literature="PyTorch documentation",
)
def room_for_the_step(hidden: int = 512, layers: int = 3) -> Evidence:
    if hidden < 1 or layers < 1:
        raise Undecided(
            en="without hidden layers there is nothing to tell the three ways apart by",
            ko="은닉층이 없으면 세 방식을 구별할 것이 없다",
        )
    weights = [count for op in hand.mlp_ops(1, hidden, layers) for count in op.weights]
    largest, every = max(weights) * FLOAT / MB, sum(weights) * FLOAT / MB

    def room(**way: bool) -> float:
        def build() -> Training:
            model, data = training_step.mlp(hidden, layers), EXAMPLES["MLP"].data(1)
            return Training(model, torch.optim.Adam(model.parameters(), **way), data, lambda: loss_of(model, *data))

        step = traced(build)
        return (max(step.totals[step.phases[1] :]) - step.after_backward.total) / MB

    slack = 8 * hidden * FLOAT / MB
    foreach = room(foreach=True)

    def near(name: str, value: float, size: float) -> Measurement:
        because = "√v and its quotient, or neither; a few biases beside them"
        return Measurement(name, value, within(size, slack, because=because), unit="MB")

    return Evidence(
        measurements=[
            near("loop", room(foreach=False), hand.RULES["adam"].temporaries * largest),
            near("foreach", foreach, every),
            Measurement(
                "fused, share of all parameters",
                room(fused=True) / every,
                within(0, slack / every, because="none; a few biases beside them"),
            ),
        ],
        controls=[Control("foreach, if it took one tensor at a time", foreach, within(2 * largest, slack))],
    )


def factor(example: Example, batch: int, optimizer: str = "adam") -> float:
    """The traced peak of a training step over the post's formula."""
    peak = traced(training(example, batch, optimizer)).peak
    return peak.total / hand.post_formula(peak.parameters, peak.inputs)


SOFTMAX_REGRESSION = Example(lambda: training_step.mlp(layers=0), (1, 28, 28), 10, batch=60000)


@claim(
    en="The memory of training is the size of the model + the size of an example × the batch size.",
    ko="학습에 필요한 GPU 메모리는 모델의 크기 + 데이터의 크기 × 배치 크기이다.",
    seconds=4,
    expects="refuted",
    entry="E7",
)
def model_plus_data(optimizer: str = "adam") -> Evidence:
    tenth = "what is off by more than a tenth does not tell whether a step fits"
    return Evidence(
        measurements=[
            like(f"{name}, needed / estimated", factor(each, each.batch, optimizer), 1, 0.1, tenth)
            for name, each in progress(EXAMPLES.items())
        ],
        controls=[
            Control("softmax regression, 60 000 images, SGD", factor(SOFTMAX_REGRESSION, 60000, "sgd"), within(1, 0.1),
                    must="hold"),
        ],
    )  # fmt: skip


@claim(
    en="Model + data × batch misses by a factor of 4 with Adam where the model far outweighs the input, for want of "
    "gradients and state; for a CNN on a large batch, by what its layers keep. Not always: in softmax regression, and "
    "at inference on one example, it comes close.",
    ko="모델이 입력보다 훨씬 크면 '모델 + 데이터 × 배치'는 Adam에서 4배쯤 빗나간다. 기울기와 옵티마이저 상태가 빠졌기 "
    "때문이다. 큰 배치의 CNN에서는 층들이 보관하는 만큼 빗나간다. 늘 그렇지는 않아서, 소프트맥스 회귀와 샘플 하나의 "
    "추론에서는 거의 맞는다.",
    seconds=7,
    entry="E7",
    literature="Rajbhandari 2020; Chen 2016",
)
def misses_by_four(batch: int = 2048) -> Evidence:
    cnn, mlp = EXAMPLES["CNN"], EXAMPLES["MLP"]
    inputs = batch * (28 * 28 * FLOAT + INT)
    items, peak = hand.predict(hand.cnn_ops(batch), inputs, "adam")
    counted = peak / hand.post_formula(items.parameters, inputs)
    inference = traced(training(cnn, batch, "")).peak
    two_layers = max(op.reads + op.makes for op in hand.cnn_ops(batch))
    batches = [1, 8, 64, 512, 4096]
    alone = {name: factor(EXAMPLES[name], 1) for name in progress(("MLP", "ResNet", "GPT"))}
    four = 4 / 1.01
    images, bare = factor(SOFTMAX_REGRESSION, 60000), factor(mlp, 1, "")
    tiny = "parameters, gradients, m and v are there at once; the input is below a hundredth of them"
    return Evidence(
        measurements=[
            *(Measurement(f"{name}, one example", one, at_least(four, because=tiny)) for name, one in alone.items()),
            like(f"CNN, {batch} images", factor(cnn, batch), counted, 0.1, "the bar set for the formula"),
            like("softmax regression, 60 000 images", images, 1, 0.1, "the input is nearly all there is"),
            like("MLP, one example, inference", bare, 1, 0.1, "the model is nearly all there is"),
            like("CNN, inference, activations", inference.activations / MB, two_layers / MB, 0.01, BY_HAND, "MB"),
        ],
        controls=[
            Control("softmax regression, if at least 2", images, at_least(2)),
            Control("MLP, one example, SGD", factor(mlp, 1, "sgd"), at_least(four)),
            Control("MLP, one example, inference, if at least 4", bare, at_least(four)),
            Control("CNN, inference", inference.total / hand.post_formula(inference.parameters, inference.inputs),
                    within(counted, 0.1 * counted)),
        ],
        curves=[Curve(name, [factor(each, size) for size in batches], x=batches)
                for name, each in (("CNN", cnn), ("MLP", mlp))],
        axes=Axes(x="batch size", y="needed / estimated", log_x=True),
    )  # fmt: skip


@claim(
    en="Half the batch needs half the memory.",
    ko="배치를 절반으로 줄이면 메모리도 절반으로 준다.",
    seconds=5,
    expects="refuted",
    entry="E7",
)
def half_the_batch(optimizer: str = "adam") -> Evidence:
    def ratio(name: str) -> float:
        example = EXAMPLES[name]
        half, whole = (traced(training(example, size, optimizer)) for size in (example.batch // 2, example.batch))
        return half.peak.total / whole.peak.total

    near = "a half, give or take a tenth of it"
    return Evidence(
        measurements=[like(f"{name}, half / whole", ratio(name), 0.5, 0.1, near) for name in ("MLP", "ResNet")],
        controls=[Control("CNN, of few parameters", ratio("CNN"), within(0.5, 0.05), must="hold")],
    )


@claim(
    en="What the layers keep for the backward pass grows in a straight line with the batch, by the same bytes for each "
    "example. Without gradients nothing is kept, and two layers' outputs are all that grows.",
    ko="층들이 역전파를 위해 보관하는 양은 배치 크기에 따라 직선으로 늘어나, 샘플마다 같은 바이트가 더해진다. 기울기를 "
    "계산하지 않으면 보관하는 것이 없고, 두 층의 출력만큼만 늘어난다.",
    seconds=1.5,
    entry="E7",
    literature="Chen 2016",
)
def straight_line_in_batch() -> Evidence:
    measurements, curves = [], []
    for name, example in progress(EXAMPLES.items()):
        sizes = np.array([1, 2, 4]) * example.batch // 4
        kept = np.array([saved(training(example, int(size))) for size in sizes])
        slopes = np.diff(kept) / np.diff(sizes)
        fewer, more = (hand.predict(hand.OPS[name](size), 0, "adam")[0].activations for size in (1, 2))
        measurements += [
            like(f"{name}, kept of an example", slopes[0] / KB, (more - fewer) / KB, 1e-12, COUNTED, "kB"),
            like(f"{name}, slope at twice the batch", slopes[1] / slopes[0], 1, 1e-12, "a straight line"),
        ]
        curves.append(Curve(name, kept / MB, x=sizes / example.batch))
    cnn = EXAMPLES["CNN"]
    low, high = (traced(training(cnn, size, "")).peak.activations for size in (cnn.batch, 2 * cnn.batch))
    return Evidence(
        measurements=measurements,
        controls=[
            Control("CNN, inference, of an example", (high - low) / cnn.batch / KB,
                    within(hand.predict(hand.cnn_ops(1), 0, "adam")[0].activations / KB, 1), unit="kB"),
        ],
        curves=curves,
        axes=Axes(x="share of the batch", y="MB kept"),
    )  # fmt: skip


def checkpointed(layers: int, segments: int) -> tuple[float, float]:
    """Layers' worth of activations at the peak, and forward passes' worth of arithmetic, by the formula.

    What each of s segments begins with is kept, and the layers of one at a time (Chen 2016, sec. 4.1). A pass
    forward, two backward, of which the first layer needs one, and again forward, but for the last segment.
    """
    return segments + layers / segments, (3 - 1 / layers) + (segments - 1) / segments


@claim(
    en="Checkpointing L layers in s segments keeps about s + L/s layers' worth of activations, least at √L, for less "
    "than one more forward pass. One segment saves nothing: the last one is never wrapped.",
    ko="L개의 층을 s개 구간으로 체크포인팅하면 활성값은 약 s + L/s층 분량이 되고 s = √L에서 가장 적다. 대가는 순전파 "
    "한 번 미만이다. 구간이 하나면 아무것도 줄지 않는다. 마지막 구간은 체크포인트로 감싸지 않기 때문이다.",
    seconds=5,
    entry="E7",
    literature="Chen 2016, sec. 4",
)
def checkpointing(layers: int = 16, width: int = 64, batch: int = 4096) -> Evidence:
    if layers < 1 or math.isqrt(layers) ** 2 != layers:
        raise Undecided(
            en=f"layers = {layers} is no square, so that no s equals L/s",
            ko=f"layers = {layers}: 제곱수가 아니므로 s = L/s인 s가 없다",
        )
    layer, forward = batch * width * FLOAT, 2 * batch * width**2 * layers  # bytes, and FLOPs
    gradients = layers * (width**2 + width) * FLOAT / layer
    if gradients > 0.1 * 2 * math.sqrt(layers):
        raise Undecided(
            en="gradients of parameters outweigh a tenth of the activations kept: take a larger batch",
            ko="파라미터의 기울기가 저장한 활성값의 10분의 1보다 크다. 배치를 키워야 한다",
        )

    def build(segments: int) -> Training:
        model = nn.Sequential(*(nn.Sequential(nn.Linear(width, width), nn.ReLU()) for _ in range(layers)))
        inputs = torch.rand(batch, width)

        def loss() -> torch.Tensor:
            if segments == 0:
                return model(inputs).sum()
            return checkpoint_sequential(model, segments, inputs, use_reentrant=False).sum()

        return Training(model, optimizer_of("sgd", model), (inputs,), loss)

    def run(segments: int) -> tuple[float, float]:
        peak = traced(lambda: build(segments)).peak
        with memory.fake_tensors(), FlopCounterMode(display=False) as counter:
            build(segments).loss().backward()
        return (peak.total - peak.parameters - peak.inputs) / layer, counter.get_total_flops() / forward

    cuts = [s for s in range(1, layers + 1) if layers % s == 0]
    plain, runs = run(0), {s: run(s) for s in progress(cuts)}
    theory = {s: checkpointed(layers, s) for s in cuts}
    kept = [runs[s][0] for s in cuts]
    come = "gradients of parameters come in"
    return Evidence(
        measurements=[
            *(Measurement(f"kept, s = {s}", held, within(theory[s][0], gradients, because=come), unit="layers")
              for s, held in zip(cuts, kept, strict=True)),
            *(like(f"arithmetic, s = {s}", runs[s][1], theory[s][1], 1e-12, "counts", "forward passes") for s in cuts),
            like("best s", cuts[int(np.argmin(kept))], math.sqrt(layers), 0, "where s and L/s are equal"),
            like("one segment / none", runs[1][0] / plain[0], 1, 0, "nothing is wrapped"),
        ],
        controls=[
            Control("kept without checkpoints", plain[0], at_most(2 * math.sqrt(layers) + gradients), unit="layers"),
            Control("arithmetic without checkpoints", plain[1], at_least(3), unit="forward passes"),
        ],
        curves=[Curve("traced", kept, x=cuts, points=True), Curve("s + L/s", [theory[s][0] for s in cuts], x=cuts)],
        axes=Axes(x="segments s", y="layers' worth of activations", log_x=True),
    )  # fmt: skip


class Held:
    """A tensor that autograd keeps for the backward pass; it lives as long as autograd holds it."""

    def __init__(self, tensor: torch.Tensor) -> None:
        self.tensor = tensor.detach()  # an output that knew its own node would hold it in a circle


def bytes_held(held: "weakref.WeakSet[Held]", model: nn.Module) -> int:
    """Bytes of what autograd still keeps, parameters aside; tensors that share their memory count once."""
    own = {parameter.untyped_storage().data_ptr() for parameter in model.parameters()}
    storages = {each.tensor.untyped_storage().data_ptr(): each.tensor.untyped_storage().nbytes() for each in held}
    return sum(size for place, size in storages.items() if place not in own)


@claim(
    en="A list of losses keeps all activations of the batches that had no backward pass, batch by batch. After "
    "backward() it keeps none, and under no_grad or as .item() there are none to keep.",
    ko="손실을 리스트에 모으면 역전파를 하지 않은 배치의 활성값이 배치마다 모두 남는다. backward()를 한 뒤에는 남지 "
    "않고, no_grad 안에서 구했거나 .item()으로 꺼낸 손실에는 남을 것이 없다.",
    seconds=0.3,
    entry="E7",
    literature="PyTorch documentation",
)
def kept_losses(batches: int = 5, batch: int = 64, hidden: int = 128, layers: int = 3, seed: int = 0) -> Evidence:
    if min(batches, batch, hidden, layers) < 1:
        raise Undecided(
            en="without a batch, a sample, a unit or a layer there is nothing to keep",
            ko="배치, 샘플, 유닛, 층 가운데 하나라도 없으면 남을 것이 없다",
        )

    def kept(keep: Callable[[torch.Tensor], object]) -> list[int]:
        torch.manual_seed(seed)
        model = training_step.mlp(hidden, layers)
        images, labels = torch.rand(batches, batch, 1, 28, 28), torch.randint(10, (batches, batch))
        held: weakref.WeakSet[Held] = weakref.WeakSet()

        def pack(tensor: torch.Tensor) -> Held:
            noted = Held(tensor)
            held.add(noted)
            return noted

        losses, sizes = [], []
        for x, y in zip(images, labels, strict=True):
            with torch.autograd.graph.saved_tensors_hooks(pack, lambda noted: noted.tensor):
                losses.append(keep(loss_of(model, x.clone(), y.clone())))
            sizes.append(bytes_held(held, model))
        return sizes

    def after_backward(loss: torch.Tensor, retain: bool = False) -> torch.Tensor:
        loss.backward(retain_graph=retain)
        return loss

    def without_grad(loss: torch.Tensor) -> float:
        return loss.item()

    validation, training_, items = kept(lambda loss: loss), kept(after_backward), kept(without_grad)
    retained = kept(lambda loss: after_backward(loss, retain=True))
    with torch.no_grad():
        unrecorded = kept(lambda loss: loss)
    # the images, what each ReLU gives, log-probabilities, labels, and a weight per label that the loss notes as one
    by_hand = batch * (784 * FLOAT + layers * hidden * FLOAT + 10 * FLOAT + INT) + FLOAT
    each = "every batch keeps as much as the first"
    nothing = "nothing is left for a backward pass"
    count = f"after {batches} batches"
    return Evidence(
        measurements=[
            like("kept by one loss without backward()", validation[0], by_hand, 0, "tensors counted by hand", "B"),
            like(f"kept {count} / one batch", validation[-1] / validation[0], batches, 0, each),
            like(f"kept {count}, each with backward()", training_[-1], 0, 0, nothing, "B"),
            like(f"kept {count}, each as .item()", items[-1], 0, 0, nothing, "B"),
            like(f"kept {count} under no_grad", unrecorded[-1], 0, 0, "nothing is recorded", "B"),
        ],
        controls=[Control(f"kept {count}, backward(retain_graph=True)", retained[-1], at_most(0), unit="B")],
        curves=[
            Curve("no backward()", np.array(validation) / KB, x=range(1, batches + 1)),
            Curve("backward()", np.array(training_) / KB, x=range(1, batches + 1)),
        ],
        axes=Axes(x="batches", y="kB kept by autograd"),
    )


@claim(
    en="Gradient checkpointing gives the same gradients to the last bit, with dropout too, because the random state is "
    "restored before the forward pass is repeated. Batch norm updates its running statistics twice.",
    ko="그래디언트 체크포인팅을 해도 기울기는 마지막 비트까지 같다. 순전파를 다시 하기 전에 난수 상태를 되돌리므로 "
    "드롭아웃이 있어도 그렇다. 배치 정규화의 이동 통계는 두 번 갱신된다.",
    seconds=0.3,
    entry="E7",
    literature="Chen 2016; PyTorch documentation",
)
def recomputation(width: int = 32, batch: int = 64, seed: int = 0) -> Evidence:
    def step(wrapped: bool, restore: bool = True) -> tuple[np.ndarray, nn.BatchNorm1d]:
        torch.manual_seed(seed)
        norm = nn.BatchNorm1d(width)
        block = nn.Sequential(nn.Linear(width, width), norm, nn.ReLU(), nn.Dropout(0.5), nn.Linear(width, width))
        x = 1 + torch.randn(batch, width)
        y = checkpoint(block, x, use_reentrant=False, preserve_rng_state=restore) if wrapped else block(x)
        y.square().sum().backward()
        return torch.cat([parameter.grad.flatten() for parameter in block.parameters()]).numpy(), norm

    plain, noted = step(False)
    again, noted_twice = step(True)
    other, _ = step(True, restore=False)
    means = noted.running_mean.numpy(), noted_twice.running_mean.numpy()
    share = noted.momentum  # m = 0 at first, and each update moves it by this share towards the mean of the batch
    twice = (1 - (1 - share) ** 2) / share
    same = "the same operations on the same numbers"
    updates = noted.num_batches_tracked.item(), noted_twice.num_batches_tracked.item()
    off = np.abs(means[1] / means[0] - twice).max()
    return Evidence(
        measurements=[
            like("entries of the gradient that differ", np.sum(again != plain), 0, 0, same),
            like("updates of batch norm in a step, checkpointed", updates[1], 2, 0, "the forward pass runs twice"),
            like("updates of batch norm in a step, plain", updates[0], 1, 0, "the forward pass runs once"),
            Measurement("running means, checkpointed / plain, off 1.9", off,
                        at_most(1e-5, because="(1 - 0.9²)/0.1 in float32")),
        ],
        controls=[
            Control("entries that differ, random state not restored", np.sum(other != plain), at_most(0)),
        ],
        curves=[
            Curve("running means", means[1], x=means[0], points=True),
            Curve("y = 1.9 x", twice * np.sort(means[0]), x=np.sort(means[0])),
        ],
        axes=Axes(x="plain", y="checkpointed"),
    )  # fmt: skip


@claim(
    en="Mixed precision halves the memory of training.",
    ko="혼합 정밀도를 쓰면 학습 메모리가 절반으로 준다.",
    seconds=5,
    expects="refuted",
    entry="E7",
    literature="Micikevicius 2018",
)
def mixed_precision_halves() -> Evidence:
    whole = {name: traced(training(EXAMPLES[name], EXAMPLES[name].batch)).peak for name in ("MLP", "CNN", "GPT")}

    def share(name: str, dtype: torch.dtype, mixed: bool) -> float:
        step = traced(training(EXAMPLES[name], EXAMPLES[name].batch, "adam", dtype, mixed=mixed))
        return step.peak.total / whole[name].total

    near = "a half, give or take a tenth of it"
    mixed = {name: share(name, torch.float32, True) for name in progress(whole)}
    return Evidence(
        measurements=[
            Measurement(f"{name}, autocast / float32", ratio, at_most(0.55, because=near))
            for name, ratio in mixed.items()
        ],
        controls=[
            Control("autocast / float32 at its worst, if it saved nothing", max(mixed.values()), at_least(1)),
            Control("MLP, all in bfloat16 / float32", share("MLP", torch.bfloat16, False), at_most(0.55), must="hold"),
            Control("CNN, but for its int64 indices", share("CNN", torch.bfloat16, False), at_most(0.55)),
        ],
    )


def layer_bytes(context: int, batch: int, width: int, heads: int, mask: int, dropout: bool = True) -> int:
    """What a transformer layer keeps in 16 bits: sbh(34 + 5as/h) with masks of a byte (Korthikanti 2022, eq. 1).

    Besides: the two norms' mean and deviation of each token, and which scores are masked.
    """
    tokens, scores = batch * context, heads * batch * context**2
    masks = mask * (2 * tokens * width + scores) + 2 * scores if dropout else 0  # and a dropped-out copy of the scores
    return 32 * tokens * width + 2 * scores + masks + 2 * 2 * tokens * 2 + context**2 * BOOL


@claim(
    en="A transformer layer keeps sbh(34 + 5as/h) bytes in 16 bits with dropout masks of one byte; on the CPU, whose "
    "masks take two, sbh(36 + 6as/h). The second term grows with the square of the context.",
    ko="16비트에서 트랜스포머 층 하나는 드롭아웃 마스크가 1바이트일 때 sbh(34 + 5as/h)바이트를 보관한다. 마스크가 "
    "2바이트인 CPU에서는 sbh(36 + 6as/h)이다. 둘째 항은 문맥 길이의 제곱에 비례한다.",
    seconds=0.7,
    entry="E7",
    literature="Korthikanti 2022, eq. 1",
)
def transformer_layer(batch: int = 8, width: int = 128, heads: int = 4) -> Evidence:
    def kept(context: int, dropout: float) -> int:
        def build() -> Training:
            layer = training_step.TransformerLayer(width, heads, dropout).to(torch.bfloat16)
            x = torch.rand(batch, context, width, dtype=torch.bfloat16).requires_grad_()
            return Training(layer, None, (), lambda: layer(x).sum())

        return saved(build)

    def causal(layer: training_step.TransformerLayer, x: torch.Tensor) -> torch.Tensor:  # by torch's own attention
        maps = (map_(x).unflatten(2, (heads, -1)).transpose(1, 2) for map_ in (layer.query, layer.key, layer.value))
        return layer.project(scaled_dot_product_attention(*maps, is_causal=True).transpose(1, 2).flatten(2))

    torch.manual_seed(0)
    layer, x = training_step.TransformerLayer(width, heads).double(), torch.randn(2, 16, width).double()
    middle = x + causal(layer, layer.norm1(x))
    theirs = middle + layer.down(gelu(layer.up(layer.norm2(middle))))
    off_torch = relative_error(layer(x).detach().numpy(), theirs.detach().numpy())

    def paper(context: int, constant: int, scores: int) -> float:
        return constant + scores * heads * context / width

    lengths = [32, 64, 128, 256, 512]
    sizes = np.array([kept(context, 0.1) for context in lengths])
    stream = batch * np.array(lengths) * width
    plain = layer_bytes(128, batch, width, heads, mask=2, dropout=False)
    one_byte = layer_bytes(512, batch, width, heads, mask=1) / stream[-1]
    small = "statistics of two norms and a mask of the future come on top"
    return Evidence(
        measurements=[
            *(like(f"context {s}", kept, layer_bytes(s, batch, width, heads, mask=2), 0, COUNTED, "B")
              for s, kept in zip(lengths, sizes, strict=True)),
            like("context 128, no dropout", kept(128, 0.0), plain, 0, COUNTED, "B"),
            *(like(f"context {s} / sbh", size, paper(s, 36, 6), 0.01, small, "B")
              for s, size in zip(lengths, sizes / stream, strict=True)),
            Measurement("the layer's output, off torch's attention", off_torch, at_most(1e-12, because=ROUNDED)),
            like("context 512 / sbh, if masks took a byte", one_byte, paper(512, 34, 5), 0.01, small, "B"),
        ],
        controls=[
            Control("context 512 / sbh, by the paper's masks", sizes[-1] / stream[-1],
                    within(paper(512, 34, 5), 0.01 * paper(512, 34, 5))),
            Control("context 512 / sbh, without the square", sizes[-1] / stream[-1], within(36, 0.36)),
        ],
        curves=[Curve("kept", sizes / MB, x=lengths), Curve("36 sbh", 36 * stream / MB, x=lengths)],
        axes=Axes(x="context s", y="MB", log_x=True, log_y=True),
    )  # fmt: skip


@claim(
    en="On a CUDA device too, the trace comes within 15 % of what the allocator hands out at the peak.",
    ko="CUDA 장치에서도 추적한 값은 할당자가 내준 최대 메모리와 15% 안에서 맞는다.",
    seconds=15,
    entry="E5",
    literature="PyTorch documentation",
)
def on_cuda(optimizer: str = "adam") -> Evidence:
    if not torch.cuda.is_available():
        raise Unavailable(
            en="needs a CUDA device: it would train the four models there for two steps each and hold the peak that "
            "torch.cuda.max_memory_allocated reports, less what a warm-up leaves behind, against the trace",
            ko="CUDA 장치가 필요하다. 있으면 그곳에서 네 모델을 두 스텝씩 학습하고, "
            "torch.cuda.max_memory_allocated가 알려 주는 최댓값에서 예열이 남긴 것을 빼어 추적한 값과 비교한다",
        )
    # workspace is a choice of algorithm, no item of a step: none for cuDNN, 128 KiB for cuBLAS, which takes 32 MiB else
    os.environ |= {"CUBLAS_WORKSPACE_CONFIG": ":16:8", "CUBLASLT_WORKSPACE_SIZE": "128"}
    traces, measured = {}, {}
    with torch.backends.cudnn.flags(enabled=False):
        for name, example in progress(EXAMPLES.items()):
            training_step.train(example, 2, optimizer, steps=1, device="cuda")  # what is taken once, it takes now
            gc.collect()
            torch.cuda.empty_cache()  # blocks of other sizes would be handed out whole
            torch.cuda.reset_peak_memory_stats()
            before = torch.cuda.memory_allocated()
            training_step.train(example, example.batch, optimizer, steps=2, device="cuda")
            measured[name] = (torch.cuda.max_memory_allocated() - before) / MB
            traces[name] = traced(training(example, example.batch, optimizer)).peak.total / MB
    first = traced(training(EXAMPLES["MLP"], EXAMPLES["MLP"].batch, optimizer), iterations=1).peak.total / MB
    return Evidence(
        measurements=[like(f"{name}, traced", traces[name], measured[name], 0.15, LEFT_OUT, "MB") for name in traces],
        controls=[Control("MLP, first step, traced / measured", first / measured["MLP"], within(1, 0.15))],
    )


mutant("leaves out Adam's second moment", "ADAM = Rule(numbers=2", "ADAM = Rule(numbers=1", program="memory_by_hand")
mutant("takes the indices of pooling for int32", "4 * INT", "4 * FLOAT", program="memory_by_hand")
mutant(
    "lets ReLU keep nothing",
    "makes=size, keeps=size)\n\n\ndef pool",
    "makes=size)\n\n\ndef pool",
    program="memory_by_hand",
)
mutant(
    "lets gradients of parameters go as what is kept goes",
    "reversed(list(accumulate(sum(op.weights) * FLOAT for op in reversed(ops))))",
    "accumulate(sum(op.weights) * FLOAT for op in ops)",
    program="memory_by_hand",
)
mutant("lets query, key and value share a map", "(width**2, width) * 3", "(width**2, width)", program="memory_by_hand")
mutant("wraps the last segment as well", "(segments - 1) / segments", "segments / segments")
mutant("gives masks of the scores no copy to drop", "+ 2 * scores if dropout", "+ 0 * scores if dropout")
mutant("keeps no counts of Adam's steps", "counts=True, ", "", program="memory_by_hand")
mutant("lets a token see the next one", "triu(1)", "triu(2)", program="training_step")
mutant("never turns autocast on", "enabled=mixed", "enabled=False")
mutant("traces but one step", "memory.track(build, iterations)", "memory.track(build, 1)")
mutant("forgets that scores are of pairs of tokens", "heads * batch * context**2\n", "heads * batch * context\n")
mutant("never goes back", "loss.backward(retain_graph=retain)", "loss.requires_grad")
mutant("retains every graph", "loss.backward(retain_graph=retain)", "loss.backward(retain_graph=True)")
mutant("keeps the loss where a number is asked for", "return loss.item()", "return loss")
mutant(
    "never wraps the block",
    "use_reentrant=False, preserve_rng_state=restore) if wrapped",
    "use_reentrant=False) if not x.numel()",
)
mutant("draws other masks in the second pass", "preserve_rng_state=restore)", "preserve_rng_state=False)")
