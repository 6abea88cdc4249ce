"""How long a reader's program takes on the largest call of an experiment, in times of ours: told, never judged."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any, NamedTuple

import numpy as np

from quizdl.verify.practice.calls import NUMBERS, leaves, size

TURNS = 5
MOST_SECONDS = 0.2  # that turns after the first one may take
LEAST_SECONDS = 1e-4  # of ours: below that one would time what Python does around a call


class Turn(NamedTuple):
    """The seconds of one call, each program in its own process and without the way between them."""

    theirs: float
    ours: float


class LargestCall:
    """The largest call so far, ready to be made again. Where functions are handed in it is not the program's time."""

    def __init__(self) -> None:
        self.numbers = 0  # in its arguments
        self._call: tuple[Turn, Callable[[], Turn], Sequence[int]] | None = None

    def outdone_by(self, arguments: object) -> bool:
        """Whether these are more numbers, and nothing but values."""
        return size(arguments) > self.numbers and not any(map(callable, leaves(arguments)))

    def replace(self, arguments: object, first: Turn, again: Callable[[], Turn]) -> None:
        """Take this call; `again` makes it once more."""
        shapes = [np.shape(leaf) for leaf in leaves(arguments) if isinstance(leaf, NUMBERS)]
        self.numbers = size(arguments)
        self._call = first, again, max(shapes, key=math.prod)

    def speed(self) -> dict[str, Any] | None:
        """The median of five turns, fewer where they take long; None where ours is too quick to be timed."""
        if self._call is None:
            return None
        first, again, shape = self._call
        turns, begun = [first], time.monotonic()
        while len(turns) < TURNS and first.ours >= LEAST_SECONDS and time.monotonic() - begun < MOST_SECONDS:
            turns.append(again())
        theirs, ours = median(turn.theirs for turn in turns), median(turn.ours for turn in turns)
        return {"times": theirs / ours, "ours": ours, "shape": list(shape)} if shape and ours >= LEAST_SECONDS else None


def timed(function: Callable[..., Any], *arguments: Any, **keywords: Any) -> tuple[Any, float]:
    """What a function returns, and the seconds that it took."""
    begun = time.perf_counter()
    value = function(*arguments, **keywords)
    return value, time.perf_counter() - begun
