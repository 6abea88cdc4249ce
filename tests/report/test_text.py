"""Text made harmless and numbers told apart."""

import math
import unicodedata
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizdl.digits import digits_to_tell_apart, readable
from quizdl.report.text import harmless, largest_unit
from quizdl.report.view.numbers import value_and_bound
from quizdl.verify import Control, Measurement, at_least, at_most, between, within

ANYTHING = st.text(st.characters(), max_size=60)  # surrogates too
NASTY = ANYTHING | st.text(st.sampled_from("\x1b]52;c[\x07\x9b\u202e\u200b\ufeff\u2028\r\n\t\x7f가é\ufe0f\u3164"))


@pytest.mark.fault
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]52;c;cm0=\x07", "␛]52;c;cm0=␇"),
        ("\x9b31m", "<U+009B>31m"),
        ("a\u202eb\u2066", "a<U+202E>b<U+2066>"),
        ("a\u200bb\ufeff", "a<U+200B>b<U+FEFF>"),
        ("ㅤ", "<U+3164>"),  # the Hangul filler, which looks like nothing
        ("\ud800", "<U+D800>"),
        ("one\r\ntwo\rthree\n", "one\ntwo␍three\n"),
        ("a\tb\x7f", "a    b␡"),
        ("\u2028", "<U+2028>"),
    ],
)
def test_what_a_terminal_obeys_becomes_a_visible_picture(text: str, shown: str) -> None:
    assert harmless(text) == shown


@pytest.mark.fault
@pytest.mark.parametrize("text", ["[@click=app.quit]x[/]", "[link=file:///etc]", "[/]", "list[int]", "E[x]", "end\\"])
def test_markup_of_any_kind_is_left_byte_for_byte(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.fault
def test_decomposed_hangul_and_emoji_come_out_composed() -> None:
    assert harmless(unicodedata.normalize("NFD", "기울기 é")) == "기울기 é"
    assert harmless("👍 ❤\ufe0f") == "👍 ❤"


@given(NASTY)
def test_harmless_text_holds_nothing_unseen_and_is_composed(text: str) -> None:
    shown = harmless(text)
    assert all(unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"} for c in shown.replace("\n", ""))
    assert unicodedata.is_normalized("NFC", shown)
    shown.encode()  # nothing that UTF-8 cannot say


@given(NASTY)
def test_making_text_harmless_twice_changes_nothing_more(text: str) -> None:
    assert harmless(harmless(text)) == harmless(text)


@given(st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S", "Zs"])))
def test_printable_ascii_passes_unchanged(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.65132155990, "0.651322"),
        (10.0, "10"),
        (0.05, "0.05"),
        (1234567.0, "1234567"),
        (12345678.0, "1.23457e7"),
        (1.5e-12, "1.5e-12"),
        (9.9999999, "10"),
        (-0.0, "0"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
        (math.nan, "nan"),
    ],
)
def test_a_number_is_shown_without_needless_digits(value: float, text: str) -> None:
    assert readable(value) == text


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_two_different_numbers_never_look_equal(one: float, other: float) -> None:
    digits = digits_to_tell_apart(one, [other])
    assert (readable(one, digits) == readable(other, digits)) == (one == other)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_seventeen_digits_name_a_float_exactly(value: float) -> None:
    assert float(readable(value, 17)) == value


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (Measurement("m", 1.0000000004, at_most(1.0)), ("1.0000000004", "≤ 1")),
        (Measurement("m", 3.0, at_least(3.0)), ("3", "≥ 3")),
        (Measurement("m", 0.1, between(0.05, 0.2)), ("0.1", "in [0.05, 0.2]")),
        (Measurement("m", 1 + 3e-9, within(1.0, 1e-9)), ("1 (differs by 3e-9)", "1 ± 1e-9")),
        (Measurement("m", 1e6 + 0.010001, within(1e6, 0.01)), ("1000000 (differs by 0.010001)", "1000000 ± 0.01")),
        (Measurement("m", 0.0, within(0.0, 1e-12)), ("0", "0 ± 1e-12")),
        (Measurement("m", 1.01000001, within(1.0, 0.01)), ("1.01000001", "1 ± 0.01")),
        (Measurement("m", 0.7, at_least(0.6), interval=(0.59999, 0.8)), ("0.7 [0.59999, 0.8]", "≥ 0.6")),
        (Control("c", math.nan, at_most(1.0)), ("nan", "≤ 1")),
    ],
)
def test_a_value_and_the_bound_it_misses_never_look_equal(number: Measurement, shown: tuple[str, str]) -> None:
    assert value_and_bound(number) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (Measurement("finding", 3.1622766601, within(3.16227766, 1e-6)), ("3.16", "3.16")),
        (Measurement("spread to be seen", 0.3905, within(0.386138, 0.0569)), ("0.391", "0.386 ± 0.0569")),
        (Measurement("two sides of a half", 0.12345, within(0.12355, 1e-3)), ("0.123", "0.124 ± 0.001")),
        (Measurement("count", 124_439_808, within(124_439_808, 0)), ("124439808", "124439808")),
        (Measurement("has to be small", 3.7e-17, at_most(1e-12)), ("4e-17", "≤ 1e-12")),
        (Measurement("as small as it has to be", 1.0000006e-8, at_most(1.0001e-8)), ("1e-8", "≤ 1e-8")),
        (Measurement("too large", 1.4e-8, at_most(1e-8)), ("1.4e-8", "≤ 1e-8")),
        (Measurement("no difference", -6.1e-15, within(0, 1e-12)), ("-6e-15", "0 ± 1e-12")),
        (Measurement("not small", 0.3217, at_most(0.5)), ("0.322", "≤ 0.5")),
        (Measurement("below nought", -0.138, at_most(0.0790569)), ("-0.138", "≤ 0.0791")),
        (Measurement("huge", 3.14159e23, at_least(1e23)), ("3.14e23", "≥ 1e23")),
    ],
)
def test_value_and_bound_have_three_digits_counts_all_and_what_has_to_be_small_one(
    number: Measurement, shown: tuple[str, str]
) -> None:
    assert value_and_bound(number) == shown


@pytest.mark.parametrize(
    ("time", "unit"),
    [
        (timedelta(0), ("minutes", 1)),
        (timedelta(minutes=119), ("minutes", 119)),
        (timedelta(hours=23.5), ("hours", 24)),
        (timedelta(days=1), ("day", 1)),
        (timedelta(days=2), ("days", 2)),
        (timedelta(days=45), ("days", 45)),
        (timedelta(days=60), ("months", 2)),
    ],
)
def test_a_length_of_time_is_told_in_the_largest_unit_of_which_it_holds_two(
    time: timedelta, unit: tuple[str, int]
) -> None:
    assert largest_unit(time) == unit


def test_a_bound_is_said_in_korean() -> None:
    assert value_and_bound(Measurement("between", 0.5, between(0.0, 1.0)), "ko") == ("0.5", "[0, 1] 안")
    _, bound = value_and_bound(Measurement("at least", 0.5, at_least(0.0)), "ko")
    assert bound == "≥ 0"
