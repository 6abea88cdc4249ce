"""Rounds and attempts at exercises are in the file of progress: kept, replayed, forgotten."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from quizdl.study import attempts as attempts_module
from quizdl.study.attempts import AttemptLog, Round, StoredAttempt
from quizdl.study.progress import BUILTIN, ProgressStore
from tests.study.writers import MORNING, Clock

ROUND = Round(revision=2, begun=MORNING, last=MORNING)
TRY = StoredAttempt("write-adam", 2, "a" * 64, False, "shape", 1, 3, 0, 42.5, None, MORNING)
PASS = TRY._replace(sha256="b" * 64, passed=True, fault=None, kept=3, times_ours=12.5)


@pytest.fixture
def log(path: Path, clock: Clock) -> AttemptLog:
    return AttemptLog(ProgressStore.open(path, now=clock), BUILTIN)


def test_time_is_counted_without_pauses() -> None:
    worked = ROUND.at(MORNING + timedelta(minutes=3))
    paused = worked.at(worked.last + timedelta(hours=2))
    assert (worked.seconds, paused.seconds) == (180, 180 + 300)
    back = paused.at(paused.last - timedelta(hours=1))  # the clock was set back
    assert (back.seconds, back.last) == (480, paused.last - timedelta(hours=1))


def test_rounds_and_attempts_are_read_as_they_were_written(log: AttemptLog) -> None:
    current = replace(ROUND, seconds=7.5, attempts=2, kept=1, hints=1, solution=True, rated=True)
    log.keep_round("write-adam", ROUND)
    log.keep_round("write-adam", current)
    log.add(TRY, "wrong")
    log.add(PASS, "right")
    log.add(TRY, "wrong again")
    assert log.rounds() == {"write-adam": current}
    assert log.attempts() == [TRY, PASS, TRY]
    assert log.last_sha256("write-adam") == TRY.sha256
    assert log.last_source("write-adam") == "right"
    assert (log.last_sha256("write-rmsprop"), log.last_source("write-rmsprop")) == (None, None)


def test_only_the_source_of_a_pass_is_kept_and_no_long_one(log: AttemptLog, monkeypatch: pytest.MonkeyPatch) -> None:
    log.add(TRY, "wrong")
    assert log.kept_sources() == (0, 0)
    log.add(PASS, "x" * 10_000)
    count, size = log.kept_sources()
    assert (count, size < 100) == (1, True)
    monkeypatch.setattr(attempts_module, "MOST_KEPT", 10)
    log.add(PASS, "x" * 10_000)
    assert log.kept_sources() == (count, size)
    assert log.last_source("write-adam") == "x" * 10_000


def test_an_exercise_is_forgotten_with_all_of_its_attempts(log: AttemptLog) -> None:
    log.keep_round("write-adam", ROUND)
    log.add(PASS, "right")
    log.add(TRY, "wrong")
    log.add(PASS._replace(question="write-rmsprop"), "right")
    assert log.forget("write-adam") == 2
    assert [attempt.question for attempt in log.attempts()] == ["write-rmsprop"]
    assert log.rounds() == {}


@pytest.mark.fault
def test_an_attempt_told_while_the_disk_refuses_is_written_later(path: Path, clock: Clock) -> None:
    path.parent.touch()  # a file where the folder should be
    store = ProgressStore.open(path, now=clock)
    AttemptLog(store, BUILTIN).add(PASS, "right")
    AttemptLog(store, BUILTIN).keep_round("write-adam", ROUND)
    assert not store.saved
    path.parent.unlink()
    store.close()
    again = AttemptLog(ProgressStore.open(path, now=clock), BUILTIN)
    assert (again.attempts(), again.rounds()) == ([PASS], {"write-adam": ROUND})
    assert again.last_source("write-adam") == "right"
