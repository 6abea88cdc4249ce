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
ROUNDED_AWAY = 1e-6  # of the usual size of a result: what is left of zero
ROUNDING_OF_A_CHANGE = 1e-14  # of the largest number of what changes


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
    rounding: float = 0.0  # what rounding may add to a number of it


def find_relations(calls: Sequence[Compared]) -> list[Relation]:
    """A relation for each output that has one; none where a call gives no results or other ones in number."""
    found = []
    for output, pairs in _by_output(calls).items():
        differing = [pair for pair in pairs if not near(pair.given, pair.ours)]
        first = [pair for pair in pairs if pair.call.first]
        relation = _relation(output, _visible(differing))
        if relation is None and differing and len(first) < len(pairs):
            relation = _relation(output, _visible(first))
            relation = relation and relation._replace(first=True)
        if relation is not None:
            found.append(relation)
    return found


def agreeing(calls: Sequence[Compared]) -> list[str]:
    """The outputs that are as ours in all calls; of a list that is not, its first or last item where these are."""
    found = []
    for output, pairs in _by_output(calls).items():
        by_call: dict[int, list[bool]] = {}
        for pair in pairs:
            by_call.setdefault(id(pair.call), []).append(near(pair.given, pair.ours))
        if all(map(all, by_call.values())):
            found.append(output)
        elif sum(len(of_call) > 1 for of_call in by_call.values()) >= LEAST:
            found += [f"{output}[{place}]" for place in (0, -1) if all(one[place] for one in by_call.values())]
    return found


def _by_output(calls: Sequence[Compared]) -> dict[str, list[_Pair]]:
    """The results beside ours, by the names of outputs; none where they cannot be compared one by one."""
    pairs: dict[str, list[_Pair]] = {}
    for call in calls:
        if call.given.results is None or len(call.given.results) != len(call.ours):
            return {}
        for place, (given, ours) in enumerate(zip(call.given.results, call.ours, strict=True)):
            pairs.setdefault(call.outputs[place], []).append(_Pair(_as_float(given), _as_float(ours), place, call))
    return pairs


def _as_float(array: Array) -> Array:
    """Whole numbers as numbers that have factors; anything else as it is."""
    return array.astype(np.float64) if array.dtype.kind in "iu" else array


def _visible(pairs: Sequence[_Pair]) -> list[_Pair]:
    """The pairs but for those whose numbers are what rounding left of zero."""
    usual = np.median([largest(pair.ours) for pair in pairs]) if pairs else 0.0
    return [pair for pair in pairs if largest(pair.ours) >= ROUNDED_AWAY * usual]


def _relation(output: str, pairs: Sequence[_Pair]) -> Relation | None:
    """The first relation that holds for all pairs, and that at least some of them tell from being as ours."""
    if len(pairs) < LEAST:
        return None
    changes = [_change(output, pair) for pair in pairs if _is_changed(output, pair)]
    changes = changes if len(changes) == len(pairs) else []
    return (
        _times_ours(output, pairs, change=False)
        or _times_ours(output, changes, change=True)
        or _shifted(output, pairs)
        or _equal(output, pairs)
        or _times_an_argument(output, pairs, change=False)
        or _times_an_argument(output, changes, change=True)
    )


def _is_changed(output: str, pair: _Pair) -> bool:
    """Whether the result is the new value of an argument."""
    argument = pair.call.arguments.get(output)
    return isinstance(argument, np.ndarray) and argument.shape == pair.ours.shape == pair.given.shape


def _change(output: str, pair: _Pair) -> _Pair:
    """The pair as changes of the argument with the name of the output."""
    argument = pair.call.arguments[output]
    return pair._replace(
        given=pair.given - argument, ours=pair.ours - argument, rounding=ROUNDING_OF_A_CHANGE * largest(argument)
    )


def _times_ours(output: str, pairs: Sequence[_Pair], *, change: bool) -> Relation | None:
    found = _factor(pairs, [pair.ours for pair in pairs])
    if found is None or abs(found.value - 1) <= SAME_FACTOR:
        return None
    kind, names = (RelationKind.NAMED_FACTOR, (found.formula,)) if found.formula else (RelationKind.FACTOR, ())
    return Relation(output, kind, names, found.value, change, calls=len(pairs))


def _shifted(output: str, pairs: Sequence[_Pair]) -> Relation | None:
    """A result that is ours plus the same number everywhere."""
    if any(pair.given.shape != pair.ours.shape or pair.given.dtype.kind != "f" for pair in pairs):
        return None
    shifts = np.concatenate([np.ravel(pair.given - pair.ours) for pair in pairs])
    shift = float(np.median(shifts)) if shifts.size else 0.0
    if shift == 0 or not np.isfinite(shift):
        return None
    same = all(near(pair.given, pair.ours + shift) for pair in pairs)
    return Relation(output, RelationKind.SHIFTED, value=shift, calls=len(pairs)) if same else None


def _times_an_argument(output: str, pairs: Sequence[_Pair], *, change: bool) -> Relation | None:
    """A result that is a multiple of an argument, where ours is another one."""
    telling = [pair for pair in pairs if not near(pair.given, pair.ours)]
    for name in pairs[0].call.arguments if len(telling) >= LEAST else ():
        values = [pair.call.arguments.get(name) for pair in pairs]
        arrays = [value for value in values if isinstance(value, np.ndarray)]
        found = _factor(pairs, arrays) if len(arrays) == len(pairs) else None
        if found is not None:
            names = (name, found.formula) if found.formula else (name,)
            return Relation(output, RelationKind.TIMES, names, found.value, change, calls=len(pairs))
    return None


class _Factor(NamedTuple):
    """A number, the same for all pairs, or a formula of it."""

    value: float = 0.0
    formula: str = ""


def _factor(pairs: Sequence[_Pair], references: Sequence[Array]) -> _Factor | None:
    """By what each reference must be multiplied to give the given array."""
    factors = np.array([_times(pair, array) for pair, array in zip(pairs, references, strict=True)])
    seen = ~np.isnan(factors)
    if seen.sum() < LEAST:
        return None
    if np.ptp(factors[seen]) <= SAME_FACTOR * abs(factors[seen][0]):
        value = float(np.median(factors[seen]))
        return _Factor(value) if _all_are(pairs, references, [value] * len(pairs)) else None
    for formula, values in _formulas([pair.call for pair in pairs]):
        for sign, text in ((1, formula), (-1, f"-{formula}")):
            if np.allclose(factors[seen], sign * values[seen], rtol=SAME_FACTOR, atol=0):
                return _Factor(formula=text) if _all_are(pairs, references, sign * values) else None
    return None


def _all_are(pairs: Sequence[_Pair], references: Sequence[Array], factors: Sequence[float] | Array) -> bool:
    """Whether each given array is so many times its reference, but for rounding."""
    return all(
        pair.given.shape == reference.shape
        and np.isfinite(factor)
        and np.allclose(
            pair.given, factor * reference, rtol=0, atol=pair.rounding + 10 * NEAR * abs(factor) * largest(reference)
        )
        for pair, reference, factor in zip(pairs, references, factors, strict=True)
    )


def _times(pair: _Pair, reference: Array) -> float:
    """By which number the reference must be multiplied to give the given array; NaN where that cannot be told."""
    given = pair.given
    if given.shape != reference.shape or given.dtype.kind != "f" or largest(given) <= pair.rounding / SAME_FACTOR:
        return np.nan
    square = float((reference * reference).sum())
    return float((given * reference).sum()) / square if 0 < square < np.inf else np.nan


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
