"""Keeps changes safe: on the disk where that works, in memory where it does not, until it does."""

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
from quizdl.study.trouble import Cause, FromNewer, Held, MadeByNewer, NoHome, NotBackedUp, NotSaved, Trouble, Why

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


class Keeper:
    """One database, to be read and changed by functions of a connection.

    `saved` says whether changes reach the disk. Where it refuses, they are made in memory, on a copy of all that
    can be read, and again on the disk once it works: so a change draws ids and looks at the clock beforehand.
    `trouble` is what the reader must be told, or None.
    """

    def __init__(self, path: Path, now: Callable[[], datetime]) -> None:
        self.trouble: Trouble | None = None
        self.saved = True
        self._path = path
        self._now = now
        self._unsaved: list[Callable[[sqlite3.Connection], object]] = []
        self._next_try = 0.0
        self._backed_up: date | None = None
        self._changed = False
        self._database: sqlite3.Connection
        try:
            self._database, self.trouble = database.open_database(path, self.time())
        except UNUSABLE as error:
            self._keep_in_memory(error, None)

    def close(self) -> None:
        """Write down what is not yet, renew the day's backup, close the file."""
        if self._unsaved:
            self._next_try = 0.0
            self._catch_up()
        sound = self.saved and self._changed and self._back_up(renew=True)
        self._database.close()
        if sound:
            database.seal(self._path)

    def time(self) -> datetime:
        """What the reader's clock says, in its own zone, however wrong it is."""
        now = self._now()
        try:
            now.astimezone(UTC)
        except OverflowError:  # at an edge of the calendar
            return now.replace(tzinfo=UTC)
        return now

    def read(self, query: Callable[[sqlite3.Connection], T]) -> T:
        """What a query finds."""
        return self._insist(lambda: query(self._database))

    def write(self, change: Callable[[sqlite3.Connection], T]) -> T:
        """Make a change, all of it or nothing; it is on the disk when this returns, if `saved`."""
        if not self.saved:
            self._catch_up()
        elif self._backed_up != self.time().date():
            self._back_up()

        def make() -> T:
            with database.transaction(self._database):
                if (version := version_of(self._database)) > len(database.steps()):
                    raise MadeByNewer(version)  # it was while this one was running
                return change(self._database)

        result = self._insist(make)
        self._changed = True
        if not self.saved:
            self._unsaved.append(change)
        return result

    def _insist(self, act: Callable[[], T]) -> T:
        """Do it; where the file is damaged, on what could be restored; where it cannot be used, in memory."""
        for _ in range(2):
            try:
                return act()
            except (sqlite3.DatabaseError, MadeByNewer) as error:
                if not self.saved or isinstance(error, MISTAKES):
                    raise
                self._recover(error)
        return act()

    def _recover(self, error: Exception) -> None:
        if not (isinstance(error, Damaged) or is_damage(error)):
            self._keep_in_memory(error, self._database)
            return
        self._database.close()
        try:
            self._database, said = database.open_database(self._path, self.time(), suspicious=True)
            self.trouble = said or self.trouble
        except UNUSABLE as reason:
            self._keep_in_memory(reason, None)

    def _keep_in_memory(self, error: Exception, source: sqlite3.Connection | None) -> None:
        self.saved = False
        self._next_try = time.monotonic() + RETRY_SECONDS
        source = source or database.read_only(self._path)
        if isinstance(error, MadeByNewer):
            self.trouble = FromNewer(str(self._path), error.version, len(database.steps()))
        else:
            self.trouble = NotSaved(str(self._path), _why(error))
        self._database = database.in_memory(source)
        if source is not None:
            source.close()

    def _catch_up(self) -> None:
        """Write down what is kept in memory, if the disk takes it by now."""
        if time.monotonic() < self._next_try:
            return
        self._next_try = time.monotonic() + RETRY_SECONDS
        try:
            disk, said = database.open_database(self._path, self.time())
        except UNUSABLE:
            return
        try:
            with database.transaction(disk):
                for change in self._unsaved:
                    change(disk)
        except sqlite3.Error:
            disk.close()
            return
        self._database.close()
        self._database, self.trouble, self.saved = disk, said, True
        self._unsaved.clear()

    def _back_up(self, *, renew: bool = False) -> bool:
        """Make the day's backup; whether that found the database sound."""
        today = self._backed_up = self.time().date()  # one attempt a day is enough
        try:
            with database.lock(self._path):
                Backups(self._path).keep_day(self._database, today, renew=renew)
        except Damaged as error:
            self._recover(error)
        except (sqlite3.Error, OSError) as error:
            self.trouble = self.trouble or NotBackedUp(_why(error))
        else:
            return True
        return False


def _why(error: BaseException) -> Why:
    """What kind of refusal an error is."""
    if isinstance(error, NoHome):
        return Why("no home", str(error))
    if isinstance(error, Held):
        return Why("held", str(error))
    if isinstance(error, OSError):
        return Why(_BY_ERRNO.get(error.errno or 0, "other"), str(error))
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest tells where it was noticed
    return Why(_BY_SQLITE.get(code, "other"), str(error))
