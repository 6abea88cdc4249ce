"""Programs that are written down as they run, and the steps that they take on so many lanes; alone it prints a table.

    python verifiers/programs/lanes.py 256

A lane does one operation a step; no operation starts before those whose results it takes are done.
"""

import sys
from collections.abc import Callable
from itertools import islice
from typing import Any, NamedTuple


class Result(NamedTuple):
    """A value, and the number of the operation that made it."""

    value: Any
    operation: int


class Program:
    """A computation that is written down as it runs: `needs[i]` are the operations whose results operation i takes."""

    def __init__(self) -> None:
        self.needs: list[list[int]] = []

    def do(self, function: Callable[..., Any], *inputs: Any) -> Result:
        """One operation on inputs that are given, or are results of others."""
        self.needs.append([x.operation for x in inputs if isinstance(x, Result)])
        value = function(*(x.value if isinstance(x, Result) else x for x in inputs))
        return Result(value, len(self.needs) - 1)

    def noted(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, each call of which is written down as one operation."""
        return lambda *inputs: self.do(function, *inputs)

    def schedule(self, lanes: int) -> list[int]:
        """The step of each operation, from 1 on: no lane waits while an operation could start (Graham 1966)."""
        steps = [0] * len(self.needs)
        waiting, step = list(range(len(self.needs))), 0
        while waiting:
            step += 1
            ready = (i for i in waiting if all(0 < steps[need] < step for need in self.needs[i]))
            for i in islice(ready, lanes):
                steps[i] = step
            waiting = [i for i in waiting if steps[i] == 0]
        return steps

    def steps(self, lanes: int) -> int:
        """How many steps it takes."""
        return max(self.schedule(lanes), default=0)


def serial_then_parallel(serial: int, parallel: int) -> Program:
    """A chain of operations, and after its end others that need only that."""
    program = Program()
    last: Any = 0.0  # what is computed does not matter, only what needs what
    for _ in range(serial):
        last = program.do(abs, last)
    for _ in range(parallel):
        program.do(abs, last)
    return program


if __name__ == "__main__":
    length = int(sys.argv[1]) if sys.argv[1:] else 256
    programs = [serial_then_parallel(0, length), serial_then_parallel(length // 20, length - length // 20)]
    print("lanes", "independent", "5 % serial", sep="\t")
    for lanes in (1, 8, 64, 1024):
        print(lanes, *(program.steps(lanes) for program in programs), sep="\t")
