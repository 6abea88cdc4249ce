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


def kept(home: Path) -> list[Path]:
    return sorted((home / "data" / "interviews").glob("*.md"))


def test_an_interview_shows_nothing_before_its_end_and_is_kept(interview: Interview, tmp_path: Path) -> None:
    result = interview("my words\n1\nq\nq\n1\n", "--lang", "en", "--minutes", "5")
    assert (result.returncode, result.stderr) == (0, "")
    before, _, after = result.stdout.partition("Your words: my words")
    assert "Said aloud" not in before
    assert "not run here yet" not in before
    assert re.search(r"^- [A-Z].* \([a-z_]+\.[a-z_]+: .*not run here yet\)$", after, re.MULTILINE)
    assert "Said aloud" in after
    (file,) = kept(tmp_path)
    text = file.read_text(encoding="utf-8")
    assert str(file) in result.stdout
    assert "> my words" in text
    assert "- [x] " in text
    assert "quizdl verify" in text
    assert re.search(r"^- [A-Z].* \*\*.*not run here yet\*\* \(`quizdl verify ", text, re.MULTILINE), (
        "what a claim says"
    )
    assert re.search(r"^- .*: \d+ %$", text, re.MULTILINE)
    assert not re.search(r"\d%", text.split("## ")[0])


def test_the_next_interview_is_compared_with_the_one_before(interview: Interview, tmp_path: Path) -> None:
    interview("one\n1\nq\nq\n1\n", "--lang", "ko")
    result = interview("two\n3\nq\nq\n1 2\n", "--lang", "ko")
    assert "지난번: " in result.stdout
    assert len(kept(tmp_path)) == 2


def test_whatever_comes_in_the_interview_ends(interview: Interview) -> None:
    assert interview("yes\n" * 3000).returncode == 0
    assert interview("").returncode == 2
    assert interview("q\n").returncode == 0


def test_an_unknown_topic_is_refused_with_the_nearest(interview: Interview) -> None:
    result = interview("", "backporp")
    assert result.returncode == 2
    assert "did you mean backprop" in result.stderr


def test_q_ends_it_at_any_prompt_on_a_hangul_keyboard_too_and_keeps_what_was_said(
    interview: Interview, tmp_path: Path
) -> None:
    for quits in ("q", "ㅂ", "Ｑ"):
        result = interview(f"one\n2\ntwo\n{quits}\n{quits}\n1\n{quits}\n", "--lang", "ko")
        assert result.returncode == 0
        assert result.stdout.count("내 답: ") == 2
        assert "알 수 없는 입력" not in result.stdout
        text = kept(tmp_path)[-1].read_text(encoding="utf-8")
        assert "> one" in text
        assert "> two" in text
        assert text.count("- [x] ") == 1


def test_trouble_with_progress_is_told_before_the_first_question(interview: Interview, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "progress.sqlite").write_text("garbage\n" * 1000)
    lines = interview("one\n1\nq\nq\n1\n", "--lang", "ko").stdout.splitlines()
    assert lines[1].startswith("학습 기록이 손상되어 있었습니다.")
    assert sum("손상되어" in line for line in lines) == 1


def test_leaving_asks_and_what_was_typed_is_offered_again(interview: Interview) -> None:
    result = interview("q\n\nhalf an answer\nq\nno\n2\nq\nq\nq\n")
    assert result.stdout.count("End the interview?") == 3
    assert result.stdout.count("How did it go?") == 1
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
    interview("one\n1\nq\nq\n1\n")
    interview("two\n3\nq\nq\n1 2\n")
    listed = interview("", "--list").stdout.splitlines()
    assert [line.split(".")[0] for line in listed] == ["1", "2"]
    assert "interviews" in listed[0]
    assert "%" in listed[0]
    assert "> two" in interview("", "--report", "1").stdout, "the newest is the first"
    assert "> one" in interview("", "--report", "2").stdout
    result = interview("", "--report", "3")
    assert result.returncode == 2
    assert "There is no report 3" in result.stderr
