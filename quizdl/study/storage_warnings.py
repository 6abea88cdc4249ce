"""Warnings about stored progress, as values: `report.wording` says them in the reader's language."""

from __future__ import annotations

from typing import Literal, NamedTuple

Cause = Literal["full", "not writable", "held", "no home", "other"]


class MadeByNewer(Exception):
    """A newer quizdl has changed the schema to `version`: this one must not touch the file."""

    def __init__(self, version: int) -> None:
        super().__init__(f"version {version} of the schema is newer than this quizdl")
        self.version = version


class NoHome(FileNotFoundError):
    """There is no home folder to keep anything in."""


class Held(TimeoutError):
    """Another quizdl kept the database locked for too long."""


class Why(NamedTuple):
    """Why the disk refused; `detail` is the message of the system."""

    cause: Cause
    detail: str


class NotSaved(NamedTuple):
    """Answers are kept in memory until the file can be written."""

    path: str
    why: Why


class FromNewer(NamedTuple):
    """Answers are kept in memory: a newer quizdl made the file, with a schema that this one does not know."""

    path: str
    version: int
    known: int


class Unsaved(NamedTuple):
    """The numbers of answers, and of all changes, that are only in memory."""

    answers: int
    changes: int


class WrittenAgain(NamedTuple):
    """The file was removed or replaced while it was open; its content was written to `path` again."""

    path: str


class NotBackedUp(NamedTuple):
    """Answers are saved, but the day's backup could not be made."""

    why: Why


class Restored(NamedTuple):
    """The file was damaged (or missing: `aside` is None) and was restored."""

    backup: str | None  # the name of the one that took its place; None where it starts anew
    rescued: int  # reviews later than the backup that the damaged file still gave
    aside: str | None  # the name under which the damaged file is kept


StorageWarning = NotSaved | FromNewer | NotBackedUp | Restored | WrittenAgain
