"""Traces against steps that were really made: resident memory of a process, and what CUDA's allocator hands out."""

import gc
import json
import mmap
import os
import subprocess
import sys
from pathlib import Path

import torch
from torch import nn

from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    Unavailable,
    claim,
    mutant,
    progress,
    within,
)

from ..programs import training_step
from ..programs.training_step import EXAMPLES, Example
from .common import MB, formula, input_bytes, relative, require_optimizer, traced, training

LEFT_OUT = "workspace of kernels and pages come on top; the sentence allows 15 %"


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
    # an imported module has both
    source = training_step.__spec__.loader.get_source(training_step.__name__)  # type: ignore[union-attr]
    variables = {**os.environ, "MALLOC_MMAP_THRESHOLD_": "65536", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-c", source, optimizer, *names]
    done = subprocess.run(command, env=variables, stdout=subprocess.PIPE, check=True)
    sizes: dict[str, int] = json.loads(done.stdout)
    return sizes


def resident_of(size: int) -> int:
    """Bytes that come in when so many are written, as `training_step.resident` sees it."""
    before = training_step.resident("VmRSS")
    with mmap.mmap(-1, size) as pages:
        for place in range(0, size, mmap.PAGESIZE):
            pages[place] = 1
        return training_step.resident("VmRSS") - before


def seen_in_training(steps: int) -> tuple[list[int], int]:
    """Examples in each forward pass of `training_step.train`, and how many gradients of the step before it met."""
    sizes: list[int] = []
    left: list[nn.Parameter] = []

    def build() -> nn.Module:
        model = training_step.mlp(4, 1)

        def note(_: nn.Module, inputs: tuple[torch.Tensor]) -> None:
            sizes.append(len(inputs[0]))
            left.extend(parameter for parameter in model.parameters() if parameter.grad is not None)

        model.register_forward_pre_hook(note)
        return model

    training_step.train(Example(build, (1, 28, 28), 10, 0), 3, "sgd", steps)
    return sizes, len(left)


def compared(traces: dict[str, float], measured: dict[str, float]) -> list[Measurement]:
    """The traced peak of each model in MB, which a real step must confirm."""
    return [
        Measurement(
            "{model}: traced peak",
            size,
            relative(measured[name], 0.15, because=LEFT_OUT),
            unit="MB",
            fields={"model": name},
        )
        for name, size in traces.items()
    ]


def picture(traces: dict[str, float], measured: dict[str, float]) -> list[Curve]:
    """A point for each model."""
    return [
        Curve("traced", list(traces.values()), points=True, role="subject"),
        Curve("measured", [measured[name] for name in traces], points=True, role="reference"),
    ]


def marked() -> Axes:
    """The models along x, each with its traced peak."""
    marks = [Mark(of=f"{name}: traced peak", x=place, text="{value:.3g} MB") for place, name in enumerate(EXAMPLES)]
    return Axes(x=", ".join(EXAMPLES), y="MB", marks=marks)


FOUND = Finding(
    "Traced without allocating, a step needs {mlp:.3g} MB for the MLP, {cnn:.3g} for the CNN, {resnet:.3g} for the "
    "ResNet and {gpt:.3g} for the GPT",
    mlp="MLP: traced peak",
    cnn="CNN: traced peak",
    resnet="ResNet: traced peak",
    gpt="GPT: traced peak",
)


@claim(
    en="The memory can be computed beforehand, without allocating any: a trace on fake tensors comes within 15 % of "
    "what a training step makes resident in a fresh process. One step is not enough: Adam makes its state in it.",
    ko="필요한 메모리는 할당 없이 미리 계산할 수 있다. 가짜 텐서로 추적한 값은 새 프로세스에서 학습 스텝이 실제로 "
    "차지한 상주 메모리와 15% 안에서 맞는다. 첫 스텝만 보면 부족하다. Adam의 상태는 첫 스텝에서야 생긴다.",
    short="Traced memory against a real process",
    seconds=16,
    literature="PyTorch documentation",
)
def computed_beforehand(optimizer: str = "adam") -> Evidence:
    require_optimizer(optimizer)
    measured = {name: size / MB for name, size in in_processes(list(EXAMPLES), optimizer).items()}
    builds = {name: training(example, example.batch, optimizer) for name, example in EXAMPLES.items()}
    steps = {name: traced(build) for name, build in progress(builds.items())}
    traces = {name: step.peak.total / MB for name, step in steps.items()}
    first = traced(builds["MLP"], iterations=1).peak
    sizes, left = seen_in_training(4)
    return Evidence(
        finding=FOUND,
        caption="The traced peak of a training step, and by how much a fresh process grows at most while it makes two.",
        measurements=[
            *compared(traces, measured),
            *(
                Measurement(
                    "{model}: traced inputs and targets",
                    steps[name].peak.inputs,
                    within(input_bytes(example, example.batch), 0, because="the shape of the batch"),
                    unit="B",
                    check=True,
                    fields={"model": name},
                )
                for name, example in EXAMPLES.items()
            ),
            Measurement(
                "resident bytes that 256 MiB add when they are written / 256 MiB",
                resident_of(2**28) / 2**28,
                within(1, 0.01, because="Linux counts pages, and each thread up to 256 of them for itself"),
                check=True,
            ),
            Measurement(
                "forward passes of four steps on three examples that see other than three",
                len(sizes) - 4 + sum(size != 3 for size in sizes),
                within(0, 0, because="one a step, of the whole batch"),
                check=True,
            ),
            Measurement(
                "gradients that are left when a step begins", left, within(0, 0, because="zero_grad"), check=True
            ),
        ],
        controls=[
            Control("MLP: peak of the first step traced", first.total / MB, relative(measured["MLP"], 0.15), unit="MB"),
            Control("MLP: model + data", formula(first) / MB, relative(measured["MLP"], 0.15), unit="MB"),
        ],
        curves=picture(traces, measured),
        axes=marked(),
    )


@claim(
    en="On a CUDA device too, the trace comes within 15 % of what the allocator hands out at the peak.",
    ko="CUDA 장치에서도 추적한 값은 할당자가 내준 최대 메모리와 15% 안에서 맞는다.",
    short="Traced memory against a CUDA device",
    seconds=15,
    literature="PyTorch documentation",
)
def on_cuda(optimizer: str = "adam") -> Evidence:
    require_optimizer(optimizer)
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
        finding=FOUND,
        caption="The traced peak of a training step, and how much the allocator has handed out at most in two.",
        measurements=compared(traces, measured),
        controls=[Control("MLP: peak of the first step traced", first, relative(measured["MLP"], 0.15), unit="MB")],
        curves=picture(traces, measured),
        axes=marked(),
    )


mutant(
    "measures what is resident at the end and not at the peak",
    'return resident("VmHWM") - before',
    'return resident("VmRSS") - before',
    program="training_step",
)
