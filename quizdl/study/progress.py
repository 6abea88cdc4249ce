"""The reader's progress in one SQLite file: the log of reviews, cards, notes, sessions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quizdl import folders
from quizdl.study.cards import Card, NewReview, local_now
from quizdl.study.durable_database import DurableDatabase
from quizdl.study.review_log import (
    StoredReview,
    active_reviews,
    is_log_unchanged,
    log_after,
    log_length,
    new_id,
    retract_all,
    review_times,
    reviews_as_of,
)
from quizdl.study.rows import (
    CARDS,
    DELETE_DRAFT,
    Forecast,
    Logged,
    StoredSession,
    interrupted_session,
    put_all_cards,
    put_session,
    read_card,
    rebuild_cards,
    record_review,
    retract_review,
)

if TYPE_CHECKING:
    from quizdl.study.scheduling import Scheduler
    from quizdl.study.storage_warnings import StorageWarning, Unsaved

BUILTIN = "builtin"  # the key of the built-in bank; that of any other bank is the resolved root it had at first


class ProgressStore:
    """The reader's progress. Changes are on the disk when a method returns, or `saved` is False.

    When the disk refuses, answers are kept in memory and written down once it works again; `warning` says so then.
    It belongs to the thread that opened it. Close it: that makes the day's backup.
    """

    def __init__(self, database: DurableDatabase) -> None:
        """Use `open`."""
        self._database = database
        self.read, self.write = database.read, database.write  # also for logs of their own, such as AttemptLog

    @classmethod
    def open(cls, path: Path | None = None, *, now: Callable[[], datetime] = local_now) -> ProgressStore:
        """The store at `path`, by default the reader's own. Never raises: problems are in `warning`."""
        return cls(DurableDatabase(path or folders.data_folder() / "progress.sqlite", now))

    @property
    def saved(self) -> bool:
        """Whether answers reach the disk; otherwise they are kept in memory."""
        return self._database.saved

    @property
    def warning(self) -> StorageWarning | None:
        """The current storage warning: not saved, restored, not backed up."""
        return self._database.warning

    @property
    def unsaved(self) -> Unsaved:
        """The number of answers, and of all changes, only in memory; after `close`, the number lost."""
        return self._database.unsaved

    def close(self) -> None:
        """Write what is only in memory, renew the day's backup, and close the file."""
        self._database.close()

    # Answers

    def record(
        self,
        bank: str,
        review: NewReview,
        scheduler: Scheduler,
        *,
        session: StoredSession | None = None,
        replaces: int | None = None,
    ) -> Logged:
        """Write a review, its new card and the position of the session in one transaction.

        It deletes the draft for the question, too. `replaces` is the id of a review that is retracted with it: the
        reader overruled its rating.
        """
        review_id, now = new_id(), self._database.time()
        write = partial(record_review, bank=bank, review=review, review_id=review_id, now=now, scheduler=scheduler)
        return self.write(lambda db: Logged(review_id, write(db, session=session, replaces=replaces)))

    def retract(self, bank: str, question: str, review_id: int, scheduler: Scheduler) -> Card | None:
        """Retract a review of a question; the card as it is without it, None where no other review is left.

        Retracting twice changes nothing, and neither does retracting a review that is not there.
        """
        now = self._database.time()
        return self.write(lambda db: retract_review(db, bank, question, review_id, now, scheduler))

    def cards(self, bank: str, scheduler: Callable[[], Scheduler] | None = None) -> dict[str, Card]:
        """Cards by question. An invalid card is recomputed from the log by `scheduler`."""
        rows = self.read(lambda db: db.execute(f"{CARDS} where bank = ?", (bank,)).fetchall())
        cards, senseless = {}, []
        for row in rows:
            try:
                cards[row[0]] = read_card(row)
            except (ValueError, TypeError):
                senseless.append(row[0])
        if senseless:
            from quizdl.study.scheduling import Scheduler  # it imports fsrs, which is seldom needed here

            make = scheduler or Scheduler
            cards.update(self.write(lambda db: rebuild_cards(db, bank, senseless, make())))
        return cards

    def reviews(self, bank: str | None = None, question: str | None = None) -> list[StoredReview]:
        """The reviews that were not retracted, in the order of the log."""
        return self.read(lambda db: active_reviews(db, bank, question))

    def log_after(self, bank: str, sequence: int) -> list[Any]:
        """Rows of `review_log.log_after`."""
        return self.read(lambda db: log_after(db, bank, sequence))

    def review_times(self, bank: str, since: datetime) -> list[datetime]:
        """When the reviews of a bank counted that were not retracted and are not older than `since`."""
        return self.read(lambda db: review_times(db, bank, since))

    def is_log_unchanged(self, sequence: int, review_id: int) -> bool:
        """Whether the log up to a sequence number still ends with this review, and nothing was retracted since."""
        return self.read(lambda db: is_log_unchanged(db, sequence, review_id))

    def reset(self, bank: str, questions: Iterable[str]) -> int:
        """Retract every review of these questions, so that they are new; return the number. The log keeps every row."""
        now, names = self._database.time(), tuple(questions)
        return self.write(lambda db: retract_all(db, bank, names, now))

    def suspended(self, bank: str) -> set[str]:
        """The topics that are asked only if named."""
        return set(json.loads(self.setting(f"suspended of {bank}") or "[]"))

    def suspend(self, bank: str, topics: Iterable[str]) -> None:
        """Set the topics that are asked only if named."""
        self.set_setting(f"suspended of {bank}", json.dumps(sorted(topics)))

    def banks(self) -> dict[str, str]:
        """The last folder of each bank with reviews, by key, without the built-in bank."""
        folder = "coalesce((select value from settings where name = 'folder of ' || bank), bank)"
        return dict(self._rows(f"select distinct bank, {folder} from reviews where bank <> ?", BUILTIN))

    def follow(self, bank: str, folder: str) -> None:
        """Record the new folder of a bank."""
        self.set_setting(f"folder of {bank}", folder)

    def rebuild(self, scheduler: Scheduler) -> int:
        """Recompute all cards from the reviews as of now; return how many differed.

        Cards of answers that were kept under a clock far ahead would not fall due before that time comes.
        """
        differed, now = None, self._database.time()
        while differed is None:  # it takes seconds; an answer in between does not wait, and we begin again
            length, right = self.read(log_length), {}
            for (bank,) in self._rows("select distinct bank from reviews"):
                log = reviews_as_of(self.reviews(bank), now)
                right.update({(bank, name): card for name, card in scheduler.rebuild(log).items()})
            differed = self.write(partial(put_all_cards, cards=right, length=length))
        return differed

    # What else the reader did

    def prove(self, bank: str, claim: str, verdict: str) -> None:
        """Store the latest verdict of a claim."""
        self._put("insert or replace into proofs values (?, ?, ?, ?)", bank, claim, verdict, self._text_time())

    def proven(self, bank: str) -> dict[str, str]:
        """The latest verdict that the reader saw, by claim."""
        return dict(self._rows("select claim, verdict from proofs where bank = ?", bank))

    def bookmark(self, bank: str, question: str, on: bool) -> None:
        if on:
            self._put("insert or ignore into bookmarks values (?, ?, ?)", bank, question, self._text_time())
        else:
            self._put("delete from bookmarks where bank = ? and question = ?", bank, question)

    def bookmarks(self, bank: str) -> set[str]:
        return {row[0] for row in self._rows("select question from bookmarks where bank = ?", bank)}

    def note(self, bank: str, question: str, text: str) -> None:
        """Keep the reader's note on a question; an empty one is removed."""
        if text:
            values = (bank, question, _storable(text), self._text_time())
            self._put("insert or replace into notes values (?, ?, ?, ?)", *values)
        else:
            self._put("delete from notes where bank = ? and question = ?", bank, question)

    def notes(self, bank: str) -> dict[str, str]:
        return dict(self._rows("select question, text from notes where bank = ?", bank))

    def keep_draft(self, bank: str, question: str, text: str) -> None:
        """Store the reader's draft for a question until its answer is recorded; an empty text removes it."""
        if text:
            values = (bank, question, _storable(text), self._text_time())
            self._put("insert or replace into drafts values (?, ?, ?, ?)", *values)
        else:
            self._put(DELETE_DRAFT, bank, question)

    def draft(self, bank: str, question: str) -> str:
        """The draft of a question; empty if there is none."""
        rows = self._rows("select text from drafts where bank = ? and question = ?", bank, question)
        return str(rows[0][0]) if rows else ""

    def keep_session(self, bank: str, session: StoredSession) -> None:
        """Store the position of a session."""
        self.write(partial(put_session, bank=bank, session=session, at=self._text_time()))

    def interrupted_session(self, bank: str) -> StoredSession | None:
        """The last session of a bank, if it was interrupted; those over one question come after those over several."""
        return self.read(lambda db: interrupted_session(db, bank))

    def forecast(self, bank: str, subject: str, confidence: float, came_true: bool) -> None:
        """Store the reader's confidence in a proof or a number, in 0..1, and whether it came true."""
        self._put(
            "insert into forecasts (id, bank, subject, confidence, came_true, at) values (?, ?, ?, ?, ?, ?)",
            *(new_id(), bank, subject, confidence, int(came_true), self._text_time()),
        )

    def forecasts(self, bank: str) -> list[Forecast]:
        """In the order in which they were stated."""
        select = "select subject, confidence, came_true, at from forecasts where bank = ? order by number"
        rows = self._rows(select, bank)
        return [Forecast(name, sure, bool(came), datetime.fromisoformat(at)) for name, sure, came, at in rows]

    def keep_interview(self, interview_id: int, document: Mapping[str, Any]) -> None:
        """Store a mock interview, or replace what was stored of it."""
        insert = "insert into interviews (id, document, at) values (?, ?, ?)"
        update = " on conflict (id) do update set document = excluded.document"
        self._put(insert + update, interview_id, json.dumps(document), self._text_time())

    def discard_interview(self, interview_id: int) -> None:
        """Delete a mock interview."""
        self._put("delete from interviews where id = ?", interview_id)

    def interviews(self) -> list[tuple[int, dict[str, Any]]]:
        """Ids and documents, in the order in which the interviews were held."""
        return [
            (row[0], json.loads(row[1])) for row in self._rows("select id, document from interviews order by number")
        ]

    def setting(self, name: str) -> str | None:
        """The stored value of a name for all banks, such as the date of the interview; None without one."""
        return next((row[0] for row in self._rows("select value from settings where name = ?", name)), None)

    def set_setting(self, name: str, value: str) -> None:
        self._put("insert or replace into settings values (?, ?)", name, value)

    def parameters(self) -> tuple[float, ...] | None:
        """The fitted parameters of the scheduler; None if there are none or they are invalid."""
        if not (kept := self.setting("parameters")):
            return None
        from quizdl.study.scheduling import Scheduler  # it imports fsrs, which only who has fitted waits for

        try:
            return Scheduler(json.loads(kept)).parameters
        except (ValueError, TypeError):
            return None

    def use(self, parameters: Sequence[float] | None) -> int:
        """Schedule with these parameters from now on (None: the default ones); return how many cards changed."""
        from quizdl.study.scheduling import Scheduler

        self.set_setting("parameters", json.dumps(parameters) if parameters else "")
        return self.rebuild(Scheduler(parameters))

    def _rows(self, select: str, *values: object) -> list[Any]:
        return self.read(lambda db: db.execute(select, values).fetchall())

    def _put(self, statement: str, *values: object) -> None:
        self.write(lambda db: db.execute(statement, values))

    def _text_time(self) -> str:
        return self._database.time().isoformat()


def _storable(text: str) -> str:
    """Replace surrogates, which a terminal may pass and UTF-8 cannot encode."""
    return text.encode("utf-8", "replace").decode("utf-8")
