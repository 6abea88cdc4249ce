"""Kills, hot journals, and files that vanish under a running quiz: no acknowledged answer is lost, or it is told."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from quizdl.bank.reading import read_bank
from quizdl.report.wording import say_storage_warning, say_unsaved
from quizdl.study import database, durable_database
from quizdl.study.backups import Damaged, connect
from quizdl.study.cards import NewReview, Rating
from quizdl.study.grading import Grade
from quizdl.study.learner import Learner
from quizdl.study.progress import BUILTIN, ProgressStore
from quizdl.study.rows import StoredSession
from quizdl.study.scheduling import Scheduler
from quizdl.study.storage_warnings import NotSaved, Restored, Unsaved, WrittenAgain
from quizdl.study.study_session import StudySession
from tests.study import writers
from tests.study.writers import Clock, all_is_well, answer, fill, ids_on_disk, in_child

ROOT = Path(__file__).parents[2]
PAGE = 4096
HOT = bytes.fromhex("d9d505f920a163d7") + bytes(4) + b"salt" + bytes(4) + (512).to_bytes(4, "big")  # no page, of none
JOURNAL = (HOT + PAGE.to_bytes(4, "big")).ljust(512, b"\0")  # what a kill leaves while SQLite writes its first page


def begun_by_0_1_0(path: Path) -> None:
    """What the first release left when it was killed while the database was first made: page and hot journal."""
    path.parent.mkdir()
    with closing(connect(path)) as first:
        first.execute("pragma journal_mode = wal")
    assert path.stat().st_size == PAGE
    Path(f"{path}-journal").write_bytes(JOURNAL)


def kill(store: ProgressStore, path: Path, to: Path) -> Path:
    """Copy what a session that is killed now leaves to a folder; the path of its database there."""
    shutil.copytree(path.parent, to)
    store.close()
    return to / path.name


@pytest.mark.fault
def test_a_store_that_was_killed_while_it_was_first_made_saves_answers_from_the_next_start_on(path: Path) -> None:
    begun_by_0_1_0(path)
    store = ProgressStore.open(path)
    last = answer(store, "q")
    assert (store.saved, store.warning) == (True, None)
    store.close()
    all_is_well(path, [last])


@pytest.mark.fault
@pytest.mark.slow
def test_a_kill_at_any_line_from_the_first_start_on_loses_no_acknowledged_answer(tmp_path: Path) -> None:
    assert in_child(writers.kill_at_every_line, tmp_path, "", 9) > 50


@pytest.mark.slow
def test_a_kill_at_any_line_of_a_restoration_loses_no_acknowledged_answer(path: Path, tmp_path: Path) -> None:
    fill(path, 20, Clock())
    store = ProgressStore.open(path, now=Clock())
    for number in range(5):
        answer(store, f"q{number}")  # after the backup
    left = kill(store, path, tmp_path / "left")
    shutil.copy(path, left.with_name("kept.sqlite"))
    with closing(connect(left)) as stranger:
        (root,) = stranger.execute("select rootpage from sqlite_schema where name = 'cards'").fetchone()
    with left.open("r+b") as file:
        file.seek((root - 1) * PAGE)
        file.write(b"\xff" * PAGE)
    assert in_child(writers.kill_at_every_line, tmp_path, str(left.parent), 9) > 50


@pytest.mark.fault
def test_the_first_session_does_not_live_in_the_write_ahead_log_alone(path: Path, tmp_path: Path) -> None:
    store = ProgressStore.open(path)
    ids = [answer(store, f"q{number}") for number in range(12)]
    left = kill(store, path, tmp_path / "left")
    Path(f"{left}-wal").unlink()
    store = ProgressStore.open(left)
    assert (store.saved, store.warning) == (True, None)
    kept = [review.id for review in store.reviews()]
    assert kept == ids[: len(kept)]
    assert len(kept) >= 6
    store.close()


def test_a_new_store_does_not_take_the_log_of_a_removed_one_for_its_own(path: Path, tmp_path: Path) -> None:
    store = ProgressStore.open(path)
    answer(store, "q")
    left = kill(store, path, tmp_path / "left")
    shutil.rmtree(left.parent / "backups")
    left.unlink()
    log = Path(f"{left}-wal").read_bytes()
    store = ProgressStore.open(left)
    last = answer(store, "q")
    assert store.saved
    assert store.warning == Restored(None, 0, None)
    store.close()
    all_is_well(left, [last])
    (aside,) = left.parent.glob("*.corrupt-*-wal")
    assert aside.read_bytes() == log


def test_the_journal_of_a_damaged_file_is_not_played_back_into_the_restored_one(path: Path) -> None:
    ids = fill(path, 20, Clock())
    path.write_bytes(b"\xff" * PAGE)
    Path(f"{path}-journal").write_bytes(JOURNAL)
    store = ProgressStore.open(path, now=Clock())
    assert [review.id for review in store.reviews()] == ids
    store.close()
    all_is_well(path, ids)


# A file that vanishes under a running quiz


@pytest.mark.fault
def test_a_folder_removed_while_the_quiz_runs_is_written_again_with_all_that_was_in_it(path: Path) -> None:
    ids = fill(path, 20, Clock())
    store = ProgressStore.open(path, now=Clock())
    store.bookmark(BUILTIN, "q1", True)
    ids.append(answer(store, "q1"))
    before = store.cards(BUILTIN)
    shutil.rmtree(path.parent)
    ids.append(answer(store, "q2"))
    assert store.saved
    assert store.warning == WrittenAgain(str(path))
    assert store.unsaved == Unsaved(0, 0)
    assert store.cards(BUILTIN)["q1"] == before["q1"]
    assert store.bookmarks(BUILTIN) == {"q1"}
    store.close()
    assert ids_on_disk(path) == ids
    all_is_well(path, ids)


def test_a_folder_removed_after_the_last_answer_is_written_again_when_the_quiz_ends(path: Path) -> None:
    store = ProgressStore.open(path)
    ids = [answer(store, "q1"), answer(store, "q2")]
    shutil.rmtree(path.parent)
    store.close()
    all_is_well(path, ids)


def test_a_folder_that_cannot_be_made_again_is_told_with_the_number_of_answers(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durable_database, "RETRY_SECONDS", 0.0)
    fill(path, 20, Clock())
    store = ProgressStore.open(path, now=Clock())
    ids = [answer(store, "q1"), answer(store, "q2")]
    shutil.rmtree(path.parent)
    path.parent.touch()
    ids.append(answer(store, "q3"))
    assert isinstance(store.warning, NotSaved)
    assert store.unsaved.answers == 3, "those of this session"
    path.parent.unlink()
    ids.append(answer(store, "q4"))
    assert store.saved
    assert store.unsaved == Unsaved(0, 0)
    store.close()
    assert len(ids_on_disk(path)) == 24
    all_is_well(path, ids)


def test_answers_after_another_quizdl_replaced_the_file_go_to_the_new_one(path: Path) -> None:
    ids = fill(path, 20, Clock())
    store, other = ProgressStore.open(path, now=Clock()), ProgressStore.open(path, now=Clock())
    ids.append(answer(store, "q1"))
    with database.lock(path):
        database._heal(path, Clock()())[0].close()  # as the other does where it meets damage
    ids.append(answer(store, "q2"))
    ids.append(answer(other, "q3"))
    assert [store.saved, other.saved] == [True, True]
    store.close()
    other.close()
    assert sorted(ids_on_disk(path)) == sorted(ids)
    all_is_well(path, ids)


# What is not saved is told


def test_answers_only_in_memory_are_counted_without_retracted_ones(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    store = ProgressStore.open(tmp_path / "data" / "progress.sqlite")
    assert store.unsaved == Unsaved(0, 0)
    assert say_unsaved("en", store.unsaved) == ""
    first = answer(store, "q1")
    second = answer(store, "q2")
    store.record(BUILTIN, NewReview("q2", 1, Rating.EASY, 1.0), Scheduler(), replaces=second)
    answer(store, "q3")
    store.retract(BUILTIN, "q1", first, Scheduler())
    assert store.unsaved.answers == 2
    store.keep_session(BUILTIN, StoredSession(1, ("q1",), 1))
    store.close()
    assert store.unsaved.answers == 2, "it stays known when the store is closed"
    for language in ("en", "ko"):
        assert "2" in say_unsaved(language, store.unsaved)
        assert "2" in say_unsaved(language, store.unsaved, ended=False)
        assert str(tmp_path) in say_storage_warning(language, WrittenAgain(str(tmp_path)))


def test_a_note_that_is_only_in_memory_is_told_too(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    store = ProgressStore.open(tmp_path / "data" / "progress.sqlite")
    store.note(BUILTIN, "q1", "read this again")
    store.close()
    assert store.unsaved == Unsaved(0, 1)
    for language in ("en", "ko"):
        assert say_unsaved(language, store.unsaved)


def test_answers_before_the_disk_refused_count_as_saved(path: Path) -> None:
    store = ProgressStore.open(path)
    answer(store, "q0")
    store._database._connection.execute("pragma query_only = true")
    answer(store, "q1")
    assert store.unsaved.answers == 1
    store.close()
    assert store.unsaved == Unsaved(0, 0), "closing tried once more"
    assert len(ids_on_disk(path)) == 2


@pytest.mark.slow
def test_an_answer_that_a_restoration_lost_can_be_undone_and_overruled(path: Path) -> None:
    bank = read_bank(ROOT)
    store = ProgressStore.open(path)
    session = StudySession(learner := Learner(store, bank))
    question = next(bank.questions())
    session.begin([question], 1)
    session.record(Grade(True, 1.0), "en")
    store._database._connection.close()
    path.write_bytes(b"")
    shutil.rmtree(path.parent / "backups")
    store._database._recover(Damaged("lost"))
    assert list(store.reviews()) == []
    session.overrule(Rating.HARD)
    assert learner.cards[question.id].rating == Rating.HARD
    session.undo()
    assert learner.cards == store.cards(learner.key) == {}
    store.close()
