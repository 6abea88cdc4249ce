"""The quiz line by line: its commands, and an end whatever comes in."""

import os
import subprocess
import sys
import unicodedata
from contextlib import closing
from itertools import repeat
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from quizdl.line_mode.quiz import play_line_mode
from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.study.study_session import StudySession
from quizdl.verify.catalogue import Catalogue
from tests.line_mode.playing import MEASURED, NUMBER, OPEN, ORDER, FakeRunner, asked_lines, bank, choice, place_of, play


@pytest.mark.fault
def test_the_last_answer_can_be_undone_once_all_are_given() -> None:
    asked = asked_lines(choice(True, False))
    right, wrong = place_of(asked, "choice 0"), place_of(asked, "choice 1")
    code, shown = play(bank(choice(True, False)), [right, "", "u", wrong, "", "x"])
    assert code == 0
    assert shown.index("Right.") < shown.index("Undone.") < shown.index("Not quite.")


def test_undoing_what_is_not_there_comes_to_an_end() -> None:
    code, shown = play(bank(NUMBER, ORDER), repeat("u"))
    assert code == 0
    assert "There is nothing to undo." in shown


def test_l_is_kept_for_the_next_start() -> None:
    kept = list[tuple[str, str]]()
    with TemporaryDirectory() as folder, closing(ProgressStore.open(Path(folder) / "p.sqlite")) as store:
        lines = iter(["l"])
        play_line_mode(
            StudySession(Learner(store, bank(OPEN))),
            None,
            "en",
            [OPEN],
            1,
            read=lambda _prompt: next(lines, None),
            write=lambda _line: None,
            remember=lambda name, value: kept.append((name, value)),
        )
    assert kept == [("lang", "ko")]


@pytest.mark.fault
@pytest.mark.parametrize("keys", ["vlq", "ㅍㅣㅂ", "ＶＬＱ", unicodedata.normalize("NFKD", "ㅍㅣㅂ")])
def test_letters_of_a_hangul_keyboard_are_the_same_commands(keys: str, catalogue: Catalogue) -> None:
    runner = FakeRunner()
    prove, switch, leave = list(keys)
    code, shown = play(bank(choice(True, False), NUMBER), [switch, "1", prove, leave], catalogue, runner)
    assert code == 0
    assert runner.runs == 1
    assert "ask (ko)" in shown
    assert any(line.endswith("주장 자체.") for line in shown)


def test_l_asks_the_same_question_in_the_other_language_and_help_and_skip_do_as_they_say() -> None:
    _, shown = play(bank(NUMBER, ORDER), ["l", "?", "s", "l", "s"])
    assert shown.count("ask (ko)") == 2
    assert any(line.startswith("s: 문제 건너뛰기") for line in shown)
    assert shown[-2:] == ["Nothing was answered.", "2 skipped"]


@pytest.mark.fault
def test_an_empty_input_is_refused() -> None:
    code, shown = play(bank(NUMBER), [])
    assert code == 2
    assert shown[-1].startswith("Standard input is empty")


@pytest.mark.fault
def test_the_end_of_the_input_ends_with_the_summary() -> None:
    code, shown = play(bank(NUMBER, choice(True, False)), ["x"])
    assert code == 0
    assert shown[-1] == "Nothing was answered."


@pytest.mark.fault
@pytest.mark.parametrize("line", ["y", "", "l", "?", "v", "1", "ㅋ", "\x00", "9" * 5000])
def test_endless_input_of_any_kind_comes_to_an_end(line: str, catalogue: Catalogue) -> None:
    code, shown = play(bank(NUMBER, ORDER, OPEN, MEASURED, choice(True, False)), repeat(line), catalogue)
    assert code == 0
    assert len(shown) < 2000


def test_a_bank_without_questions_says_so() -> None:
    assert play(bank(), ["1"]) == (0, ["There are no questions to ask."])


@pytest.mark.fault
@pytest.mark.slow
@pytest.mark.parametrize("surroundings", [{"TERM": "dumb"}, {"NO_COLOR": "1"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_command_goes_plain_without_a_terminal_and_never_hangs(
    surroundings: dict[str, str], language: str, tmp_path: Path
) -> None:
    folder = tmp_path / "bank" / "questions"
    folder.mkdir(parents=True)
    (folder / "t.yaml").write_text(
        "topic: {en: T, ko: 주제}\nquestions:\n  - id: n\n    kind: number\n    level: 1\n    value: 3\n"
        "    tolerance: 0\n    prompt: {en: How many, ko: 몇}\n    answer: {en: Three, ko: 셋}\n"
        "    verify: [family.claim_a]\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "quizdl", "play", "--bank", str(tmp_path / "bank"), "--lang", language]
    environment = os.environ | surroundings
    for given, code in ((b"", 2), (b"3\n\n", 0), (b"\xff\xfe\n3\n\n", 0)):
        run = subprocess.run(command, input=given, capture_output=True, env=environment, timeout=600, check=False)
        assert run.returncode == code, run.stderr
        assert b"Traceback" not in run.stderr
        assert b"\x1b" not in run.stdout


def test_trouble_with_progress_is_told_once_in_the_language_of_the_reader() -> None:
    _, shown = play(bank(NUMBER, OPEN), ["65", "", "said", "1", ""], language="ko", progress=b"garbage" * 1000)
    assert sum("학습 기록이 손상되어 있었습니다." in line for line in shown) == 1
    _, shown = play(bank(NUMBER, OPEN), ["65", "", "said", "1", ""], language="en", progress=b"garbage" * 1000)
    assert "Your progress was damaged." in shown[1], "before the first question"
    assert sum("Your progress was damaged." in line for line in shown) == 1
