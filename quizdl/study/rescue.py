"""Move files of the progress database, and recover rows of one that was damaged or removed."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from quizdl.study.backups import connect

LOGS = ("-wal", "-shm", "-journal")  # what SQLite keeps beside a database


def remove(path: Path) -> None:
    """Delete a database and its logs."""
    for suffix in ("", *LOGS):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def move_aside(path: Path, now: datetime) -> Path | None:
    """Rename the file at `path` and its logs, so that nothing is lost. None if there is no file."""
    stamp = f"{path.name}.corrupt-{now:%Y%m%dT%H%M%S}"
    aside = path.with_name(stamp)
    number = 1
    while os.path.lexists(aside):
        number += 1
        aside = path.with_name(f"{stamp}-{number}")
    for suffix in (*LOGS, ""):  # the database last: killed before, we find it damaged again
        with contextlib.suppress(FileNotFoundError):
            os.rename(f"{path}{suffix}", f"{aside}{suffix}")
    return aside if os.path.lexists(aside) else None


def rescue(path: Path, database: sqlite3.Connection) -> int:
    """Add rows of the damaged file that a restored database lacks; return the number of reviews."""
    copy = path.with_name(f"{path.name}-copy")
    rescued = 0
    if path.is_file():
        remove(copy)
        with contextlib.suppress(sqlite3.Error, OSError):
            for suffix in ("", "-wal", "-journal"):
                if os.path.exists(f"{path}{suffix}"):
                    Path(f"{copy}{suffix}").write_bytes(Path(f"{path}{suffix}").read_bytes())
            with closing(connect(copy)) as damaged:
                rescued = add_missing(damaged, database, later=True)
        remove(copy)
    return rescued


def add_missing(source: sqlite3.Connection, database: sqlite3.Connection, *, later: bool = False) -> int:
    """Add the rows that only `source` has, up to the first unreadable one; return the number of reviews.

    `later`: of tables in order of writing, only rows after the newest that `database` has, so that damage among older
    ones is passed over. Rows that are there stay as they are. Cards of added reviews are emptied: they are made again
    from the log.
    """
    (newest,) = database.execute("select coalesce(max(number), 0) from reviews").fetchone()
    tables = [row[0] for row in database.execute("select name from sqlite_schema where type = 'table'")]
    for table in tables:
        if table != "cards":
            _add_missing(source, database, table, later)
    database.execute(
        "insert or replace into cards (bank, question) select distinct bank, question from reviews where number > ?",
        (newest,),
    )
    count = "select count(*) from reviews where number > ? and voids is null"
    return int(database.execute(count, (newest,)).fetchone()[0])


def _add_missing(source: sqlite3.Connection, database: sqlite3.Connection, table: str, later: bool) -> None:
    columns = [row[1] for row in database.execute(f"pragma table_info({table})")]
    wanted, newest = "", (0,)
    if "number" in columns:
        columns.remove("number")
        if later:
            newest = database.execute(f"select coalesce(max(number), 0) from {table}").fetchone()
        wanted = " where number > ? order by number"
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    with contextlib.suppress(sqlite3.DatabaseError):  # up to the first damaged page
        for row in source.execute(f"select {names} from {table}{wanted}", newest if wanted else ()):
            with contextlib.suppress(sqlite3.IntegrityError):
                database.execute(f"insert or ignore into {table} ({names}) values ({marks})", row)
