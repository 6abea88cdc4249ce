"""`quizdl study`, `stats` and `doctor` as a reader calls them."""

import json

from tests.cli.conftest import Quizdl


def test_stats_of_a_new_reader_say_what_there_is(quizdl: Quizdl) -> None:
    result = quizdl("stats", "--lang", "en")
    assert (result.returncode, result.stderr) == (0, "")
    assert "0 of " in result.stdout
    document = json.loads(quizdl("stats", "--json").stdout)
    assert (document["schema"], document["seen"], document["readiness"]) == ("quizdl.stats/1", 0, None)
    ready = json.loads(quizdl("stats", "--json", "--until", "2999-01-01").stdout)
    assert ready["readiness"] == 0


def test_study_draws_as_much_as_the_minutes_hold(quizdl: Quizdl) -> None:
    for arguments in (["--minutes", "5"], ["--minutes", "5", "--until", "2999-01-01"]):
        result = quizdl("study", "--lang", "en", *arguments)
        assert result.returncode == 2, "nobody answers"
        said = result.stderr.splitlines()[0]
        assert "questions, about" in said
        assert int(said.split("about ")[1].split()[0]) <= 6


def test_an_interview_that_is_over_is_refused(quizdl: Quizdl) -> None:
    result = quizdl("study", "--until", "2020-01-15")
    assert result.returncode == 2
    assert "2020-01-15 is not to come" in result.stderr
    assert quizdl("study", "--until", "soon").returncode == 2


def test_the_doctor_names_what_quizdl_runs_on_and_where_it_keeps_things(quizdl: Quizdl) -> None:
    result = quizdl("doctor", "--rebuild")
    assert (result.returncode, result.stderr) == (0, "")
    for name in ("quizdl", "python", "torch", "settings", "data", "cache", "rebuilt", "progress"):
        assert f"\n{name} " in f"\n{result.stdout}"
