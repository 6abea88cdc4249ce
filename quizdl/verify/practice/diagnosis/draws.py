"""Drawn calls, and what programs make of them, one call after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any, NamedTuple, Protocol

import numpy as np

from quizdl.contract import Call
from quizdl.verify.practice.calls import copied
from quizdl.verify.practice.diagnosis.features import DrawnCall
from quizdl.verify.practice.diagnosis.outcomes import Outcome, Terms, ended, outcome_of
from quizdl.verify.practice.faults import FaultKind, SolutionFault
from quizdl.verify.practice.program import Program
from quizdl.verify.practice.wire import Untransferable, as_received

ENDS = (FaultKind.EXITED, FaultKind.KILLED, FaultKind.SLOW, FaultKind.PROTOCOL)  # after these the process is gone


Draw = Callable[[np.random.Generator], Any]


class Runs(Protocol):
    """A program that can be called: the reader's process, or one of ours in this process."""

    def invoke(
        self, number: int | None, method: str, arguments: tuple[Any, ...], keywords: dict[str, Any]
    ) -> tuple[object, Sequence[Any]]:
        """The value of a call, and the arrays that it changed, by path. Raises SolutionFault."""


class Own:
    """A program of the bank, called in this process."""

    def __init__(self, program: Any) -> None:
        self._program = Program(program)

    def invoke(
        self, number: int | None, method: str, arguments: tuple[Any, ...], keywords: dict[str, Any]
    ) -> tuple[object, Sequence[Any]]:
        try:
            with np.errstate(all="ignore"):
                reply: Any = as_received(self._program.invoke(number, method, copied(arguments), copied(keywords)))
        except Untransferable as error:
            raise SolutionFault(FaultKind.CONTAINER, given=str(error)) from None
        except Exception as error:
            raise SolutionFault(FaultKind.RAISED, type=type(error).__name__) from None
        return reply["value"], reply["changed"]


class Exercise(NamedTuple):
    """What a replay needs to know of an exercise."""

    symbol: str
    calls: Mapping[str, Call]  # by the name of the function or method
    terms: Mapping[str, Terms]
    is_class: bool
    draw: Draw | None = None  # where what is handed in must be drawn anew for each program


@dataclass
class Replayed:
    """Calls, and what one program made of them."""

    exercise: Exercise
    calls: Sequence[DrawnCall]
    values: list[object]
    outcomes: list[Outcome]


def drawn_calls(draw: Draw, exercise: Exercise, seed: int) -> list[DrawnCall]:
    """The calls of one draw: a single one of a function, some on one object of a class.

    `draw` gives the arguments of a call, of another method than the last of the contract with its name before them:
    `("backward", (dout,))`.
    """
    drawn = draw(np.random.default_rng(seed))
    made, lists = drawn if exercise.is_class else ({}, [drawn])
    place = seed + 1 if exercise.is_class else 0
    named = [_named(item, [*exercise.calls][-1]) for item in lists]
    return [
        DrawnCall(name, dict(zip(exercise.calls[name].arguments, arguments, strict=False)), made, place, number, seed)
        for number, (name, arguments) in enumerate(named, start=1)
    ]


def _named(item: Sequence[Any], name: str) -> tuple[str, Sequence[Any]]:
    """A drawn call with its name; `name` is that of one without."""
    if len(item) == 2 and isinstance(item[0], str) and isinstance(item[1], tuple):
        return item[0], item[1]
    return name, item


def replay(
    program: Runs, exercise: Exercise, calls: Iterable[DrawnCall], ours: Iterable[object] | None = None
) -> Iterator[tuple[object, Outcome]]:
    """The value and the outcome of each call, made when it is asked for; `ours` are the values of our program.

    Ends early where the process of the program ends.
    """
    made: int | None = None
    unmade: SolutionFault | None = None  # why the object of these calls could not be made
    for drawn, asked in zip(calls, repeat(None) if ours is None else ours, strict=False):
        call = drawn if exercise.draw is None else drawn_calls(exercise.draw, exercise, drawn.seed)[drawn.number - 1]
        try:
            if exercise.is_class and call.number == 1:
                made = unmade = None
                made = _number(program, exercise, call)
            if unmade is not None:
                raise unmade
            value, changes = program.invoke(made, call.name, tuple(call.arguments.values()), {})
            yield value, outcome_of(value, changes, call, exercise.terms[call.name], asked)
        except SolutionFault as fault:
            if fault.kind in ENDS:
                return
            if exercise.is_class and made is None:
                unmade = fault
            yield None, ended(fault)


def _number(program: Runs, exercise: Exercise, call: DrawnCall) -> int | None:
    number, _ = program.invoke(None, exercise.symbol, (), dict(call.made))
    return number if isinstance(number, int) else None
