"""Hold what a reader's program returns to its contract: as many results as ours, of their shapes and dtypes, finite."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from quizdl.verify.practice.faults import FaultKind, SolutionFault
from quizdl.verify.practice.wire import Array

Path = tuple[int | str, ...]
Changes = Sequence[tuple[Path, Array]]  # the arrays among the arguments that a call changed
RELATIVE = 1e-7  # a number that differs by more, relative to the largest of its array, does not agree with ours
NUMBERS = (bool, int, float, np.generic, np.ndarray)
WHOLE = "biu"  # kinds of dtypes that hold whole numbers


def refuse_changes(
    changes: Changes, names: Sequence[str], in_place: frozenset[str], arguments: Sequence[object]
) -> None:
    """Raise SolutionFault where the call changed an argument that it may not change."""
    for path, after in changes:
        name = str(names[int(path[1])] if path[0] == 0 else path[1])
        if name not in in_place:
            before = np.asarray(_at(arguments, path))
            index = first_index(before, after)
            raise SolutionFault(
                FaultKind.CHANGED,
                name=name + "".join(f"[{step}]" for step in path[2:]),
                index=list(index),
                before=before[index].item(),
                after=after[index].item(),
            )


def results_in_place(
    changes: Changes,
    names: Sequence[str],
    results: Sequence[str],
    arguments: Sequence[object],
    in_place: frozenset[str],
) -> object:
    """The results of a call that returned None: the arguments of these names, as they are now.

    Raises SolutionFault where a result may not be given in place.
    """
    changed = {names[int(path[1])]: array for path, array in changes if path[0] == 0 and len(path) == 2}
    if not in_place.issuperset(results):
        raise SolutionFault(FaultKind.NOTHING, asked=list(results))
    return [changed.get(name, arguments[names.index(name)]) for name in results]


def like_ours(value: object, ours: object, names: Sequence[str]) -> object:
    """The results in the containers of ours. Raises SolutionFault where they are not as ours."""
    asked = list(leaves(ours))
    given = list(leaves(_by_name(value, names)))
    if len(given) != len(asked):
        raise SolutionFault(FaultKind.COUNT, given=len(given), asked=len(asked), names=list(names))
    fitting = [_leaf(*pair) for pair in zip(given, asked, _names_of_leaves(names, len(asked)), strict=True)]
    return _rebuilt(ours, iter(fitting))


def leaves(value: object) -> Iterator[object]:
    """The numbers and arrays in a value, in order."""
    if isinstance(value, tuple | list):
        for item in value:
            yield from leaves(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from leaves(item)
    else:
        yield value


def _by_name(value: object, names: Sequence[str]) -> object:
    """A mapping with just these names in their order; anything else as it is."""
    if isinstance(value, dict) and set(value) == set(names):
        return [value[name] for name in names]
    return value


def _names_of_leaves(names: Sequence[str], count: int) -> Sequence[str]:
    whole = names[0] if len(names) == 1 else "result"
    return names if len(names) == count else [f"{whole}[{index}]" for index in range(count)]


def _leaf(given: object, asked: object, name: str) -> object:
    if callable(asked):
        if not callable(given):
            raise SolutionFault(FaultKind.CONTAINER, name=name, given=type(given).__name__)
        return given
    if not isinstance(given, NUMBERS):
        raise SolutionFault(FaultKind.CONTAINER, name=name, given=type(given).__name__)
    theirs, ours = np.asarray(given), np.asarray(asked)
    if theirs.shape != ours.shape:
        raise SolutionFault(FaultKind.SHAPE, name=name, given=list(theirs.shape), asked=list(ours.shape))
    exact = theirs.dtype.kind in WHOLE or theirs.dtype == ours.dtype
    if not exact or (ours.dtype.kind in WHOLE and theirs.dtype.kind not in WHOLE):
        raise SolutionFault(FaultKind.DTYPE, name=name, given=str(theirs.dtype), asked=str(ours.dtype))
    fitting = theirs.astype(ours.dtype)
    strange = ~np.isfinite(fitting) & np.isfinite(ours)
    if strange.any():
        index = tuple(int(step) for step in np.argwhere(strange)[0])
        raise SolutionFault(FaultKind.NOT_FINITE, name=name, index=list(index), value=str(fitting[index]))
    if isinstance(asked, np.ndarray):
        return fitting
    return fitting[()] if isinstance(asked, np.generic) else fitting.item()


def _rebuilt(ours: Any, fitting: Iterator[object]) -> object:
    if isinstance(ours, tuple):
        items = [_rebuilt(item, fitting) for item in ours]
        return ours._make(items) if hasattr(ours, "_make") else tuple(items)
    if isinstance(ours, list):
        return [_rebuilt(item, fitting) for item in ours]
    if isinstance(ours, dict):
        return {name: _rebuilt(item, fitting) for name, item in ours.items()}
    return next(fitting)


def agree(value: object, ours: object) -> bool:
    """Whether two results of the same containers hold the same numbers, but for rounding."""
    return all(
        callable(asked) or _close(np.asarray(given), np.asarray(asked))
        for given, asked in zip(leaves(value), leaves(ours), strict=True)
    )


def _close(given: Array, asked: Array) -> bool:
    if asked.dtype.kind in WHOLE:
        return bool((given == asked).all())
    finite = np.abs(asked[np.isfinite(asked)])
    most = RELATIVE * (finite.max() if finite.size else 1.0)
    return bool(np.allclose(given, asked, rtol=0.0, atol=most, equal_nan=True))


def farthest_apart(value: object, ours: object, names: Sequence[str]) -> dict[str, Any] | None:
    """The number of the results that is farthest from ours, relative to the largest of its array, with its index."""
    asked = list(leaves(ours))
    pairs = zip(_names_of_leaves(names, len(asked)), leaves(value), asked, strict=True)
    arrays = [(name, np.asarray(given), np.asarray(own)) for name, given, own in pairs if not callable(own)]
    found = []
    for name, given, own in arrays:
        if own.size:
            apart = _apart(given, own)
            index = np.unravel_index(int(apart.argmax()), own.shape)
            place = {"name": name, "index": [int(step) for step in index]}
            found.append((float(apart[index]), {**place, "given": given[index].item(), "asked": own[index].item()}))
    return max(found, key=lambda entry: entry[0])[1] if found else None


def _apart(given: Array, asked: Array) -> Array:
    """How far numbers are from those that are asked, relative to the largest of these; NaN beside a number: infinite"""
    same = (given == asked) | ((given != given) & (asked != asked))
    with np.errstate(invalid="ignore"):
        apart = np.abs(np.subtract(given, asked, dtype=float)) / (np.abs(asked).max() or 1)
    return np.where(same, 0.0, np.where(np.isnan(apart), np.inf, apart))


def copied(value: Any) -> Any:
    """A copy of arguments: arrays and containers are new, functions the same; a generator goes on by itself."""
    if isinstance(value, np.ndarray | np.random.Generator):
        return copy.deepcopy(value)
    if isinstance(value, tuple | list):
        return type(value)([copied(item) for item in value]) if not hasattr(value, "_fields") else value
    if isinstance(value, dict):
        return {name: copied(item) for name, item in value.items()}
    return value


def first_index(before: Array, after: Array) -> tuple[int, ...]:
    """The index of the first number in which two arrays differ."""
    differing = np.argwhere(~((before == after) | ((before != before) & (after != after))))
    return tuple(int(step) for step in differing[0]) if len(differing) else (0,) * before.ndim


def _at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def size(arguments: object) -> int:
    """How many numbers there are in the arguments."""
    return sum(np.asarray(leaf).size for leaf in leaves(arguments) if isinstance(leaf, NUMBERS))


def is_finite(value: object) -> bool:
    """Whether no number of a result overflows or is undefined."""
    return all(bool(np.isfinite(leaf).all()) for leaf in leaves(value) if isinstance(leaf, NUMBERS))


def shown(value: object, most: int = 8) -> object:
    """A value as JSON for a reader, or where it is long, its shape: `{"shape": [3, 4]}`."""
    if isinstance(value, tuple | list):
        return [shown(item, most) for item in value]
    if isinstance(value, dict):
        return {str(name): shown(item, most) for name, item in value.items()}
    if isinstance(value, np.generic | np.ndarray):
        array = np.asarray(value)
        return array.tolist() if array.size <= most else {"shape": list(array.shape)}
    if isinstance(value, Callable):  # type: ignore[arg-type]  # an ABC that isinstance knows
        return {"function": getattr(value, "__name__", "function")}
    return value if isinstance(value, bool | int | float | str) or value is None else type(value).__name__
