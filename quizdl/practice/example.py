"""The example of an exercise with the results of our program, which runs for it: they are never out of date."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from quizdl.practice.exercise import Exercise
from quizdl.verify.importing import load_verifier

if TYPE_CHECKING:
    from types import ModuleType

    from quizdl.contract import Call


class ExampleCall(NamedTuple):
    """A call of the example with what our program gives; values as `verify.practice.calls.shown` writes them."""

    name: str
    names: Sequence[str]  # of its arguments
    arguments: Sequence[Any]
    result_names: Sequence[str]
    results: Sequence[Any]


class Example(NamedTuple):
    """The calls of an example, on one object where the exercise asks for a class."""

    make: dict[str, Any] | None  # how the object is made; None of a function
    calls: Sequence[ExampleCall]


def run_example(exercise: Exercise) -> Example | None:
    """Run our program on the example; None where the exercise has none.

    It imports numpy and our program in this process, so it belongs in a thread. Our program is trusted like the claims
    of its bank: where these carry vouched texts, it runs from these.
    """
    given = exercise.question.example
    if given is None:
        return None
    ours = getattr(_module(exercise), exercise.name)
    make = dict(given.get("make", {})) if isinstance(ours, type) else None
    target = ours if make is None else ours(**make)
    calls = {call.name: call for call in exercise.calls}
    return Example(
        make,
        [
            _run(target if make is None else getattr(target, name), calls[name], arguments)
            for name, lists in given.items()
            if name != "make"
            for arguments in lists
        ],
    )


def _module(exercise: Exercise) -> ModuleType:
    sources = exercise.judges[0].sources
    return load_verifier(exercise.program, sources, folder=exercise.judges[0].folder, sealed=bool(sources))


def _run(function: Any, call: Call, arguments: list[Any]) -> ExampleCall:
    from quizdl.verify.practice.calls import shown

    value = function(*map(_as_arrays, arguments))
    if isinstance(value, dict):  # by the names of the results
        value = [value[name] for name in call.results]
    results = value if isinstance(value, tuple | list) and len(call.results) > 1 else [value]
    return ExampleCall(call.name, call.arguments, arguments, call.results, [shown(result) for result in results])


def _as_arrays(value: Any) -> Any:
    """Nested lists of numbers as arrays, as the exercise writes them in YAML; lists of unequal ones stay lists."""
    import numpy as np

    if not isinstance(value, list):
        return value
    try:
        array = np.array(value)
    except ValueError:
        return [_as_arrays(item) for item in value]
    return array if array.dtype.kind in "biuf" else [_as_arrays(item) for item in value]
