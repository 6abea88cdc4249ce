"""Opens the database of the reader's progress: makes it, brings its schema up to date, heals what was damaged."""

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

from quizdl.study.backups import BUSY_SECONDS, Backups, Damaged, connect, is_damage, is_sound, version_of
from quizdl.study.trouble import Held, MadeByNewer, NoHome, Restored

SECOND = 10**9  # nanoseconds


@cache
def steps() -> tuple[str, ...]:
    """The SQL that takes the schema from version n to n + 1, for every n."""
    script = Path(__file__).with_name("progress.sql").read_text(encoding="utf-8")
    return tuple(re.split(r"(?m)^-- step to version \d+$", script)[1:])


def open_database(path: Path, now: datetime, *, suspicious: bool = False) -> tuple[sqlite3.Connection, Restored | None]:
    """The database at `path`, and what the reader must be told about it, if anything.

    A damaged one is moved aside, never deleted, and the newest good backup takes its place. `suspicious`: look
    for damage although nobody but quizdl has written to the file. Raises OSError or sqlite3.Error where the file
    cannot be used, MadeByNewer where it must not be.
    """
    if path.parts[0] == "~":
        raise NoHome("there is no home folder")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # notes are private
    with lock(path):
        try:
            _require_file(path)
            return _open_sound(path, now, suspicious), None
        except Damaged:
            return _heal(path, now)


def in_memory(source: sqlite3.Connection | None) -> sqlite3.Connection:
    """A database in memory, with all that can be read and understood of `source`."""
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
    """A connection that writes nothing at all, to a database that cannot be written; None where none can be read."""
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
            if version_of(database) == version:  # nobody else was quicker
                for statement in _statements(step):
                    database.execute(statement)
                database.execute(f"pragma user_version = {version + 1}")


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """All or nothing, and no writer beside it: a deferred one would fail where two write at once."""
    database.execute("begin immediate")
    try:
        yield
        database.execute("commit")
    except BaseException:
        if database.in_transaction:
            database.execute("rollback")
        raise


def seal(path: Path) -> None:
    """Mark a file that was found sound, by a time of change in whole seconds: who writes to it breaks the seal.

    It saves reading the whole file at the next start, to see whether something damaged it.
    """
    with contextlib.suppress(OSError):  # not ours to mark: it will be read
        status = path.stat()
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns // SECOND * SECOND))


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Keep other quizzes from opening, healing or backing up the same database meanwhile. Raises Held."""
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


def _require_file(path: Path) -> None:
    if path.exists() and not path.is_file():
        raise Damaged("not a file")
    if not (path.exists() and path.stat().st_size) and Backups(path).exist():  # SQLite would make a new one
        raise Damaged("gone")


def _open_sound(path: Path, now: datetime, suspicious: bool) -> sqlite3.Connection:
    try:
        if path.exists() and path.stat().st_size and (suspicious or path.stat().st_mtime_ns % SECOND):
            _check(path)
        database = connect(path)
        try:
            version = version_of(database)
            _refuse_newer(version)
            database.execute("pragma journal_mode = wal")
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
    """Read the whole file; should it be damaged, it and its write-ahead log stay as they are.

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
    part = path.with_name(f"{path.name}-part")
    part.unlink(missing_ok=True)
    backup = Backups(path).newest(now.date(), len(steps()))
    if backup is not None:  # copied first: should the disk be full, everything stays as it is
        with closing(connect(backup)) as source, closing(connect(part)) as copy:
            source.backup(copy)
    aside = _move_aside(path, now)
    if backup is not None:
        os.replace(part, path)
    database = _open_sound(path, now, suspicious=False)
    rescued = _rescue(aside, part, database) if aside else 0
    return database, Restored(backup.name if backup else None, rescued, aside.name if aside else None)


def _move_aside(path: Path, now: datetime) -> Path | None:
    """Rename what stands at `path`, with its write-ahead log, so that nothing is lost. None where nothing stands."""
    stamp = f"{path.name}.corrupt-{now:%Y%m%dT%H%M%S}"
    aside = path.with_name(stamp)
    number = 1
    while os.path.lexists(aside):
        number += 1
        aside = path.with_name(f"{stamp}-{number}")
    for suffix in ("-wal", "-shm", ""):  # the database last: killed before, we find it damaged again
        with contextlib.suppress(FileNotFoundError):
            os.rename(f"{path}{suffix}", f"{aside}{suffix}")
    return aside if os.path.lexists(aside) else None


def _rescue(aside: Path, part: Path, database: sqlite3.Connection) -> int:
    """Add what the restored backup lacks and a copy (`part`) of the damaged file gives; how many reviews that were.

    What the backup has is left as it is. Cards of rescued reviews are emptied: they are made again from the log.
    """
    (newest,) = database.execute("select coalesce(max(number), 0) from reviews").fetchone()
    tables = [row[0] for row in database.execute("select name from sqlite_schema where type = 'table'")]
    with contextlib.suppress(sqlite3.Error, OSError):
        for suffix in ("", "-wal"):
            if os.path.exists(f"{aside}{suffix}"):
                Path(f"{part}{suffix}").write_bytes(Path(f"{aside}{suffix}").read_bytes())
        with closing(connect(part)) as damaged, transaction(database):
            for table in tables:
                if table != "cards":
                    _add_missing(damaged, database, table)
            database.execute(
                "insert or replace into cards (bank, question)"
                " select distinct bank, question from reviews where number > ?",
                (newest,),
            )
    for suffix in ("", "-wal", "-shm"):
        Path(f"{part}{suffix}").unlink(missing_ok=True)
    count = "select count(*) from reviews where number > ? and voids is null"
    return int(database.execute(count, (newest,)).fetchone()[0])


def _add_missing(damaged: sqlite3.Connection, database: sqlite3.Connection, table: str) -> None:
    columns = [row[1] for row in database.execute(f"pragma table_info({table})")]
    later, newest = "", ()
    if "number" in columns:  # rows in order of writing: older ones, and damage among them, are passed over
        columns.remove("number")
        newest = database.execute(f"select coalesce(max(number), 0) from {table}").fetchone()
        later = " where number > ? order by number"
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    with contextlib.suppress(sqlite3.DatabaseError):  # up to the first damaged page
        for row in damaged.execute(f"select {names} from {table}{later}", newest):
            with contextlib.suppress(sqlite3.IntegrityError):
                database.execute(f"insert or ignore into {table} ({names}) values ({marks})", row)


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
