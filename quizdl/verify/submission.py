"""A reader's program for an exercise: judged from outside, in a process of its own, by the calls of a contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MEMORY_BYTES = 2**30
SECONDS_OF_A_CALL = 10.0  # that the program computes or sleeps; waiting for a busy machine does not count


@dataclass(frozen=True, slots=True)
class Submission:
    """The text of a reader's file, for the function or class of ours that it is to replace.

    `file` is the name that tracebacks carry. `results` holds the names of what each function or method returns;
    `in_place` are the arguments that a call may change. Unless `compared`, ours does not run beside it: then functions
    that are handed in must not be called twice. Unless `numbers`, other numbers than ours may be right as well.
    `forbidden` are dotted names that raise. With `keeps`, the program may go on using arrays that it was handed.
    """

    path: Path  # of the module that holds ours
    symbol: str
    source: str
    file: str
    results: Mapping[str, tuple[str, ...]]
    in_place: frozenset[str] = frozenset()
    compared: bool = True
    numbers: bool = True
    forbidden: tuple[str, ...] = ()
    keeps: bool = False
    memory: int = MEMORY_BYTES  # beyond what the process begins with
    sealed: bool = False  # whether it is to run sealed off by bubblewrap, so that no result of another run counts
    seconds: float = SECONDS_OF_A_CALL

    def to_json(self) -> dict[str, Any]:
        """What the process of the experiment must know."""
        return {
            "path": str(self.path.resolve()),
            "symbol": self.symbol,
            "source": self.source,
            "file": self.file,
            "contract": {
                "results": {name: list(results) for name, results in sorted(self.results.items())},
                "in_place": sorted(self.in_place),
                "compared": self.compared,
                "numbers": self.numbers,
            },
            "forbidden": list(self.forbidden),
            "keeps": self.keeps,
            "memory": self.memory,
            "sealed": self.sealed,
            "seconds": self.seconds,
        }
