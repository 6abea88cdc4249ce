"""Backups of the reader's progress: made from the open database, and thinned with age."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Hashable, Iterable
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

from quizdl.files import put_in_place

DAYS, WEEKS, MONTHS = 7, 4, 12  # how many of each are kept
BEFORE_MIGRATIONS = 3
BUSY_SECONDS = 5.0
DAILY = "progress-"
BEFORE = "version-"  # as it was before its schema was brought up to date


def connect(database: Path | str, *, uri: bool = False) -> sqlite3.Connection:
    """A connection that waits for other writers, and begins no transaction by itself."""
    return sqlite3.connect(database, timeout=BUSY_SECONDS, isolation_level=None, uri=uri)


def is_damage(error: BaseException) -> bool:
    """Whether the error means that the file is not a database or is corrupt."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest tells where it was noticed
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def is_sound(database: sqlite3.Connection) -> bool:
    """Whether every page can be read and every row fits its table. Reads the whole file."""
    try:
        return [row[0] for row in database.execute("pragma quick_check(1)")] == ["ok"]
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            return False
        raise


def version_of(database: sqlite3.Connection) -> int:
    """The version of its schema; 0 if it is empty."""
    return int(database.execute("pragma user_version").fetchone()[0])


class Damaged(Exception):
    """The database is corrupt: move it aside and restore a backup."""


class Backups:
    """The backups of one database, in `backups/` beside it. Hold the database's lock to write here."""

    def __init__(self, database: Path) -> None:
        self.folder = database.parent / "backups"

    def keep_day(self, database: sqlite3.Connection, day: date, *, renew: bool = False) -> None:
        """Back up once a day; `renew` replaces what there is of that day.

        Raises Damaged, and leaves older backups alone, where the database is not sound; OSError or
        sqlite3.Error where there is no room.
        """
        target = self.folder / f"{DAILY}{day.isoformat()}.sqlite"
        if renew or not target.exists():
            self._copy(database, target)
            self._thin()

    def keep_before_migration(self, database: sqlite3.Connection, now: datetime) -> None:
        """Back up before the schema changes; raises as `keep_day` does."""
        self._copy(database, self.folder / f"{BEFORE}{version_of(database)}-{now:%Y%m%dT%H%M%S}.sqlite")
        self._thin()

    def newest(self, today: date, latest_version: int) -> Path | None:
        """The newest intact backup. One with a date in the future (the clock was wrong) comes last."""
        dated = sorted(self._days(), key=lambda path: (_day(path) <= today, _day(path)), reverse=True)
        for path in (*dated, *self._before_migrations()):
            with contextlib.suppress(sqlite3.Error), closing(connect(path)) as backup:
                if 0 < version_of(backup) <= latest_version and is_sound(backup):
                    return path
        return None

    def exist(self) -> bool:
        return any(self._days()) or any(self._before_migrations())

    def _copy(self, database: sqlite3.Connection, target: Path) -> None:
        self.folder.mkdir(exist_ok=True)
        part = self.folder / "part"  # one left by a process that was killed is written over
        part.unlink(missing_ok=True)
        try:
            with closing(connect(part)) as copy:
                database.backup(copy)
                copy.execute("pragma journal_mode = delete")  # a single file, which may be carried about
                if not is_sound(copy):
                    raise Damaged(target.name)
            put_in_place(part, target)
        except sqlite3.DatabaseError as error:
            if is_damage(error):
                raise Damaged(str(error)) from error
            raise
        finally:
            part.unlink(missing_ok=True)

    def _days(self) -> Iterable[Path]:
        return (path for path in self.folder.glob(f"{DAILY}*.sqlite") if _day(path) != date.min)

    def _before_migrations(self) -> list[Path]:
        """The last one made first."""
        return sorted(self.folder.glob(f"{BEFORE}*.sqlite"), key=lambda path: path.stat().st_mtime_ns, reverse=True)

    def _thin(self) -> None:
        days = sorted(self._days(), key=_day, reverse=True)
        keep = {
            *days[:DAYS],
            *_first_of_each(days, lambda path: _day(path).isocalendar()[:2])[:WEEKS],
            *_first_of_each(days, lambda path: (_day(path).year, _day(path).month))[:MONTHS],
        }
        for path in (*(path for path in days if path not in keep), *self._before_migrations()[BEFORE_MIGRATIONS:]):
            path.unlink(missing_ok=True)


def _day(path: Path) -> date:
    """The day in a backup's name; `date.min` if there is none."""
    try:
        return date.fromisoformat(path.stem.removeprefix(DAILY))
    except ValueError:
        return date.min


def _first_of_each(paths: Iterable[Path], period: Callable[[Path], Hashable]) -> list[Path]:
    first: dict[Hashable, Path] = {}
    for path in paths:
        first.setdefault(period(path), path)
    return list(first.values())
