"""What a planted bug changed: the number that tells most, and the finding with both values."""

from collections.abc import Mapping

import pytest

from quizdl.report.view.change import MovedRow, change_view, moved_rows
from quizdl.verify import Control, Evidence, Finding, Measurement, at_most, within
from quizdl.verify.translations import ENGLISH, Translator


def evidence(**values: float) -> Evidence:
    numbers: Mapping[str, float] = {
        "first step": 1.0,
        "second step": 10.0,
        "sum of shares": 1.0,
        "noise": 5.0,
        **values,
    }
    return Evidence(
        measurements=[
            Measurement("first step", numbers["first step"], within(1, 0.1, because="theory"), unit="η"),
            Measurement("second step", numbers["second step"], within(10, 0.1, because="theory")),
            Measurement("sum of shares", numbers["sum of shares"], within(1, 1e-9, because="rounding"), check=True),
        ],
        controls=[Control("noise", numbers["noise"], at_most(1))],
        finding=Finding(
            "the first step is {first:.3g} long, the second {second:.3g}", first="first step", second="second step"
        ),
    )


def test_the_finding_shows_both_values_where_they_differ() -> None:
    view = change_view(evidence(), evidence(**{"first step": 3.16228}), "en", ENGLISH)
    assert view is not None
    assert view.finding == "the first step is 1 → 3.16 long, the second 10"
    assert (view.name, view.before, view.after, view.bound) == ("first step", "1 η", "3.16 η", "1 ± 0.1")


def test_what_a_bug_moved_is_listed_with_what_tells_most_first() -> None:
    planted = evidence(**{"second step": 10.09, "first step": 3.16228, "noise": 0.5})
    assert moved_rows(evidence(), planted, ENGLISH) == (
        MovedRow("first step", "1 η", "3.16 η", turned=True),
        MovedRow("noise", "5", "0.5", turned=True),
        MovedRow("second step", "10", "10.1", turned=False),
    )
    assert moved_rows(evidence(), evidence(), ENGLISH) == ()


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"first step": 1.2, "second step": 11.0}, "second step"),  # ten widths beside two
        ({"first step": 1.2, "sum of shares": 9.0}, "first step"),  # a finding before a check
        ({"sum of shares": 9.0, "noise": 0.5}, "sum of shares"),  # a measurement before a control
        ({"first step": 1.05, "noise": 0.5}, "noise"),  # what turned before what stayed within its bound
        ({"first step": float("nan"), "second step": 10.2}, "first step"),
    ],
)
def test_the_number_that_moved_furthest_out_of_its_bound_is_told(values: Mapping[str, float], told: str) -> None:
    view = change_view(evidence(), evidence(**values), "en", ENGLISH)
    assert view is not None
    assert view.name == told


def test_nothing_is_told_where_no_number_moved() -> None:
    assert change_view(evidence(), evidence(), "en", ENGLISH) is None


def test_a_change_beside_the_finding_leaves_the_finding_out() -> None:
    view = change_view(evidence(), evidence(noise=0.5), "en", ENGLISH)
    assert view is not None
    assert view.finding == ""


def test_the_change_is_told_in_the_language_of_the_texts() -> None:
    # this one has a finding
    texts = Translator({"first step": "첫 스텝", evidence().finding.text: "첫 스텝 {first:.3g}, 둘째 {second:.3g}"})  # type: ignore[union-attr]
    view = change_view(evidence(), evidence(**{"first step": 3.16228}), "ko", texts)
    assert view is not None
    assert (view.name, view.finding) == ("첫 스텝", "첫 스텝 1 → 3.16, 둘째 10")


def test_values_that_look_alike_get_more_digits() -> None:
    view = change_view(evidence(), evidence(**{"first step": 1.0001}), "en", ENGLISH)
    assert view is not None
    assert (view.before, view.after) == ("1 η", "1.0001 η")
