"""`quizdl config`, and what a shell completes."""

import pytest

from tests.cli.conftest import Quizdl


def test_settings_are_shown_made_and_forgotten(quizdl: Quizdl) -> None:
    assert "lang     -" in quizdl("config").stdout
    assert quizdl("config", "lang", "ko").returncode == 0
    assert "lang     ko" in quizdl("config").stdout
    assert "모멘텀" in quizdl("list", "momentum").stdout
    assert "Momentum" in quizdl("list", "momentum", "--lang", "en").stdout
    assert "lang     -" in quizdl("config", "lang", "--unset").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["lang", "kr"], "lang = 'kr' does not fit (en or ko)"),
        (["minutes", "99999"], "does not fit (minutes, as in 30)"),
        (["--unset"], "say which setting to forget"),
        (["lang", "ko", "--unset"], "either made or forgotten"),
        (["colour", "red"], "'colour' is not one of"),
    ],
)
def test_what_cannot_be_set_is_refused(quizdl: Quizdl, arguments: list[str], said: str) -> None:
    result = quizdl("config", *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert said in result.stderr


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("quizdl play mom", ["momentum"]),
        ("quizdl show momentum-last-t", ["momentum-last-ten"]),
        ("quizdl verify adam.bias_c", ["adam.bias_correction"]),
        ("quizdl verify rmsp", ["rmsprop"]),
        ("quizdl verify nosuch.", []),
    ],
)
def test_the_shell_completes_topics_questions_and_claims(quizdl: Quizdl, words: str, completed: list[str]) -> None:
    place = str(len(words.split()) - 1)
    result = quizdl(_QUIZDL_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=place)
    found = [line.removeprefix("plain,") for line in result.stdout.split()]
    assert [name for name in found if "-" not in name or "-" in words] == completed
