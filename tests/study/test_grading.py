"""Grading, numbers as people type them, and what a grade says about memory."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizdl.bank.model import Text
from quizdl.study.cards import Rating
from quizdl.study.grading import (
    Grade,
    grade_choice,
    grade_number,
    grade_open,
    grade_order,
    parse_number,
    rate,
    reading_seconds,
)
from quizdl.words import Language
from tests.study.questions import RIGHT, WRONG, choice_question, number_question, open_question, order_question


@given(st.lists(st.booleans(), min_size=2, max_size=9).filter(any), st.data())
def test_a_choice_is_right_exactly_when_the_correct_ones_are_picked(correct: list[bool], data: st.DataObject) -> None:
    picked = data.draw(st.sets(st.integers(0, len(correct) - 1)))
    grade = grade_choice(choice_question(*correct), picked)
    assert grade.correct == all((index in picked) == right for index, right in enumerate(correct))
    assert 0 <= grade.credit <= 1
    assert (grade.credit == 1) == grade.correct


@pytest.mark.parametrize(
    ("picked", "credit"), [({0}, 0.5), ({0, 2}, 0.0), ({0, 1, 2}, 0.5), ({0, 1, 2, 3}, 0.0), (set(), 0.0), ({2}, 0.0)]
)
def test_each_wrong_pick_costs_as_much_as_a_right_one_earns(picked: set[int], credit: float) -> None:
    assert grade_choice(choice_question(True, True, False, False), picked) == Grade(False, credit)


@pytest.mark.parametrize(
    ("value", "tolerance", "given_", "correct"),
    [
        (0.65, 0.05, 0.7, True),  # 0.7 - 0.65 is 0.04999999999999993 in float64
        (0.65, 0.05, 0.6, True),  # and 0.65 - 0.6 is 0.050000000000000044
        (0.65, 0.05, 0.7001, False),
        (200.0, "10%", 180.0, True),
        (200.0, "10 %", 179.9, False),
        (-200.0, "10%", -220.0, True),
        (8.0, 0.0, 8.0, True),
        (8.0, 0.0, 8.000001, False),
        (0.0, "10%", 0.0, True),
        (1e300, "10%", math.inf, False),
        (8.0, 0.0, math.nan, False),
    ],
)
def test_the_edge_of_a_tolerance_counts_as_right(
    value: float, tolerance: float | str, given_: float, correct: bool
) -> None:
    assert grade_number(number_question(value, tolerance), given_, value) == (RIGHT if correct else WRONG)


def test_what_was_measured_as_nan_matches_no_answer() -> None:
    assert grade_number(number_question(1.0, "50%"), 1.0, math.nan) == WRONG


@given(st.permutations(range(5)))
def test_only_the_right_order_is_right_and_a_reversed_one_earns_nothing(order: list[int]) -> None:
    grade = grade_order(order_question(5), order)
    assert grade.correct == (order == sorted(order))
    assert (grade.credit == 1) == grade.correct
    assert grade_order(order_question(5), order[::-1]).credit * grade.credit == 0  # not both better than chance


def test_one_swap_of_neighbours_costs_two_of_the_pairs() -> None:
    assert grade_order(order_question(4), [1, 0, 2, 3]) == Grade(False, 4 / 6)


@pytest.mark.parametrize("order", [[0, 1], [0, 1, 1], [1, 2, 3], []])
def test_what_is_no_order_of_the_items_is_refused(order: list[int]) -> None:
    with pytest.raises(ValueError, match="not an order of 3 items"):
        grade_order(order_question(3), order)


@pytest.mark.parametrize(
    ("points", "ticked", "correct"),
    [(3, {0, 2}, True), (3, {1}, False), (4, {0, 1}, False), (4, {0, 1, 2}, True), (2, {0}, False), (3, {7, 8}, False)],
)
def test_an_open_answer_passes_from_two_thirds_of_the_key_points_on(
    points: int, ticked: set[int], correct: bool
) -> None:
    grade = grade_open(open_question(points), ticked)
    assert grade.correct == correct
    assert grade.credit == len(ticked & set(range(points))) / points


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-3", 1e-3),
        (" -3.5 ", -3.5),
        ("−3", -3.0),
        ("+.5", 0.5),
        ("5.", 5.0),
        ("1,000", 1000.0),
        ("12,345,678.5", 12345678.5),
        ("65 %", 0.65),
        ("６５％", 0.65),
        ("½", 0.5),
        ("1½", 1.5),
        ("1 1/2", 1.5),
        ("-1/4", -0.25),
        ("2^20", 2.0**20),
        ("2**-3", 0.125),
        ("10⁻³", 1e-3),
        ("12³", 1728.0),
        ("3 × 10⁻⁴", 3e-4),
        ("3*10^4", 3e4),
        ("~ 0.65", 0.65),
    ],
)
def test_numbers_are_read_as_people_type_them(text: str, value: float) -> None:
    read = parse_number(text)
    assert read is not None
    assert math.isclose(read, value, rel_tol=1e-15)


@pytest.mark.parametrize(
    "text", ["", "x", "1,5", "1,00", "1.2.3", "inf", "nan", "1e999", "10^400", "1/0", "3 apples", "%"]
)
def test_what_is_no_finite_number_is_none(text: str) -> None:
    assert parse_number(text) is None


def test_a_percent_sign_divides_by_100_unless_percent_is_asked_for() -> None:
    assert parse_number("65 %") == 0.65
    assert parse_number("65 %", unit="%") == 65.0
    assert parse_number("65", unit="%") == 65.0


def test_the_unit_of_the_question_may_be_typed_in_either_normal_form() -> None:
    assert parse_number("16 gb", unit="GB") == 16.0
    assert parse_number("3 번", unit="번") == 3.0


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_float_is_read_back_as_it_was_written(value: float) -> None:
    assert parse_number(repr(value)) == value


@given(st.text(max_size=30), st.text(max_size=5))
def test_reading_a_number_gives_a_finite_number_or_none_whatever_is_typed(text: str, unit: str) -> None:
    read = parse_number(text, unit)
    assert read is None or math.isfinite(read)


def test_wrong_is_again_and_right_after_a_wrong_try_is_hard() -> None:
    question = choice_question(True, False)
    assert rate(question, WRONG, seconds=1.0, wrong_tries=0, language="en") is Rating.AGAIN
    assert rate(question, RIGHT, seconds=1.0, wrong_tries=1, language="en") is Rating.HARD


def test_right_in_the_time_that_reading_takes_is_easy_and_slower_is_good() -> None:
    question = replace(choice_question(True, False), prompt=Text(en="x" * 192, ko="가" * 92))
    assert reading_seconds(question, "en") == pytest.approx((192 + 2 * len("said")) / 20)
    assert reading_seconds(question, "ko") == pytest.approx((92 + 2 * len("말")) / 10)
    limits: dict[Language, float] = {"en": 14.0, "ko": 13.4}
    for language, limit in limits.items():
        assert rate(question, RIGHT, seconds=limit - 0.01, wrong_tries=0, language=language) is Rating.EASY
        assert rate(question, RIGHT, seconds=limit + 0.01, wrong_tries=0, language=language) is Rating.GOOD
    assert rate(question, RIGHT, seconds=None, wrong_tries=0, language="en") is Rating.GOOD


def test_an_open_answer_is_good_with_every_key_point_and_hard_with_one_missed() -> None:
    question = open_question(3)
    assert rate(question, grade_open(question, {0, 1, 2}), seconds=0.1, wrong_tries=0, language="en") is Rating.GOOD
    assert rate(question, grade_open(question, {0, 1}), seconds=60, wrong_tries=0, language="en") is Rating.HARD
    assert rate(question, grade_open(question, {0}), seconds=60, wrong_tries=0, language="en") is Rating.AGAIN
