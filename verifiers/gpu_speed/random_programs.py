"""Random programs for lanes: operations that need others, what of a schedule of theirs is a fault, and its bounds."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from quizdl.lab.samples import oddity_of_integers
from quizdl.verify import mutant

from ..programs.lanes import Program, Result

OPERATIONS = 60  # of a random program


class Drawn(NamedTuple):
    """A random program, the operations that each of its operations was given to need, and lanes to run it on."""

    program: Program
    needs: list[list[int]]
    lanes: int


def draw(rng: np.random.Generator, lanes: int) -> Drawn:
    """60 operations that each need up to three of those before, and so many lanes."""
    program = Program()
    results: list[Result] = []
    drawn: list[list[int]] = []
    for i in range(OPERATIONS):
        drawn.append(rng.integers(i, size=int(rng.integers(4))).tolist() if i else [])
        results.append(program.do(lambda *_: 0, *(results[need] for need in drawn[-1])))
    return Drawn(program, drawn, lanes)


def oddity_of_programs(programs: Sequence[Drawn]) -> float:
    """How odd it looks how many inputs operations were given, and for each operation which of those before."""
    counts = [[len(needs) for needs in drawn.needs[1:]] for drawn in programs]
    of_each = {i: [need for drawn in programs for need in drawn.needs[i]] for i in range(2, OPERATIONS)}
    odd = [oddity_of_integers(needs, i) for i, needs in of_each.items() if needs]
    return max([oddity_of_integers(counts, 4), *odd])


def depth_of(needs: list[list[int]]) -> int:
    """The longest chain of operations that each need the one before."""
    depths: list[int] = []
    for of_one in needs:
        depths.append(1 + max((depths[need] for need in of_one), default=0))
    return max(depths)


def faults_of(drawn: Drawn) -> int:
    """Operations that start before their inputs are done, steps with too many of them, and lanes that wait in vain."""
    steps = drawn.program.schedule(drawn.lanes)
    early = sum(steps[i] <= steps[need] for i, needs in enumerate(drawn.needs) for need in needs)
    started = np.bincount(steps, minlength=max(steps) + 1)
    ready = [1 + max((steps[need] for need in needs), default=0) for needs in drawn.needs]
    in_vain = sum(started[step] < drawn.lanes for i, first in enumerate(ready) for step in range(first, steps[i]))
    return int(early + np.sum(started > drawn.lanes) + started[0] + in_vain)


def most_steps(lanes: int, depth: int) -> float:
    """The most steps that a random program of this depth can take without idle lanes (Graham 1966)."""
    return (OPERATIONS + (lanes - 1) * depth) / lanes


mutant("draws programs without dependencies", "size=int(rng.integers(4))", "size=0")
