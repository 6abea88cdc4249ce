"""Numbers go in, a verdict comes out."""

import json
import math
import sys
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizdl.verdict import Verdict
from quizdl.verify.evidence import Axes, Control, Curve, Evidence, Measurement
from tests.bounds import Bound

HOLDS = Measurement("holds", 1.0, equals=1.0, within=0.1, because="test")
BREAKS = Measurement("breaks", 2.0, equals=1.0, within=0.1, because="test")
OPEN = Measurement("open", 1.0, at_most=1.1, interval=(0.9, 1.3), because="test")
CONTROL_BREAKS = Control("control breaks", 2.0, equals=1.0, within=0.1)
CONTROL_HOLDS = Control("control holds", 1.0, equals=1.0, within=0.1)
CONTROL_MUST_HOLD = Control("control must hold", 1.0, equals=1.0, within=0.1, must="hold")


@pytest.mark.parametrize(
    ("measurements", "controls", "verdict"),
    [
        ([HOLDS], [CONTROL_BREAKS], Verdict.SUPPORTED),
        ([HOLDS], [CONTROL_BREAKS, CONTROL_MUST_HOLD], Verdict.SUPPORTED),
        ([BREAKS], [CONTROL_BREAKS], Verdict.REFUTED),
        ([HOLDS, BREAKS], [CONTROL_BREAKS], Verdict.REFUTED),
        ([OPEN], [CONTROL_BREAKS], Verdict.INCONCLUSIVE),
        ([OPEN, BREAKS], [CONTROL_BREAKS], Verdict.REFUTED),
        ([HOLDS], [CONTROL_HOLDS], Verdict.INCONCLUSIVE),
        ([BREAKS], [CONTROL_HOLDS], Verdict.INCONCLUSIVE),
        ([HOLDS], [CONTROL_BREAKS, CONTROL_HOLDS], Verdict.INCONCLUSIVE),
    ],
)
def test_the_verdict_follows_from_measurements_and_controls(
    measurements: Sequence[Measurement], controls: Sequence[Control], verdict: Verdict
) -> None:
    said, reason = Evidence(measurements=measurements, controls=controls).judge()
    assert said == verdict
    assert (reason is None) == (verdict == Verdict.SUPPORTED)


def test_a_control_that_is_not_a_number_leaves_the_claim_inconclusive() -> None:
    control = Control("diverged to NaN", math.nan, at_most=1.0)
    assert Evidence(measurements=[HOLDS], controls=[control]).judge()[0] == Verdict.INCONCLUSIVE


@pytest.mark.parametrize(
    ("bound", "inside", "outside"),
    [
        ({"equals": 2.0, "within": 0.5}, [1.5, 2.0, 2.5], [1.49, 2.51, math.inf]),
        ({"at_most": 1.0}, [1.0, -math.inf], [1.001, math.inf]),
        ({"at_least": 1.0}, [1.0, math.inf], [0.999]),
        ({"at_least": 1.0, "at_most": 2.0}, [1.0, 2.0], [0.99, 2.01]),
    ],
)
def test_a_bound_includes_its_edges(bound: Bound, inside: list[float], outside: list[float]) -> None:
    for value in inside:
        assert Measurement("x", value, because="test", **bound).holds is True
    for value in outside:
        assert Measurement("x", value, because="test", **bound).holds is False


@pytest.mark.parametrize(
    ("interval", "holds"),
    [((0.5, 0.9), True), ((0.5, 1.5), None), ((1.1, 1.5), False), ((math.nan, 1.0), None)],
)
def test_an_interval_decides_only_on_one_side_of_the_bound(interval: tuple[float, float], holds: bool | None) -> None:
    assert Measurement("x", 1.0, at_most=1.0, interval=interval, because="test").holds is holds


@pytest.mark.parametrize(
    "bound",
    [{}, {"equals": 1.0}, {"within": 1.0}, {"equals": 1.0, "within": 0.1, "at_most": 2.0}, {"at_most": math.nan},
     {"equals": 1.0, "within": -0.1}, {"at_least": 2.0, "at_most": 1.0}],
)  # fmt: skip
def test_a_bound_that_says_nothing_or_two_things_is_refused(bound: Bound) -> None:
    with pytest.raises(ValueError, match=r"bound|between"):
        Measurement("x", 1.0, because="test", **bound)


def test_evidence_without_a_control_or_a_reason_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a control"):
        Evidence(measurements=[HOLDS], controls=[])
    with pytest.raises(ValueError, match="needs at least one measurement"):
        Evidence(measurements=[], controls=[CONTROL_BREAKS])
    with pytest.raises(ValueError, match=r"because=.*unreasoned"):
        Evidence(measurements=[Measurement("unreasoned", 1.0, at_most=1.0)], controls=[CONTROL_BREAKS])
    with pytest.raises(ValueError, match="share a name: holds"):
        Evidence(measurements=[HOLDS, HOLDS], controls=[CONTROL_BREAKS])
    with pytest.raises(TypeError, match="Control"):
        Evidence(measurements=[HOLDS], controls=[BREAKS])  # type: ignore[list-item]  # that is the mistake
    with pytest.raises(ValueError, match="101 numbers"):
        Evidence(measurements=[replace(HOLDS, name=str(number)) for number in range(100)], controls=[CONTROL_BREAKS])


@pytest.mark.parametrize(
    "bound",
    [{"at_most": math.inf}, {"at_least": -math.inf}, {"at_least": math.inf}, {"at_least": -math.inf, "at_most": 1.0},
     {"equals": 0.0, "within": math.inf}, {"equals": math.inf, "within": 1.0}],
)  # fmt: skip
def test_an_infinite_bound_is_refused_for_it_cannot_break_or_cannot_hold(bound: Bound) -> None:
    with pytest.raises(ValueError, match=r"=-?inf is no bound: give a finite number"):
        Control("x", 1.0, **bound)


@pytest.mark.parametrize(
    "bound",
    [{"equals": 0.0, "within": sys.float_info.max}, {"at_most": sys.float_info.max},
     {"at_least": -sys.float_info.max, "at_most": sys.float_info.max}],
)  # fmt: skip
def test_a_bound_that_every_number_keeps_is_refused(bound: Bound) -> None:
    with pytest.raises(ValueError, match="every number keeps this bound"):
        Measurement("x", 1.0, because="test", **bound)


def test_a_control_must_break_or_hold_and_nothing_else() -> None:
    with pytest.raises(ValueError, match="must='whatever' is neither 'break' nor 'hold'"):
        Control("x", 1.0, at_most=2.0, must="whatever")  # type: ignore[arg-type]  # that is the mistake


def test_what_is_not_a_number_is_refused_in_a_sentence() -> None:
    with pytest.raises(TypeError, match="at_most= is 'two', which is not a number"):
        Measurement("x", 1.0, at_most="two", because="test")  # type: ignore[arg-type]  # that is the mistake
    with pytest.raises(TypeError, match="the value is None, which is not a number"):
        Measurement("x", None, at_most=2.0, because="test")  # type: ignore[arg-type]  # that is the mistake


@pytest.mark.fault
def test_a_name_or_a_reason_has_a_length_that_can_be_shown() -> None:
    for name, because in (("x" * 1_001, "y"), ("x", "y" * 1_001)):
        with pytest.raises(ValueError, match="a text of 1001 characters"):
            Measurement(name, 1.0, at_most=2.0, because=because)
    with pytest.raises(ValueError, match="a text of 3000000 characters"):
        Curve("x" * 3_000_000, [1.0])


numbers = st.floats(allow_nan=False)


@given(numbers, st.floats(-1e300, 1e300), st.lists(numbers, max_size=5), st.booleans())
def test_evidence_survives_the_journey_through_json(value: float, edge: float, points: list[float], log: bool) -> None:
    evidence = Evidence(
        measurements=[Measurement("m", np.float64(value), at_most=edge, because="test", unit="s")],
        controls=[Control("c", value, at_least=edge, must="hold", interval=(value, value))],
        curves=[Curve("y", points)],
        axes=Axes(x="step", log_y=log),
    )
    assert Evidence.from_json(json.loads(json.dumps(evidence.to_json()))) == evidence


def test_a_curve_counts_its_points_where_no_x_is_given() -> None:
    assert Curve("y", np.array([3.0, 4.0])).x == (0.0, 1.0)  # type: ignore[arg-type]  # arrays are made sequences
    with pytest.raises(ValueError, match="differ in length"):
        Curve("y", [1.0], x=[1.0, 2.0])


@pytest.mark.parametrize("field", ["name", "because", "unit"])
@pytest.mark.parametrize("end", ["\n", "\r", "\u2028"])
def test_a_measurement_writes_no_line_of_its_own(field: str, end: str) -> None:
    texts = {"name": "a", "because": "b", "unit": "c"} | {field: f"x{end}supported"}
    with pytest.raises(ValueError, match="longer than one line"):
        Measurement(texts["name"], 1.0, at_most=2.0, because=texts["because"], unit=texts["unit"])
    with pytest.raises(ValueError, match="longer than one line"):
        Curve(f"x{end}supported", [1.0])
    with pytest.raises(ValueError, match="longer than one line"):
        Axes(x=f"x{end}supported")
