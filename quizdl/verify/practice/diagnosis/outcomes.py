"""What a program makes of a call: results, as arrays, or what it breaks of the contract."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from quizdl.verify.practice.calls import NUMBERS, agree, leaves, like_ours, refuse_changes, results_in_place
from quizdl.verify.practice.diagnosis.features import DrawnCall
from quizdl.verify.practice.faults import SolutionFault
from quizdl.verify.practice.wire import Array

SAME = 1e-6  # of the effect of a mistake: that much nearer a program must be to it than ours is
ROUNDING = 1e-11  # of the largest number of an array: below that results are the same


class Outcome(NamedTuple):
    """What came of one call."""

    results: tuple[Array, ...] | None  # None where it gave none
    fault: tuple[str, str] | None = None  # kind and name of what breaks the contract
    right: bool = True  # whether it counts as ours


class Terms(NamedTuple):
    """What the contract says about a call."""

    results: Sequence[str]
    in_place: frozenset[str]
    counts: Callable[[Any], Any] | None = None  # what counts of a result, where its numbers alone do not


def outcome_of(value: Any, changes: Sequence[Any], call: DrawnCall, terms: Terms, ours: object = None) -> Outcome:
    """The outcome of a call that returned; `ours` is what ours returns, None of ours itself."""
    names, arguments = list(call.arguments), list(call.arguments.values())
    fault = None
    try:
        if value is None:
            value = results_in_place(changes, names, terms.results, arguments, terms.in_place)
        elif isinstance(value, dict) and set(value) == set(terms.results):
            value = [value[name] for name in terms.results]
    except SolutionFault as broken:
        return Outcome(None, (broken.kind, ""), False)
    try:
        refuse_changes(changes, names, terms.in_place, (arguments, {}))
        fitting = value if ours is None else like_ours(value, ours, terms.results)
    except SolutionFault as broken:
        fault = (broken.kind.value, str(broken.details.get("name", "")))
    given = list(leaves(value))
    arrays = tuple(map(np.asarray, given)) if all(isinstance(leaf, NUMBERS) for leaf in given) else None
    if fault is not None or ours is None:
        return Outcome(arrays, fault, fault is None)
    pair = (fitting, ours) if terms.counts is None else (terms.counts(fitting), terms.counts(ours))
    return Outcome(arrays, None, agree(*pair))


def ended(fault: SolutionFault) -> Outcome:
    """The outcome of a call that did not return."""
    return Outcome(None, (fault.kind.value, str(fault.details.get("type", ""))), False)


def same(one: Outcome, mistake: Outcome, ours: Outcome) -> bool:
    """Whether an outcome is that of a mistake, but for rounding: far nearer to it than the mistake is to ours."""
    if one.fault != mistake.fault or (one.results is None) != (mistake.results is None):
        return False
    if one.results is None or mistake.results is None:
        return True
    if len(one.results) != len(mistake.results):
        return False
    references = ours.results if ours.results is not None and len(ours.results) == len(one.results) else mistake.results
    return all(map(_same_array, one.results, mistake.results, references))


def _same_array(one: Array, mistake: Array, ours: Array) -> bool:
    if one.shape != mistake.shape or one.dtype.kind != mistake.dtype.kind:
        return False
    if one.dtype.kind != "f":
        return bool((one == mistake).all())
    effect = np.abs(mistake - ours) if ours.shape == mistake.shape else np.zeros(1)
    most = max(SAME * largest(effect), ROUNDING * largest(mistake))
    if one.dtype.itemsize < 8:
        most = max(most, float(np.finfo(one.dtype).eps) * 8 * largest(mistake))
    return bool(np.allclose(one, mistake, rtol=0.0, atol=most, equal_nan=True))


def largest(array: Array) -> float:
    """The largest absolute value that is finite, or 0."""
    finite = np.abs(array[np.isfinite(array)])
    return float(finite.max()) if finite.size else 0.0


def has_only_numbers(outcome: Outcome) -> bool:
    """Whether it holds results, and these neither NaN nor infinity."""
    return outcome.results is not None and all(bool(np.isfinite(array).all()) for array in outcome.results)
