"""At which of its numbers a result goes wrong: in a row or column, or where an argument or ours is of some kind."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from quizdl.verify.diagnosis import Relation, RelationKind
from quizdl.verify.practice.diagnosis.compared import NEAR, Pair
from quizdl.verify.practice.diagnosis.factors import LEAST
from quizdl.verify.practice.diagnosis.outcomes import largest
from quizdl.verify.practice.wire import Array

Flags = NDArray[np.bool_]
BITS = 10.0  # by which a finding must outweigh the number of those that were tried: chance finds one in a thousand

SIGNS: dict[str, Callable[[Array], Flags]] = {
    "{} == 0": lambda x: x == 0,
    "{} > 0": lambda x: x > 0,
    "{} < 0": lambda x: x < 0,
    "{} >= 0": lambda x: x >= 0,
    "{} <= 0": lambda x: x <= 0,
}


class _Count(NamedTuple):
    """Of the numbers of all calls that differ: how many are at a place, how many of these differ, in how many calls."""

    there: int
    differing: int
    calls: int

    def with_call(self, there: int, differing: int) -> _Count:
        return _Count(self.there + there, self.differing + differing, self.calls + 1)


def find_place(output: str, pairs: Sequence[Pair]) -> Relation | None:
    """The smallest place that holds every number of the result that differs from ours, if chance is unlikely to."""
    differing = [(pair, flags) for pair in pairs if (flags := _differing(pair)).any()]
    if len(differing) < LEAST or any(flags.shape != pair.ours.shape for pair, flags in differing):
        return None
    several = any(pair.call.outputs.count(output) > 1 for pair, _ in differing)
    counts = _counts(f"{output}[k]" if several else output, differing)  # k: whichever of the arrays
    numbers = sum(flags.size for _, flags in differing)
    found = [
        (code, count)
        for code, count in counts.items()
        if 0 < count.there < numbers
        and count.differing * math.log2(numbers / count.there) - math.log2(len(counts)) >= BITS
    ]
    if not found:
        return None
    code, count = min(found, key=lambda item: item[1].there)
    names = (code, str(count.differing), str(count.there))
    return Relation(output, RelationKind.ONLY_AT, names, calls=count.calls)


def _differing(pair: Pair) -> Flags:
    """Which numbers are not as ours; all of them where the shapes are not the same."""
    if pair.given.shape != pair.ours.shape:
        return np.ones(1, dtype=bool)
    apart = ~np.isclose(pair.given, pair.ours, rtol=0.0, atol=NEAR * largest(pair.ours), equal_nan=True)
    return np.asarray(apart, dtype=bool)


def _counts(output: str, differing: Sequence[tuple[Pair, Flags]]) -> dict[str, _Count]:
    """The places that hold all of them."""
    counts: dict[str, _Count] | None = None
    for pair, flags in differing:
        places = {code: there for code, there in _places(output, pair) if there[flags].all()}
        before = dict.fromkeys(places, _Count(0, 0, 0)) if counts is None else counts
        counts = {
            code: before[code].with_call(int(there.sum()), int(flags.sum()))
            for code, there in places.items()
            if code in before
        }
    return counts or {}


def _places(output: str, pair: Pair) -> Iterator[tuple[str, Flags]]:
    """Python that names some of the numbers of a result, "{}" standing for ours, and which these are."""
    ours = pair.ours
    for axis in range(ours.ndim):
        for part, index in (("0", 0), ("-1", -1), ("1:", slice(1, None)), (":-1", slice(None, -1))):
            there: Flags = np.zeros(ours.shape, dtype=bool)
            if ours.shape[axis]:
                there[(slice(None),) * axis + (index,)] = True
            yield f"{output}[{':, ' * axis}{part}]", there
    if ours.ndim == 2:
        i, j = np.indices(ours.shape)
        yield f"{output}[i, j], i == j", np.equal(i, j)
        yield f"{output}[i, j], i != j", np.not_equal(i, j)
        yield f"{output}[i, j], i < j", np.less(i, j)
        yield f"{output}[i, j], i > j", np.greater(i, j)
    for name, value in pair.call.arguments.items():
        if not isinstance(value, np.ndarray):
            continue
        if value.dtype.kind in "iu" and ours.ndim == 2 and value.shape == ours.shape[:1]:
            yield f"{output}[i, {name}[i]]", np.arange(ours.shape[1]) == value[:, None]
            yield f"{output}[i, j], j != {name}[i]", np.arange(ours.shape[1]) != value[:, None]
        elif value.shape == ours.shape or value.shape == ours.shape[:1]:
            along = value.reshape(value.shape + (1,) * (ours.ndim - value.ndim))
            yield from ((f"{output}[{code}]", there) for code, there in _signs(name, along, ours))
    yield from ((f"{output}[{code}]", there) for code, there in _signs("{}", ours, ours) if "=" not in code)


def _signs(name: str, value: Array, ours: Array) -> Iterator[tuple[str, Flags]]:
    for template, flag in SIGNS.items():
        with np.errstate(invalid="ignore"):
            yield template.replace("{}", name), np.broadcast_to(flag(value), ours.shape)
