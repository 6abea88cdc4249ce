"""Questions about planted bugs: made from the code of the verifiers, which is read as text."""

import os
import time
from pathlib import Path

import pytest

from quizdl.bank import reading
from quizdl.bank.cache import open_bank
from quizdl.bank.check import check_bank
from quizdl.bank.giveaways import habits
from quizdl.bank.model import Bank, Text
from quizdl.bank.question import BugQuestion
from quizdl.bank.reading import read_bank
from tests.bank.banks import problems
from tests.bank.bugs import TWO, bank_with, bug_question


def only(bank: Bank) -> BugQuestion:
    (question,) = bank.questions()
    assert isinstance(question, BugQuestion)
    return question


def test_the_lines_of_the_code_are_the_choices_and_its_head_ends_the_prompt(tmp_path: Path) -> None:
    question = only(read_bank(bank_with(tmp_path, bug_question("steps.m_is_never_corrected"))))
    assert question.picks_line
    assert question.prompt.en == "Which line?\n\n```python\ndef step(self, x, g):\n```"
    assert question.prompt.ko == "어느 줄인가?\n\n```python\ndef step(self, x, g):\n```"
    assert [choice.text.en for choice in question.choices] == [
        "`self.t += 1`",
        "`self.m = self.b * self.m + (1 - self.b) * g`",
        "`m_hat = self.m`",
        "`if self.decays:`",
        "`    x = x * 0.9`",
        "`return x - self.lr * m_hat`",
    ]
    assert [choice.correct for choice in question.choices] == [False, False, True, False, False, False]
    assert question.choices[2].because == Text(en="m is never corrected.", ko="m을 보정하지 않는다.")
    assert question.choices[0].because == Text(en="As it should be.", ko="그대로 맞다.")
    bug = question.planted
    assert (bug.file, bug.line) == ("programs/steps.py", 12)
    assert (bug.original, bug.changed) == ("m_hat = self.m / (1 - self.b**self.t)", "m_hat = self.m")


@pytest.mark.parametrize(
    ("bug", "lines"),
    [
        ("steps.adds_too_much", ["x + 2", "x + 3", "x + 5", "x + 6", "x + 70", "x + 8", "x + 9", "x + 10", "x + 11"]),
        (
            "steps.adds_too_much_at_last",
            ["x + 3", "x + 5", "x + 6", "x + 7", "x + 8", "x + 9", "x + 10", "x + 110", ""],
        ),
    ],
)
def test_of_a_long_function_the_nearest_lines_are_choices_and_all_of_it_is_shown(
    tmp_path: Path, bug: str, lines: list[str]
) -> None:
    question = only(read_bank(bank_with(tmp_path, bug_question(bug))))
    shown = [choice.text.en or "" for choice in question.choices]
    assert [line.strip("`").removeprefix("x = ").replace("return x", "") for line in shown] == lines
    assert (question.prompt.en or "").count("\n    x = ") == 12


def test_written_choices_stay_and_all_of_the_code_ends_the_prompt(tmp_path: Path) -> None:
    question = only(read_bank(bank_with(tmp_path, bug_question("steps.m_is_never_corrected", *TWO))))
    assert not question.picks_line
    assert [choice.text.en for choice in question.choices] == ["a", "b"]
    code = (question.prompt.en or "").partition("```python\n")[2]
    assert code.splitlines() == [
        "def step(self, x, g):",
        "    self.t += 1",
        "    self.m = self.b * self.m + (1 - self.b) * g",
        "    m_hat = self.m",
        "    if self.decays:",
        "        x = x * 0.9",
        "    return x - self.lr * m_hat",
        "```",
    ], "without docstring and comments, which tell"


@pytest.mark.parametrize(
    ("bug", "what"),
    [
        ("steps.adds_to_much", "no planted bug is called 'steps.adds_to_much' (did you mean steps.adds_too_much?)"),
        ("walks.adds", "no family is called 'walks'"),
        ("steps.adds_a_line", "changes more than one line"),
        ("steps.has_another_limit", "lies outside of functions and classes"),
        ("steps.steps_far", "has 1 lines to pick from"),
        ("steps.splits_a_sum", "is no statement of its own"),
    ],
)
def test_a_bug_that_makes_no_question_is_a_problem_at_its_line(tmp_path: Path, bug: str, what: str) -> None:
    (problem,) = problems(bank_with(tmp_path, bug_question(bug)))
    assert problem.startswith("adam.yaml:9:10: questions[0].bug")
    assert what in problem


def test_a_bug_in_a_line_of_a_longer_statement_can_be_asked_about_in_words(tmp_path: Path) -> None:
    question = only(read_bank(bank_with(tmp_path, bug_question("steps.splits_a_sum", *TWO))))
    assert "        x + 40\n" in (question.prompt.en or "")


def test_a_bug_whose_description_stands_in_two_literals_is_found(tmp_path: Path) -> None:
    root = bank_with(tmp_path, bug_question("steps.adds_too_much_at_last"))
    path = root / "verifiers" / "steps.py"
    path.write_text(path.read_text(encoding="utf-8").replace(" at last", ' at la" "st'), encoding="utf-8")
    assert only(read_bank(root)).planted.changed == "x = x + 110"


def test_a_claim_of_the_bug_s_family_stands_in_verify(tmp_path: Path) -> None:
    (problem,) = problems(bank_with(tmp_path, bug_question("steps.adds_too_much", verify="[walks.far]")))
    assert "no claim of 'steps' is in verify" in problem


def test_a_family_that_is_not_python_is_a_problem_of_the_question(tmp_path: Path) -> None:
    root = bank_with(tmp_path, bug_question("steps.adds_too_much"))
    (root / "verifiers" / "steps.py").write_text("def (", encoding="utf-8")
    (problem,) = problems(root)
    assert "the family 'steps' cannot be read" in problem


def test_choices_are_missing_only_without_a_bug(tmp_path: Path) -> None:
    (problem,) = problems(bank_with(tmp_path, bug_question("")))
    assert problem.startswith("adam.yaml:3:5: questions[0].choices: 'choices' is missing (add choices:)")


def test_a_bank_in_one_language_is_not_asked_for_the_other(tmp_path: Path) -> None:
    text = bug_question("steps.adds_too_much", prompt="{en: Which?}", answer="{en: That.}")
    root = bank_with(tmp_path, text)
    (root / "questions" / "adam.yaml").write_text(f"topic: {{en: Adam}}\nquestions:\n{text}", encoding="utf-8")
    bank = read_bank(root)
    assert check_bank(bank, {"steps.far"}) == []
    assert only(bank).prompt.ko is None


def test_lines_of_code_are_no_habits_of_an_author(tmp_path: Path) -> None:
    same = [bug_question("steps.m_is_never_corrected", id=f"q{number}") for number in range(40)]
    assert list(habits(read_bank(bank_with(tmp_path, *same)))) == []


# The cache


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Path]:
    """The banks that were read from YAML, in a cache folder of the test's own."""
    monkeypatch.setenv("QUIZDL_HOME", str(tmp_path / "home"))
    seen: list[Path] = []

    def watched(root: Path) -> Bank:
        seen.append(root)
        return read_bank(root)

    monkeypatch.setattr(reading, "read_bank", watched)
    return seen


def wait_for_the_next_tick() -> None:
    time.sleep(0.05)  # what was written within one tick of the clock is not kept


def test_an_unchanged_bank_opens_from_its_cache_with_its_bugs(tmp_path: Path, reads: list[Path]) -> None:
    root = bank_with(
        tmp_path / "bank", bug_question("steps.adds_too_much"), bug_question("steps.steps_far", *TWO, id="b")
    )
    wait_for_the_next_tick()
    first = open_bank(root)
    second = open_bank(root)
    assert reads == [root]
    assert list(second.questions()) == list(first.questions())
    assert all(isinstance(question, BugQuestion) for question in second.questions())


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("programs/steps.py", "self.lr", "self.η"),
        ("steps.py", '"self.m", program', '"2 * self.m", program'),
        ("ko/steps.toml", "m을", "m을 전혀"),
    ],
)
def test_a_change_of_the_code_of_a_bug_is_seen(
    tmp_path: Path, reads: list[Path], file: str, old: str, new: str
) -> None:
    root = bank_with(tmp_path / "bank", bug_question("steps.m_is_never_corrected"))
    wait_for_the_next_tick()
    before = only(open_bank(root))
    path = root / "verifiers" / file
    status = path.stat()
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert only(open_bank(root)) != before
    assert reads == [root, root]


def test_code_that_was_written_this_moment_is_not_kept(tmp_path: Path, reads: list[Path]) -> None:
    root = bank_with(tmp_path / "bank", bug_question("steps.adds_too_much"))
    wait_for_the_next_tick()
    (root / "verifiers" / "programs" / "steps.py").touch()
    open_bank(root)
    open_bank(root)
    assert reads == [root, root]
