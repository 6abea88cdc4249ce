"""What the command line says when answers could not be saved."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.bank.banks import HEAD, question, write_bank
from tests.cli.conftest import PATIENCE, QUIZDL

SAID = {
    "en": "1 answer could not be saved and will be missing from your progress.",
    "ko": "답 1개를 저장하지 못해 학습 기록에 남지 않았습니다.",
}


def play(home: Path, answers: str, language: str = "en", *, limit: str = "") -> subprocess.CompletedProcess[str]:
    bank = write_bank(home / "bank", adam=HEAD + question() + question(id="adam-two"))
    return subprocess.run(
        [
            "sh",
            "-c",
            f'{limit} exec "$@"',
            "sh",
            str(QUIZDL),
            "play",
            "--bank",
            str(bank),
            "--plain",
            "--lang",
            language,
        ],
        env={**os.environ, "QUIZDL_HOME": str(home), "LANG": "C.UTF-8"},
        input=answers,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


@pytest.mark.fault
@pytest.mark.parametrize("language", SAID)
@pytest.mark.slow
def test_answers_that_could_not_be_saved_are_counted_at_the_end_and_exit_with_4(tmp_path: Path, language: str) -> None:
    (tmp_path / "data").touch()
    run = play(tmp_path, "22\n\nq\n", language)
    assert run.returncode == 4
    assert SAID[language] in run.stderr


@pytest.mark.fault
@pytest.mark.slow
def test_a_disk_that_is_full_from_the_start_loses_no_answer_in_silence(tmp_path: Path) -> None:
    run = play(tmp_path, "22\n\n22\n\n", limit="ulimit -f 0;")
    assert run.returncode == 4
    assert "2 answers could not be saved" in run.stderr
    assert "Your progress is not saved" in run.stdout
    assert "2 of 2, in " in run.stdout


@pytest.mark.slow
def test_saved_answers_exit_with_0(tmp_path: Path) -> None:
    run = play(tmp_path, "22\n\nq\n")
    assert (run.returncode, run.stderr) == (0, "")
