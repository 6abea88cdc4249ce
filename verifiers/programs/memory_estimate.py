"""The memory of a training step, from what each of its operations reads, makes and keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

FLOAT, INT, BOOL = 4, 8, 1  # bytes of a number
BYTES = {"float32": FLOAT, "int64": INT, "bool": BOOL}


@dataclass(frozen=True)
class Rule:
    """What an optimizer holds for each parameter, and how much room its step takes for the one it updates."""

    numbers: int
    counts: bool = False  # its steps, for each tensor of parameters apart
    temporaries: int = 0


ADAM = Rule(numbers=2, counts=True, temporaries=2)  # the root of v, and its quotient by the correction
RULES = {"sgd": Rule(0), "momentum": Rule(1), "adam": ADAM, "adamw": ADAM}


def size(numbers: Mapping[str, int]) -> int:
    """Bytes of so many numbers of each dtype."""
    return sum(BYTES[dtype] * count for dtype, count in numbers.items())


def estimate(ops: Sequence[Mapping[str, Any]], inputs: Mapping[str, int], optimizer: str) -> dict[str, int]:
    """Bytes by item when the backward pass begins (of gradients, when it ends), and the peak.

    ops: the fields of `memory_by_hand.Op`, in the order of the forward pass. The backward pass goes from the last to
    the first: gradients of parameters come, what was kept goes.
    """
    rule, weights = RULES[optimizer], [count for op in ops for count in op["weights"]]
    parameters, buffers = sum(weights) * FLOAT, sum(size(op["buffers"]) for op in ops)
    state = rule.numbers * parameters + rule.counts * len(weights) * FLOAT
    kept = list(accumulate(size(op["keeps"]) for op in ops))
    gradients = reversed(list(accumulate(sum(op["weights"]) * FLOAT for op in reversed(ops))))
    passing = ((op["reads"] + op["makes"] + op["carries"]) * FLOAT for op in ops)
    backward = max(sum(held) for held in zip(kept, gradients, passing, strict=True))
    step = parameters + rule.temporaries * max(weights, default=0) * FLOAT
    return {
        "parameters": parameters,
        "buffers": buffers,
        "inputs": size(inputs),
        "gradients": parameters,
        "state": state,
        "activations": kept[-1],
        "peak": parameters + buffers + state + size(inputs) + max(backward, step),
    }
