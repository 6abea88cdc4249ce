"""A call with all that its results may be compared with, and each of its results beside ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from quizdl.verify.practice.diagnosis.outcomes import Outcome, largest
from quizdl.verify.practice.wire import Array

NEAR = 1e-8  # relative to the largest number of an array


@dataclass(frozen=True)
class Compared:
    """A call with all that its results may be compared with."""

    arguments: Mapping[str, Any]
    numbers: Mapping[str, float]  # scalars and lengths, by name
    outputs: Sequence[str]  # names of the results
    first: bool  # the first call of its object
    given: Outcome
    ours: tuple[Array, ...]
    before: tuple[Array, ...] = ()  # ours of the call before, in the same object
    fresh: tuple[Array, ...] = ()  # ours of an object that was made for this call

    def arrays(self) -> Iterator[tuple[str, Array, Array]]:
        """Each result beside ours, with its name; none where they are not as many."""
        if self.given.results is not None and len(self.given.results) == len(self.ours):
            yield from zip(self.outputs, map(_as_float, self.given.results), map(_as_float, self.ours), strict=True)


class Pair(NamedTuple):
    """One array of a result beside ours."""

    given: Array
    ours: Array
    place: int  # among the results
    call: Compared
    rounding: float = 0.0  # what rounding may add to a number of it


def by_output(calls: Sequence[Compared]) -> dict[str, list[Pair]]:
    """The results beside ours, by the names of outputs; none where they cannot be compared one by one."""
    pairs: dict[str, list[Pair]] = {}
    for call in calls:
        if call.given.results is None or len(call.given.results) != len(call.ours):
            return {}
        for place, (output, given, ours) in enumerate(call.arrays()):
            pairs.setdefault(output, []).append(Pair(given, ours, place, call))
    return pairs


def _as_float(array: Array) -> Array:
    """Whole numbers as numbers that have factors; anything else as it is."""
    return array.astype(np.float64) if array.dtype.kind in "iu" else array


def near(one: Array, other: Array) -> bool:
    """Whether two arrays are equal but for rounding."""
    if one.shape != other.shape:
        return False
    return bool(np.allclose(one, other, rtol=0.0, atol=NEAR * largest(other), equal_nan=True))
