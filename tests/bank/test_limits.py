"""Limits of a bank as a whole, names that keep to their line, and problems that do not hide each other."""

from pathlib import Path

import pytest

from quizdl.bank import reading
from quizdl.bank.check import check_bank
from quizdl.bank.document import Document
from quizdl.bank.reading import MOST_BANK_PROBLEMS, MOST_FILES, read_bank
from quizdl.errors import BankError, Problem
from tests.bank.banks import HEAD, choices, problems, question, write_bank
from tests.bank.measuring import measured

RIGHT = "{text: {en: one, ko: 하나}, correct: true, because: {en: yes, ko: 예}}"
WRONG = "{text: {en: two, ko: 둘}, because: {en: no, ko: 아니오}}"


def whats(root: Path) -> list[str]:
    """What the loader says, without the place and the advice."""
    return [line.split(": ", 1)[1].partition(" (")[0] for line in problems(root)]


def across(root: Path) -> list[str]:
    """What the loader says and what a check of the bank adds where it is not sound."""
    with pytest.raises(BankError) as caught:
        read_bank(root)
    found = check_bank(caught.value.partial, {"adam.steps"})
    return [f"{problem.path}: {problem.what}" for problem in sorted((*caught.value.problems, *found))]


@pytest.mark.fault
@pytest.mark.parametrize("line", ["\n", "\r\n", "#\n", "  \n"], ids=["empty", "of Windows", "comments", "spaces"])
@pytest.mark.slow
def test_a_megabyte_of_lines_that_say_nothing_costs_no_more_memory_than_any_text(tmp_path: Path, line: str) -> None:
    (report,) = measured(tmp_path, line * (1_000_000 // len(line)))
    assert "is empty" in report["message"]
    assert report["grown_kb"] < 30_000


@pytest.mark.slow
def test_a_file_of_very_many_keys_is_refused_before_each_is_judged(tmp_path: Path) -> None:
    (report,) = measured(tmp_path, "".join(f"k{number}: 1\n" for number in range(90_000)))
    assert report["message"].endswith("adam.yaml:2001:1: k2000: more than 2000 keys")
    assert report["grown_kb"] < 30_000


@pytest.mark.fault
def test_after_many_problems_no_further_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = HEAD + "".join(question(id=f"q{number}", level="7") for number in range(150))
    root = write_bank(tmp_path, **{f"t{number:02}": bad.replace("id: q", f"id: t{number}-q") for number in range(20)})
    read: list[Path] = []

    def watched(file: Path) -> Document:
        read.append(file)
        return Document(file)

    monkeypatch.setattr(reading, "Document", watched)
    found = problems(root)
    assert len(read) == 2
    assert MOST_BANK_PROBLEMS < len(found) <= MOST_BANK_PROBLEMS + 3
    assert found[-1] == "t02.yaml:1:1: is not read, nor 17 more after it (correct the problems above first)"


@pytest.mark.fault
def test_a_bank_of_thousands_of_files_is_refused_in_one_line(tmp_path: Path) -> None:
    root = write_bank(tmp_path, **{f"t{number}": "" for number in range(MOST_FILES + 1)})
    (found,) = problems(root)
    assert found.endswith("questions:1:1: holds more than 1000 files (split the bank)")


def test_a_bank_of_too_many_bytes_is_refused_before_a_file_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_BANK_BYTES", 1_000_000)
    half = "#" * 600_000
    (found,) = problems(write_bank(tmp_path, one=half, two=half))
    assert found.endswith("questions:1:1: holds more than 1 MB (split the bank)")


def test_problems_across_a_large_bank_are_not_all_looked_for(tmp_path: Path) -> None:
    text = HEAD + "".join(question(id=f"q{number}", verify="[sgd.stepz]") for number in range(500))
    assert len(check_bank(read_bank(write_bank(tmp_path, adam=text)), {"adam.steps"})) == 200


# Names keep to their line


@pytest.mark.fault
@pytest.mark.parametrize("key", ['"a\\nb.yaml:1:1: all is well"', '"\\r x"', "? |\n      a\n      b\n    "])
def test_a_key_that_holds_a_line_break_writes_no_line_of_its_own(tmp_path: Path, key: str) -> None:
    found = problems(write_bank(tmp_path, adam=HEAD + question(**{key: "1"})))
    assert all("\n" not in line and "\r" not in line for line in found)
    assert any("is an unknown field" in line or "is not allowed" in line for line in found)


def test_a_problem_is_one_line_of_limited_length(tmp_path: Path) -> None:
    message = str(Problem(tmp_path / "a\nb.yaml", 1, 1, "k" * 20_000, "x\n\x1b" + "w" * 20_000, "m\u202e" * 9_000))
    assert message.isprintable()
    assert len(message) < 10_000
    (found,) = problems(write_bank(tmp_path, adam=HEAD + question(**{"k" * 10_000: "1"})))
    assert len(found) < 500


@pytest.mark.fault
@pytest.mark.parametrize("blank", ["\u2800", "\u2800 \u2800", "\u00a0", "\u3000", "\u0301", "\ufe0f", "\U0001d159"])
def test_a_text_that_cannot_be_seen_is_blank(tmp_path: Path, blank: str) -> None:
    unseen = WRONG.replace("two", f'"{blank}"')
    (found,) = problems(write_bank(tmp_path, adam=HEAD + choices(RIGHT, unseen)))
    assert "questions[0].choices[1].text.en: is blank" in found
    (found,) = problems(write_bank(tmp_path, adam=HEAD + question(unit=f'"{blank}"')))
    assert "questions[0].unit: is blank" in found


def test_choices_that_differ_only_in_what_cannot_be_seen_read_the_same(tmp_path: Path) -> None:
    (found,) = problems(write_bank(tmp_path, adam=HEAD + choices(RIGHT, WRONG.replace("two", "one\u2800"))))
    assert "questions[0].choices[1].text.en: reads the same as choices[0]" in found


@pytest.mark.fault
@pytest.mark.parametrize(
    ("text", "message"),
    [
        (question(unit='"a\\nb"'), "questions[0].unit: is longer than one line"),
        (question(sources='["a\\nb"]'), "questions[0].sources[0]: is longer than one line"),
        (question(sources=f"[{'a' * 501}]"), "questions[0].sources[0]: has 501 letters"),
        (question(sources=f"[{', '.join('a' * n for n in range(1, 22))}]"), "questions[0].sources: is too long"),
        (question(tags=f"[{', '.join('a' * n for n in range(1, 22))}]"), "questions[0].tags: is too long"),
        (
            question(value="", measured='"adam.steps/a\\nb"'),
            "questions[0].measured: 'adam.steps/a\\nb' does not name a measurement",
        ),
    ],
)
def test_names_are_of_one_line_and_limited(tmp_path: Path, text: str, message: str) -> None:
    assert whats(write_bank(tmp_path, adam=HEAD + text)) == [message]


@pytest.mark.parametrize(
    ("title", "message"), [('"a\\nb"', "is longer than one line"), ("a" * 101, "has 101 letters"), ('" "', "is blank")]
)
def test_a_title_is_one_line(tmp_path: Path, title: str, message: str) -> None:
    assert whats(write_bank(tmp_path, adam=f"topic: {{en: {title}}}\nquestions:\n" + question())) == [
        f"topic.en: {message}"
    ]


# Problems do not hide each other


@pytest.mark.fault
def test_a_misspelt_kind_hides_nothing_else(tmp_path: Path) -> None:
    text = HEAD + question(kind="nmber", level="7", id="Adam_1", tolerance="ten", verify="[a]", unti="s")
    assert whats(write_bank(tmp_path, adam=text)) == [
        "questions[0].id: 'Adam_1' is not a slug",
        "questions[0].kind: 'nmber' is not a kind of question",
        "questions[0].level: is above 3",
        "questions[0].tolerance: 'ten' is not a tolerance",
        "questions[0].verify[0]: is too short",
        "questions[0].unti: is an unknown field",
    ]


def test_a_kind_that_is_missing_is_guessed_from_the_fields(tmp_path: Path) -> None:
    text = HEAD + choices(WRONG, WRONG.replace("two", "three").replace("둘", "셋")).replace("    kind: choice\n", "")
    assert whats(write_bank(tmp_path, adam=text)) == [
        "questions[0]: 'kind' is missing",
        "questions[0].choices: no choice is correct",
    ]


@pytest.mark.fault
def test_a_wrong_level_does_not_hide_what_is_wrong_across_the_bank(tmp_path: Path) -> None:
    text = HEAD + question(level="7", verify="[adam.stepz]", follow_up="[b]") + question(id="b", prompt="{en: x}")
    assert across(write_bank(tmp_path, adam=text)) == [
        "questions[0].level: is above 3",
        "questions[0].verify[0]: no claim is called 'adam.stepz'",
        "questions[0].follow_up[0]: 'b' is not an open question",
        "questions[1].prompt: has no text in 'ko'",
    ]


def test_what_stands_in_for_an_unreadable_field_is_not_judged(tmp_path: Path) -> None:
    text = HEAD + question(verify="7", prompt="7", follow_up="[c]") + "  - 7\n" + question(id="c", measured="7")
    assert across(write_bank(tmp_path, adam=text)) == [
        "questions[0].prompt: is not a mapping",
        "questions[0].verify: is not a list",
        "questions[0].follow_up[0]: 'c' is not an open question",
        "questions[1]: is not a mapping",
        "questions[2].measured: not a string",
    ]


def test_what_a_file_that_cannot_be_read_may_hold_is_not_called_missing(tmp_path: Path) -> None:
    root = write_bank(tmp_path, adam=HEAD + question(follow_up="[there]"), sgd="topic: [")
    assert [message for message in across(root) if "there" in message] == []


@pytest.mark.parametrize("first", "*&!%@`|>,?]}")
@pytest.mark.parametrize("form", ["block", "flow"])
def test_a_text_that_begins_with_a_character_of_yaml_is_to_be_quoted(tmp_path: Path, first: str, form: str) -> None:
    text = f"{first}bold{first} is a word"
    if (first, form) in ((",", "flow"), ("?", "block")):
        text = f"{first} {first} is a word"
    prompt = f"\n      en: {text}" if form == "block" else f"{{en: {text}}}"
    assert (
        f"quote a text that begins with {first}"
        in problems(write_bank(tmp_path, adam=HEAD + question(prompt=prompt)))[0]
    )


def test_a_quote_that_is_not_closed_is_reported_where_it_begins(tmp_path: Path) -> None:
    (found,) = problems(write_bank(tmp_path, adam=HEAD + question(unit='"s')))
    assert found == "adam.yaml:11:11: not YAML: found unexpected end of stream (close the quoted text that begins here)"
