"""What a result may be instead of ours: an argument, another result, ours in another order, or a function of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

import numpy as np

from quizdl.verify.diagnosis import RelationKind
from quizdl.verify.practice.diagnosis.compared import Pair
from quizdl.verify.practice.wire import Array

Key = tuple[RelationKind, tuple[str, ...]]
FUNCTIONS: dict[str, Callable[[Array], Array]] = {  # of ours, as Python
    "abs({})": np.abs,
    "{}**2": np.square,
    "{}**0.5": np.sqrt,
    "1 / {}": np.reciprocal,
    "1 - {}": lambda ours: 1 - ours,
    "np.exp({})": np.exp,
    "np.log({})": np.log,
    "np.sign({})": np.sign,
    "np.round({})": np.round,
    "np.maximum({}, 0)": lambda ours: np.maximum(ours, 0),
    "np.float32({})": lambda ours: ours.astype(np.float32).astype(np.float64),
    "np.sort({})": lambda ours: np.sort(ours) if ours.ndim else ours,
    "np.cumsum({})": lambda ours: np.cumsum(ours).reshape(ours.shape),
    "{0} - {0}.mean()": lambda ours: ours - ours.mean(),
    "{0} / {0}.sum()": lambda ours: ours / ours.sum(),
    "{0}.mean() + 0 * {0}": lambda ours: ours.mean() + 0 * ours,
    "np.floor({})": np.floor,
    "np.ceil({})": np.ceil,
    "{}[1:]": lambda ours: ours[1:] if ours.ndim else ours,
    "{}[:-1]": lambda ours: ours[:-1] if ours.ndim else ours,
    "{}.ravel()": np.ravel,
    "{}.sum(0)": lambda ours: ours.sum(0) if ours.ndim else ours,
    "{}.mean(0)": lambda ours: ours.mean(0) if ours.ndim else ours,
    "{}.mean()": np.mean,
    "{}.sum()": np.sum,
    "np.roll({}, 1)": lambda ours: np.roll(ours, 1),
    "np.roll({}, -1)": lambda ours: np.roll(ours, -1),
}


def candidates(pair: Pair) -> Iterator[tuple[Key, Array]]:
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
        for axes, shift in along(np.asarray(value), ours):
            yield (RelationKind.PLUS, (name, *axes)), ours + shift
            yield (RelationKind.MINUS, (name, *axes)), ours - shift
    for text, function in FUNCTIONS.items():
        if ours.size:
            with np.errstate(all="ignore"):
                yield (RelationKind.FUNCTION, (text,)), np.asarray(function(ours))
    if call.before:
        yield (RelationKind.BEFORE, ()), call.before[place]
    if call.fresh:
        yield (RelationKind.FRESH, ()), call.fresh[place]


def along(argument: Array, ours: Array) -> Iterator[tuple[tuple[str, ...], Array]]:
    """The argument as it may be added to ours: as it is, or along each axis of its length, with the axis."""
    if argument.dtype.kind != "f":
        return
    if argument.size == 1 or argument.shape == ours.shape:
        yield (), argument.reshape(ours.shape if argument.size == ours.size else ())
    if argument.ndim == 1:
        for axis, length in enumerate(ours.shape):
            if length == argument.size:
                yield (str(axis),), argument.reshape([-1 if one == axis else 1 for one in range(ours.ndim)])
