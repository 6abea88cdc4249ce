"""How results that go wrong relate to ours: by a factor, a sign, an order of axes, exchanged, late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from quizdl.verify.diagnosis import Relation, RelationKind
from quizdl.verify.practice.diagnosis.outcomes import Outcome, largest
from quizdl.verify.practice.wire import Array

LEAST = 3  # calls that tell a relation from being as ours
NEAR = 1e-8  # relative to the largest number of an array
SAME_FACTOR = 1e-6  # relative
VISIBLE = 1e-6  # a change below that, relative to what changes, is lost in rounding
MOST_HIDDEN = 0.1  # share of calls in which a change may be lost


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
    alone: Mapping[tuple[str, str], tuple[Array, ...]] = field(default_factory=dict)  # by axis, "first" or "last"


class _Pair(NamedTuple):
    """One array of a result beside ours."""

    given: Array
    ours: Array
    place: int  # among the results
    call: Compared


def find_relations(calls: Sequence[Compared]) -> list[Relation]:
    """A relation for each output that has one."""
    found = []
    for output, pairs in _by_output(calls).items():
        differing = [pair for pair in pairs if not near(pair.given, pair.ours)]
        first = [pair for pair in pairs if pair.call.first]
        relation = _relation(output, differing)
        if relation is None and differing and len(first) < len(pairs):
            relation = _relation(output, first)
            relation = relation and relation._replace(first=True)
        if relation is not None:
            found.append(relation)
    return found


def agreeing(calls: Sequence[Compared]) -> list[str]:
    """The outputs that are as ours in all calls."""
    pairs = _by_output(calls) if all(_comparable(call) for call in calls) else {}
    return [output for output, of_it in pairs.items() if all(near(pair.given, pair.ours) for pair in of_it)]


def _comparable(call: Compared) -> bool:
    return call.given.results is not None and len(call.given.results) == len(call.ours)


def _by_output(calls: Sequence[Compared]) -> dict[str, list[_Pair]]:
    pairs: dict[str, list[_Pair]] = {}
    for call in filter(_comparable, calls):
        for place, (given, ours) in enumerate(zip(call.given.results or (), call.ours, strict=True)):
            pairs.setdefault(call.outputs[place], []).append(_Pair(given, ours, place, call))
    return pairs


def _relation(output: str, pairs: Sequence[_Pair]) -> Relation | None:
    """The first relation that holds for all pairs, and that at least some of them tell from being as ours."""
    if len(pairs) < LEAST:
        return None
    changes = [change for pair in pairs if (change := _change(output, pair)) is not None]
    for kept, is_change in ((pairs, False), (changes, True)):
        if len(kept) >= max(LEAST, (1 - MOST_HIDDEN) * len(pairs)) and (found := _factor(kept)) is not None:
            return found._replace(output=output, change=is_change)
    return _equal(output, pairs)


def _change(output: str, pair: _Pair) -> _Pair | None:
    """The pair as changes of the argument with the name of the output; None where rounding hides them."""
    argument = pair.call.arguments.get(output)
    if not isinstance(argument, np.ndarray) or not argument.shape == pair.ours.shape == pair.given.shape:
        return None
    change = pair._replace(given=pair.given - argument, ours=pair.ours - argument)
    return change if largest(change.ours) > VISIBLE * largest(argument) else None


def _factor(pairs: Sequence[_Pair]) -> Relation | None:
    factors = np.array([_times(pair.given, pair.ours) for pair in pairs])
    if np.isnan(factors).any():
        return None
    if np.ptp(factors) <= SAME_FACTOR * abs(factors[0]):
        value = float(np.median(factors))
        return (
            Relation("", RelationKind.FACTOR, value=value, calls=len(pairs)) if abs(value - 1) > SAME_FACTOR else None
        )
    for formula, values in _formulas([pair.call for pair in pairs]):
        if np.allclose(factors, values, rtol=SAME_FACTOR, atol=0):
            return Relation("", RelationKind.NAMED_FACTOR, (formula,), calls=len(pairs))
    return None


def _times(given: Array, ours: Array) -> float:
    """By which number ours must be multiplied; NaN where none does."""
    square = float((ours * ours).sum()) if given.shape == ours.shape and ours.dtype.kind == "f" else 0.0
    if not (0 < square < np.inf and np.isfinite(given).all()):
        return np.nan
    factor = float((given * ours).sum()) / square
    tolerance = 10 * NEAR * abs(factor) * largest(ours)
    return factor if factor and np.allclose(given, factor * ours, rtol=0, atol=tolerance) else np.nan


def _formulas(calls: Sequence[Compared]) -> Iterator[tuple[str, Array]]:
    """Formulas of one or two numbers that all of the calls have, the simplest first, with their values."""
    names = sorted(set.intersection(*(set(call.numbers) for call in calls)))
    columns = {name: np.array([call.numbers[name] for call in calls]) for name in names}
    with np.errstate(all="ignore"):
        for name, column in columns.items():
            yield name, column
            yield f"1/{name}", 1 / column
        for name, column in columns.items():
            yield f"1-{name}", 1 - column
            yield f"1/(1-{name})", 1 / (1 - column)
            yield f"{name}²", column**2
            yield f"1/{name}²", 1 / column**2
        for (one, first), (other, second) in combinations(columns.items(), 2):
            yield f"{one}·{other}", first * second
            yield f"1/({one}·{other})", 1 / (first * second)
            yield f"{one}/{other}", first / second
            yield f"{other}/{one}", second / first


_Key = tuple[RelationKind, tuple[str, ...]]


def _equal(output: str, pairs: Sequence[_Pair]) -> Relation | None:
    """What every given array is equal to, if that is seldom ours."""
    kept = list(dict(_candidates(pairs[0])))
    telling = Counter[_Key]()
    for pair in pairs:
        expected = dict(_candidates(pair))
        kept = [key for key in kept if key in expected and near(pair.given, expected[key])]
        telling.update(key for key in kept if not near(expected[key], pair.ours))
        if not kept:
            return None
    told = [key for key in kept if telling[key] >= LEAST]
    return Relation(output, *told[0], calls=telling[told[0]]) if told else None


def _candidates(pair: _Pair) -> Iterator[tuple[_Key, Array]]:
    """What the given array may be instead of ours."""
    ours, call, place = pair.ours, pair.call, pair.place
    arrays = {name: value for name, value in call.arguments.items() if isinstance(value, np.ndarray | float)}
    yield (RelationKind.ZERO, ()), np.zeros_like(ours)
    for name, value in arrays.items():
        yield (RelationKind.ARGUMENT, (name,)), np.asarray(value)
    if len(set(call.outputs)) == len(call.outputs):
        for name, other in zip(call.outputs, call.ours, strict=True):
            if name != call.outputs[place]:
                yield (RelationKind.EXCHANGED, (name,)), other
    for one, another in combinations(range(ours.ndim), 2):
        yield (RelationKind.AXES, (str(one), str(another))), np.swapaxes(ours, one, another)
    for axis in range(ours.ndim):
        yield (RelationKind.REVERSED, (str(axis),)), np.flip(ours, axis)
    if ours.ndim > 2:
        yield (RelationKind.REVERSED, (str(ours.ndim - 2), str(ours.ndim - 1))), np.flip(ours, (-2, -1))
    for name, value in arrays.items():
        for along, shift in _along(np.asarray(value), ours):
            yield (RelationKind.PLUS, (name, *along)), ours + shift
            yield (RelationKind.MINUS, (name, *along)), ours - shift
    if call.before:
        yield (RelationKind.BEFORE, ()), call.before[place]
    if call.fresh:
        yield (RelationKind.FRESH, ()), call.fresh[place]
    for key, alone in call.alone.items():
        yield (RelationKind.ALONE, key), alone[place]


def _along(argument: Array, ours: Array) -> Iterator[tuple[tuple[str, ...], Array]]:
    """The argument as it may be added to ours: as it is, or along each axis of its length, with the axis."""
    if argument.dtype.kind != "f":
        return
    if argument.size == 1 or argument.shape == ours.shape:
        yield (), argument.reshape(ours.shape if argument.size == ours.size else ())
    if argument.ndim == 1:
        for axis, length in enumerate(ours.shape):
            if length == argument.size:
                yield (str(axis),), argument.reshape([-1 if one == axis else 1 for one in range(ours.ndim)])


def near(one: Array, other: Array) -> bool:
    """Whether two arrays are equal but for rounding."""
    if one.shape != other.shape:
        return False
    return bool(np.allclose(one, other, rtol=0.0, atol=NEAR * largest(other), equal_nan=True))
