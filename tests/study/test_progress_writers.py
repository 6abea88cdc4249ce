"""Several writers of one progress database, and kills of one: no acknowledged answer is lost."""

import random
import sqlite3
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from quizdl.study import database
from quizdl.study.backups import Backups, connect
from quizdl.study.cards import Rating
from quizdl.study.progress import BUILTIN, ProgressStore
from quizdl.study.scheduling import Scheduler
from quizdl.study.storage_warnings import NotSaved
from tests.study import writers
from tests.study.writers import MORNING, PROCESSES, Clock, all_is_well, answer, ids_on_disk


@pytest.mark.fault
@pytest.mark.slow
def test_four_writers_lose_nothing(path: Path) -> None:
    with PROCESSES.Pool(4) as pool:
        done = pool.starmap(writers.answer_many, [(path, 150, seed) for seed in range(4)])
    ids = [number for written, _ in done for number in written]
    assert [trouble for _, trouble in done] == [None] * 4
    assert len(set(ids)) == len(ids_on_disk(path)) == 600
    all_is_well(path, ids)


@pytest.mark.fault
@pytest.mark.slow
def test_kill_9_at_random_loses_no_acknowledged_answer(path: Path, tmp_path: Path) -> None:
    acknowledged, draw = tmp_path / "acknowledged", random.Random(26)
    acknowledged.touch()
    for seed in range(25):
        before = acknowledged.stat().st_size
        process = PROCESSES.Process(target=writers.answer_until_killed, args=(path, acknowledged, seed))
        process.start()
        if seed % 5:  # every fifth is killed wherever it is, as likely while it opens the store
            while acknowledged.stat().st_size == before and process.is_alive():
                time.sleep(0.005)
        time.sleep(draw.uniform(0, 0.15))
        process.kill()
        process.join()
        assert process.exitcode == -9
        ids = [int(line) for line in acknowledged.read_text().splitlines()]
        all_is_well(path, ids)
        assert len(ids_on_disk(path)) - len(ids) <= seed + 1, "at most one a kill was kept and not yet acknowledged"
    assert len(ids) > 25


@pytest.mark.fault
def test_a_backup_made_while_others_write_has_all_that_was_committed(path: Path, tmp_path: Path) -> None:
    acknowledged = tmp_path / "acknowledged"
    acknowledged.touch()
    process = PROCESSES.Process(target=writers.answer_until_killed, args=(path, acknowledged, 32))
    process.start()
    while acknowledged.stat().st_size < 200 and process.is_alive():
        time.sleep(0.01)
    connection, backups = connect(path), Backups(path)
    for _ in range(10):
        committed = {int(line) for line in acknowledged.read_text().split("\n")[:-1]}
        with database.lock(path):
            backups.keep_day(connection, MORNING.date(), renew=True)
        copy = backups.newest(MORNING.date(), len(database.steps()))
        assert copy is not None
        assert committed <= set(ids_on_disk(copy))
    assert process.is_alive()
    process.kill()
    process.join()
    connection.close()


@pytest.mark.fault
def test_two_quizzes_that_answer_the_same_card_agree(path: Path, clock: Clock) -> None:
    one, other = ProgressStore.open(path, now=clock), ProgressStore.open(path, now=clock)
    ids = []
    for turn in range(12):
        clock.at += timedelta(hours=30 * (turn % 3))
        ids.append(answer((one, other)[turn % 2], "q", Rating(1 + turn % 4)))
        assert one.cards(BUILTIN) == other.cards(BUILTIN)
    assert [review.id for review in one.reviews()] == [review.id for review in other.reviews()] == ids
    assert one.cards(BUILTIN)["q"].reviews == 12
    assert one.retract(BUILTIN, "q", ids[-1], Scheduler()) == other.cards(BUILTIN)["q"]
    one.close()
    answer(other, "q")
    other.close()
    all_is_well(path, ids[:-1])


@pytest.mark.fault
def test_a_writer_that_holds_the_store_for_a_while_is_waited_for(path: Path, clock: Clock) -> None:
    store = ProgressStore.open(path, now=clock)
    answer(store, "q")
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("begin immediate")
    threading.Timer(0.3, lambda: other.execute("commit")).start()
    answer(store, "q")
    assert (store.saved, store.warning) == (True, None)
    other.close()
    store.close()


def test_a_store_that_another_quiz_is_opening_for_too_long_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    path = tmp_path / "progress.sqlite"
    with database.lock(path):
        store = ProgressStore.open(path)
    assert isinstance(store.warning, NotSaved)
    assert store.warning.why.cause == "held"
    last = answer(store, "q")
    store.close()
    assert ids_on_disk(path) == [last], "closing tried once more"
