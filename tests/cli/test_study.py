"""`quizdl study`, `stats` and `doctor` as a reader calls them."""

import json
from pathlib import Path

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


def test_damaged_progress_is_told_in_the_language_of_the_reader(quizdl: Quizdl, tmp_path: Path) -> None:
    progress = tmp_path / "home" / "data" / "progress.sqlite"
    told = {
        "doctor": ("trouble   학습 기록이 손상되어 있었습니다. 쓸 수 있는 백업이 없어 새로 시작합니다.", 1),
        "stats": ("quizdl: 학습 기록이 손상되어 있었습니다.", 0),
        "stats --json": ("quizdl: 학습 기록이 손상되어 있었습니다.", 0),
    }
    for command, (said, code) in told.items():
        progress.parent.mkdir(parents=True, exist_ok=True)
        progress.write_text("garbage\n" * 1000)
        result = quizdl(*command.split(), LANG="ko_KR.UTF-8", LC_ALL="")
        assert (result.returncode, said in result.stdout + result.stderr) == (code, True), command
        if "--json" in command:
            assert json.loads(result.stdout)["schema"] == "quizdl.stats/1"
