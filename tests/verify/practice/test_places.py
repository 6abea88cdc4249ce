"""At which of its numbers a result goes wrong."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from quizdl.verify.diagnosis import Relation
from quizdl.verify.practice.diagnosis.compared import Compared, by_output
from quizdl.verify.practice.diagnosis.outcomes import Outcome
from quizdl.verify.practice.diagnosis.places import find_place
from quizdl.verify.practice.wire import Array

Wrong = Callable[[Array, dict[str, Any]], Array]


def found(wrong: Wrong, calls: int = 8) -> Relation | None:
    rng = np.random.default_rng(0)
    compared = []
    for n in [2, 3, 4, 3, 2, 5, 4, 3][:calls]:
        arguments = {"x": rng.normal(size=(n, 3)).round(), "y": rng.integers(3, size=n)}
        ours = rng.normal(size=(n, 3))
        given = Outcome((wrong(ours.copy(), arguments),), right=False)
        compared.append(Compared(arguments, {}, ["dx"], True, given, (ours,)))
    return find_place("dx", by_output(compared)["dx"])


def first_row(ours: Array, _: dict[str, Any]) -> Array:
    ours[0] = 7
    return ours


def at_labels(ours: Array, arguments: dict[str, Any]) -> Array:
    ours[np.arange(len(ours)), arguments["y"]] -= 1
    return ours


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        (first_row, "dx[0]"),
        (at_labels, "dx[i, y[i]]"),
        (lambda ours, arguments: np.where(arguments["x"] == 0, 9.0, ours), "dx[x == 0]"),
        (lambda ours, _: np.maximum(ours, 0), "dx[{} < 0]"),
    ],
)
def test_a_place_that_holds_every_number_that_differs_is_told_with_counts(wrong: Wrong, place: str) -> None:
    relation = found(wrong)
    assert relation is not None
    assert relation.names[0] == place
    assert relation.names[1] == relation.names[2], "all numbers there differ"
    assert relation.calls >= 3


def test_of_several_arrays_with_one_name_the_place_is_in_each() -> None:
    rng = np.random.default_rng(0)
    calls = []
    for n in [2, 3, 4, 3]:
        ours = tuple(rng.normal(size=4) for _ in range(n))
        given = Outcome(tuple(np.append(array[:3], 9.0) for array in ours), right=False)
        calls.append(Compared({}, {}, ["dw"] * n, True, given, ours))
    relation = find_place("dw", by_output(calls)["dw"])
    assert relation is not None
    assert relation.names == ("dw[k][-1]", "12", "12")


def test_a_place_is_not_told_of_a_result_that_differs_throughout_or_seldom() -> None:
    assert found(lambda ours, _: 2 * ours) is None
    assert found(first_row, calls=2) is None
