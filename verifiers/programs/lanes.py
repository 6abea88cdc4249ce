"""Programs that are written down as they run, and the steps that they take on so many lanes; alone it prints a table.

    python verifiers/programs/lanes.py 256

A lane does one operation a step; no operation starts before those whose results it needs are done.
"""

import sys
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any

import numpy as np

Number = tuple[Any, int | None]  # a value, and the operation that made it; None for what is given


class Program:
    """A computation that is written down as it runs: `needs[i]` are the operations whose results operation i takes."""

    def __init__(self) -> None:
        self.needs: list[list[int]] = []

    def do(self, operation: Callable[..., Any], *numbers: Number) -> Number:
        self.needs.append([made for _, made in numbers if made is not None])
        return operation(*(value for value, _ in numbers)), len(self.needs) - 1

    def steps(self, lanes: int) -> int:
        """Steps on so many lanes: each does one operation a step, none before those that it needs (Graham 1966)."""
        done: dict[int, int] = {}
        waiting, step = list(range(len(self.needs))), 0
        while waiting:
            step += 1
            free = (i for i in waiting if all(done.get(need, step) < step for need in self.needs[i]))
            done |= dict.fromkeys(islice(free, lanes), step)
            waiting = [i for i in waiting if i not in done]
        return step


def affine(later: tuple[float, float], earlier: tuple[float, float]) -> tuple[float, float]:
    """h ↦ a₂(a₁h + b₁) + b₂ as one pair (a, b)."""
    return later[0] * earlier[0], later[0] * earlier[1] + later[1]


def recurrence(maps: Sequence[tuple[float, float]]) -> tuple[Program, list[float]]:
    """h ← a·h + b for one pair after the other, from h = 0, and every h on the way."""
    program, h = Program(), (0.0, None)
    seen = []
    for a, b in maps:
        h = program.do(lambda h, a=a, b=b: a * h + b, h)
        seen.append(h[0])
    return program, seen


def scan(maps: Sequence[tuple[float, float]]) -> tuple[Program, list[float]]:
    """The same h by composing maps over distances 1, 2, 4, … (Hillis & Steele 1986): more work, less depth."""
    program = Program()
    prefixes: list[Number] = [(pair, None) for pair in maps]
    distance = 1
    while distance < len(prefixes):
        further = zip(prefixes[distance:], prefixes[:-distance], strict=True)
        prefixes = prefixes[:distance] + [program.do(affine, later, earlier) for later, earlier in further]
        distance *= 2
    return program, [b for (_, b), _ in prefixes]


def tree_sum(values: Sequence[float]) -> tuple[Program, float]:
    """A sum by pairs, then pairs of pairs; len(values) is a power of two."""
    program = Program()
    numbers: list[Number] = [(value, None) for value in values]
    while len(numbers) > 1:
        numbers = [program.do(np.add, *pair) for pair in zip(numbers[::2], numbers[1::2], strict=True)]
    return program, numbers[0][0]


def serial_then_parallel(serial: int, parallel: int) -> Program:
    """A chain, and after its end operations that need only that."""
    program, last = Program(), (None, None)  # what is computed does not matter, only what needs what
    for _ in range(serial):
        last = program.do(lambda h: h, last)
    for _ in range(parallel):
        program.do(lambda h: h, last)
    return program


if __name__ == "__main__":
    length = int(sys.argv[1]) if sys.argv[1:] else 256
    maps = [(0.5, 1.0)] * length
    programs = {"independent": serial_then_parallel(0, length), "chain": recurrence(maps)[0], "scan": scan(maps)[0]}
    print("lanes", *programs, sep="\t")
    for lanes in (1, 8, 64, 1024):
        print(lanes, *(program.steps(lanes) for program in programs.values()), sep="\t")
