"""What stands where our function or class stood: each call goes to the reader's process and is held to its contract."""

from __future__ import annotations

import contextlib
import inspect
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from quizdl.verify.practice.calls import (
    agree,
    copied,
    farthest_apart,
    is_finite,
    like_ours,
    refuse_changes,
    results_in_place,
    shown,
    size,
)
from quizdl.verify.practice.faults import BrokenClaim, FaultKind, SolutionFault
from quizdl.verify.practice.reader_process import ReaderProcess
from quizdl.verify.practice.speed import LargestCall, Turn, timed


@dataclass
class CallLog:
    """The calls of one experiment that were compared with ours."""

    made: int = 0
    agreed: int = 0
    plainest: tuple[bool, int] = (True, sys.maxsize)  # of `first`: whether it overflows, numbers in its arguments
    first: dict[str, Any] | None = field(default=None)  # of the calls that differ the plainest, then the earliest

    def add(
        self, call: Mapping[str, Any], arguments: object, value: object, ours: object, results: Sequence[str]
    ) -> None:
        """Compare a call's results with ours; `results` are their names."""
        self.made += 1
        if agree(value, ours):
            self.agreed += 1
            return
        plain = not is_finite((value, ours)), size(arguments)
        if plain < self.plainest:
            self.plainest = plain
            numbers = {"arguments": shown(arguments), "given": shown(value), "asked": shown(ours)}
            self.first = {**call, **numbers, "apart": farthest_apart(value, ours, results)}

    def to_json(self) -> dict[str, Any]:
        return {"made": self.made, "agreed": self.agreed, "first": self.first}


@dataclass(frozen=True)
class Contract:
    """What `request["solution"]["contract"]` holds."""

    results: Mapping[str, Sequence[str]]  # by the name of the function or method
    in_place: frozenset[str]  # names of arguments that a call may change
    compared: bool  # whether ours runs beside it: not where functions are handed in that must not be called twice
    numbers: bool  # whether calls are told apart that give other numbers than ours

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Contract:
        flags = bool(document["compared"]), bool(document["numbers"])
        return cls(document["results"], frozenset(document["in_place"]), *flags)


class StandIn:
    """Makes the stand-in for one function or class of ours."""

    def __init__(self, process: ReaderProcess, contract: Contract) -> None:
        self.process, self.contract, self.log, self.largest = process, contract, CallLog(), LargestCall()
        self.made = self.steps = 0

    def of(self, ours: Any) -> Any:
        """The stand-in for ours. Raises SolutionFault where the reader's program cannot be loaded."""
        kind = self.process.load()
        asked = "class" if isinstance(ours, type) else "function"
        if kind != asked:
            raise SolutionFault(FaultKind.CONTAINER, name=ours.__name__, given=kind, asked=asked)
        return self._class(ours) if isinstance(ours, type) else self._function(ours)

    def _function(self, ours: Callable[..., Any]) -> Callable[..., Any]:
        def stand_in(*arguments: Any, **keywords: Any) -> Any:
            return self.call(ours, ours, None, ours.__name__, arguments, keywords)

        stand_in.__name__ = ours.__name__
        return stand_in

    def _class(self, ours: Any) -> type:
        outer = self

        class Object:
            __slots__ = ("_number", "_ours")

            def __init__(self, *arguments: Any, **keywords: Any) -> None:
                made = ours(*copied(arguments), **copied(keywords))
                number, _ = outer.process.invoke(None, ours.__name__, arguments, keywords)
                object.__setattr__(self, "_number", number)
                object.__setattr__(self, "_ours", made)

            def __getattr__(self, name: str) -> Any:
                if name not in outer.contract.results:
                    raise BrokenClaim(f"the claim reads {ours.__name__}.{name}, which is no part of the contract")
                method = getattr(ours, name)
                mine = getattr(self._ours, name)
                return lambda *arguments, **keywords: outer.call(
                    mine, method, self._number, name, (self, *arguments), keywords
                )

            def __setattr__(self, name: str, value: object) -> None:
                raise BrokenClaim(f"the claim sets {ours.__name__}.{name}, which is no part of the contract")

        Object.__name__ = ours.__name__
        return Object

    def call(
        self,
        ours: Callable[..., Any],
        signature_of: Callable[..., Any],
        number: int | None,
        name: str,
        given: tuple[Any, ...],
        keywords: Mapping[str, Any],
    ) -> Any:
        """Call the reader's program, and return its results in the containers of ours."""
        bound = inspect.signature(signature_of).bind(*given, **keywords)
        skipped = 0 if number is None else 1  # self
        names = list(bound.arguments)[skipped:]
        arguments, rest = _with_own_generators(bound.args[skipped:]), bound.kwargs
        self.steps += 1
        before, before_rest = copied(arguments), copied(rest)
        value, changes = self.process.invoke(number, name, arguments, rest)
        refuse_changes(changes, names, self.contract.in_place, (arguments, rest))
        results = self.contract.results.get(name, ())
        nothing = value is None and bool(results)
        if nothing:
            value = results_in_place(changes, names, results, arguments, self.contract.in_place)
        if not self.contract.compared:
            return value
        kept = copied((arguments, rest)) if self.largest.outdone_by((arguments, rest)) else None
        asked, seconds = timed(ours, *before, **before_rest)
        if kept is not None:
            again = partial(self._turn, ours, number, name, kept)
            self.largest.replace(kept, Turn(self.process.seconds, seconds), again)
        if not results:
            return None
        fitting = like_ours(value, asked, results)
        if nothing and not changes and not agree(fitting, asked):
            raise SolutionFault(FaultKind.NOTHING, asked=list(results))
        if self.contract.numbers:
            call = {"call": name, "number": self.steps, "object": number, "names": names}
            self.log.add(call, (*arguments, *rest.values()), fitting, asked, results)
        return fitting

    def _turn(self, ours: Callable[..., Any], number: int | None, name: str, call: Any) -> Turn:
        """Make a call again, by the reader's program and by ours."""
        arguments, keywords = copied(call)
        self.process.invoke(number, name, arguments, keywords)
        return Turn(self.process.seconds, timed(ours, *arguments, **keywords)[1])

    def to_json(self) -> dict[str, Any]:
        """What is to be told of the calls, once the experiment has ended."""
        speed = None
        with contextlib.suppress(SolutionFault):  # it may fail only when it is called once more
            speed = self.largest.speed()
        return {**self.log.to_json(), **({"speed": speed} if speed else {})}


def _with_own_generators(arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """The arguments, each generator replaced by one that it seeds: ours and the reader's program draw the same."""
    return tuple(
        np.random.default_rng(int(argument.integers(2**62))) if isinstance(argument, np.random.Generator) else argument
        for argument in arguments
    )
