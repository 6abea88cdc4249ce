"""Writes to SQLite; buffers changes in memory while the disk is unavailable, and replays them later."""

from __future__ import annotations

import errno
import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from quizdl.study import database
from quizdl.study.backups import Backups, Damaged, is_damage, version_of
from quizdl.study.rescue import add_missing
from quizdl.study.review_log import ACTIVE, log_length
from quizdl.study.storage_warnings import (
    Cause,
    FromNewer,
    Held,
    MadeByNewer,
    NoHome,
    NotBackedUp,
    NotSaved,
    Restored,
    StorageWarning,
    Unsaved,
    Why,
    WrittenAgain,
)

T = TypeVar("T")

RETRY_SECONDS = 5.0  # between two attempts to write down what is kept in memory
UNUSABLE = (sqlite3.Error, OSError, Damaged, MadeByNewer)
MISTAKES = (sqlite3.IntegrityError, sqlite3.ProgrammingError)  # ours; the disk has no part in them


_BY_ERRNO: dict[int, Cause] = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EROFS: "not writable",
    errno.EACCES: "not writable",
    errno.EPERM: "not writable",
}
_BY_SQLITE: dict[int, Cause] = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "not writable",
    sqlite3.SQLITE_PERM: "not writable",
    sqlite3.SQLITE_BUSY: "held",
    sqlite3.SQLITE_LOCKED: "held",
}


class DurableDatabase:
    """One database, read and changed by functions of a connection.

    `saved` says whether changes reach the disk. Where it refuses, they are made in memory, on a copy of all that
    can be read, and again on the disk once it works: so a change draws ids and looks at the clock beforehand.
    A file that was removed or replaced while it was open is noticed before each change and when it is closed: all
    that was in it is written again. `warning` is what the reader must be told, or None.
    """

    def __init__(self, path: Path, now: Callable[[], datetime]) -> None:
        self.warning: StorageWarning | None = None
        self.saved = True
        self._path = path
        self._now = now
        self._changes: list[Callable[[sqlite3.Connection], object]] = []  # that are only in memory
        self._next_try = 0.0
        self._backed_up: date | None = None
        self._changed = False
        self._removed = False  # the file, and it could not be written again: all of it is only in memory
        self._closed: Unsaved | None = None
        self._connection: sqlite3.Connection
        try:
            self._use(*database.open_database(path, self.time()))
        except UNUSABLE as error:
            self._keep_in_memory(error, None)
        self._length_at_start = self._length = log_length(self._connection)

    @property
    def unsaved(self) -> Unsaved:
        """The number of answers and changes only in memory: none while `saved`. It is kept after closing."""
        if self.saved:
            return Unsaved(0, 0)
        if self._closed is not None:
            return self._closed
        (count,) = self._connection.execute(f"select count(*){ACTIVE} and number > ?", (self._length,)).fetchone()
        return Unsaved(count, len(self._changes))

    def close(self) -> None:
        """Write what is only in memory, renew the day's backup, and close the file."""
        if not self.saved and (self._changes or self._removed):
            self._next_try = 0.0
            self._catch_up()
        elif self.saved and self._changed and self._gone():
            self._write_again()
        sound = self.saved and self._changed and self._back_up(renew=True)
        self._closed = self.unsaved
        self._connection.close()
        if sound:
            database.seal(self._path)

    def time(self) -> datetime:
        """The time of the reader's clock, in its zone, however wrong it is."""
        now = self._now()
        try:
            now.astimezone(UTC)
        except OverflowError:  # at an edge of the calendar
            return now.replace(tzinfo=UTC)
        return now

    def read(self, query: Callable[[sqlite3.Connection], T]) -> T:
        """Run a query."""
        return self._with_recovery(lambda: query(self._connection))

    def write(self, change: Callable[[sqlite3.Connection], T]) -> T:
        """Make a change atomically; it is on the disk when this returns, if `saved`."""
        if not self.saved:
            self._catch_up()
        elif self._gone():
            self._write_again()
        if self.saved and self._backed_up != self.time().date():
            self._back_up()

        def make() -> T:
            with database.transaction(self._connection):
                if (version := version_of(self._connection)) > len(database.steps()):
                    raise MadeByNewer(version)  # it was while this one was running
                return change(self._connection)

        result = self._with_recovery(make)
        self._changed = True
        if not self.saved:
            self._changes.append(change)
        return result

    def _with_recovery(self, act: Callable[[], T]) -> T:
        """Call `act`; if the file fails under it, recover and call it again, so that the caller notices nothing.

        Damage is recovered from by a backup, any other failure by going on in memory. The backup may fail in turn:
        hence two recoveries. In memory there is nothing to recover from, and mistakes of ours are never retried.
        """
        for _ in range(2):
            try:
                return act()
            except (sqlite3.DatabaseError, MadeByNewer) as error:
                if not self.saved or isinstance(error, MISTAKES):
                    raise
                self._recover(error)
        return act()

    def _recover(self, error: Exception) -> None:
        """Replace the connection after an error: by one to the restored file after damage, else by one in memory."""
        if not (isinstance(error, Damaged) or is_damage(error)):
            self._keep_in_memory(error, self._connection)
            return
        self._connection.close()
        try:
            self._use(*database.open_database(self._path, self.time(), suspicious=True))
        except UNUSABLE as reason:
            self._keep_in_memory(reason, None)

    def _use(self, connection: sqlite3.Connection, restored: Restored | None = None) -> None:
        self._connection = connection
        self._file = _identity(self._path)
        self.warning = restored or self.warning

    def _gone(self) -> bool:
        """Whether the open file was removed or replaced, so that writes would be lost."""
        return _identity(self._path) != self._file

    def _write_again(self) -> None:
        """Write the content of the removed file to the one now at its path, or to a new one."""
        old = self._connection
        try:
            self._use(*database.rejoin(self._path, old, self.time()))
        except UNUSABLE as error:
            self._removed = True
            self._keep_in_memory(error, old)
            self._length = self._length_at_start
            return
        old.close()
        self.warning = WrittenAgain(str(self._path))

    def _keep_in_memory(self, error: Exception, source: sqlite3.Connection | None) -> None:
        self.saved = False
        self._next_try = time.monotonic() + RETRY_SECONDS
        source = source or database.read_only(self._path)
        if isinstance(error, MadeByNewer):
            self.warning = FromNewer(str(self._path), error.version, len(database.steps()))
        else:
            self.warning = NotSaved(str(self._path), _why(error))
        self._connection = database.in_memory(source)
        self._length = log_length(self._connection)
        if source is not None:
            source.close()

    def _catch_up(self) -> None:
        """Replay the changes in memory, if the disk accepts them again."""
        if time.monotonic() < self._next_try:
            return
        self._next_try = time.monotonic() + RETRY_SECONDS
        try:
            disk, restored = database.open_database(self._path, self.time())
        except UNUSABLE:
            return
        try:
            with database.transaction(disk):
                if self._removed:
                    add_missing(self._connection, disk)
                else:
                    for change in self._changes:
                        change(disk)
        except sqlite3.Error:
            disk.close()
            return
        self._connection.close()
        self.warning = WrittenAgain(str(self._path)) if self._removed else None
        self._use(disk, restored)
        self.saved, self._removed = True, False
        self._changes.clear()

    def _back_up(self, *, renew: bool = False) -> bool:
        """Make the day's backup; return whether the database is intact."""
        today = self._backed_up = self.time().date()  # one attempt a day is enough
        try:
            with database.lock(self._path):
                Backups(self._path).keep_day(self._connection, today, renew=renew)
        except Damaged as error:
            self._recover(error)
        except (sqlite3.Error, OSError) as error:
            self.warning = self.warning or NotBackedUp(_why(error))
        else:
            return True
        return False


def _identity(path: Path) -> tuple[int, int] | None:
    """Identity of the file at a path, which differs for a replacement; None if there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _why(error: BaseException) -> Why:
    """The kind of storage error."""
    if isinstance(error, NoHome):
        return Why("no home", str(error))
    if isinstance(error, Held):
        return Why("held", str(error))
    if isinstance(error, OSError):
        return Why(_BY_ERRNO.get(error.errno or 0, "other"), str(error))
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest tells where it was noticed
    return Why(_BY_SQLITE.get(code, "other"), str(error))
