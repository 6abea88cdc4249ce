"""Open the database of the reader's progress: create it, migrate its schema, restore it after damage."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path

from quizdl.files import put_in_place
from quizdl.study.backups import BUSY_SECONDS, Backups, Damaged, connect, is_damage, is_sound, version_of
from quizdl.study.rescue import LOGS, add_missing, move_aside, remove, rescue
from quizdl.study.storage_warnings import Held, MadeByNewer, NoHome, Restored

SECOND = 10**9  # nanoseconds
PAGES_IN_LOG = 16  # of the write-ahead log, before SQLite copies them to the file: those of a few answers


@cache
def steps() -> tuple[str, ...]:
    """The SQL that takes the schema from version n to n + 1, for every n."""
    script = Path(__file__).with_name("progress.sql").read_text(encoding="utf-8")
    return tuple(re.split(r"(?m)^-- step to version \d+$", script)[1:])


def open_database(path: Path, now: datetime, *, suspicious: bool = False) -> tuple[sqlite3.Connection, Restored | None]:
    """The database at `path`, and a warning for the reader if it was restored.

    A damaged one is moved aside, never deleted, and the newest good backup takes its place. `suspicious`: look
    for damage although only quizdl has written to the file. Raises OSError or sqlite3.Error where the file
    cannot be used, MadeByNewer where it must not be.
    """
    if path.parts[0] == "~":
        raise NoHome("there is no home folder")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # notes are private
    with lock(path):
        if _restored(path).exists():  # a restoration was killed before its end
            return _finish_restoring(path, now)
        try:
            _roll_back(path)
            _require_file(path)
            return _open_sound(path, now, suspicious), None
        except Damaged:
            return _heal(path, now)


def rejoin(path: Path, database: sqlite3.Connection, now: datetime) -> tuple[sqlite3.Connection, Restored | None]:
    """The database now at `path`, with the content of an open `database` whose file was removed or replaced.

    Raises as `open_database` does; `database` stays open.
    """
    current, restored = open_database(path, now)
    try:
        with transaction(current):
            add_missing(database, current)
    except BaseException:
        current.close()
        raise
    return current, restored


def in_memory(source: sqlite3.Connection | None) -> sqlite3.Connection:
    """A database in memory with everything readable in `source`."""
    memory = connect(":memory:")
    if source is not None:
        try:
            source.backup(memory)
            understood = version_of(memory) <= len(steps())
        except sqlite3.Error:
            understood = False
        if not understood:
            memory.close()
            memory = connect(":memory:")
    migrate(memory)
    return memory


def read_only(path: Path) -> sqlite3.Connection | None:
    """A read-only connection to a database that cannot be written; None if it cannot be read either."""
    for how in ("mode=ro", "mode=ro&immutable=1"):  # the first wants to write beside the file, on some systems
        with contextlib.suppress(sqlite3.Error, OSError, ValueError):
            database = connect(f"{path.absolute().as_uri()}?{how}", uri=True)
            try:
                version_of(database)
            except sqlite3.Error:
                database.close()
            else:
                return database
    return None


def migrate(database: sqlite3.Connection) -> None:
    """Bring the schema up to date, each step in one transaction."""
    for version, step in enumerate(steps()):
        if version_of(database) > version:
            continue
        with transaction(database):
            if version_of(database) == version:  # no other process was quicker
                for statement in _statements(step):
                    database.execute(statement)
                database.execute(f"pragma user_version = {version + 1}")


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """An immediate transaction: a deferred one would fail when two processes write at once."""
    database.execute("begin immediate")
    try:
        yield
        database.execute("commit")
    except BaseException:
        if database.in_transaction:
            database.execute("rollback")
        raise


def seal(path: Path) -> None:
    """Mark an intact file by a modification time in whole seconds; any write breaks this seal.

    It saves reading the whole file at the next start, to see whether something damaged it.
    """
    with contextlib.suppress(OSError):  # not ours to mark: it will be read
        status = path.stat()
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns // SECOND * SECOND))


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Keep other quizzes from opening, healing or backing up the same database. Raises Held."""
    with path.with_name(f"{path.name}-lock").open("ab") as file:
        patience = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > patience:
                    raise Held("another quizdl holds it") from None
                time.sleep(0.02)
        yield


def _roll_back(path: Path) -> None:
    """Let SQLite undo a transaction that was cut off by a kill; only a connection that may write can do that."""
    if path.is_file() and os.path.exists(f"{path}-journal"):
        try:
            with closing(connect(path)) as database:
                version_of(database)
        except sqlite3.DatabaseError as error:
            if is_damage(error):
                raise Damaged(str(error)) from error
            raise


def _require_file(path: Path) -> None:
    """Create the database if there is none. Raises Damaged if something else is there, or if it disappeared."""
    if path.exists() and not path.is_file():
        raise Damaged("not a file")
    if path.exists() and path.stat().st_size:
        return
    if Backups(path).exist():
        raise Damaged("gone")
    for log in (Path(f"{path}{suffix}") for suffix in LOGS):
        if log.exists() and log.stat().st_size and not log.name.endswith("-shm"):
            raise Damaged("gone, but not its log, which a new one must not take for its own")
        log.unlink(missing_ok=True)
    with _built(_part(path)):
        pass
    put_in_place(_part(path), path)


def _open_sound(path: Path, now: datetime, suspicious: bool) -> sqlite3.Connection:
    try:
        if suspicious or path.stat().st_mtime_ns % SECOND:
            _check(path)
        database = connect(path)
        try:
            version = version_of(database)
            _refuse_newer(version)
            database.execute("pragma journal_mode = wal")
            database.execute(f"pragma wal_autocheckpoint = {PAGES_IN_LOG}")
            if 0 < version < len(steps()):
                Backups(path).keep_before_migration(database, now)
            migrate(database)
        except BaseException:
            database.close()
            raise
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            raise Damaged(str(error)) from error
        raise
    return database


def _check(path: Path) -> None:
    """Read the whole file; if it is damaged, leave it and its write-ahead log unchanged.

    The connection that is closed last would merge the two, but for one that cannot write. That one checks less.
    """
    with closing(connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as closed_last:
        _refuse_newer(version_of(closed_last))
        with closing(connect(path)) as database:
            if not is_sound(database):
                raise Damaged("unsound")
    seal(path)


def _refuse_newer(version: int) -> None:
    if version > len(steps()):
        raise MadeByNewer(version)


def _heal(path: Path, now: datetime) -> tuple[sqlite3.Connection, Restored]:
    """Replace a damaged or missing database by the newest good backup and what can be rescued.

    What takes its place is complete before anything moves: a full disk leaves all as it was, and a kill is made up for
    at the next start.
    """
    backup = Backups(path).newest(now.date(), len(steps()))
    with _built(_part(path), backup) as new, transaction(new):
        rescued = rescue(path, new)
    put_in_place(_part(path), _restored(path))
    database, restored = _finish_restoring(path, now)
    return database, restored._replace(backup=backup.name if backup else None, rescued=rescued)


def _finish_restoring(path: Path, now: datetime) -> tuple[sqlite3.Connection, Restored]:
    backup = Backups(path).newest(now.date(), len(steps()))
    aside = move_aside(path, now)
    put_in_place(_restored(path), path)
    database = _open_sound(path, now, suspicious=False)
    return database, Restored(backup.name if backup else None, 0, aside.name if aside else None)


def _part(path: Path) -> Path:
    """The path at which a database for `path` is built."""
    return path.with_name(f"{path.name}-part")


def _restored(path: Path) -> Path:
    """The path of a complete restored database until the damaged one is moved aside."""
    return path.with_name(f"{path.name}-restored")


@contextmanager
def _built(part: Path, backup: Path | None = None) -> Iterator[sqlite3.Connection]:
    """A new database at `part`, from a backup if given; complete, and in this one file, once the context ends."""
    remove(part)
    try:
        with closing(connect(part)) as database:
            if backup is not None:
                with closing(connect(backup)) as source:
                    source.backup(database)
            migrate(database)
            yield database
            database.execute("pragma journal_mode = wal")
    except BaseException:
        with contextlib.suppress(OSError):
            remove(part)
        raise


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
