"""Steps drawn at random, of operations as no network has them: a walk through one, and whether they look odd."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from quizdl.lab.samples import oddity_of_integers
from quizdl.verify import mutant

from ..programs.memory_by_hand import Numbers, Op
from ..programs.memory_estimate import FLOAT

TENSORS = {"sgd": 0, "momentum": 1, "adam": 2, "adamw": 2}  # as large as each parameter, in the optimizer's state
KINDS = ("float32", "int64", "bool")
OCTAVES = 12  # of the sizes
LAST = Op((8, 2), 4, 1, keeps={"float32": 1})


@dataclass(frozen=True)
class DrawnStep:
    """A few operations, of which the peak may lie with any, the batch, and what is trained by."""

    ops: list[Op]
    inputs: Numbers
    optimizer: str


def drawn_step(rng: np.random.Generator) -> DrawnStep:
    def numbers() -> Numbers:
        return {dtype: int(2 ** rng.uniform(0, OCTAVES)) for dtype in KINDS if rng.random() < 0.6}

    def count() -> int:
        return int(2 ** rng.uniform(0, OCTAVES) * (rng.random() < 0.8))

    def weights() -> tuple[int, ...]:
        return tuple(int(2 ** rng.uniform(0, OCTAVES)) for _ in range(rng.integers(3)))

    ops = [Op(weights(), count(), count(), count(), numbers(), numbers()) for _ in range(rng.integers(6))]
    inputs = {"float32": int(rng.integers(5000)), "int64": int(rng.integers(50))}
    return DrawnStep([*ops, LAST], inputs, str(rng.choice(list(TENSORS))))


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
    counts = [count for op in ops for count in (op.reads, op.makes, op.carries)]
    held = [numbers.get(kind, 0) for op in ops for numbers in (op.keeps, op.buffers) for kind in KINDS]
    sizes = [size for size in (*counts, *held, *(weight for op in ops for weight in op.weights)) if size]
    return max(
        oddity_of_integers([len(step.ops) - 1 for step in steps], 6),
        oddity_of_integers([len(op.weights) for op in ops], 3),
        oddity_of_integers([list(TENSORS).index(step.optimizer) for step in steps], len(TENSORS)),
        oddity_of_integers([step.inputs["float32"] for step in steps], 5000),
        oddity_of_integers([step.inputs["int64"] for step in steps], 50),
        oddity_of_integers([math.floor(math.log2(size)) for size in sizes], OCTAVES),
        oddity_of_share(counts, 0.8),
        oddity_of_share(held, 0.6),
    )


def oddity_of_share(counts: list[int], chance: float) -> float:
    """By how many standard errors the share of those that are not 0 is off their chance."""
    return abs(np.count_nonzero(counts) - chance * len(counts)) / math.sqrt(len(counts) * chance * (1 - chance))


mutant("draws steps with Adam and AdamW alone", "rng.choice(list(TENSORS))", "rng.choice(list(TENSORS)[2:])")
