"""`quizdl interview`, line by line, through the installed program."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import QUIZDL

Interview = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def interview(tmp_path: Path) -> Interview:
    def run(said: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(QUIZDL), "interview", "--plain", "--seed", "1", *arguments],
            env={"QUIZDL_HOME": str(tmp_path), "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"},
            input=said,
            capture_output=True,
            text=True,
            timeout=120,
            cwd=tmp_path,
        )

    return run


def kept(home: Path) -> list[Path]:
    return sorted((home / "data" / "interviews").glob("*.md"))


def test_an_interview_shows_nothing_before_its_end_and_is_kept(interview: Interview, tmp_path: Path) -> None:
    result = interview("my words\n1\nq\n1\n", "--lang", "en", "--minutes", "5")
    assert (result.returncode, result.stderr) == (0, "")
    before, _, after = result.stdout.partition("Your words: my words")
    assert "Model answer" not in before
    assert "not run here yet" not in before
    assert re.search(r"^- [A-Z].* \([a-z_]+\.[a-z_]+: .*not run here yet\)$", after, re.MULTILINE)
    assert "Model answer" in after
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
    interview("one\n1\nq\n1\n", "--lang", "ko")
    result = interview("two\n3\nq\n1 2\n", "--lang", "ko")
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
        result = interview(f"one\n2\ntwo\n{quits}\n1\n{quits}\n", "--lang", "ko")
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
    lines = interview("one\n1\nq\n1\n", "--lang", "ko").stdout.splitlines()
    assert lines[1].startswith("학습 기록이 손상되어 있었습니다.")
    assert sum("손상되어" in line for line in lines) == 1
