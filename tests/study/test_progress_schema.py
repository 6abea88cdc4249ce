"""The schema of the progress database: migrations, and files of a newer quizdl."""

import sqlite3
from pathlib import Path

import pytest

from quizdl.study import database
from quizdl.study.progress import BUILTIN, ProgressStore
from quizdl.study.storage_warnings import FromNewer
from tests.study import writers
from tests.study.writers import PROCESSES, Clock, all_is_well, answer, fill, ids_on_disk


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
