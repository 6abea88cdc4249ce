"""Progress on disks that are full, read-only or not there: no answer is lost, and the reader is told."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from quizdl.study import durable_database
from quizdl.study.progress import BUILTIN, ProgressStore
from quizdl.study.rows import StoredSession
from quizdl.study.scheduling import Scheduler
from quizdl.study.storage_warnings import NotSaved
from tests.study import writers
from tests.study.writers import Clock, all_is_well, answer, fill, ids_on_disk, in_child

ROOT = Path(__file__).parents[2]


def check_full_disk(full: dict[str, Any]) -> None:
    assert full["outside"] == full["on disk"], "old rows are intact"
    assert len(full["on disk"]) >= 3
    assert full["seen"] == [*full["on disk"], *full["in memory"]]
    assert full["cards"] == 20
    assert (full["saved again"], full["trouble again"]) == (True, None)
    assert full["at last"] == [*full["seen"], full["last"]]


@pytest.mark.fault
@pytest.mark.slow
def test_a_full_disk_keeps_answers_in_memory_and_writes_them_down_once_there_is_room(path: Path) -> None:
    full = in_child(writers.answer_on_a_full_disk, path)
    check_full_disk(full)
    assert full["trouble"] == "other", "what stands in for a full disk here, SQLite calls an I/O error"
    all_is_well(path, full["at last"])


@pytest.mark.fault
def test_a_full_file_system_of_320_kilobytes_loses_no_answer(tmp_path: Path) -> None:
    small = f"mount -t tmpfs -o size=320k none {tmp_path} && exec {sys.executable} -m tests.study.writers {tmp_path}"
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
@pytest.mark.slow
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
