"""A function or class that is called from outside: its objects, and what a call changes of what it is lent."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from quizdl.verify.practice.speed import timed
from quizdl.verify.practice.wire import Array


class Program:
    """A reader's program, or one that stands in for it, with the objects that were made of a class."""

    def __init__(self, program: Any, *, keeps: bool = False) -> None:
        """With `keeps`, it may go on using the arrays that it was handed."""
        self._program, self._keeps = program, keeps
        self._made: list[Any] = []
        self._lent: list[Array] = []

    @property
    def kind(self) -> str:
        """Either "class" or "function"."""
        return "class" if isinstance(self._program, type) else "function"

    def invoke(
        self, number: int | None, method: str, arguments: tuple[Any, ...], keywords: dict[str, Any]
    ) -> dict[str, Any]:
        """Call the program itself (without a number; a class gives the number of a new object), or a method.

        Gives its `value`, of the arrays among the arguments those that it `changed`, each with its path, and the
        `seconds` that it took.
        """
        if not self._keeps:
            for array in self._lent:  # what was kept of the caller's arrays is not what it was
                array.fill(
                    1e9 if array.dtype.kind in "fc" else np.iinfo(array.dtype).max if array.dtype.kind in "iu" else 1
                )
        called = self._program if number is None else getattr(self._made[number], method)
        before = [(path, array, array.copy()) for path, array in _arrays((arguments, keywords))]
        self._lent = [array for _, array, _ in before if array.flags.writeable]
        value, seconds = timed(called, *_as_annotated(called, arguments), **keywords)
        if number is None and isinstance(self._program, type):
            self._made.append(value)
            value = len(self._made) - 1
        changed = [(path, array) for path, array, old in before if array.tobytes() != old.tobytes()]
        return {"value": value, "changed": [[list(path), array] for path, array in changed], "seconds": seconds}


def _arrays(value: object, path: tuple[int | str, ...] = ()) -> Iterator[tuple[tuple[int | str, ...], Array]]:
    """The arrays in a value, each with its path."""
    if isinstance(value, np.ndarray):
        yield path, value
    elif isinstance(value, tuple | list):
        for index, item in enumerate(value):
            yield from _arrays(item, (*path, index))
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _arrays(item, (*path, name))


def _as_annotated(called: Callable[..., object], arguments: tuple[Any, ...]) -> list[Any]:
    """The arguments, as tensors where the parameter says `torch.Tensor`; a tensor shares its array's memory."""
    try:
        parameters = list(inspect.signature(called).parameters.values())
    except (ValueError, TypeError):
        return list(arguments)
    given = list(arguments)
    for index, parameter in enumerate(parameters[: len(given)]):
        if (
            isinstance(given[index], np.ndarray)
            and str(parameter.annotation).rpartition(".")[2].strip("'>") == "Tensor"
        ):
            given[index] = importlib.import_module("torch").from_numpy(given[index])
    return given
