"""Which change of the arguments makes our program give what a wrong one does."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from quizdl.contract import parse_call
from quizdl.verify.practice.diagnosis.compared import Compared
from quizdl.verify.practice.diagnosis.draws import Exercise, Own, Replayed, drawn_calls, replay
from quizdl.verify.practice.diagnosis.outcomes import Terms
from quizdl.verify.practice.diagnosis.substitutions import find_substitutions

CALLS = {"mix": parse_call("mix(x: (N, C), y: (N,), a, b, first) -> out: (N,), total")}
EXERCISE = Exercise("mix", CALLS, {"mix": Terms(["out", "total"], frozenset())}, is_class=False)
SHAPES = {"mix": {"x": ("N", "C"), "y": ("N",)}}


def ours(x: Any, y: Any, a: float, b: float, first: bool) -> tuple[Any, float]:
    weights = np.arange(1.0, len(x) + 1)
    return a * x[:, 0] + b**2 * y + (x[:, -1] if first else 0), float((weights * y).sum())


def draw(rng: np.random.Generator) -> tuple[Any, ...]:
    rows = int(rng.integers(2, 5))
    x, y = rng.normal(size=(rows, 3)), rng.normal(size=rows)
    return x, y, float(rng.uniform(1, 2)), float(rng.uniform(2, 3)), bool(rng.random() < 0.5)


def found(wrong: Callable[..., tuple[Any, float]]) -> dict[str, tuple[str, int]]:
    calls = [call for seed in range(10) for call in drawn_calls(draw, EXERCISE, seed)]
    own = list(replay(Own(ours), EXERCISE, calls))
    given = list(replay(Own(wrong), EXERCISE, calls, [value for value, _ in own]))
    replayed = Replayed(EXERCISE, calls, [value for value, _ in own], [outcome for _, outcome in own])
    compared = [
        Compared(call.arguments, {}, ["out", "total"], True, theirs, outcome.results or ())
        for call, (_, theirs), (_, outcome) in zip(calls, given, own, strict=True)
    ]
    relations = find_substitutions(["out", "total"], compared, replayed, Own(ours), SHAPES)
    return {relation.output: (relation.names[0], relation.calls) for relation in relations}


@pytest.mark.parametrize(
    ("wrong", "output", "code"),
    [
        (lambda x, y, a, b, first: (ours(x, y, b, a, first)[0], ours(x, y, a, b, first)[1]), "out", "a, b = b, a"),
        (lambda x, y, a, b, first: (ours(x, y, a, 1 / b, first)[0], ours(x, y, a, b, first)[1]), "out", "b = 1 / b"),
        (lambda x, y, a, b, first: (ours(x, y, a, b, False)[0], ours(x, y, a, b, first)[1]), "out", "first = False"),
        (
            lambda x, y, a, b, first: (ours(x, y, a, b, first)[0], ours(x, y[::-1], a, b, first)[1]),
            "total",
            "y = y[::-1]",
        ),
        (lambda x, y, a, b, first: (ours(x, y, a, b, first)[0], float(y[0])), "total", "x, y = x[:1, :], y[:1]"),
    ],
)
def test_a_change_of_arguments_is_found_for_the_output_that_it_explains(
    wrong: Callable[..., tuple[Any, float]], output: str, code: str
) -> None:
    relations = found(wrong)
    assert {output: relations[output][0]} == {output: code}
    assert set(relations) == {output}


def test_a_change_that_explains_all_calls_but_one_is_not_told() -> None:
    seen: list[int] = []

    def mostly(x: Any, y: Any, a: float, b: float, first: bool) -> tuple[Any, float]:
        seen.append(1)
        return ours(x, y, *((b, a) if len(seen) != 9 else (a + b, b)), first)

    assert "out" not in found(mostly)
