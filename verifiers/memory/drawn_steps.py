"""Steps drawn at random, of operations as no network has them: a walk through one, and whether they look odd."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from quizdl.lab.samples import oddity_of_integers
from quizdl.verify import mutant

from ..programs.memory_by_hand import Numbers, Op
from ..programs.memory_estimate import FLOAT

TENSORS = {"sgd": 0, "momentum": 1, "adam": 2, "adamw": 2}  # as large as each parameter, in the optimizer's state
KINDS = ("float32", "int64", "bool")
OCTAVES = 13  # of the sizes: 0, 1, 3, 7, … 4095
LAST = Op((8, 2), 4, 1, keeps={"float32": 1})


@dataclass(frozen=True)
class DrawnStep:
    """A few operations, of which the peak may lie with any, the batch, and what is trained by."""

    ops: list[Op]
    inputs: Numbers
    optimizer: str


def drawn_step(rng: np.random.Generator) -> DrawnStep:
    """Up to five operations, each of four times three sizes: weights, what passes, what it keeps, and buffers."""
    shapes = (int(rng.integers(6)), 4, len(KINDS)), len(KINDS)
    of_ops, inputs = ((2 ** rng.integers(OCTAVES, size=shape) - 1).tolist() for shape in shapes)

    def by_kind(sizes: list[int]) -> Numbers:
        return dict(zip(KINDS, sizes, strict=True))

    ops = [
        Op(tuple(weights), reads, makes, carries, by_kind(keeps), by_kind(buffers))
        for weights, (reads, makes, carries), keeps, buffers in of_ops
    ]
    return DrawnStep([*ops, LAST], by_kind(inputs), str(rng.choice(list(TENSORS))))


def in_bytes(numbers: Numbers) -> int:
    """Bytes of so many numbers of each dtype, by numpy."""
    return sum(np.dtype(dtype).itemsize * count for dtype, count in numbers.items())


def held(ops: list[Op], inputs: Numbers, optimizer: str, *, gradients: bool = True) -> Iterator[int]:
    """Bytes held at each moment of a step, which is walked through tensor by tensor."""
    weights = [FLOAT * count for op in ops for count in op.weights]
    total = in_bytes(inputs) + sum(in_bytes(op.buffers) for op in ops)
    for weight in weights:
        total += weight + TENSORS[optimizer] * weight + FLOAT * optimizer.startswith("adam")
    for op in ops:
        total += in_bytes(op.keeps)
        yield total
    for op in reversed(ops):
        total += gradients * FLOAT * sum(op.weights)
        yield total + FLOAT * (op.reads + op.makes + op.carries)
        total -= in_bytes(op.keeps)
    for weight in weights:
        yield total + (2 * weight if optimizer.startswith("adam") else 0)


def oddity_of_steps(steps: list[DrawnStep]) -> float:
    """How odd the draws look, in standard errors, if each is independent of the others."""
    ops = [op for step in steps for op in step.ops[:-1]]
    sizes = [
        [op.weights, (op.reads, op.makes, op.carries), *([of[kind] for kind in KINDS] for of in (op.keeps, op.buffers))]
        for op in ops
    ]
    inputs = [[step.inputs[kind] for kind in KINDS] for step in steps]
    return max(
        oddity_of_integers([len(step.ops) - 1 for step in steps], 6),
        oddity_of_integers([list(TENSORS).index(step.optimizer) for step in steps], len(TENSORS)),
        *(oddity_of_integers(np.log2(np.add(drawn, 1)), OCTAVES) for drawn in (sizes, inputs)),
    )


mutant("draws steps with Adam and AdamW alone", "rng.choice(list(TENSORS))", "rng.choice(list(TENSORS)[2:])")
