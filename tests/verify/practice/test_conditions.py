"""What parts the calls that go wrong from the others."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from quizdl.verify.diagnosis import Comparison, Condition, Feature, FeatureKind, Term
from quizdl.verify.practice.diagnosis.conditions import find_condition
from quizdl.verify.practice.diagnosis.features import DrawnCall, features_of

PADDING, STRIDE = (Feature(FeatureKind.VALUE, (name,)) for name in ("padding", "stride"))
NOISE = Feature(FeatureKind.LARGEST, ("x",))


class Call(NamedTuple):
    padding: int
    stride: int
    largest: float


def found(is_wrong: Callable[[Call], bool], calls: int = 120) -> Condition | None:
    rng = np.random.default_rng(0)
    drawn = [Call(int(rng.integers(3)), int(rng.integers(1, 4)), float(rng.normal() ** 2)) for _ in range(calls)]
    features = [{PADDING: float(padding), STRIDE: float(stride), NOISE: largest} for padding, stride, largest in drawn]
    return find_condition([is_wrong(one) for one in drawn], features)


def test_one_feature_that_parts_the_calls_is_found_with_its_counts() -> None:
    condition = found(lambda call: call.padding >= 1)
    assert condition is not None
    assert (condition.wrong, condition.exact, condition.calls) == (True, True, 120)
    assert condition.terms == (Term(PADDING, Comparison.AT_LEAST, 1.0),)
    assert condition.met == condition.of_kind == 84


def test_two_features_are_joined_where_one_does_not_do() -> None:
    condition = found(lambda call: call.padding >= 1 and call.stride >= 2)
    assert condition is not None
    assert condition.exact
    assert set(condition.terms) == {Term(PADDING, Comparison.AT_LEAST, 1.0), Term(STRIDE, Comparison.AT_LEAST, 2.0)}


def test_what_is_needed_is_told_where_nothing_parts_them() -> None:
    condition = found(lambda call: call.stride >= 2 and int(1e6 * call.largest) % 3 > 0)
    assert condition is not None
    assert not condition.exact
    assert condition.terms == (Term(STRIDE, Comparison.AT_LEAST, 2.0),)
    assert condition.of_kind < condition.met < condition.calls


def test_chance_is_no_condition() -> None:
    for modulus in range(2, 12):
        # mypy types no default of a lambda
        assert found(lambda call, m=modulus: int(1e6 * call.largest) % m == 0) is None  # type: ignore[misc]


def test_too_few_calls_on_one_side_say_nothing() -> None:
    assert found(lambda call: call.largest > 6.5, calls=60) is None
    assert found(lambda call: call.stride > 0) is None


def test_features_tell_lengths_by_the_names_of_the_contract_ties_and_zeros() -> None:
    arguments: dict[str, Any] = {"x": np.array([[0.0, 2.0, -2.0]]), "sizes": [4, 1, 1], "stride": 2}
    call = DrawnCall("f", arguments, {}, 0, 1)
    features = features_of(call, {"x": ("N", "W"), "sizes": (), "stride": ()}, {("rest", "나머지"): 1.5})
    assert features[Feature(FeatureKind.LENGTH, ("W",))] == 3
    assert features[Feature(FeatureKind.DIFFERENCE, ("stride", "W"))] == -1
    assert features[Feature(FeatureKind.HAS_ZEROS, ("x",))] == 1
    assert features[Feature(FeatureKind.HAS_EQUAL, ("x",))] == 0
    assert features[Feature(FeatureKind.LARGEST, ("x",))] == 2
    assert features[Feature(FeatureKind.COUNT, ("sizes",))] == 3
    assert features[Feature(FeatureKind.SMALLEST_ITEM, ("sizes",))] == 1
    assert features[Feature(FeatureKind.HAS_EQUAL, ("sizes",))] == 1
    assert features[Feature(FeatureKind.NAMED, ("rest", "나머지"))] == 1.5


def test_a_condition_that_fails_in_calls_that_were_not_searched_is_not_told() -> None:
    by_size = [{Feature(FeatureKind.SIZE, ("x",)): float(size)} for size in [1, 5] * 30]
    wrong = [size[Feature(FeatureKind.SIZE, ("x",))] > 3 for size in by_size]
    held = find_condition(wrong, by_size, searched=45)
    assert held is not None
    assert (held.exact, held.calls, held.met) == (True, 60, 30)
    assert find_condition([*wrong[:-1], not wrong[-1]], by_size, searched=45) is None
