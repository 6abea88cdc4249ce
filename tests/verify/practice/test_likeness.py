"""Which known mistakes a program behaves like."""

from typing import Any

import numpy as np
import pytest

from quizdl.contract import parse_call
from quizdl.verify.diagnosis import FirstDifference, Mistake
from quizdl.verify.practice.diagnosis.draws import Exercise, Own, Replayed, drawn_calls, replay
from quizdl.verify.practice.diagnosis.first_difference import first_difference
from quizdl.verify.practice.diagnosis.likeness import alike, changed_lines
from quizdl.verify.practice.diagnosis.outcomes import Terms

OURS = """
class Mean:
    def __init__(self, beta):
        self.beta, self.m, self.t = beta, 0.0, 0

    def add(self, g):
        self.t += 1
        self.m = self.beta * self.m + (1 - self.beta) * g
        return self.m / (1 - self.beta**self.t)
"""
UNCORRECTED = ("return self.m / (1 - self.beta**self.t)", "return self.m")
SUM = ("(1 - self.beta) * g", "g")
FAST_CLOCK = ("self.t += 1", "self.t += 2")
CALLS = {call.name: call for call in map(parse_call, ["last() -> m", "add(g: (n,)) -> m: (n,)"])}
EXERCISE = Exercise("Mean", CALLS, dict.fromkeys(CALLS, Terms(["m"], frozenset())), is_class=True)


def planted(name: str, change: tuple[str, str]) -> Mistake:
    old, new = change
    return Mistake(name, OURS.replace(old, new), True, old, new, OURS.count("\n", 0, OURS.index(old)))


MISTAKES = [planted("uncorrected", UNCORRECTED), planted("sum", SUM), planted("clock", FAST_CLOCK)]


def load(source: str, is_planted: bool) -> Any:
    module: dict[str, Any] = {"np": np, "planted": is_planted}
    exec(source, module)
    return module["Mean"]


def draw(rng: np.random.Generator) -> Any:
    return {"beta": rng.uniform(0.1, 0.9)}, [(rng.normal(size=3),) for _ in range(4)]


def likeness(source: str, mistakes: list[Mistake], seeds: range = range(10)) -> list[tuple[str, ...]]:
    calls = [call for seed in seeds for call in drawn_calls(draw, EXERCISE, seed)]
    own = list(replay(Own(load(OURS, True)), EXERCISE, calls))
    values = [value for value, _ in own]
    given = list(replay(Own(load(source, False)), EXERCISE, calls, values))
    ours = Replayed(EXERCISE, calls, values, [outcome for _, outcome in own])
    theirs = Replayed(EXERCISE, calls, [value for value, _ in given], [outcome for _, outcome in given])
    return list(alike(mistakes, theirs, ours, load))


def test_an_object_that_cannot_be_made_fails_in_each_of_its_calls_alone() -> None:
    picky = OURS.replace("self.beta, self.m", "assert beta < 0.5\n        self.beta, self.m")
    calls = [call for seed in range(10) for call in drawn_calls(draw, EXERCISE, seed)]
    values = [value for value, _ in replay(Own(load(OURS, True)), EXERCISE, calls)]
    outcomes = [outcome for _, outcome in replay(Own(load(picky, False)), EXERCISE, calls, values)]
    assert [outcome.right for outcome in outcomes] == [call.made["beta"] < 0.5 for call in calls]
    assert {outcome.fault for outcome in outcomes if not outcome.right} == {("raised", "AssertionError")}


def test_another_program_with_the_same_mistake_is_like_it() -> None:
    theirs = """
class Mean:
    def __init__(self, beta):
        self.beta, self.seen = beta, []

    def add(self, g):
        self.seen.append(g.copy())
        ages = range(len(self.seen))[::-1]
        return sum(self.beta**age * g for age, g in zip(ages, self.seen)) * (1 - self.beta)
"""
    assert likeness(theirs, MISTAKES) == [("uncorrected",)]
    assert likeness(theirs, MISTAKES[1:]) == []


def test_mistakes_that_the_calls_do_not_tell_apart_are_all_named() -> None:
    twin = Mistake("twin", OURS.replace(*UNCORRECTED) + "\n# twin\n", planted=False)
    assert likeness(OURS.replace(*UNCORRECTED), [*MISTAKES, twin]) == [("uncorrected",), ("twin",)]


def test_two_at_once_are_named_where_neither_alone_does_it() -> None:
    both = OURS.replace(*UNCORRECTED).replace(*SUM)
    assert likeness(both, MISTAKES) == [("uncorrected", "sum")]


@pytest.mark.parametrize("result", ["self.m * float('nan')", "1 / 0"])
def test_what_gives_no_numbers_is_like_no_pair(result: str) -> None:
    broken = OURS.replace("self.m / (1 - self.beta**self.t)", result)
    assert likeness(broken, MISTAKES) == []


def test_a_slightly_other_effect_is_another_mistake() -> None:
    almost = OURS.replace("(1 - self.beta) * g", "(1 + 1e-4) * g")
    assert likeness(almost, MISTAKES) == []


def draw_several(rng: np.random.Generator) -> Any:
    made, calls = draw(rng)
    return made, [one for arguments in calls for one in (arguments, ("last", ()))]


def test_a_mistake_is_told_by_the_calls_of_another_method() -> None:
    ours = OURS + "\n    def last(self):\n        return self.m / (1 - self.beta**self.t)\n"
    stale = ours.replace("def last(self):\n        return self.m", "def last(self):\n        return 2 * self.m")
    calls = [call for seed in range(5) for call in drawn_calls(draw_several, EXERCISE, seed)]
    assert [call.name for call in calls[:4]] == ["add", "last", "add", "last"]
    values = [value for value, _ in replay(Own(load(ours, True)), EXERCISE, calls)]
    outcomes = [outcome for _, outcome in replay(Own(load(stale, True)), EXERCISE, calls, values)]
    assert [outcome.right for outcome in outcomes] == [call.name == "add" for call in calls]


def test_the_call_is_told_at_which_objects_first_differ() -> None:
    calls = [call for seed in range(5) for call in drawn_calls(draw_several, EXERCISE, seed)]
    late = [call.number >= (4 if call.object > 2 else 2) for call in calls]
    assert first_difference(calls, late) == FirstDifference("last", 4, 3, 5)
    assert first_difference(calls, [call.number >= 2 for call in calls]) == FirstDifference("last", 2, 5, 5)
    assert first_difference(calls, [False for _ in calls]) is None


def test_where_no_mistake_is_known_a_changed_line_of_a_right_program_may_explain_it() -> None:
    calls = [call for seed in range(10) for call in drawn_calls(draw, EXERCISE, seed)]
    own = list(replay(Own(load(OURS, True)), EXERCISE, calls))
    values = [value for value, _ in own]
    ours = Replayed(EXERCISE, calls, values, [outcome for _, outcome in own])

    def found(source: str) -> list[tuple[tuple[str, str], ...]]:
        given = list(replay(Own(load(source, False)), EXERCISE, calls, values))
        theirs = Replayed(EXERCISE, calls, [value for value, _ in given], [outcome for _, outcome in given])
        return list(changed_lines([(OURS, True)], theirs, ours, load))

    last = "return self.m / (1 - self.beta**self.t)"
    assert ((last, "return self.m"),) in found(OURS.replace(*UNCORRECTED))
    assert ((last, last.replace("self.t", "1")),) not in found(OURS.replace(*UNCORRECTED)), "it is another mistake"
    twice = OURS.replace("(1 - self.beta) * g", "g").replace("(1 - self.beta**self.t)", "self.beta**self.t")
    assert any(len(lines) == 2 for lines in found(twice)), "two lines that keep one side each"
    assert found(OURS.replace("self.t += 1", "self.t += 5")) == []


def test_functions_that_are_handed_in_are_drawn_anew_for_each_program() -> None:
    call = parse_call("drain(take) -> total")
    source = "def drain(take):\n    return take() + take()\n"

    def queue(rng: np.random.Generator) -> tuple[Any, ...]:
        waiting = list(rng.normal(size=2))
        return (waiting.pop,)

    exercise = Exercise("drain", {"drain": call}, {"drain": Terms(["total"], frozenset())}, False, queue)
    module: dict[str, Any] = {}
    exec(source, module)
    calls = drawn_calls(queue, exercise, 3)
    for _ in range(2):
        ((_, outcome),) = replay(Own(module["drain"]), exercise, calls)
        assert outcome.right
        assert outcome.results is not None
