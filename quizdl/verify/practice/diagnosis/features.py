"""Features of a call by which those that go wrong may differ from the others: arguments, lengths, ties, zeros."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from quizdl.verify.diagnosis import Feature, FeatureKind
from quizdl.verify.practice.wire import Array

MEASURES = (FeatureKind.LARGEST, FeatureKind.SPREAD, FeatureKind.NAMED)  # with no gaps between their values


class DrawnCall(NamedTuple):
    """A call of an exercise that was drawn."""

    name: str  # of the function or method
    arguments: Mapping[str, Any]  # by name, without those that make the object
    made: Mapping[str, Any]  # what the object is made with
    object: int  # its number, from 1; 0 of a function
    number: int  # of the call in its object, from 1
    seed: int = 0  # of its draw


def features_of(
    call: DrawnCall,
    shapes: Mapping[str, Sequence[str]],
    named: Mapping[tuple[str, ...], bool | float],
    calls: Sequence[str] = (),
) -> dict[Feature, float]:
    """The features of a call, and those that the exercise names.

    `shapes` holds the names of lengths of its arguments, "*" where one has none; `calls` names those that are drawn
    where these are several.
    """
    whole = dict(_whole_numbers(call, shapes))
    found = {
        Feature(FeatureKind.DIFFERENCE, (one[0], other[0])): float(one[1] - other[1])
        for one, other in combinations(whole.items(), 2)
    }
    for name, value in {**call.made, **call.arguments}.items():
        for kind, number in _of_argument(value, named="*" not in (shapes.get(name) or "*")):
            found[Feature(kind, (name,))] = float(number)
    lengths = {Feature(FeatureKind.LENGTH, (name,)): float(whole[name]) for name in lengths_of(call, shapes)}
    for names, value in named.items():
        kind = FeatureKind.NAMED_FLAG if isinstance(value, bool | np.bool_) else FeatureKind.NAMED
        found[Feature(kind, names)] = float(value)
    if call.object:
        found |= {Feature(FeatureKind.CALL): float(call.number), Feature(FeatureKind.OBJECT): float(call.object)}
    found |= {Feature(FeatureKind.IS_CALL, (name,)): float(call.name == name) for name in calls}
    return found | lengths


def lengths_of(call: DrawnCall, shapes: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The named lengths of a call."""
    return {
        length: size
        for name, names in shapes.items()
        for length, size in zip(names, getattr(call.arguments.get(name), "shape", ()), strict=False)
        if length != "*"
    }


def numbers_of(call: DrawnCall, shapes: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """The numbers of a call by name: arguments, what the object is made with, lengths of axes and of lists."""
    given = {**call.made, **call.arguments}
    scalars = {name: float(value) for name, value in given.items() if isinstance(value, int | float | np.number)}
    lists = {f"len({name})": float(len(value)) for name, value in given.items() if isinstance(value, list)}
    return {**scalars, **{name: float(length) for name, length in lengths_of(call, shapes).items()}, **lists}


def _whole_numbers(call: DrawnCall, shapes: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, int]]:
    for name, value in call.arguments.items():
        if isinstance(value, int | np.integer) and not isinstance(value, bool):
            yield name, int(value)
    yield from lengths_of(call, shapes).items()


def _of_argument(value: Any, *, named: bool) -> Iterator[tuple[FeatureKind, float]]:
    if isinstance(value, bool | int | float | np.generic):
        yield FeatureKind.VALUE, float(value)
    elif isinstance(value, np.ndarray):
        if not named:
            yield FeatureKind.AXES, value.ndim
            yield FeatureKind.SIZE, value.size
        yield from _of_numbers(value)
    elif isinstance(value, list | tuple):
        yield FeatureKind.COUNT, len(value)
        numbers = np.concatenate([np.zeros(0), *map(np.ravel, _arrays(value))])
        yield from _of_numbers(numbers if numbers.dtype.kind == "f" and (numbers % 1).any() else numbers.astype(float))


def _arrays(value: Any) -> Iterator[Array]:
    if isinstance(value, list | tuple):
        for item in value:
            yield from _arrays(item)
    elif isinstance(value, int | float | np.generic | np.ndarray):
        yield np.asarray(value)


def _of_numbers(array: Array) -> Iterator[tuple[FeatureKind, float]]:
    numbers = array[~np.isnan(array)] if array.dtype.kind == "f" else array
    yield FeatureKind.HAS_NAN, numbers.size < array.size
    if not numbers.size:
        return
    yield FeatureKind.ALL_ZERO, not numbers.any()
    yield FeatureKind.HAS_ZEROS, not numbers.all()
    yield FeatureKind.ALL_EQUAL, bool((numbers == numbers.flat[0]).all())
    yield FeatureKind.HAS_EQUAL, np.unique(numbers).size < numbers.size
    yield FeatureKind.HAS_NEGATIVE, bool((numbers < 0).any())
    yield FeatureKind.LARGEST, float(np.abs(numbers).max())
    yield FeatureKind.SPREAD, float(numbers.max()) - float(numbers.min())
    if numbers.dtype.kind in "iu" or not (numbers % 1).any():
        yield FeatureKind.SMALLEST_ITEM, float(numbers.min())
        yield FeatureKind.LARGEST_ITEM, float(numbers.max())
