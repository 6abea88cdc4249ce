"""`quizdl study suspend`, `resume` and `reset`: topics that are not asked, or begun anew."""

from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from quizdl.bank.reading import read_bank
from quizdl.cli.study import reset_command
from quizdl.study.cards import NewReview, Rating
from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.study.rehearsal import Rehearsal
from quizdl.study.scheduling import Scheduler
from quizdl.study.selection import Selection, due_within
from tests.bank.banks import HEAD, question, write_bank
from tests.cli.conftest import Quizdl

POINTS = "[{en: one, ko: 하나}, {en: two, ko: 둘}]"


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    spoken = question(id="sgd-open", kind="open", value="", tolerance="", key_points=POINTS)
    return write_bank(tmp_path / "bank", adam=HEAD + question(), sgd=HEAD + question(id="sgd-one") + spoken)


def learner_of(tmp_path: Path, bank: Path) -> Learner:
    return Learner(ProgressStore.open(tmp_path / "home" / "data" / "progress.sqlite"), read_bank(bank))


@pytest.mark.slow
def test_a_suspended_topic_is_asked_only_where_it_is_named(quizdl: Quizdl, tmp_path: Path, bank: Path) -> None:
    done = quizdl("study", "suspend", "sgd", "--bank", str(bank), "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Suspended until you resume them or name them: Adam.\n"
    learner = learner_of(tmp_path, bank)
    with closing(learner.store):
        assert due_within(learner, 30) == ["adam-one"]
        assert [summary.id for summary in Selection().summaries(learner)] == ["adam-one"]
        assert [summary.id for summary in Selection(topics=("sgd",)).summaries(learner)] == ["sgd-one", "sgd-open"]
        assert Rehearsal(learner, 30, 0).interview.current is None
        assert Rehearsal(learner, 30, 0, topics=("sgd",)).interview.current is not None
        assert (learner.stats().due_now, learner.stats().new) == (0, 1)
    far = quizdl("study", "--until", "2999-01-01", "--plain", "--bank", str(bank), "--lang", "en")
    assert far.stderr.startswith("1 question,")
    assert quizdl("study", "resume", "sgd", "--bank", str(bank), "--lang", "en").stdout == "No topic is suspended.\n"
    learner = learner_of(tmp_path, bank)
    with closing(learner.store):
        assert len(due_within(learner, 30)) == 3


@pytest.mark.parametrize("before", [["study"], []], ids=["before the subcommand", "before the command"])
@pytest.mark.slow
def test_the_bank_and_the_language_may_stand_in_front(quizdl: Quizdl, bank: Path, before: list[str]) -> None:
    options = ["--bank", str(bank), "--lang", "ko"]
    done = quizdl(*before, *options, *(["suspend"] if before else ["study", "suspend"]), "sgd")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "다시 시작하거나 이름을 지정하기 전에는 내지 않는 주제: 아담\n"


@pytest.mark.slow
def test_a_topic_that_is_reset_is_new_and_its_reviews_stay_in_the_log(
    quizdl: Quizdl, tmp_path: Path, bank: Path
) -> None:
    learner = learner_of(tmp_path, bank)
    with closing(learner.store) as store:
        for name in ("adam-one", "sgd-one", "sgd-one"):
            store.record(learner.key, NewReview(name, 1, Rating.GOOD, 1.0), Scheduler())
    refused = quizdl("study", "reset", "sgd", "--bank", str(bank), "--lang", "en")
    assert refused.returncode == 130, "the question is not answered"
    done = quizdl("study", "reset", "sgd", "--yes", "--bank", str(bank), "--lang", "en")
    assert (done.returncode, done.stdout) == (0, "1 question new again.\n")
    learner = learner_of(tmp_path, bank)
    with closing(learner.store) as store:
        assert set(learner.cards) == {"adam-one"}
        assert [review.question for review in store.reviews(learner.key)] == ["adam-one"]
        lines = "select count(*) from reviews where question = 'sgd-one' and voids is null"
        assert store._rows(lines) == [(2,)], "the log is only added to"
        assert store.rebuild(Scheduler()) == 0
        assert learner.reset(["sgd"]) == 0, "twice changes nothing more"


def test_a_reset_in_a_session_is_followed_by_what_is_remembered(tmp_path: Path, bank: Path) -> None:
    learner = learner_of(tmp_path, bank)
    with closing(learner.store) as store:
        store.record(learner.key, NewReview("sgd-one", 1, Rating.GOOD, 1.0), Scheduler())
        assert learner.reset(["sgd"]) == 1
        assert learner.cards == {}


@pytest.mark.parametrize("command", ["suspend", "resume", "reset"])
@pytest.mark.slow
def test_a_topic_that_is_not_there_is_refused_with_the_nearest(quizdl: Quizdl, bank: Path, command: str) -> None:
    done = quizdl("study", command, "sdg", "--bank", str(bank))
    assert (done.returncode, done.stdout) == (2, "")
    assert "did you mean sgd?" in done.stderr


@pytest.mark.slow
def test_the_shell_completes_topics_to_suspend(quizdl: Quizdl) -> None:
    result = quizdl(_QUIZDL_COMPLETE="bash_complete", COMP_WORDS="quizdl study suspend mom", COMP_CWORD="3")
    assert result.stdout.split() == ["plain,momentum"]


@pytest.mark.parametrize(
    ("typed", "count", "told"),
    [
        ("n\n", 1, "Nothing was changed."),
        ("\n", 1, "Nothing was changed."),
        ("Y\n", 0, "1 question new"),
        ("maybe\nyes\n", 0, "1 question new"),
    ],
)
def test_a_reset_that_is_declined_changes_nothing_and_says_so(
    tmp_path: Path, bank: Path, monkeypatch: pytest.MonkeyPatch, typed: str, count: int, told: str
) -> None:
    monkeypatch.setenv("QUIZDL_HOME", str(tmp_path / "home"))
    learner = learner_of(tmp_path, bank)
    with closing(learner.store) as store:
        store.record(learner.key, NewReview("sgd-one", 1, Rating.GOOD, 1.0), Scheduler())
    done = CliRunner().invoke(reset_command, ["sgd", "--bank", str(bank), "--lang", "en"], input=typed)
    assert done.exit_code == 0
    assert told in done.output
    learner = learner_of(tmp_path, bank)
    with closing(learner.store):
        assert len(learner.cards) == count


@pytest.mark.parametrize(("language", "told"), [("en", "Type y or n."), ("ko", "y 또는 n을 입력하세요.")])
def test_an_answer_that_is_neither_yes_nor_no_is_asked_for_again_in_the_language_of_the_reader(
    tmp_path: Path, bank: Path, monkeypatch: pytest.MonkeyPatch, language: str, told: str
) -> None:
    monkeypatch.setenv("QUIZDL_HOME", str(tmp_path / "home"))
    learner = learner_of(tmp_path, bank)
    with closing(learner.store) as store:
        store.record(learner.key, NewReview("sgd-one", 1, Rating.GOOD, 1.0), Scheduler())
    done = CliRunner().invoke(reset_command, ["sgd", "--bank", str(bank), "--lang", language], input="maybe\nn\n")
    assert done.output.count("[y/N]") == 2
    assert told in done.output
    assert "Error" not in done.output
