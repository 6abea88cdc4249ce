"""What our program gives for other arguments: which change of them makes it give what theirs does?

A change is a line of Python that is run on the arguments, so that what is told is what was tried.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from quizdl.verify.diagnosis import Relation, RelationKind
from quizdl.verify.practice.calls import copied
from quizdl.verify.practice.diagnosis.compared import Compared, near
from quizdl.verify.practice.diagnosis.draws import Own, Replayed, replay
from quizdl.verify.practice.diagnosis.factors import LEAST
from quizdl.verify.practice.diagnosis.features import DrawnCall

Shapes = Mapping[str, Mapping[str, Sequence[str]]]  # by call and argument: the names of lengths

FLAG = ("False", "True", "not {0}")
WHOLE_NUMBER = ("0", "1", "2 * {0}", "{0} - 1", "{0} + 1")
NUMBER = ("0", "1", "1 - {0}", "2 * {0}", "{0} / 2", "-{0}", "{0}**2", "{0}**0.5", "1 / {0}")
WHOLE_NUMBERS = ("{0}[::-1]", "0 * {0}", "{0} + 1", "{0} - 1", "np.sort({0})", "np.roll({0}, 1)", "np.roll({0}, -1)")
NUMBERS = (
    *("0 * {0}", "-{0}", "2 * {0}", "{0} / 2", "abs({0})", "{0}**2", "{0}**0.5", "np.sign({0})", "1 - {0}"),
    *("np.ones_like({0})", "np.maximum({0}, 0)", "np.exp({0})", "np.log({0})", "np.round({0})"),
    *("{0}[::-1]", "{0}[..., ::-1]", "{0}[..., ::-1, ::-1]", "{0}.T", "np.sort({0})"),
    *("np.swapaxes({0}, -1, -2)", "np.swapaxes({0}, 0, 1)"),
    *("{0} - {0}.mean()", "{0} - {0}.mean(0)", "{0} - {0}.mean(-1, keepdims=True)", "{0} - {0}.max(-1, keepdims=True)"),
    *("0 * {0} + {0}.mean()", "0 * {0} + {0}.mean(0)", "{0} / {0}.sum()", "{0} / np.linalg.norm({0})"),
)
LIST = ("{0}[::-1]", "{0}[:1]", "{0}[-1:]", "{0}[1:]", "{0}[:-1]", "sorted({0})")
PARTS = (":1", "-1:", "1:", ":-1", "::-1")  # of an axis


class _Change(NamedTuple):
    """A line of Python, and the arguments that it changes."""

    names: tuple[str, ...]
    code: str


class _NoChangeError(Exception):
    """It cannot be run on these arguments."""


def find_substitutions(
    outputs: Collection[str], calls: Sequence[Compared], ours: Replayed, program: Own, shapes: Shapes
) -> Iterator[Relation]:
    """For each of the outputs the first change that explains it in every call in which it differs from ours."""
    sought = {name for call in calls for name, given, own in call.arrays() if name in outputs and not near(given, own)}
    for change in _changes(ours.calls, shapes):
        if not sought:
            return
        try:
            explained = _explained(change, sought, calls, ours, program)
        except _NoChangeError:
            continue
        for output, count in explained.items():
            if count >= LEAST:
                sought.remove(output)
                yield Relation(output, RelationKind.AFTER, (change.code,), calls=count)


def _explained(
    change: _Change, outputs: Collection[str], calls: Sequence[Compared], ours: Replayed, program: Own
) -> dict[str, int]:
    """In how many calls each output is what ours gives after the change; nothing of one that is something else."""
    counts = dict.fromkeys(outputs, 0)
    places = [place for place, call in enumerate(calls) if ours.exercise.is_class or not call.given.right]
    changed = (_changed(change, ours.calls[place]) for place in places)
    for place, (_, outcome) in zip(places, replay(program, ours.exercise, changed), strict=False):
        call = calls[place]
        expected = outcome.results if outcome.results is not None and len(outcome.results) == len(call.ours) else None
        for index, (output, given, own) in enumerate(call.arrays()):
            if output in counts and not near(given, own):
                counts[output] += 1
                if expected is None or not near(given, expected[index]):
                    del counts[output]
        if not counts:
            break
    return counts


def _changed(change: _Change, call: DrawnCall) -> DrawnCall:
    values = {**call.made, **call.arguments}
    if not values.keys() >= set(change.names):
        return call
    values = copied(values)
    try:
        with np.errstate(all="ignore"):
            exec(change.code, {"np": np}, values)
    except Exception as error:
        raise _NoChangeError from error
    return call._replace(
        made={name: values[name] for name in call.made}, arguments={name: values[name] for name in call.arguments}
    )


def _changes(calls: Sequence[DrawnCall], shapes: Shapes) -> Iterator[_Change]:
    """Changes of one argument, of all that share an axis, and of two that are exchanged."""
    kinds: dict[str, tuple[str, ...]] = {}
    together: dict[tuple[str, str], None] = {}  # names of one call and kind
    for call in {call.name: call for call in calls}.values():
        values = {**call.made, **call.arguments}
        own = {name: _kind(name, value, calls) for name, value in values.items()}
        together |= {(one, other): None for one, other in combinations(own, 2) if own[one] and own[one] == own[other]}
        kinds |= own
    for name, templates in kinds.items():
        yield from (_Change((name,), f"{name} = {template.format(name)}") for template in templates)
    for one, other in together:
        yield _Change((one, other), f"{one}, {other} = {other}, {one}")
    for arguments in shapes.values():
        for axis in sorted({axis for shape in arguments.values() for axis in shape} - {"*"}):
            yield from _along(axis, arguments)


def _kind(name: str, value: Any, calls: Sequence[DrawnCall]) -> tuple[str, ...]:
    """What an argument may be changed to."""
    if isinstance(value, bool | np.bool_):
        return FLAG
    if isinstance(value, str):
        return tuple(sorted({repr(call.arguments[name]) for call in calls if name in call.arguments}))
    if isinstance(value, int | np.integer):
        return WHOLE_NUMBER
    if isinstance(value, float):
        return NUMBER
    if isinstance(value, list):
        return LIST
    if isinstance(value, np.ndarray):
        return NUMBERS if value.dtype.kind == "f" else WHOLE_NUMBERS
    return ()


def _along(axis: str, shapes: Mapping[str, Sequence[str]]) -> Iterator[_Change]:
    """All arguments with an axis of that name, cut or reversed along it."""
    names = tuple(name for name, shape in shapes.items() if axis in shape)
    for part in PARTS:
        cut = (f"{name}[{', '.join(part if one == axis else ':' for one in shapes[name])}]" for name in names)
        yield _Change(names, f"{', '.join(names)} = {', '.join(cut)}")
