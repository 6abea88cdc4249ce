"""Whether a program gives the same when the same call is made again."""

import itertools
from collections.abc import Callable

import numpy as np

from quizdl.contract import parse_call
from quizdl.verify.practice.diagnosis.compared import Compared
from quizdl.verify.practice.diagnosis.draws import Exercise, Own, Replayed, drawn_calls, replay
from quizdl.verify.practice.diagnosis.outcomes import Terms
from quizdl.verify.practice.diagnosis.repeats import find_unstable

EXERCISE = Exercise("f", {"f": parse_call("f(x) -> y, z")}, {"f": Terms(["y", "z"], frozenset())}, False)


def unstable(program: Callable[[float], tuple[float, ...]]) -> list[str]:
    calls = [call for seed in range(5) for call in drawn_calls(lambda rng: (float(rng.normal()),), EXERCISE, seed)]
    answers = list(replay(Own(program), EXERCISE, calls))
    compared = [
        Compared(call.arguments, {}, ["y", "z"], True, outcome, (np.zeros(()), np.zeros(())))
        for call, (_, outcome) in zip(calls, answers, strict=True)
    ]
    ours = Replayed(EXERCISE, calls, [(0.0, 0.0)] * len(calls), [])
    return [relation.output for relation in find_unstable(Own(program), compared, ours)]


def test_an_output_that_is_another_when_asked_again_is_named() -> None:
    count = itertools.count(1)
    assert unstable(lambda x: (x, x * next(count))) == ["z"]
    assert unstable(lambda x: (x, 2 * x)) == []
    assert unstable(lambda x: (x,)) == [], "it gives too few results to compare"
