"""`quizdl study`, `stats` and `doctor` as a reader calls them."""

import json
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from click import Command
from click.testing import CliRunner
from fsrs.scheduler import DEFAULT_PARAMETERS

from quizdl.bank.model import Bank, Topic
from quizdl.cli.play import play_command
from quizdl.cli.study import fit_command, told
from quizdl.study import fitting
from quizdl.study.cards import NewReview, Rating
from quizdl.study.learner import Learner
from quizdl.study.progress import BUILTIN, ProgressStore
from quizdl.study.scheduling import LATEST, Scheduler
from tests.cli.conftest import Quizdl
from tests.study.questions import SAID, choice_question
from tests.study.writers import MORNING, Clock

pytestmark = pytest.mark.slow


def test_stats_of_a_new_reader_say_what_there_is(quizdl: Quizdl) -> None:
    result = quizdl("stats", "--lang", "en")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("Nothing answered yet\n\nDo next: Learn: ")
    document = json.loads(quizdl("stats", "--json").stdout)
    assert (document["schema"], document["seen"], document["readiness"]) == ("quizdl.stats/1", 0, None)
    ready = json.loads(quizdl("stats", "--json", "--until", "2999-01-01").stdout)
    assert ready["readiness"] == 0


def test_study_draws_as_much_as_the_minutes_hold(quizdl: Quizdl) -> None:
    for arguments in (["--minutes", "20"], ["--minutes", "20", "--until", "2999-01-01"]):
        result = quizdl("study", "--lang", "en", *arguments)
        assert result.returncode == 2, "the input is empty"
        first_line = result.stderr.splitlines()[0]
        assert "questions, about" in first_line
        assert 18 <= int(first_line.split("about ")[1].split()[0]) <= 20, "with the second tries of what goes wrong"


def test_the_evening_before_the_interview_there_is_a_day_left(tmp_path: Path) -> None:
    seoul = timezone(timedelta(hours=9))
    interview = datetime(2027, 1, 5, 9, tzinfo=seoul).astimezone(UTC)
    bank = Bank(tmp_path, (Topic("topic", SAID, (choice_question(True, False, name="q"),)),))
    with closing(ProgressStore.open(tmp_path / "progress.sqlite")) as store:
        for hours, days in ((-1, 0), (-13, 1), (-24, 1), (-37, 2)):
            learner = Learner(store, bank, now=Clock(interview.astimezone(seoul) + timedelta(hours=hours)))
            assert f"Your interview is in {days} d." in told(learner, ["q"], interview, "en"), hours


def test_an_interview_that_is_over_is_refused(quizdl: Quizdl) -> None:
    result = quizdl("study", "--until", "2020-01-15")
    assert result.returncode == 2
    assert "2020-01-15 is not to come" in result.stderr
    assert quizdl("study", "--until", "soon").returncode == 2


@pytest.mark.parametrize(
    ("command", "arguments"),
    [(play_command, ["adam", "--only", "bookmarked"]), (play_command, ["adam", "--only", "wrong"])],
)
def test_where_nothing_fits_that_is_said_and_no_screen_is_opened(
    command: Command, arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUIZDL_HOME", str(tmp_path))
    for module in ("play", "interview"):
        monkeypatch.setattr(f"quizdl.cli.{module}.can_draw", lambda: True)
    opened: list[object] = []
    monkeypatch.setattr("quizdl.tui.run.run_quiz", lambda *given, **_: opened.append(given))
    result = CliRunner().invoke(command, [*arguments, "--lang", "ko"])
    assert (result.exit_code, result.output, opened) == (0, "낼 문제가 없습니다.\n", [])


def test_once_the_interview_of_the_settings_is_over_what_is_due_is_asked_again(quizdl: Quizdl) -> None:
    quizdl("config", "until", "2020-01-15")
    told, asked = quizdl("study", "--lang", "en").stderr.splitlines()[:2]
    assert told.startswith("Your interview of 2020-01-15 is over, so this is what is due.")
    assert "questions, about" in asked
    assert json.loads(quizdl("stats", "--json").stdout)["readiness"] is None
    quizdl("config", "until", "2999-01-15")
    assert "Your interview is in" in quizdl("study", "--lang", "en").stderr.splitlines()[0]


def test_the_doctor_names_what_quizdl_runs_on_and_where_it_keeps_things(quizdl: Quizdl) -> None:
    result = quizdl("doctor", "--rebuild")
    assert (result.returncode, result.stderr) == (0, "")
    for name in ("quizdl", "python", "torch", "settings", "data", "cache", "rebuilt", "progress"):
        assert f"\n{name} " in f"\n{result.stdout}"


def test_damaged_progress_is_told_in_the_language_of_the_reader(quizdl: Quizdl, tmp_path: Path) -> None:
    progress = tmp_path / "home" / "data" / "progress.sqlite"
    told = {
        "doctor": ("주의      학습 기록이 손상되어 있었습니다. 쓸 수 있는 백업이 없어 새로 시작합니다.", 1),
        "stats": ("quizdl: 학습 기록이 손상되어 있었습니다.", 0),
        "stats --json": ("quizdl: 학습 기록이 손상되어 있었습니다.", 0),
    }
    for command, (message, code) in told.items():
        progress.parent.mkdir(parents=True, exist_ok=True)
        progress.write_text("garbage\n" * 1000)
        result = quizdl(*command.split(), LANG="ko_KR.UTF-8", LC_ALL="")
        assert (result.returncode, message in result.stdout + result.stderr) == (code, True), command
        if "--json" in command:
            assert json.loads(result.stdout)["schema"] == "quizdl.stats/1"


OTHER = "/home/reader/bank"
SLOW = (*DEFAULT_PARAMETERS[:8], 0.5, *DEFAULT_PARAMETERS[9:])  # gains little by each review


@pytest.fixture
def forgetful(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ProgressStore:
    """Two banks with questions of the same names, and a reader who forgets at every third review of each."""
    monkeypatch.setenv("QUIZDL_HOME", str(tmp_path))
    monkeypatch.setattr(fitting, "LEAST", 30)
    clock = Clock(MORNING.replace(year=2024))
    store = ProgressStore.open(now=clock)
    for number in range(15):
        for bank in (BUILTIN, OTHER):
            for question in ("a", "b"):
                rating = Rating.AGAIN if number % 3 == 2 else Rating.GOOD
                store.record(bank, NewReview(question, 1, rating, 1.0), Scheduler())
        clock.at += timedelta(days=4)
    return store


def fitted(monkeypatch: pytest.MonkeyPatch, parameters: tuple[float, ...]) -> str:
    """What `quizdl study fit` says when these parameters are what comes out."""
    monkeypatch.setattr(fitting, "_optimized", lambda _: parameters)
    result = CliRunner().invoke(fit_command, ["--lang", "en"])
    assert result.exit_code == 0, result.output
    return result.output


def test_memory_is_the_readers_so_reviews_of_every_bank_are_fitted_to_and_its_cards_made_again(
    forgetful: ProgressStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(forgetful) as store:
        before = store.cards(OTHER)
        output = fitted(monkeypatch, SLOW)
        assert "Fitted to 44 reviews. Mean log loss of 12 held-out ones: default" in output, "4 x 15, a fifth held out"
        assert "The fitted parameters are now used; 4 cards were recomputed." in output
        assert store.parameters() == SLOW
        assert store.rebuild(Scheduler(SLOW)) == 0
        assert {card.question for card in store.cards(OTHER).values() if card != before[card.question]} == {"a", "b"}


def test_parameters_that_no_longer_predict_better_give_way_to_the_default_ones(
    forgetful: ProgressStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = (*DEFAULT_PARAMETERS[:8], 3.0, *DEFAULT_PARAMETERS[9:])
    with closing(forgetful) as store:
        assert "so the current parameters stay" in fitted(monkeypatch, quick)
        assert store.parameters() is None
        store.use(quick)
        output = fitted(monkeypatch, quick)
        assert "The current parameters, fitted earlier: " in output
        assert "The default parameters predict best and are used again; 4 cards" in output
        assert store.parameters() is None
        assert store.rebuild(Scheduler()) == 0


@pytest.mark.parametrize("kept", ["", "garbage", "[1, 2]", "5", json.dumps(["a"] * 21), json.dumps([9.0] * 21)])
def test_kept_parameters_that_make_no_sense_are_not_used(forgetful: ProgressStore, kept: str) -> None:
    with closing(forgetful) as store:
        store.set_setting("parameters", kept)
        assert store.parameters() is None


def test_the_doctor_rebuilds_cards_that_were_answered_under_a_clock_far_ahead(quizdl: Quizdl, tmp_path: Path) -> None:
    with closing(ProgressStore.open(tmp_path / "home" / "data" / "progress.sqlite", now=Clock(LATEST))) as store:
        store.record(BUILTIN, NewReview("q", 1, Rating.GOOD, 1.0), Scheduler())
    assert "\nclock     1 question has an answer dated later than now" in quizdl("doctor").stdout
    result = quizdl("doctor", "--rebuild")
    assert "every card recomputed from the log; 1 differed" in result.stdout
    assert "\nclock " not in result.stdout


def test_the_doctor_lists_what_is_kept_of_questions_and_banks_that_are_gone(quizdl: Quizdl, tmp_path: Path) -> None:
    with closing(ProgressStore.open(tmp_path / "home" / "data" / "progress.sqlite")) as store:
        for number in range(21):
            store.record(BUILTIN, NewReview(f"gone-{number:02}", 1, Rating.GOOD, 1.0), Scheduler())
        store.record(OTHER, NewReview("q", 1, Rating.GOOD, 1.0), Scheduler())
    english, korean = quizdl("doctor").stdout, quizdl("doctor", LANG="ko_KR.UTF-8", LC_ALL="").stdout
    assert "\nprogress  reviews 21, questions 21, proven claims 0\n" in english
    assert "\naside     21 questions that the bank no longer has: gone-00, gone-01, " in english
    assert "gone-19, …\n" in english
    assert f"\naside     1 review of a bank that is no longer in {OTHER}: " in english
    assert "\n학습      복습 21번, 문제 21개, 증명한 주장 0개\n" in korean
    assert f"\n보관      {OTHER}에 있던 문제은행의 복습 1번" in korean
