"""Texts of evidence: fields are filled in, and what could not be shown or translated is refused."""

import numpy as np
import pytest

from quizdl.verify import Control, Evidence, Finding, Measurement, at_most
from quizdl.verify.texts import Field, check_fields, check_text, fill, placeholders


@pytest.mark.parametrize(
    ("text", "fields", "filled"),
    [
        ("batch of {size}", {"size": 32}, "batch of 32"),
        ("{optimizer}, {optimizer}", {"optimizer": "Adam"}, "Adam, Adam"),
        ("{{{n}}}", {"n": 2}, "{2}"),
        ("{share:.1%} of {n:,}", {"share": 0.125, "n": 60_000}, "12.5% of 60,000"),
        ("{rate}", {"rate": 1 / 3}, "0.333333"),
        ("{rate:.3g}", {"rate": 3925.4}, "3925"),  # no exponent where none is needed
        ("{rate:.3g}", {"rate": 1.5e-12}, "1.5e-12"),
        ("{rate:.2f}", {"rate": 3925.4}, "3925.40"),
        ("no field", {"n": 1}, "no field"),
    ],
)
def test_fields_are_filled_in_as_readers_see_numbers(text: str, fields: dict[str, Field], filled: str) -> None:
    assert fill(text, fields) == filled


def test_a_text_without_fields_keeps_its_braces() -> None:
    assert fill("the set {1, 2} of f{", {}) == "the set {1, 2} of f{"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{rate}", r"\{rate\} is not among its fields \(n\)"),
        ("{}", r"\{0\} is not the name of a field"),
        ("{0}", r"\{0\} is not the name of a field"),
        ("{n.real}", r"\{n\.real\} is not the name of a field"),
        ("{n[0]}", r"\{n\[0\]\} is not the name of a field"),
        ("{n", "expected '}' before end of string"),
        ("n}", "Single '}'"),
        ("{n:.3q}", "'.3q' is no format of a field"),
    ],
)
def test_a_text_that_its_fields_do_not_fill_is_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        fill(text, {"n": 1.0})


def test_the_placeholders_of_a_text_are_the_names_of_its_fields() -> None:
    assert placeholders("{size} of {size:.3g}, {{not}} {rate!r}") == {"size", "rate"}
    assert placeholders("none") == frozenset()
    with pytest.raises(ValueError, match="expected '}'"):
        placeholders("{size")


def test_fields_become_plain_numbers_and_texts() -> None:
    given = {"n": np.int64(3), "lr": np.float32(0.5), "name": "Adam", "torch": True}
    plain = check_fields(given)  # type: ignore[arg-type]  # numpy's scalars pass, whatever their type
    assert plain == {"n": 3, "lr": 0.5, "name": "Adam", "torch": 1}
    assert [type(value) for value in plain.values()] == [int, float, str, int]


@pytest.mark.parametrize("value", [None, [1.0], b"Adam"])
def test_a_field_that_is_neither_a_number_nor_a_text_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match=r"the field n is .*, neither a number nor a text"):
        check_fields({"n": value})  # type: ignore[dict-item]  # that is the mistake


@pytest.mark.parametrize(
    ("text", "error", "why"),
    [
        (5, TypeError, "5 stands where a text belongs"),
        ("x" * 1_001, ValueError, "a text of 1001 characters"),
        ("one\ntwo", ValueError, "longer than one line"),
        ("one\u2028two", ValueError, "longer than one line"),
    ],
)
def test_a_text_is_one_line_that_a_table_can_show(text: object, error: type[Exception], why: str) -> None:
    check_text("x" * 1_000, "", "η")
    with pytest.raises(error, match=why):
        check_text("fine", text)
    if isinstance(text, str):
        with pytest.raises(error, match=why):
            check_fields({"name": text})


@pytest.mark.parametrize("text", ["{n:999999999}", "{n:>20}", "{n:.999g}", "{n:x}"])
def test_a_format_that_could_make_a_text_of_any_length_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no format of a field"):
        fill(text, {"n": 1.0})


def test_a_finding_with_an_open_field_is_refused() -> None:
    with pytest.raises(ValueError, match="names no number to fill them"):
        Evidence(
            measurements=[Measurement("m", 1.0, at_most(2, because="test"))],
            controls=[Control("c", 3.0, at_most(2))],
            finding=Finding("the first step is {first}"),
        )
