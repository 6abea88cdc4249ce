"""Crashes, full and read-only disks, damage, wrong clocks: no answer that was acknowledged is lost."""

import json
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from quizdl.study import database, durable_database
from quizdl.study.backups import Backups, connect
from quizdl.study.cards import NewReview, Rating
from quizdl.study.progress import BUILTIN, ProgressStore
from quizdl.study.rows import StoredSession
from quizdl.study.scheduling import Scheduler
from quizdl.study.storage_warnings import FromNewer, NotSaved
from tests.study import writers
from tests.study.writers import MORNING, PROCESSES, Clock, all_is_well, answer, fill, ids_on_disk, in_child

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "progress.sqlite"


@pytest.fixture
def clock() -> Clock:
    return Clock()


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


def check_full_disk(full: dict[str, Any]) -> None:
    assert full["outside"] == full["on disk"], "old rows are intact"
    assert len(full["on disk"]) >= 3
    assert full["seen"] == [*full["on disk"], *full["in memory"]]
    assert full["cards"] == 20
    assert (full["saved again"], full["trouble again"]) == (True, None)
    assert full["at last"] == [*full["seen"], full["last"]]


@pytest.mark.fault
def test_a_full_disk_keeps_answers_in_memory_and_writes_them_down_once_there_is_room(path: Path) -> None:
    full = in_child(writers.answer_on_a_full_disk, path)
    check_full_disk(full)
    assert full["trouble"] == "other", "what stands in for a full disk here, SQLite calls an I/O error"
    all_is_well(path, full["at last"])


@pytest.mark.fault
def test_a_full_file_system_of_256_kilobytes_loses_no_answer(tmp_path: Path) -> None:
    small = f"mount -t tmpfs -o size=256k none {tmp_path} && exec {sys.executable} -m tests.study.writers {tmp_path}"
    if subprocess.run(["sh", "-c", "unshare -rm true"], capture_output=True).returncode:
        pytest.skip("no file system can be mounted here: unshare is missing or forbidden")
    run = subprocess.run(
        ["unshare", "-rm", "sh", "-c", f"{small}/data/progress.sqlite"], capture_output=True, text=True, cwd=ROOT
    )
    assert run.returncode == 0, run.stderr
    full = json.loads(run.stdout)
    check_full_disk(full)
    assert full["trouble"] == "full"


@pytest.mark.fault
def test_below_a_regular_file_the_quiz_is_playable(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "file").touch()
    store = ProgressStore.open(tmp_path / "file" / "data" / "progress.sqlite", now=clock)
    assert not store.saved
    assert isinstance(store.warning, NotSaved)
    assert store.warning.path == str(tmp_path / "file" / "data" / "progress.sqlite")
    answer(store, "q")
    session = StoredSession(1, ("q",), 1)
    store.keep_session(BUILTIN, session)
    assert set(store.cards(BUILTIN)) == {"q"}
    assert store.interrupted_session(BUILTIN) == session
    store.close()


@pytest.mark.fault
def test_without_a_home_nothing_is_written_where_we_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    store = ProgressStore.open(Path("~/.local/share/quizdl/progress.sqlite"))
    assert writers.cause(store) == "no home"
    answer(store, "q")
    assert set(store.cards(BUILTIN)) == {"q"}
    store.close()
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user may read; those of pytest are for their owner."""
    folder = Path(tempfile.mkdtemp(prefix="quizdl-read-only-"))
    folder.chmod(0o755)
    yield folder
    for inside in folder.rglob("*/"):
        inside.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.fault
@pytest.mark.parametrize("writable", ["nothing", "the file", "after a kill"])
def test_on_a_read_only_disk_old_progress_is_used_and_none_saved(
    open_folder: Path, clock: Clock, writable: str
) -> None:
    path = open_folder / "data" / "progress.sqlite"
    ids = fill(path, 10, clock)
    if writable == "after a kill":  # all ten in the write-ahead log
        live = open_folder / "live" / "progress.sqlite"
        store = ProgressStore.open(live, now=clock)
        ids = [answer(store, f"q{number}") for number in range(10)]
        shutil.rmtree(path.parent)
        shutil.copytree(live.parent, path.parent)
        store.close()
    content = path.read_bytes()
    for file in path.parent.glob("*.sqlite*"):
        file.chmod(0o666 if writable == "the file" else 0o444)
    (path.parent / "progress.sqlite-lock").chmod(0o666)
    path.parent.chmod(0o555)
    seen = in_child(writers.visit_without_rights, path)
    assert (seen["before"], seen["after"], seen["cards"], seen["saved"]) == (10, 11, True, False)
    assert seen["trouble"] == "not writable"
    assert path.read_bytes() == content
    path.parent.chmod(0o755)
    assert ids_on_disk(path) == ids


@pytest.mark.fault
def test_answers_kept_in_memory_from_the_start_are_written_down_later(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durable_database, "RETRY_SECONDS", 0.0)
    blocking = tmp_path / "data"
    blocking.touch()
    store = ProgressStore.open(blocking / "progress.sqlite", now=clock)
    first = answer(store, "q")
    session = StoredSession(1, ("q",), 1)
    store.keep_session(BUILTIN, session)
    assert store.retract(BUILTIN, "q", first, Scheduler()) is None
    second = answer(store, "q")
    blocking.unlink()
    store.keep_session(BUILTIN, session._replace(position=1))
    assert (store.saved, store.warning) == (True, None)
    store.retract(BUILTIN, "q", second, Scheduler())
    third = answer(store, "q")
    store._database._connection.execute("pragma max_page_count = 1")  # full again: no page more than there are
    more = [third]
    while store.saved:
        more.append(answer(store, "q"))
    more.append(answer(store, "q"))
    assert store.saved
    store.close()
    all_is_well(blocking / "progress.sqlite", more)
    assert ids_on_disk(blocking / "progress.sqlite") == [first, second, *more]


@pytest.mark.fault
def test_a_store_from_the_future_is_left_alone(path: Path, clock: Clock) -> None:
    fill(path, 5, clock)
    with sqlite3.connect(path) as newer:
        newer.execute("pragma user_version = 99")
    newer.close()
    content = path.read_bytes()
    store = ProgressStore.open(path, now=clock)
    assert not store.saved
    assert store.warning == FromNewer(str(path), version=99, known=len(database.steps()))
    answer(store, "q")
    assert len(store.cards(BUILTIN)) == 1
    store.close()
    assert path.read_bytes() == content
    assert not list(path.parent.glob("*.corrupt-*"))


@pytest.mark.fault
def test_a_newer_quizdl_that_comes_while_we_run_is_noticed(path: Path, clock: Clock) -> None:
    store = ProgressStore.open(path, now=clock)
    first = answer(store, "q")
    with sqlite3.connect(path) as newer:
        newer.execute("pragma user_version = 99")
    newer.close()
    answer(store, "q")
    assert not store.saved
    assert store.warning == FromNewer(str(path), version=99, known=len(database.steps()))
    store.close()
    assert ids_on_disk(path) == [first]


STEP = ["create table wishes (text text) strict", "alter table notes add column colour text", "update notes set at = 0"]


@pytest.mark.fault
@pytest.mark.parametrize("place", range(4))
def test_a_migration_killed_midway_leaves_the_old_schema(path: Path, clock: Clock, place: int) -> None:
    ids = fill(path, 10, clock)
    process = PROCESSES.Process(
        target=writers.migrate_and_die, args=(path, [*STEP[:place], "select die()", *STEP[place:]])
    )
    process.start()
    process.join()
    assert process.exitcode == -9
    with sqlite3.connect(path) as stranger:
        assert stranger.execute("pragma user_version").fetchone() == (len(database.steps()),)
        assert not stranger.execute("select 1 from sqlite_schema where name = 'wishes'").fetchall()
        assert len(stranger.execute("select * from pragma_table_info('notes')").fetchall()) == 4
    stranger.close()
    all_is_well(path, ids)


@pytest.mark.fault
def test_a_migration_that_is_not_killed_ends_in_the_new_schema_with_a_backup_of_the_old(
    path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = fill(path, 10, clock)
    real = database.steps()
    monkeypatch.setattr(database, "steps", lambda: (*real, ";\n".join(STEP) + ";\n"))
    all_is_well(path, ids)
    with sqlite3.connect(path) as stranger:
        assert stranger.execute("pragma user_version").fetchone() == (len(real) + 1,)
        assert stranger.execute("select * from wishes").fetchall() == []
    stranger.close()
    (old,) = (path.parent / "backups").glob(f"version-{len(real)}-*.sqlite")
    assert ids_on_disk(old) == ids


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


CLOCKS = {
    "three days back": MORNING - timedelta(days=3),
    "1970": datetime(1970, 1, 1, tzinfo=UTC),
    "before 1970": datetime(1904, 1, 1, tzinfo=UTC),
    "year 9999": datetime(9999, 12, 31, 23, 59, 59, 999_999, UTC),
    "year 9999, to the west": datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-9))),
    "an hour back as summer time ends": datetime(2027, 1, 4, 9, 0, tzinfo=timezone(timedelta(hours=1))),
}


@pytest.mark.fault
@pytest.mark.parametrize("wrong", CLOCKS.values(), ids=CLOCKS)
def test_with_a_wrong_clock_nothing_is_due_before_its_last_review(path: Path, clock: Clock, wrong: datetime) -> None:
    store = ProgressStore.open(path, now=clock)
    clocks = [MORNING, wrong, wrong, MORNING + timedelta(minutes=1), MORNING + timedelta(days=1)]
    lasts = []
    for clock.at in clocks:
        answer(store, "q")
        card = store.cards(BUILTIN)["q"]
        assert card.due > card.last
        lasts.append(card.last)
    assert lasts == sorted(lasts)
    log = list(store.reviews())
    assert [review.counted_at for review in log] == lasts
    edge = [at if at.year < 9999 else at.replace(tzinfo=UTC) for at in clocks]
    assert [review.clock_time for review in log] == edge, "the log keeps what the clock said"
    store.close()
    all_is_well(path, [review.id for review in log])


YEARS_AHEAD = MORNING.replace(year=2099)


@pytest.mark.fault
def test_a_rebuild_corrects_cards_that_were_answered_under_a_clock_far_ahead(path: Path, clock: Clock) -> None:
    store = ProgressStore.open(path, now=clock)
    right = ProgressStore.open(path.parent / "right.sqlite", now=clock)
    for day, ahead in enumerate((False, True, False, False, True)):
        clock.at = MORNING + timedelta(days=3 * day)
        answer(right, "q")
        clock.at = YEARS_AHEAD if ahead else clock.at
        answer(store, "q")
    clock.at = MORNING + timedelta(days=12, minutes=1)
    assert store.cards(BUILTIN)["q"].due > YEARS_AHEAD
    assert store.rebuild(Scheduler()) == 1
    rebuilt, expected = store.cards(BUILTIN)["q"], right.cards(BUILTIN)["q"]
    assert rebuilt.reviews == 5
    assert rebuilt.last == MORNING + timedelta(days=9)
    assert expected.stability / 2 < rebuilt.stability < expected.stability, "what has no date counts for its day only"
    assert rebuilt.due < expected.due
    clock.at += timedelta(days=30)
    good = NewReview("q", 1, Rating.GOOD, 1.0)
    last = store.record(BUILTIN, good, Scheduler())
    again = store.record(BUILTIN, good, Scheduler(), replaces=last.review_id)
    assert again.card == last.card, "the log is not believed after all when one card is made again"
    assert store.retract(BUILTIN, "q", again.review_id, Scheduler()) == rebuilt
    assert [review.clock_time.year for review in store.reviews()] == [2027, 2099, 2027, 2027, 2099], (
        "it stays as it was"
    )
    store.close()
    right.close()


@pytest.mark.fault
def test_a_clock_that_was_set_back_makes_no_card_again_in_its_own_past(path: Path, clock: Clock) -> None:
    store = ProgressStore.open(path, now=clock)
    for day in range(4):
        clock.at = MORNING + timedelta(days=5 * day)
        answer(store, "q")
    before = store.cards(BUILTIN)["q"]
    clock.at = datetime(1970, 1, 2, tzinfo=UTC)
    review = answer(store, "q")
    assert store.retract(BUILTIN, "q", review, Scheduler()) == before
    store.close()


GARBAGE = [
    "stability = null",  # what SQLite makes of NaN
    "stability = 9e999",
    "stability = -1",
    "difficulty = 0",
    "state = 77",
    "due = 'tomorrow'",
    "due = '2020-01-01T00:00:00+00:00'",
    "last = null",
    "due = '2030-01-01T00:00:00', last = '2029-01-01T00:00:00'",  # of no zone
    "reviews = 0",
    "revision = null",
    "rating = 9",
]


@pytest.mark.fault
@pytest.mark.parametrize("garbage", GARBAGE)
def test_a_card_that_makes_no_sense_is_made_again_from_the_log(path: Path, clock: Clock, garbage: str) -> None:
    fill(path, 20, clock)
    store = ProgressStore.open(path, now=clock)
    right = store.cards(BUILTIN)
    with sqlite3.connect(path) as stranger:
        stranger.execute(f"update cards set {garbage} where question in ('q1', 'q2')")
    stranger.close()
    clock.at += timedelta(days=2)
    answer(store, "q2")  # before it was read
    rebuilt = store.cards(BUILTIN, Scheduler)
    assert rebuilt.pop("q2").reviews == right.pop("q2").reviews + 1
    assert rebuilt == right
    assert store.rebuild(Scheduler()) == 0, "the file is corrected too"
    store.close()


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
