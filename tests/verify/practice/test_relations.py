"""How results that go wrong relate to ours."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from quizdl.verify.diagnosis import Relation, RelationKind
from quizdl.verify.practice.diagnosis.compared import Compared
from quizdl.verify.practice.diagnosis.outcomes import Outcome
from quizdl.verify.practice.diagnosis.relations import agreeing, find_relations
from quizdl.verify.practice.wire import Array

Wrong = Callable[[Array, Array, Mapping[str, Any]], tuple[Any, Any]]


def compared(wrong: Wrong) -> list[Compared]:
    """Calls that give dw (N, 3) and db (3,)."""
    rng = np.random.default_rng(0)
    calls = []
    for n in [1, 2, 3, 4, 3, 2, 5]:
        layers = [np.ones((2, 3)), np.ones(2)]
        arguments = {"layers": layers, "w": rng.normal(size=(n, 3)), "b": rng.normal(size=3)}
        ours = rng.normal(size=(n, 3)), rng.normal(size=3)
        given = Outcome(tuple(map(np.asarray, wrong(*ours, arguments))), right=False)
        calls.append(Compared(arguments, {"N": float(n)}, ["dw", "db"], True, given, ours))
    return calls


def found(wrong: Wrong) -> list[Relation]:
    return find_relations(compared(wrong))


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        (lambda dw, db, _: (-dw, db), ("dw", RelationKind.FACTOR, (), -1.0)),
        (lambda dw, db, _: (dw, db / len(dw)), ("db", RelationKind.NAMED_FACTOR, ("1/N",), 0.0)),
        (lambda dw, db, _: (dw, db + 1), ("db", RelationKind.SHIFTED, (), 1.0)),
        (lambda dw, db, _: (dw.T, db), ("dw", RelationKind.AXES, ("0", "1"), 0.0)),
        (lambda dw, db, _: (dw, db[::-1]), ("db", RelationKind.REVERSED, ("0",), 0.0)),
        (lambda dw, _, arguments: (dw, -len(dw) * arguments["b"]), ("db", RelationKind.TIMES, ("b", "-N"), 0.0)),
        (lambda dw, db, _: (0 * dw, db), ("dw", RelationKind.ZERO, (), 0.0)),
        (lambda _, db, arguments: (arguments["w"], db), ("dw", RelationKind.ARGUMENT, ("w",), 0.0)),
        (lambda dw, db, arguments: (dw - arguments["b"], db), ("dw", RelationKind.MINUS, ("b", "1"), 0.0)),
    ],
)
def test_a_relation_of_one_output_is_named(wrong: Wrong, expected: tuple[object, ...]) -> None:
    (relation,) = found(wrong)
    name, kind, names, value = expected
    assert (relation.output, relation.kind, relation.names) == (name, kind, names)
    assert relation.value == pytest.approx(value)
    assert relation.calls >= 5
    assert agreeing(compared(wrong)) == (["db"] if name == "dw" else ["dw"])


def test_whole_numbers_have_factors_and_shifts_too() -> None:
    ours = [np.array([count, 3 * count]) for count in (2, 4, 6, 8)]

    def relation(wrong: Callable[[Array], Array]) -> Relation:
        calls = [
            Compared({}, {}, ["bytes"], True, Outcome((np.asarray(wrong(own)),), right=False), (own,)) for own in ours
        ]
        (found,) = find_relations(calls)
        return found

    assert (relation(lambda own: own // 2).kind, relation(lambda own: own // 2).value) == (RelationKind.FACTOR, 0.5)
    assert (relation(lambda own: own - 1).kind, relation(lambda own: own - 1).value) == (RelationKind.SHIFTED, -1.0)


def test_of_a_list_of_arrays_the_first_or_the_last_may_agree_alone() -> None:
    rng = np.random.default_rng(0)
    calls = []
    for layers in [1, 2, 3, 4]:
        ours = tuple(rng.normal(size=3) for _ in range(layers))
        given = Outcome(tuple(array if place == 0 else -array for place, array in enumerate(ours)), right=layers == 1)
        calls.append(Compared({}, {}, ["dw"] * layers, True, given, ours))
    assert agreeing(calls) == ["dw[0]"]


def test_what_rounding_leaves_of_zero_hides_no_relation() -> None:
    calls = compared(lambda dw, db, _: (dw, db / len(dw)))
    tiny = calls[1].given.results, np.array([1e-17, 0.0, 0.0])
    assert tiny[0] is not None
    given = Outcome((tiny[0][0], np.array([0.0, 1e-17, 0.0])), right=False)
    calls[1] = replace(calls[1], given=given, ours=(calls[1].ours[0], tiny[1]))
    assert [(one.output, one.names) for one in find_relations(calls)] == [("db", ("1/N",))]


def test_calls_without_results_leave_nothing_to_compare() -> None:
    calls = compared(lambda dw, db, _: (-dw, db))
    calls[0] = replace(calls[0], given=Outcome(None, ("raised", "ValueError"), False))
    assert (find_relations(calls), agreeing(calls)) == ([], [])


def test_exchanged_outputs_are_both_named() -> None:
    exchanged = found(lambda dw, db, _: (db, dw))
    assert [(one.output, one.kind, one.names) for one in exchanged] == [
        ("dw", RelationKind.EXCHANGED, ("db",)),
        ("db", RelationKind.EXCHANGED, ("dw",)),
    ]


def test_what_does_not_hold_for_all_calls_is_no_relation() -> None:
    assert found(lambda dw, db, _: (dw if len(dw) == 3 else -dw, db)) != []  # it holds wherever they differ
    assert found(lambda dw, db, _: (2 * dw if len(dw) == 3 else -dw, db)) == []
    assert found(lambda dw, db, _: (dw + 0.1 * dw**2, db)) == []


def test_the_change_of_an_argument_is_compared_where_the_result_is_its_new_value() -> None:
    rng = np.random.default_rng(1)
    calls = []
    for beta in np.linspace(0.1, 0.9, 7):
        theta, step = rng.normal(size=4), rng.normal(size=4)
        given = Outcome((theta - step * (1 - beta),), right=False)
        calls.append(Compared({"theta": theta}, {"beta": float(beta)}, ["theta"], True, given, (theta - step,)))
    (relation,) = find_relations(calls)
    assert (relation.kind, relation.names, relation.change) == (RelationKind.NAMED_FACTOR, ("1-beta",), True)
