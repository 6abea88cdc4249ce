"""Rows 1 to 13 and 38 of the register of faults: bad files of questions, and what must come of them."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizdl.bank.characters import HARMFUL, visible
from quizdl.bank.reading import read_bank
from quizdl.errors import BankError
from tests.bank.banks import HEAD, numbers, problems, question, write_bank
from tests.bank.measuring import measured


@pytest.mark.fault
@pytest.mark.slow
def test_files_and_texts_beyond_the_limits_are_refused_before_they_are_read(tmp_path: Path) -> None:
    reports = measured(
        tmp_path,
        b"#" * 50_000_000,
        HEAD + "  - a\n" * 1_000_000,
        HEAD + question(prompt="{en: " + "x" * 900_000 + "}"),
        HEAD + "  - [" + "1," * 250_000 + "]\n",
    )
    assert [report["message"].partition("adam.yaml:")[2] for report in reports] == [
        "1:1: is larger than 1000 kB (split it by topic)",
        "1:1: is larger than 1000 kB (split it by topic)",
        "6:18: questions[0].prompt.en: a text larger than 20 kB (cut it)",
        "3:399986: questions[0][199990]: more than 200000 values (split the file by topic)",
    ]
    assert all(report["grown_kb"] < 60_000 for report in reports)
    assert reports[0]["seconds"] < 0.01


@pytest.mark.fault
def test_what_is_not_a_plain_file_is_not_opened(tmp_path: Path) -> None:
    root = write_bank(tmp_path, adam=HEAD + question())
    (root / "questions" / "zero.yaml").symlink_to("/dev/zero")
    (root / "questions" / "folder.yaml").mkdir()
    (root / "questions" / "lost.yaml").symlink_to("/nowhere")
    assert problems(root) == [
        "folder.yaml:1:1: is not a file",
        "lost.yaml:1:1: cannot be read: No such file or directory",
        "zero.yaml:1:1: is not a file",
    ]


@pytest.mark.fault
def test_a_key_that_stands_twice_is_reported_with_both_places(tmp_path: Path) -> None:
    text = HEAD + question() + "    level: 3\n"
    assert problems(write_bank(tmp_path, adam=text)) == [
        "adam.yaml:11:5: questions[0].level: the key 'level' occurs twice, first at line 5, column 5 (keep one)"
    ]


@pytest.mark.fault
def test_an_id_taken_in_another_file_is_reported_with_both_places(tmp_path: Path) -> None:
    root = write_bank(tmp_path, adam=HEAD + question(), sgd=HEAD + question(id="sgd-one") + question())
    assert problems(root) == [
        "sgd.yaml:11:9: questions[1].id: the id 'adam-one' is taken: adam.yaml:3:9 (give it another)"
    ]


@pytest.mark.fault
@pytest.mark.parametrize(
    ("data", "message"),
    [
        (HEAD.encode() + b"  - \xff", "adam.yaml:3:5: is not UTF-8 (the byte 0xff) (save it as UTF-8)"),
        (HEAD.encode("cp949"), "adam.yaml:1:23: is not UTF-8 (the byte 0xbe) (save it as UTF-8)"),
        (HEAD.encode("utf-16"), "adam.yaml:1:1: is UTF-16, not UTF-8 (save it as UTF-8)"),
        ("topic: 아".encode() + b"\xed\xa0\x80", "adam.yaml:1:9: is not UTF-8 (the byte 0xed) (save it as UTF-8)"),
    ],
    ids=["a stray byte", "CP949", "UTF-16", "an encoded surrogate"],
)
def test_what_is_not_utf_8_is_refused_in_one_line(tmp_path: Path, data: bytes, message: str) -> None:
    assert problems(write_bank(tmp_path, adam=data)) == [message]


@pytest.mark.fault
def test_a_byte_order_mark_and_windows_line_ends_are_accepted(tmp_path: Path) -> None:
    text = "\ufeff" + (HEAD + question(answer="{en: x}", prompt="\n      en: |\n        a\n        b")).replace(
        "\n", "\r\n"
    )
    bank = read_bank(write_bank(tmp_path, adam=text))
    assert [entry.prompt.en for entry in bank.questions()] == ["a\nb\n"]


@pytest.mark.fault
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1:1: is empty (begin with topic: and questions:)"),
        ("# only words\n", "1:1: is empty (begin with topic: and questions:)"),
        ("null\n", "1:1: is empty (write fields as name: value)"),
        ("- a\n", "1:1: is not a mapping (write fields as name: value)"),
        ("just words\n", "1:1: is not a mapping (write fields as name: value)"),
        ("{[a]: b}\n", "1:2: a key must be a word (write name: value)"),
        (HEAD + question() + "---\n", "11:1: a second document begins here (one file holds one topic; remove the ---)"),
        ("topic: a: b\n", "1:9: not YAML: mapping values are not allowed in this context (quote a text that holds"),
        ("topic:\n\ten: Adam\n", "2:1: not YAML: found character that cannot start any token (indent with spaces)"),
    ],
    ids=["nothing", "a comment", "null", "a list", "words", "a list as key", "two documents", "two colons", "a tab"],
)
def test_what_is_no_file_of_questions_is_refused_where_it_goes_wrong(tmp_path: Path, text: str, message: str) -> None:
    (found,) = problems(write_bank(tmp_path, adam=text))
    assert found.startswith(f"adam.yaml:{message}")


@pytest.mark.fault
def test_a_bank_without_questions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BankError, match=r"has no folder questions/ that can be read: No such file"):
        read_bank(tmp_path)
    with pytest.raises(BankError, match=r"holds no questions/\*\.yaml"):
        read_bank(write_bank(tmp_path))


FIELDS = "topic questions id kind level prompt choices answer verify en ko text because correct value tolerance items"

SIGNS = "choice number order open a.b 1 1e9 .nan ~ true - : ? , [ ] { } & * ! !!int | > ' \" % @ ` # << --- ... \\ud800"

WORDS = st.sampled_from([*f"{FIELDS} {SIGNS}".split(" "), "\x1b", "\u202e", "\ufeff", "\r", "가"])

LINES = st.lists(st.tuples(st.sampled_from(["", "  ", "    ", "- ", "\t"]), st.lists(WORDS, max_size=6)), max_size=12)

DOCUMENTS = LINES.map(lambda lines: "\n".join(indent + " ".join(words) for indent, words in lines).encode())

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=20,
)


def problems_of(root: Path) -> list[str]:
    """The problems of a bank, none if it is sound; any other exception passes."""
    try:
        read_bank(root)
    except BankError as error:
        return [str(problem) for problem in error.problems]
    return []


ANY = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.fault
@ANY
@given(data=st.binary(max_size=80) | DOCUMENTS | PLAIN.map(lambda value: json.dumps(value).encode()))
@pytest.mark.slow
def test_whatever_the_bytes_the_loader_returns_or_raises_bank_error(home: Path, data: bytes) -> None:
    found = problems_of(write_bank(home / "any", adam=data))
    assert found
    assert not any(HARMFUL.search(line) for line in found)


@pytest.mark.fault
@ANY
@given(field=st.sampled_from(["id", "kind", "level", "prompt", "choices", "value", "tolerance", "verify"]), value=PLAIN)
@pytest.mark.slow
def test_whatever_a_field_holds_the_loader_returns_or_raises_bank_error(home: Path, field: str, value: object) -> None:
    found = problems_of(write_bank(home / "any", adam=HEAD + question(**{field: json.dumps(value)})))
    assert all(re.match(rf"{home}/any/questions/adam\.yaml:[1-9]\d*:[1-9]\d*: ", line) for line in found)


CONTROLS = ["\x1b]52;c;eA==\x07", "\0", "\x7f", "\x9b31m", "\r", "\u202e", "\u2066", "\u200b", "\ufeff", "\u3164"]


@pytest.mark.fault
@pytest.mark.parametrize("character", CONTROLS, ids=ascii)
def test_control_characters_are_refused_where_they_stand(tmp_path: Path, character: str) -> None:
    text = HEAD + question(unit=f'"ab{character}"')
    found = problems(write_bank(tmp_path, adam=text))
    assert found[0].startswith(f"adam.yaml:11:14: the control character U+{ord(character[0]):04X}")
    assert not any(HARMFUL.search(line) for line in found)


@pytest.mark.fault
@pytest.mark.parametrize("escape", [r"\e", r"\0", r"\r", r"\x9b", r"\u202e", r"\u200b", r"\P", r"\_\u2060"])
def test_control_characters_written_as_escapes_are_refused(tmp_path: Path, escape: str) -> None:
    (message,) = problems(write_bank(tmp_path, adam=HEAD + question(unit=f'"ab{escape}"')))
    assert message.startswith("adam.yaml:11:11: questions[0].unit: the control character U+")


@pytest.mark.fault
def test_control_characters_in_names_are_shown_spelled_out(tmp_path: Path) -> None:
    text = HEAD + question(**{'"\\e]52"': "1"})
    found = problems(write_bank(tmp_path, adam=text))
    assert not any(HARMFUL.search(line) for line in found)
    root = write_bank(tmp_path, **{"\x1b]0;x": HEAD})
    with pytest.raises(BankError) as caught:
        read_bank(root)
    assert "'\\x1b]0;x.yaml' is not a name for a file of questions" in str(caught.value)
    assert visible("a\x1b[31mb\u202e") == "a<U+001B>[31mb<U+202E>"


MARKUP = ["[@click=app.quit]x[/]", "[link=file:///x]", "[/]", "list[int]", "E[x]", "a\\", "[a](file:///x)", "$x_1$"]


def test_markup_is_text_and_survives_byte_for_byte(tmp_path: Path) -> None:
    listed = [question(id=f"adam-{index}", unit=json.dumps(text)) for index, text in enumerate(MARKUP)]
    bank = read_bank(write_bank(tmp_path, adam=HEAD + "".join(listed)))
    assert [entry.unit for entry in numbers(bank)] == MARKUP


@pytest.mark.fault
def test_decomposed_hangul_is_composed(tmp_path: Path) -> None:
    bank = read_bank(write_bank(tmp_path, adam=HEAD + question(unit="\u1100\u1161", prompt='{en: "e\\u0301"}')))
    assert [(entry.unit, entry.prompt.en) for entry in numbers(bank)] == [("\uac00", "\u00e9")]
