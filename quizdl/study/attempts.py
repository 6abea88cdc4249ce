"""The tables of exercises: the round that the reader is in, and every judged attempt."""

from __future__ import annotations

import zlib
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from quizdl.study.review_log import new_id

if TYPE_CHECKING:
    from quizdl.study.progress import ProgressStore

PAUSE = timedelta(minutes=5)  # what is longer between two signs of work does not count beyond that
MOST_KEPT = 2**16  # bytes of a compressed source


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """How an exercise stands, from opening its file until a new round begins."""

    revision: int  # of the exercise when it was opened
    begun: datetime
    last: datetime  # sign of work: it was opened, judged, a hint was taken
    seconds: float = 0.0  # of work, without pauses
    attempts: int = 0  # that were judged
    kept: int = 0  # judges that the best of them satisfied
    hints: int = 0
    likeness: bool = False  # whether it was told what an attempt behaves like
    solution: bool = False  # whether ours was seen
    timed: bool = False  # as in an interview: without hints
    rated: bool = False  # whether the schedule knows how it went

    @property
    def helped(self) -> int:
        """How many times the reader took help: hints, and what an attempt behaves like."""
        return self.hints + self.likeness

    def at(self, now: datetime) -> Round:
        """The round at a sign of work."""
        gap = min(max(now - self.last, timedelta()), PAUSE)
        return replace(self, last=now, seconds=self.seconds + gap.total_seconds())


class StoredAttempt(NamedTuple):
    """One judged state of a file."""

    question: str
    revision: int
    sha256: str
    passed: bool
    fault: str | None  # its kind
    kept: int  # judges that it satisfied
    asked: int  # judges that there are
    hints: int  # taken in the round so far, with likeness
    seconds: float  # of work in the round so far
    times_ours: float | None  # how many times as long as ours it takes; None where that was not measured
    at: datetime


_ROUND = ", ".join(field.name for field in fields(Round))
_ATTEMPT = ", ".join(StoredAttempt._fields)


class AttemptLog:
    """Rounds and attempts of one bank. Methods return after writing."""

    def __init__(self, store: ProgressStore, bank: str) -> None:
        self._read, self._write = store.read, store.write
        self._bank = bank

    def rounds(self) -> dict[str, Round]:
        """By exercise, the round that the reader is in, or was in last."""
        rows = self._rows(f"select question, {_ROUND} from rounds where bank = ?", self._bank)
        return {question: _round(values) for question, *values in rows}

    def keep_round(self, question: str, current: Round) -> None:
        """Store how an exercise stands now."""
        values = [value.isoformat() if isinstance(value, datetime) else value for value in asdict(current).values()]
        self._put(f"insert or replace into rounds (bank, question, {_ROUND}) values", self._bank, question, *values)

    def add(self, attempt: StoredAttempt, source: str) -> None:
        """Write an attempt; its source is kept where it passed and is not too long."""
        packed = zlib.compress(source.encode()) if attempt.passed else None
        kept = packed if packed is not None and len(packed) <= MOST_KEPT else None
        values = (*attempt[:-1], attempt.at.isoformat())
        self._put(f"insert into attempts (bank, id, source, {_ATTEMPT}) values", self._bank, new_id(), kept, *values)

    def attempts(self) -> list[StoredAttempt]:
        """All attempts, in the order of writing."""
        rows = self._rows(f"select {_ATTEMPT} from attempts where bank = ? order by number", self._bank)
        found = [StoredAttempt(*row) for row in rows]
        return [one._replace(passed=bool(one.passed), at=datetime.fromisoformat(str(one.at))) for one in found]

    def last_sha256(self, question: str) -> str | None:
        """The hash of the last attempt at an exercise; None without one."""
        where = "where bank = ? and question = ? order by number desc limit 1"
        rows = self._rows(f"select sha256 from attempts {where}", self._bank, question)
        return str(rows[0][0]) if rows else None

    def last_source(self, question: str) -> str | None:
        """The source of the last passing attempt; None without one."""
        kept = "from attempts where bank = ? and question = ? and source is not null"
        rows = self._rows(f"select source {kept} order by number desc limit 1", self._bank, question)
        return zlib.decompress(rows[0][0]).decode(errors="replace") if rows else None

    def kept_sources(self) -> tuple[int, int]:
        """How many sources are kept, and their bytes."""
        sums = "count(source), coalesce(sum(length(source)), 0)"
        ((count, size),) = self._rows(f"select {sums} from attempts where bank = ?", self._bank)
        return count, size

    def forget(self, question: str) -> int:
        """Delete the attempts at an exercise with their sources, and its round; return the number of attempts."""
        where = (self._bank, question)

        def delete(db: Any) -> int:
            db.execute("delete from rounds where bank = ? and question = ?", where)
            return int(db.execute("delete from attempts where bank = ? and question = ?", where).rowcount)

        return self._write(delete)

    def _rows(self, select: str, *values: object) -> list[Any]:
        return self._read(lambda db: db.execute(select, values).fetchall())

    def _put(self, statement: str, *values: object) -> None:
        marks = ", ".join("?" * len(values))
        self._write(lambda db: db.execute(f"{statement} ({marks})", values))


def _round(values: list[Any]) -> Round:
    row = dict(zip((field.name for field in fields(Round)), values, strict=True))
    times = {name: datetime.fromisoformat(row[name]) for name in ("begun", "last")}
    flags = {name: bool(row[name]) for name in ("likeness", "solution", "timed", "rated")}
    return Round(**{**row, **times, **flags})
