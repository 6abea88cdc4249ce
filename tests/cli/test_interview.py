"""`quizdl interview`, line by line, through the installed program."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import PATIENCE, QUIZDL

pytestmark = pytest.mark.slow

Interview = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def interview(tmp_path: Path) -> Interview:
    def run(typed: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(QUIZDL), "interview", "--plain", "--seed", "1", *arguments],
            env={"QUIZDL_HOME": str(tmp_path), "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"},
            input=typed,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            cwd=tmp_path,
        )

    return run


def test_an_interview_shows_nothing_before_its_end_and_is_kept(interview: Interview) -> None:
    result = interview("my words\nq\nq\n1\n", "--lang", "en", "--minutes", "5")
    assert (result.returncode, result.stderr) == (0, "")
    before, _, after = result.stdout.partition("Your words: my words")
    assert "Question 1 of about 2 · 5:00 left" in before
    assert "Said aloud" not in before
    assert "not run here yet" not in before
    assert re.search(r"^- [A-Z].* \([a-z_]+\.[a-z_]+: .*not run here yet\)$", after, re.MULTILINE)
    assert "Said aloud" in after
    assert re.search(r"^\d+ % of the key points, by your own ticks$", after, re.MULTILINE)
    assert re.search(r"^1\. [A-Z].* \(1/\d, 0:\d\d\)\n   - ", after, re.MULTILINE), "and what was left out"
    text = interview("", "--report", "1", "--lang", "en").stdout
    assert "> my words" in text
    assert text.count("- [x] ") == 1
    assert re.search(r"^- [A-Z].* \*\*.*not run here yet\*\* \(`quizdl verify ", text, re.MULTILINE)
    assert not re.search(r"\d%", text.split("## ")[0])


def test_the_next_interview_is_compared_with_the_best_before(interview: Interview) -> None:
    interview("one\nq\nq\n1\n", "--lang", "ko")
    result = interview("two\nq\nq\n1 2\n", "--lang", "ko")
    assert "지금까지 최고 " in result.stdout
    assert len(interview("", "--list").stdout.splitlines()) == 2


def test_whatever_comes_in_the_interview_ends(interview: Interview) -> None:
    assert interview("yes\n" * 3000).returncode == 0
    assert interview("").returncode == 2
    assert interview("q\n").returncode == 0


@pytest.mark.parametrize(("language", "told"), [("en", "Nothing was answered"), ("ko", "답한 문제가 없어")])
def test_an_interview_without_an_answer_says_so_and_how_to_begin_another(
    interview: Interview, language: str, told: str
) -> None:
    last = interview("q\nq\n", "--lang", language).stdout.splitlines()[-1]
    assert told in last
    assert "`quizdl interview`" in last


def test_an_unknown_topic_is_refused_with_the_nearest(interview: Interview) -> None:
    result = interview("", "backporp")
    assert result.returncode == 2
    assert "did you mean backprop" in result.stderr


def test_q_pauses_and_q_again_ends_it_on_a_hangul_keyboard_too_and_keeps_what_was_said(interview: Interview) -> None:
    for number, quits in enumerate(("q", "ㅂ", "Ｑ"), 1):
        result = interview(f"one\ntwo\n{quits}\n\n{quits}\n{quits}\n1\n{quits}\n", "--lang", "ko")
        assert result.returncode == 0
        assert result.stdout.count("일시 정지") == 2
        assert result.stdout.count("내 답: ") == 2
        assert "알 수 없는 입력" not in result.stdout
        assert len(interview("", "--list").stdout.splitlines()) == number
        text = interview("", "--report", "1").stdout
        assert "> one" in text
        assert "> two" in text
        assert text.count("- [x] ") == 1


def test_x_in_a_pause_throws_it_away_after_it_has_asked(interview: Interview) -> None:
    result = interview("one\nq\nx\n\nq\nx\nx\n")
    assert (result.returncode, result.stdout.count("x again throws away")) == (0, 2)
    assert "Your words" not in result.stdout
    assert interview("", "--list").stdout.strip() == "There are no reports of interviews yet."


def test_trouble_with_progress_is_told_before_the_first_question(interview: Interview, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "progress.sqlite").write_text("garbage\n" * 1000)
    lines = interview("one\nq\nq\n1\n", "--lang", "ko").stdout.splitlines()
    assert lines[1].startswith("학습 기록이 손상되어 있었습니다.")
    assert sum("손상되어" in line for line in lines) == 1


def test_a_pause_can_be_ended_and_what_was_typed_is_offered_again(interview: Interview) -> None:
    result = interview("q\n\nhalf an answer\nq\nq\nq\n")
    assert result.stdout.count("Paused") == 2
    assert result.stdout.count("Question 1 of") == 1
    again = interview("q\nq\n")
    assert "Press Enter to take the answer that you began: half an answer" in again.stdout, "it was not compared"


def test_a_level_without_open_questions_says_which_have_some(interview: Interview, tmp_path: Path) -> None:
    folder = tmp_path / "bank" / "questions"
    folder.mkdir(parents=True)
    question = (
        "  - id: {0}\n    kind: open\n    level: {1}\n    prompt: {{en: Why, ko: 왜}}\n"
        "    key_points: [{{en: a, ko: 가}}, {{en: b, ko: 나}}]\n    answer: {{en: So, ko: 그래서}}\n"
        "    verify: [family.claim_a]\n"
    )
    text = "topic: {en: Tea, ko: 차}\nquestions:\n" + question.format("x", 1) + question.format("y", 2)
    (folder / "tea.yaml").write_text(text, encoding="utf-8")
    bank = ("--bank", str(tmp_path / "bank"))
    result = interview("", "--level", "3", "tea", *bank)
    told = "There are no open questions at level 3 in Tea; levels 1 and 2 have 2."
    assert (result.returncode, result.stdout.strip()) == (0, told)
    result = interview("", "--level", "3", "--lang", "ko", *bank)
    assert result.stdout.strip() == "난이도 3의 말로 답하는 문제가 없습니다. 난이도 1, 2에는 2문제가 있습니다."
    result = interview("", "--level", "2", *bank)
    assert "Why" in result.stdout


def test_past_reports_are_listed_and_shown(interview: Interview) -> None:
    assert interview("", "--list").stdout.strip() == "There are no reports of interviews yet."
    interview("one\nq\nq\n1\n")
    interview("two\nq\nq\n1 2\n")
    listed = interview("", "--list").stdout.splitlines()
    assert [line.split(".")[0] for line in listed] == ["1", "2"]
    assert "% of the key points, by your own ticks" in listed[0]
    assert "> two" in interview("", "--report", "1").stdout, "the newest is the first"
    assert "> one" in interview("", "--report", "2").stdout
    result = interview("", "--report", "3")
    assert result.returncode == 2
    assert "There is no report 3" in result.stderr
