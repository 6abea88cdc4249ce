"""What the claims on memory share: the training loops that are traced, and what they hold."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import torch

from quizdl.lab import memory
from quizdl.lab.memory import Items, Step, Training
from quizdl.lab.samples import oddity_of_integers
from quizdl.verify import Bound, Unavailable, Undecided, mutant, within

from ..programs import memory_by_hand as hand
from ..programs import memory_estimate, training_step
from ..programs.memory_by_hand import Op
from ..programs.memory_estimate import FLOAT, INT, RULES
from ..programs.training_step import EXAMPLES, Example, loss_of, optimizer_of

MB, KB = 1e6, 1e3
COUNTED = "both count the same tensors"
BESIDE = "a few biases are updated beside the largest tensor"
SCALARS = "the loss and its gradient are left out; 4 bytes each"
SOFTMAX_REGRESSION = Example(lambda: training_step.mlp(layers=0), (1, 28, 28), 10, batch=60_000)


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
    """Bytes that autograd itself keeps for the backward pass."""
    try:
        return sum(memory.saved_by_layer(build).values())
    except ImportError as lack:
        raise Unavailable(en=str(lack), ko=memory.NO_TRACER_KO) from lack


def input_numbers(example: Example, batch: int) -> dict[str, int]:
    """Numbers of a batch and its targets by dtype: tokens and their successors, or pixels and a label an image."""
    numbers = batch * math.prod(example.shape)
    return {"int64": 2 * numbers} if example.text else {"float32": numbers, "int64": batch}


def oddity_of_data(inputs: torch.Tensor, targets: torch.Tensor, classes: int) -> float:
    """How odd a batch looks: tokens and their successors, or pixels, evenly from 0 to 1, by their grey values."""
    if inputs.shape == targets.shape:
        return oddity_of_integers(torch.stack([inputs, targets]).numpy(), classes)
    if targets.numel() >= 30 * classes and len(targets.unique()) < classes:  # a chance below e⁻³⁰ for each class
        return math.inf
    greys = (256 * inputs).floor()
    return max(oddity_of_integers(greys.numpy(), 256), oddity_of_integers(targets.numpy(), classes))


def input_bytes(example: Example, batch: int, element: int = FLOAT) -> int:
    """Bytes of a batch and its targets, with pixels of that size."""
    numbers = input_numbers(example, batch)
    return numbers.get("float32", 0) * element + numbers["int64"] * INT


def plain(ops: Sequence[Op]) -> list[dict[str, Any]]:
    """The operations as an estimate takes them: dicts of numbers, lists and dicts."""
    return [{**asdict(op), "weights": list(op.weights)} for op in ops]


def counted(ops: Sequence[Op], inputs: Mapping[str, int], optimizer: str) -> tuple[Items, int]:
    """Items of a training step counted by hand, and its peak."""
    items = memory_estimate.estimate(plain(ops), inputs, optimizer)
    peak, state = items.pop("peak"), items.pop("state")
    return Items(**items, optimizer_state=state), peak


def room(step: Step) -> list[int]:
    """Bytes held after each operation of the optimizer's step beyond what the backward pass left."""
    return [total - step.after_backward.total for total in step.totals[step.phases[1] :]]


def formula(items: Items) -> int:
    """The folklore: the size of the model + the size of an example × the batch size."""
    return items.parameters + items.inputs


def factor_by_hand(name: str, batch: int, optimizer: str = "adam") -> float:
    """The peak of a step over model + data × batch, counted by hand."""
    items, peak = counted(hand.OPS[name](batch), input_numbers(EXAMPLES[name], batch), optimizer)
    return peak / formula(items)


def largest_miss(traced_factors: Mapping[str, float], by_hand: Mapping[str, float]) -> float:
    """The largest relative difference between these numbers of the models."""
    return max(abs(traced_factors[name] / right - 1) for name, right in by_hand.items())


def miscounted(items: Items, step: Step) -> int:
    """Bytes by which items counted by hand are off those traced; gradients are all there after the backward pass."""
    return (
        abs(items.parameters - step.peak.parameters)
        + abs(items.buffers - step.peak.buffers)
        + abs(items.gradients - step.after_backward.gradients)
        + abs(items.optimizer_state - step.after_backward.optimizer_state)
    )


def least_miscount(items: Items, step: Step) -> int:
    """The least that one byte more in any of these items adds to those miscounted; 1 where none is forgotten."""
    named = ("parameters", "buffers", "gradients", "optimizer_state")
    before = miscounted(items, step)
    return min(miscounted(replace(items, **{name: getattr(items, name) + 1}), step) - before for name in named)


def relative(right: float, share: float, *, because: str = "") -> Bound:
    """Right within a share of itself."""
    return within(right, share * abs(right), because=because)


def highest(totals: Sequence[int], stretches: int = 200) -> tuple[list[int], list[float]]:
    """Operations and MB to draw: the highest point of each stretch of a step, so that the peak is among them."""
    parts = np.array_split(np.arange(len(totals)), min(stretches, len(totals)))
    places = [max(part.tolist(), key=totals.__getitem__) for part in parts]
    return places, [totals[place] / MB for place in places]


def require_optimizer(optimizer: str) -> None:
    """Raise Undecided for an optimizer whose states are not counted by hand."""
    if optimizer not in RULES:
        raise Undecided(
            en=f"optimizer = {optimizer}: counted by hand are {', '.join(RULES)}",
            ko=f"optimizer = {optimizer}: 손으로 센 옵티마이저는 {', '.join(RULES)}이다",
        )


mutant("never turns autocast on", "enabled=mixed", "enabled=False")
mutant("traces but one step", "memory.track(build, iterations)", "memory.track(build, 1)")
mutant(
    "takes running statistics for a part of the model",
    "return items.parameters + items.inputs",
    "return items.parameters + items.buffers + items.inputs",
)
