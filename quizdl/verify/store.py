"""Store decided results under the hash of everything that they depend on."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from quizdl import folders
from quizdl.verdict import DECIDED
from quizdl.verify.evidence import Evidence
from quizdl.verify.result import Result, decide
from quizdl.verify.task import PinnedTask, Task

BUSY_SECONDS = 5.0

SCHEMA = """
create table if not exists results (
    key text primary key,
    claim text not null,
    made text not null,
    document text not null
) strict
"""


class ResultStore:
    """Decided results, kept in one SQLite file in the cache folder. It is a cache: when it cannot be
    read or written, experiments simply run again, and `trouble` says why."""

    def __init__(self, path: Path | None = None) -> None:
        self.trouble: str | None = None
        self._database: sqlite3.Connection | None = None
        path = path or folders.cache_folder() / "results.sqlite"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
            self._database.execute("pragma journal_mode = wal")
            self._database.execute(SCHEMA)
        except (sqlite3.Error, OSError) as error:
            self.close()
            self.trouble = f"results are not kept: {path}: {_why(error)}"

    def close(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None

    def find(self, pinned: PinnedTask) -> Result | None:
        """The stored result of this task, or None."""
        if self._database is None:
            return None
        try:
            row = self._database.execute("select document from results where key = ?", (pinned.key(),)).fetchone()
            return None if row is None else _read(json.loads(row[0]), pinned.task)
        except (sqlite3.Error, OSError, ValueError, TypeError, KeyError) as error:
            self.trouble = f"a kept result cannot be read and is made again: {error}"
            return None

    def keep(self, pinned: PinnedTask, result: Result) -> None:
        """Store a decided result, unless a source was edited while it ran; others are worth another run."""
        if self._database is None or result.verdict not in DECIDED or result.evidence is None:
            return
        if not pinned.sources.unchanged():
            return  # a process that the claim started may have read the new text
        document = {
            "seconds": result.seconds,
            "made": result.made.isoformat(),
            "output": result.output,
            "evidence": result.evidence.to_json(),
            "calls": result.calls,
        }
        row = (pinned.key(), result.claim, result.made.isoformat(), json.dumps(document))
        try:
            self._database.execute("insert or replace into results values (?, ?, ?, ?)", row)
        except (sqlite3.Error, OSError) as error:
            self.trouble = f"results are not kept: {_why(error)}"


def _why(error: Exception) -> str:
    """The message of the system or of SQLite, without error numbers and Python's names."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _read(document: dict[str, Any], task: Task) -> Result:
    evidence = Evidence.from_json(document["evidence"])
    result = decide(task, evidence, document["seconds"], document["output"])
    made = datetime.fromisoformat(document["made"])
    return replace(result, made=made, kept=True, calls=document.get("calls"))
