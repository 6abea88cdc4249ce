"""Prints the estimated memory of models beside what torch allocates for them: `python -m benchmarks.memory [NAME …]`.

The reference is torch's own allocator, as its profiler records it, during two real steps on the CPU: another way than
the estimate's, and nothing of quizdl. Exits with 1 if an estimate is off by more than 2 %.
"""

from __future__ import annotations

import contextlib
import gc
import io
import os
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.profiler import ProfilerActivity, profile

from benchmarks.memory_models import Case, loops, plain, posted, sequences
from quizdl.estimate.module import estimate_module
from quizdl.estimate.optimizers import of_torch

MOST_ERROR = 0.02
PLAIN_KERNELS = ("lstm_time_first", "bidirectional")  # oneDNN's LSTM keeps a record of its own, as the estimate says
ITERATIONS = 2


def cases() -> dict[str, Callable[[], Any]]:
    """What makes each case, by name."""
    return {
        name: value
        for module in (plain, sequences, posted, loops)
        for name, value in vars(module).items()
        if callable(value) and getattr(value, "__module__", "") == module.__name__ and name[0].islower()
    }


def allocated(make: Callable[[], Any]) -> int:
    """The most bytes that torch's allocator holds while what `make` makes runs two steps."""
    gc.collect()
    onednn = torch.backends.mkldnn.flags(enabled=make.__name__ not in PLAIN_KERNELS)
    with _quiet(), onednn, profile(activities=[ProfilerActivity.CPU], profile_memory=True) as recorded:
        made = make()
        step = usual_step(made) if isinstance(made, Case) else made
        del made
        for _ in range(ITERATIONS):
            step()
    assert recorded.profiler is not None
    events = [event for event in recorded.profiler.kineto_results.events() if event.name() == "[memory]"]
    total = most = 0
    for event in sorted(events, key=lambda event: event.start_ns()):
        total += event.nbytes()
        most = max(most, total)
    return most


def usual_step(case: Case) -> Callable[[], None]:
    """The usual step, as in a script: `output` and `loss` live on until they are assigned again."""
    model, held = case.model, dict[str, Any]()
    inputs = case.inputs if isinstance(case.inputs, (tuple, dict)) else (case.inputs,)
    kind: Any = torch.optim.SGD if case.optimizer == "momentum" else of_torch()[case.optimizer]
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = kind(trained, foreach=True, **({"momentum": 0.9} if case.optimizer == "momentum" else {}))
    target: Tensor | None = None

    def step() -> None:
        nonlocal target
        held["output"] = output = model(**inputs) if isinstance(inputs, dict) else model(*inputs)
        if case.loss != "own" and target is None:
            target = _target(case.loss, output)
        held["loss"] = loss = _loss(case.loss, output, target)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()

    return step


def _target(kind: str, output: Tensor) -> Tensor:
    if kind == "mse":
        return torch.zeros(output.shape, dtype=output.dtype)
    shape = output.shape[:-1] if kind == "tokens" else (output.shape[0], *output.shape[2:])
    return torch.zeros(shape, dtype=torch.int64)


def _loss(kind: str, output: Any, target: Tensor | None) -> Any:
    if kind == "own":
        if isinstance(output, dict):
            return sum(value for name, value in output.items() if name.startswith("loss"))
        return output[0] if isinstance(output, tuple) else getattr(output, "loss", output)
    assert target is not None
    if kind == "mse":
        return F.mse_loss(output, target)
    return (
        F.cross_entropy(output.flatten(0, -2), target.flatten())
        if kind == "tokens"
        else F.cross_entropy(output, target)
    )


def estimated(make: Callable[[], Any], real: bool = False) -> int:
    """The peak that quizdl estimates."""
    if make.__module__ == loops.__name__:
        made = estimate_module(make, real=real)
    else:
        case = make()
        made = estimate_module(case.model, case.inputs, case.optimizer, real=real)
    peak: int = made["peak"]
    return peak


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Without what the profiler writes to the terminal."""
    sys.stdout.flush()
    before, nowhere = [os.dup(1), os.dup(2)], os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        for place, kept in enumerate(before, start=1):
            os.dup2(kept, place)
            os.close(kept)
        os.close(nowhere)


def main() -> None:
    torch.set_num_threads(1)
    asked = sys.argv[1:]
    off = 0
    print(f"{'model':<30}{'estimated':>14}{'allocated':>14}{'error':>10}{'seconds':>9}")
    for name, make in cases().items():
        if asked and name not in asked:
            continue
        real = allocated(make)
        began = time.perf_counter()
        with contextlib.redirect_stderr(io.StringIO()):
            traced = estimated(make)
        error = traced / real - 1
        mark = ""
        if abs(error) > MOST_ERROR:
            live = estimated(make, real=True)
            mark = f"  live tensors: {live:,}" + ("; the rest is inside kernels" if traced == live < real else "  OFF")
            off += mark.endswith("OFF")
        seconds = time.perf_counter() - began
        print(f"{name:<30}{traced:>14,}{real:>14,}{error:>10.2%}{seconds:>9.1f}{mark}", flush=True)
    sys.exit(off > 0)


if __name__ == "__main__":
    main()
