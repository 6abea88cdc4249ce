"""Numbers go in, a verdict comes out."""

import json
import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizdl.verdict import Verdict
from quizdl.verify import (
    Axes,
    Bound,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_least,
    at_most,
    between,
    within,
)
from quizdl.verify.curves import Role
from quizdl.verify.texts import fill
from tests.verify.evidences import whole_evidence

HOLDS = Measurement("holds", 1.0, within(1.0, 0.1, because="test"))
BREAKS = Measurement("breaks", 2.0, within(1.0, 0.1, because="test"))
OPEN = Measurement("open", 1.0, at_most(1.1, because="test"), interval=(0.9, 1.3))
CONTROL_BREAKS = Control("control breaks", 2.0, within(1.0, 0.1))
CONTROL_HOLDS = Control("control holds", 1.0, within(1.0, 0.1))
CONTROL_MUST_HOLD = Control("control must hold", 1.0, within(1.0, 0.1), must="hold")


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
    control = Control("diverged to NaN", math.nan, at_most(1.0))
    assert Evidence(measurements=[HOLDS], controls=[control]).judge()[0] == Verdict.INCONCLUSIVE


@pytest.mark.parametrize(
    ("bound", "inside", "outside"),
    [
        (within(2.0, 0.5), [1.5, 2.0, 2.5], [1.49, 2.51, math.inf]),
        (at_most(1.0), [1.0, -math.inf], [1.001, math.inf]),
        (at_least(1.0), [1.0, math.inf], [0.999]),
        (between(1.0, 2.0), [1.0, 2.0], [0.99, 2.01]),
    ],
)
def test_a_bound_includes_its_edges(bound: Bound, inside: list[float], outside: list[float]) -> None:
    for value in inside:
        assert Measurement("x", value, bound).holds is True
    for value in outside:
        assert Measurement("x", value, bound).holds is False


@pytest.mark.parametrize(
    ("interval", "holds"),
    [((0.5, 0.9), True), ((0.5, 1.5), None), ((1.1, 1.5), False), ((math.nan, 1.0), None)],
)
def test_an_interval_decides_only_on_one_side_of_the_bound(interval: tuple[float, float], holds: bool | None) -> None:
    assert Measurement("x", 1.0, at_most(1.0, because="test"), interval=interval).holds is holds


@pytest.mark.parametrize(
    ("bound", "why"),
    [
        (Bound, "state one bound"),
        (partial(Bound, equals=1.0), "a bound by equals= needs within="),
        (partial(Bound, within=1.0), "within= needs equals="),
        (partial(Bound, equals=1.0, within=0.1, at_most=2.0), "state one bound"),
        (partial(at_most, math.nan), "at_most=nan is no bound"),
        (partial(within, 1.0, -0.1), "nothing can lie between 1.1 and 0.9"),
        (partial(between, 2.0, 1.0), "nothing can lie between 2 and 1"),
    ],
)
def test_a_bound_that_says_nothing_or_two_things_is_refused(bound: Callable[[], Bound], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        bound()


@pytest.mark.parametrize(
    ("bound", "edges", "text"),
    [
        (within(0.651, 1e-14), (0.651 - 1e-14, 0.651 + 1e-14), "= 0.651 ± 1e-14"),
        (within(3, 0), (3, 3), "= 3"),
        (at_most(1e-12), (-math.inf, 1e-12), "<= 1e-12"),
        (at_least(3), (3, math.inf), ">= 3"),
        (between(0.7, 1.3), (0.7, 1.3), "in [0.7, 1.3]"),
    ],
)
def test_a_bound_has_edges_and_a_text(bound: Bound, edges: tuple[float, float], text: str) -> None:
    assert (bound.edges, str(bound)) == (edges, text)


def test_a_number_without_a_typed_bound_is_refused() -> None:
    with pytest.raises(TypeError, match=r"'x': give a bound: within\(…\), at_most\(…\), at_least\(…\) or between\(…\)"):
        Measurement("x", 1.0, 2.0)  # type: ignore[arg-type]  # that is the mistake


def test_fields_fill_the_name_and_the_reason_of_a_number() -> None:
    number = Measurement("batch of {size}", 1.0, at_most(2, because="at most {size}"), fields={"size": np.int64(32)})  # type: ignore[dict-item]  # a number all the same
    assert (number.name, number.because, number.template) == ("batch of 32", "at most 32", "batch of {size}")
    assert number.fields == {"size": 32}
    with pytest.raises(ValueError, match=r"\{rate\} is not among its fields \(size\)"):
        Measurement("rate {rate}", 1.0, at_most(2), fields={"size": 32})
    with pytest.raises(TypeError, match="the field size is None, neither a number nor a text"):
        Measurement("batch of {size}", 1.0, at_most(2), fields={"size": None})  # type: ignore[dict-item]  # the mistake


def test_a_reason_that_its_fields_do_not_fill_is_refused_where_it_is_made() -> None:
    with pytest.raises(ValueError, match=r"\{rate\} is not among its fields \(size\)"):
        Measurement("batch of {size}", 1.0, at_most(2, because="at {rate}"), fields={"size": 32})


def test_fields_fill_the_name_of_a_curve() -> None:
    curve = Curve("η = {rate:.1g}", [1.0], fields={"rate": 0.25})
    assert (curve.name, curve.template) == ("η = 0.2", "η = {rate:.1g}")
    with pytest.raises(ValueError, match=r"\{rate\} is not among its fields \(size\)"):
        Curve("η = {rate}", [1.0], fields={"size": 32})
    with pytest.raises(TypeError, match="the field rate is None, neither a number nor a text"):
        Curve("η = {rate}", [1.0], fields={"rate": None})  # type: ignore[dict-item]  # that is the mistake


def test_a_curve_has_one_of_three_roles_or_none() -> None:
    roles: list[Role] = ["", "subject", "reference", "bound"]
    assert [Curve("y", [1.0], role=role).role for role in roles] == roles
    with pytest.raises(ValueError, match="role='theory' is none of subject, reference and bound"):
        Curve("y", [1.0], role="theory")  # type: ignore[arg-type]  # that is the mistake


def evidence(**texts: Any) -> Evidence:
    """Evidence of a measurement `holds` and a control `control breaks`, with these texts."""
    return Evidence(measurements=[HOLDS], controls=[CONTROL_BREAKS], **texts)


def test_a_finding_is_filled_with_the_numbers_that_it_names_and_the_fields_of_the_evidence() -> None:
    finding = Finding("{found:.2g} for {size}, {broken} without", found="holds", broken="control breaks")
    told = evidence(finding=finding, fields={"size": 32})
    assert told.values_told() == {"size": 32, "found": 1.0, "broken": 2.0}
    assert fill(finding.text, told.values_told()) == "1 for 32, 2 without"
    assert evidence().values_told() == {}


def test_a_mark_is_filled_with_its_value_its_place_and_the_fields_of_the_evidence() -> None:
    # numpy's numbers pass at run time
    there, across = Mark(of="holds", x=np.int64(3), text="{value} at {x} of {n}"), Mark(of="control breaks")  # type: ignore[arg-type]
    marked = evidence(axes=Axes(marks=[there, across]), fields={"n": 5})
    assert marked.values_marked(there) == {"n": 5, "x": 3.0, "value": 1.0}
    assert marked.values_marked(across) == {"n": 5, "value": 2.0}


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        ({"finding": Finding("{found}", found="hold")}, "no number is called 'hold': one of holds, control breaks"),
        ({"finding": Finding("{lost}", found="holds")}, r"\{lost\} is not among its fields \(found\)"),
        ({"axes": Axes(marks=[Mark(of="nothing")])}, "no number is called 'nothing'"),
        ({"axes": Axes(marks=[Mark(of="holds", text="at {x}")])}, r"\{x\} is not among its fields \(value\)"),
        ({"axes": Axes(x="step of {n}"), "fields": {"m": 1}}, r"\{n\} is not among its fields \(m\)"),
        ({"axes": Axes(y="step of {n}"), "fields": {"m": 1}}, r"\{n\} is not among its fields \(m\)"),
        ({"caption": "see {n}", "fields": {"m": 1}}, r"\{n\} is not among its fields \(m\)"),
        ({"caption": "two\nlines"}, "longer than one line"),
    ],
)
def test_evidence_whose_texts_cannot_be_filled_is_refused(texts: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        evidence(**texts)


def test_what_is_no_text_no_number_and_no_field_is_refused_in_texts_and_marks() -> None:
    with pytest.raises(TypeError, match="5 stands where a text belongs"):
        Finding("{found}", found=5)  # type: ignore[arg-type]  # that is the mistake
    with pytest.raises(TypeError, match="x= of a mark is 'here', which is not a number"):
        Mark(of="holds", x="here")  # type: ignore[arg-type]  # that is the mistake
    with pytest.raises(TypeError, match="the field n is None, neither a number nor a text"):
        evidence(fields={"n": None})
    with pytest.raises(ValueError, match="9 marks; a chart stays legible up to 8"):
        Axes(marks=[Mark(of="holds")] * 9)


def test_evidence_without_a_control_or_a_reason_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a control"):
        Evidence(measurements=[HOLDS], controls=[])
    with pytest.raises(ValueError, match="needs at least one measurement"):
        Evidence(measurements=[], controls=[CONTROL_BREAKS])
    with pytest.raises(ValueError, match=r"because=.*unreasoned"):
        Evidence(measurements=[Measurement("unreasoned", 1.0, at_most(1.0))], controls=[CONTROL_BREAKS])
    with pytest.raises(ValueError, match="share a name: holds"):
        Evidence(measurements=[HOLDS, HOLDS], controls=[CONTROL_BREAKS])
    with pytest.raises(TypeError, match="Control"):
        Evidence(measurements=[HOLDS], controls=[BREAKS])  # type: ignore[list-item]  # that is the mistake
    with pytest.raises(ValueError, match="101 numbers"):
        Evidence(measurements=[replace(HOLDS, name=str(number)) for number in range(100)], controls=[CONTROL_BREAKS])


@pytest.mark.parametrize(
    "bound",
    [
        partial(at_most, math.inf),
        partial(at_least, -math.inf),
        partial(at_least, math.inf),
        partial(between, -math.inf, 1.0),
        partial(within, 0.0, math.inf),
        partial(within, math.inf, 1.0),
    ],
)
def test_an_infinite_bound_is_refused_for_it_cannot_break_or_cannot_hold(bound: Callable[[], Bound]) -> None:
    with pytest.raises(ValueError, match=r"=-?inf is no bound: give a finite number"):
        bound()


@pytest.mark.parametrize(
    "bound",
    [
        partial(within, 0.0, sys.float_info.max),
        partial(at_most, sys.float_info.max),
        partial(between, -sys.float_info.max, sys.float_info.max),
    ],
)
def test_a_bound_that_every_number_keeps_is_refused(bound: Callable[[], Bound]) -> None:
    with pytest.raises(ValueError, match="every number keeps this bound"):
        bound()


def test_a_control_must_break_or_hold_and_nothing_else() -> None:
    with pytest.raises(ValueError, match="must='whatever' is neither 'break' nor 'hold'"):
        Control("x", 1.0, at_most(2.0), must="whatever")  # type: ignore[arg-type]  # that is the mistake


def test_what_is_not_a_number_is_refused_in_a_sentence() -> None:
    with pytest.raises(TypeError, match="at_most= is 'two', which is not a number"):
        Measurement("x", 1.0, at_most("two", because="test"))  # type: ignore[arg-type]  # that is the mistake
    with pytest.raises(TypeError, match="the value is None, which is not a number"):
        Measurement("x", None, at_most(2.0, because="test"))  # type: ignore[arg-type]  # that is the mistake


@pytest.mark.fault
def test_a_name_or_a_reason_has_a_length_that_can_be_shown() -> None:
    for name, because in (("x" * 1_001, "y"), ("x", "y" * 1_001)):
        with pytest.raises(ValueError, match="a text of 1001 characters"):
            Measurement(name, 1.0, at_most(2.0, because=because))
    with pytest.raises(ValueError, match="a text of 3000000 characters"):
        Curve("x" * 3_000_000, [1.0])


numbers = st.floats(allow_nan=False)


@given(numbers, st.floats(-1e300, 1e300), st.lists(numbers, max_size=5), st.booleans())
def test_evidence_survives_the_journey_through_json(value: float, edge: float, points: list[float], log: bool) -> None:
    evidence = Evidence(
        measurements=[Measurement("m", np.float64(value), at_most(edge, because="test"), unit="s")],
        controls=[Control("c", value, at_least(edge), must="hold", interval=(value, value))],
        curves=[Curve("y", points)],
        axes=Axes(x="step", log_y=log),
    )
    assert Evidence.from_json(json.loads(json.dumps(evidence.to_json()))) == evidence


def test_texts_and_their_fields_survive_the_journey_through_json() -> None:
    sent = whole_evidence()
    assert sent.finding is not None
    assert sent.axes.marks  # or the journey would show nothing
    received = Evidence.from_json(json.loads(json.dumps(sent.to_json())))
    assert received == sent
    assert received.to_json() == sent.to_json()
    numbers = [(*each.measurements, *each.controls) for each in (sent, received)]
    for before, after in zip(*numbers, strict=True):
        assert (after.name, after.template) == (before.name, before.template)  # no part of a comparison
    assert [number.because for number in received.measurements] == ["η", "a reason of 2"]


@pytest.mark.parametrize("part", ["bound", "fields", "finding", "caption", "axes"])
def test_a_document_that_lacks_a_part_is_no_evidence(part: str) -> None:
    document = whole_evidence().to_json()
    for holder in (document, *document["measurements"]):
        holder.pop(part, None)
    with pytest.raises((KeyError, TypeError, ValueError)):
        Evidence.from_json(document)


def test_a_curve_counts_its_points_where_no_x_is_given() -> None:
    assert Curve("y", np.array([3.0, 4.0])).x == (0.0, 1.0)  # type: ignore[arg-type]  # arrays are made sequences
    with pytest.raises(ValueError, match="differ in length"):
        Curve("y", [1.0], x=[1.0, 2.0])


@pytest.mark.parametrize("field", ["name", "because", "unit"])
@pytest.mark.parametrize("end", ["\n", "\r", "\u2028"])
def test_a_measurement_writes_no_line_of_its_own(field: str, end: str) -> None:
    texts = {"name": "a", "because": "b", "unit": "c"} | {field: f"x{end}supported"}
    with pytest.raises(ValueError, match="longer than one line"):
        Measurement(texts["name"], 1.0, at_most(2.0, because=texts["because"]), unit=texts["unit"])
    with pytest.raises(ValueError, match="longer than one line"):
        Curve(f"x{end}supported", [1.0])
    with pytest.raises(ValueError, match="longer than one line"):
        Axes(x=f"x{end}supported")


@pytest.mark.parametrize(("value", "repeated"), [(3.162, [("control", "number")]), (1.0, []), (2.5, [])])
def test_a_control_with_the_value_of_a_measurement_repeats_it(value: float, repeated: list[tuple[str, str]]) -> None:
    measured = Measurement("number", 3.162 if repeated else 1.0, within(3, 1, because="test"))
    assert Evidence(measurements=[measured], controls=[Control("control", value, at_most(0.5))]).repeats == repeated


def test_a_control_that_must_hold_may_have_the_value_of_a_measurement() -> None:
    measured = Measurement("number", 3.162, within(3, 1, because="test"))
    control = Control("control", 3.162, at_most(5), must="hold")
    assert Evidence(measurements=[measured], controls=[control]).repeats == []
