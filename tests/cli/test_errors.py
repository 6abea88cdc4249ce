"""What the command line says of a mistake, in the reader's language."""

import sys
from pathlib import Path

import pytest

from quizdl.cli import exit_code, quizdl_command
from quizdl.config import config_file

ANSWERS = {  # what a reader types, and what the last line of stderr says of it
    "plya": "quizdl: 명령 중에 그런 이름이 없습니다: 'plya' (비슷한 이름: play)",
    "verify --sed 3": "오류: 옵션 중에 그런 이름이 없습니다: '--sed' (비슷한 이름: '--seed', '--seeds', '--set')",
    "verify adam --seed": "오류: '--seed' 옵션 뒤에 값을 적으세요.",
    "verify adam --jobs x": "오류: '--jobs' 값이 올바르지 않습니다. 'x' 대신 정수를 적으세요.",
    "verify adam --jobs 0": "오류: '--jobs' 값이 올바르지 않습니다. 0: 범위(x>=1)를 벗어났습니다.",
    "stats --json=2": "오류: '--json' 옵션에는 값을 적지 않습니다.",
    "bank neww": "오류: 명령 중에 그런 이름이 없습니다: 'neww' (비슷한 이름: 'new')",
    "bank new": "오류: '경로' 인자가 빠졌습니다.",
    "bank check a b": "오류: 남는 인자가 있습니다: b",
    "trust /nowhere": "오류: '경로' 값이 올바르지 않습니다. '/nowhere': 그런 파일이나 폴더가 없습니다.",
    "list --lang fr": "오류: '--lang' 값이 올바르지 않습니다. 'fr' 대신 쓸 수 있는 값: 'en', 'ko'",
    "show x --bank /nowhere": "오류: '--bank' 값이 올바르지 않습니다. '/nowhere': 그런 폴더가 없습니다.",
    "verify --list adam.zzzzzzzz": "quizdl: 주장 중에 그런 이름이 없습니다: 'adam.zzzzzzzz'",
}


@pytest.fixture(autouse=True)
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new reader on a Korean system, in an empty folder."""
    monkeypatch.setenv("QUIZDL_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LC_ALL", "ko_KR.UTF-8")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")


def printed(arguments: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """What stderr says of wrong arguments."""
    monkeypatch.setattr(sys, "argv", ["quizdl", *arguments.split()])
    main = quizdl_command.main
    assert exit_code(lambda: main(arguments.split(), prog_name="quizdl", standalone_mode=False)) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    return printed.err


@pytest.mark.parametrize(("arguments", "answer"), ANSWERS.items())
def test_a_mistake_is_answered_in_korean_on_a_korean_system(
    arguments: str, answer: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert printed(arguments, monkeypatch, capsys).splitlines()[-1] == answer


@pytest.mark.slow
def test_the_option_for_the_language_goes_before_the_locale(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert printed("list nothing --lang en", monkeypatch, capsys) == "quizdl: no topic is called 'nothing'\n"
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert "그런 이름이 없습니다" in printed("list nothing --lang=ko", monkeypatch, capsys)


def test_wrong_use_names_the_usage_and_the_help_in_korean(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert printed("bank new a b", monkeypatch, capsys) == (
        "사용법: quizdl bank new [옵션] 경로\n도움말: quizdl bank new --help\n\n오류: 남는 인자가 있습니다: b\n"
    )
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert printed("bank new a b", monkeypatch, capsys) == (
        "Usage: quizdl bank new [OPTIONS] PATH\nTry 'quizdl bank new --help' for help.\n\n"
        "Error: Got unexpected extra argument (b)\n"
    )


def test_a_control_character_in_wrong_use_is_made_harmless(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "\x07" not in printed("bank check a \x07b", monkeypatch, capsys)


@pytest.mark.parametrize(
    ("settings", "locale", "korean"),
    [
        ('lang = "ko"\ntheme = "pink"\n', "en_US.UTF-8", True),
        ('lang = "en"\ntheme = "pink"\n', "ko_KR.UTF-8", False),
        ("lang = ", "ko_KR.UTF-8", True),
        ("lang = ", "en_US.UTF-8", False),
    ],
)
def test_settings_that_make_no_sense_are_said_in_the_readers_language(
    settings: str, locale: str, korean: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    config_file().parent.mkdir(parents=True)
    config_file().write_text(settings)
    answer = printed("stats", monkeypatch, capsys)
    assert str(config_file()) in answer
    assert answer.isascii() != korean
