"""YAML from anywhere: what a bank may not use is refused where it stands, and values mean what they say."""

from pathlib import Path

import pytest

from quizdl.bank.reading import read_bank
from tests.bank.banks import HEAD, numbers, problems, question, write_bank
from tests.bank.measuring import measured


def alias_bomb(levels: int, width: int) -> str:
    above = (f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * width)}]\n" for level in range(1, levels))
    return "a0: &a0 [x, x, x, x]\n" + "".join(above)


@pytest.mark.fault
def test_alias_bombs_are_refused_quickly_and_in_little_memory(tmp_path: Path) -> None:
    for report in measured(tmp_path, alias_bomb(9, 6), alias_bomb(9, 9)):
        assert "adam.yaml:1:5: a0: anchors are not supported" in report["message"]
        assert "adam.yaml:2:10: a1[0]: aliases are not supported" in report["message"]
        assert report["seconds"] < 0.05
        assert report["grown_kb"] < 20_000


@pytest.mark.fault
def test_a_file_that_uses_aliases_is_not_judged_any_further(tmp_path: Path) -> None:
    root = write_bank(tmp_path, adam=HEAD + question(value="*x"))
    assert problems(root) == [
        "adam.yaml:7:12: questions[0].value: aliases are not supported "
        "(write the value out, or quote a text that begins with *)",
    ]


@pytest.mark.fault
@pytest.mark.slow
def test_many_questions_that_alias_one_long_list_are_refused(tmp_path: Path) -> None:
    listed = ", ".join("{text: {en: x}, because: {en: y}}" for _ in range(2000))
    text = f"choices: &all [{listed}]\nquestions:\n" + "  - {choices: *all}\n" * 2000
    (report,) = measured(tmp_path, text)
    assert "adam.yaml:3:15: questions[0].choices: aliases are not supported" in report["message"]
    assert report["message"].count("aliases are not supported (") <= 20
    assert report["grown_kb"] < 20_000


@pytest.mark.fault
def test_merge_keys_are_refused_where_they_stand(tmp_path: Path) -> None:
    root = write_bank(tmp_path, adam=HEAD + question(**{"<<": "{level: 2}"}))
    assert problems(root) == ["adam.yaml:11:5: questions[0]: merge keys (<<) are not supported (write the fields out)"]


@pytest.mark.fault
@pytest.mark.slow
def test_deep_nesting_is_refused_before_it_can_crash_the_interpreter(tmp_path: Path) -> None:
    blocks = "".join(f"{'  ' * depth}- a:\n" for depth in range(600))
    texts = ["[" * 25_000, "[" * 999_999, "{a: " * 20_000, "- " * 3000 + "x", blocks]
    for report in measured(tmp_path, *texts):
        assert "nested deeper than 64" in report["message"]
        assert report["seconds"] < 0.05
    assert len(blocks) < 1_000_000


@pytest.mark.fault
def test_sixty_four_levels_are_read_and_one_more_is_not(tmp_path: Path) -> None:
    root = write_bank(tmp_path, adam="[" * 64 + "]" * 64, sgd="[" * 65 + "]" * 65)
    assert [line.partition(" (")[0] for line in problems(root)] == [
        "adam.yaml:1:1: is not a mapping",
        f"sgd.yaml:1:65: {'[0]' * 64}: nested deeper than 64",
    ]


@pytest.mark.fault
@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("!!python/object/apply:os.system [id]", "tags (tag:yaml.org,2002:python/object/apply:os.system)"),
        ("!!str 22", "tags (tag:yaml.org,2002:str)"),
        ("! 22", "tags (!)"),
        ("&twenty 22", "anchors"),
    ],
)
def test_tags_and_anchors_are_refused_where_they_stand(tmp_path: Path, value: str, what: str) -> None:
    (message,) = problems(write_bank(tmp_path, adam=HEAD + question(value=value)))
    assert message.startswith(f"adam.yaml:7:12: questions[0].value: {what} are not supported")


@pytest.mark.fault
def test_directives_are_refused(tmp_path: Path) -> None:
    text = "# a file\n%TAG !e! tag:example.com,2000:\n---\n" + HEAD + question()
    assert problems(write_bank(tmp_path, adam=text)) == ["adam.yaml:2:1: directives (%…) are not supported"]


@pytest.mark.fault
@pytest.mark.parametrize(
    ("written", "value"),
    [("1e-3", 0.001), ("012", 12.0), ("0x10", 16.0), ("0o17", 15.0), ("+.5", 0.5), ("-3.", -3.0), ("1_000", None)],
)
def test_numbers_mean_what_yaml_1_2_says(tmp_path: Path, written: str, value: float | None) -> None:
    root = write_bank(tmp_path, adam=HEAD + question(value=written))
    if value is None:
        assert problems(root) == ["adam.yaml:7:12: questions[0].value: is not a number (write it without quotes)"]
    else:
        assert [entry.value for entry in numbers(read_bank(root))] == [value]


@pytest.mark.fault
@pytest.mark.parametrize("word", ["yes", "NO", "on", "1:30", "2001-12-14", "1_000", "0b1", "=", "n"])
def test_words_that_yaml_1_1_turns_into_something_else_stay_words(tmp_path: Path, word: str) -> None:
    bank = read_bank(write_bank(tmp_path, adam=HEAD + question(unit=word)))
    assert [entry.unit for entry in numbers(bank)] == [word]


@pytest.mark.fault
@pytest.mark.parametrize("word", ["yes", '"true"', "1", "on"])
def test_only_true_and_false_are_truth_values(tmp_path: Path, word: str) -> None:
    choice = f"{{text: {{en: a}}, because: {{en: b}}, correct: {word}}}"
    text = HEAD + question(kind="choice", value="", tolerance="", choices=f"[{choice}, {choice}]")
    assert "choices[0].correct: is neither true nor false" in problems(write_bank(tmp_path, adam=text))[0]


@pytest.mark.fault
@pytest.mark.parametrize(
    ("value", "message"),
    [
        (".nan", "7:12: questions[0].value: .nan is not a finite number"),
        ("-.inf", "7:12: questions[0].value: -.inf is not a finite number"),
        ("1e999", "7:12: questions[0].value: a number too large for a float"),
        ("9" * 5000, "7:12: questions[0].value: a whole number of 5000 digits"),
        ("0x" + "f" * 5000, "7:12: questions[0].value: a whole number of 5002 digits"),
        ("!!timestamp x", "7:12: questions[0].value: tags (tag:yaml.org,2002:timestamp) are not supported"),
        (r'"\ud800"', "7:15: not YAML: "),
    ],
    ids=["nan", "inf", "1e999", "5000 digits", "5000 hex digits", "a timestamp", "a surrogate"],
)
def test_values_that_no_number_can_hold_are_refused(tmp_path: Path, value: str, message: str) -> None:
    found = problems(write_bank(tmp_path, adam=HEAD + question(value=value)))
    assert len(found) == 1
    assert found[0].startswith(f"adam.yaml:{message}")


@pytest.mark.fault
def test_whatever_the_parser_raises_is_said_as_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str) -> None:
        raise AttributeError(f"no \x1b in {len(text)}")

    monkeypatch.setattr("yaml.CSafeLoader", broken)
    assert problems(write_bank(tmp_path, adam="a: b")) == ["adam.yaml:1:1: not YAML: 'no <U+001B> in 4'"]
