"""The day of the reader's interview: when it is, and choosing another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from quizdl.config import interview_at, interview_date


class InterviewDay:
    """`at` is the time of the interview, None without one. `remember` keeps a day for the next start."""

    def __init__(self, at: datetime | None, now: Callable[[], datetime], remember: Callable[[str, str], None]) -> None:
        self.at = at
        self._now = now
        self._remember = remember

    def is_to_come(self, day: str) -> bool:
        """Whether this text is a day, and one that may be chosen."""
        try:
            return interview_at(interview_date(day)) > self._now()
        except ValueError:
            return False

    def choose(self, day: str) -> None:
        self._remember("until", day)
        self.at = interview_at(day)
