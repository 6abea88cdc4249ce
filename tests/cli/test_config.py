"""`quizdl config`, and what a shell completes."""

from pathlib import Path

import pytest

from tests.cli.conftest import Quizdl

pytestmark = pytest.mark.slow  # each starts the program anew


def test_settings_are_shown_made_and_forgotten(quizdl: Quizdl) -> None:
    assert "lang     -" in quizdl("config").stdout
    assert quizdl("config", "lang", "ko").returncode == 0
    assert "lang     ko" in quizdl("config").stdout
    assert "모멘텀" in quizdl("list", "momentum").stdout
    assert "Momentum" in quizdl("list", "momentum", "--lang", "en").stdout
    assert "lang     -" in quizdl("config", "lang", "--unset").stdout


def test_formulas_are_plain_where_the_setting_says_so(quizdl: Quizdl) -> None:
    shown = "adam-without-correction", "--answer", "--lang", "en"
    assert "√(1-β₂ᵗ)" in quizdl("show", *shown).stdout
    assert "maths    plain" in quizdl("config", "maths", "plain").stdout
    answer = quizdl("show", *shown).stdout
    assert "sqrt(1-beta_2^t)" in answer
    assert "β" not in answer


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["lang", "kr"], "lang = 'kr' does not fit (en or ko)"),
        (["minutes", "99999"], "does not fit (minutes, as in 30)"),
        (["day", "24"], "does not fit (an hour from 0 to 23; without it, 4)"),
        (["until", "9999-12-31"], "does not fit (a day, as in 2027-01-15)"),
        (["until", "0001-01-01"], "does not fit (a day, as in 2027-01-15)"),
        (["--unset"], "say which setting to forget"),
        (["lang", "ko", "--unset"], "either made or forgotten"),
        (["colour", "red"], "'colour' is not one of"),
    ],
)
def test_what_cannot_be_set_is_refused(quizdl: Quizdl, arguments: list[str], message: str) -> None:
    result = quizdl("config", *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert message in result.stderr


def test_a_setting_that_does_not_fit_can_be_made_anew_and_forgotten(quizdl: Quizdl, tmp_path: Path) -> None:
    file = tmp_path / "home" / "config" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text('until = "9999-12-31"\nlang = "ko"\n')
    refused = quizdl("stats")
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "until = '9999-12-31' 값을 쓸 수 없습니다." in refused.stderr  # the file says Korean
    assert quizdl("config", "until", "--unset").returncode == 0
    assert file.read_text() == 'lang = "ko"  # the language\n'


@pytest.mark.fault
@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "9999-12-31", "10000-01-01", "2027-02-30", "soon", ""])
@pytest.mark.parametrize("command", ["stats", "study"])
def test_a_day_that_is_no_day_of_an_interview_is_refused_in_one_sentence(
    quizdl: Quizdl, command: str, day: str
) -> None:
    result = quizdl(command, "--until", day, TZ="Pacific/Kiritimati")
    assert (result.returncode, result.stdout) == (2, "")
    assert f"{day!r} is not a day from 2000-01-01 to 2999-12-31" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
def test_the_first_and_the_last_day_have_statistics_in_every_time_zone(quizdl: Quizdl, zone: str) -> None:
    for day in ("2000-01-01", "2999-12-31"):
        assert quizdl("stats", "--until", day, TZ=zone).returncode == 0


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
