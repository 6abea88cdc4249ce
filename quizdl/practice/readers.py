"""How long many readers took for a whole program, against what is said of it.

A reader who has not passed yet takes longer than their work so far: at the low end of the interval they count with
that, at the high end as if they never passed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quizdl.verdict import Verdict

LEVEL = 0.95
SCHEMA = "quizdl.practice-stats/1"


@dataclass(frozen=True)
class Took:
    """How long one reader worked at an exercise."""

    minutes: float
    passed: bool


@dataclass(frozen=True)
class Median:
    """The median time to the first pass; infinite where too many have not passed, or too few readers tell."""

    readers: int
    passed: int
    minutes: float
    low: float
    high: float

    def against(self, said: Sequence[int]) -> Verdict:
        """What the interval says of a time that is said to lie between two numbers of minutes."""
        least, most = said
        if least <= self.low and self.high <= most:
            return Verdict.SUPPORTED
        return Verdict.REFUTED if self.high < least or self.low > most else Verdict.INCONCLUSIVE


def median_of(took: Sequence[Took]) -> Median:
    """The median of one time or more with its interval, whatever their distribution."""
    from quizdl.lab.statistics import median_interval  # with it comes numpy

    so_far = [one.minutes for one in took]
    ever = [one.minutes if one.passed else math.inf for one in took]
    try:
        low, high = median_interval(so_far, LEVEL)[1][0], median_interval(ever, LEVEL)[1][1]
    except ValueError:  # of fewer than six
        low, high = 0.0, math.inf
    middle = sorted(ever)[(len(ever) - 1) // 2 : len(ever) // 2 + 1]
    return Median(len(took), sum(one.passed for one in took), sum(middle) / len(middle), low, high)


def took_of(documents: Sequence[Mapping[str, object]], exercise: str) -> list[Took]:
    """What documents of `quizdl stats --practice --json` say of an exercise.

    Raises KeyError, TypeError and ValueError for anything else.
    """
    found = []
    for document in documents:
        entries = document["exercises"]
        if document["schema"] != SCHEMA or not isinstance(entries, list):
            raise ValueError("other schema")
        found += [Took(float(one["seconds"]) / 60, bool(one["passed"])) for one in entries if one["id"] == exercise]
    return found
