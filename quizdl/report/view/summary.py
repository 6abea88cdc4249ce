"""The summary of a session, as values in the reader's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from quizdl.report.text import bank_heading, largest_unit, one_line
from quizdl.report.view.proof import proven_claim
from quizdl.study.summary import Change, Reviewed, Summary
from quizdl.words import Language, say

if TYPE_CHECKING:
    from quizdl.verify.catalogue import Catalogue


class ChangeRow(NamedTuple):
    """What changed in one track."""

    name: str
    before: float  # mean recall, 0 to 1
    after: float
    shares: str  # both, in words
    proven: str  # how many claims; empty without one


class ReviewedRow(NamedTuple):
    """A question that was answered."""

    id: str
    prompt: str  # on one line
    partly: bool  # some of the answer was right
    sure: str  # that the reader was sure, of a wrong answer; may be empty
    back: str  # when it comes back


class SummaryView(NamedTuple):
    """A summary, ready to show. Texts that do not apply are empty."""

    title: str  # how many answers were right, and how long it took
    skipped: str  # how many
    changes: tuple[ChangeRow, ...]
    missed: tuple[ReviewedRow, ...]
    sure: str  # how many were wrong though the reader was sure
    right: tuple[ReviewedRow, ...]
    right_count: str
    right_back: str  # when they come back, how many at a time
    proven: tuple[tuple[str, bool], ...]  # short names of claims, and whether each is a myth that was refuted


def summary_view(summary: Summary, language: Language, catalogue: Catalogue | None) -> SummaryView:
    """The view of a summary; claims are named by the catalogue, or by their ids without one."""
    right, sure = summary.right, sum(reviewed.sure_and_wrong for reviewed in summary.reviewed)
    return SummaryView(
        title=_title(summary, language),
        skipped=say(language, "summary.skipped", count=summary.skipped) if summary.skipped else "",
        changes=tuple(_change(change, language) for change in summary.changes),
        missed=tuple(_reviewed(reviewed, language) for reviewed in summary.missed),
        sure=say(language, "summary.sure_and_wrong", count=sure) if sure else "",
        right=tuple(_reviewed(reviewed, language) for reviewed in right),
        right_count=say(language, "home.questions", count=len(right)),
        right_back=say(language, "summary.next", when=_groups(right, language)),
        proven=tuple(proven_claim(claim, catalogue, language) for claim in summary.proven),
    )


def _title(summary: Summary, language: Language) -> str:
    if not summary.reviewed:
        return say(language, "summary.nothing")
    minutes = summary.seconds / 60
    unit, length = ("seconds", summary.seconds) if minutes < 1 else ("minutes", minutes)
    if minutes >= 120:
        unit, length = "hours", minutes / 60
    right, asked = len(summary.right), len(summary.reviewed)
    return say(language, f"summary.in_{unit}", right=right, asked=asked, count=max(round(length), 1))


def _change(change: Change, language: Language) -> ChangeRow:
    before, after = f"{100 * change.before:.0f}", f"{100 * change.after:.0f}"
    proven = say(language, "summary.proven", count=change.proven) if change.proven else ""
    shares = say(language, "summary.shares", before=before, after=after)
    return ChangeRow(one_line(change.title.to(language)), change.before, change.after, shares, proven)


def _reviewed(reviewed: Reviewed, language: Language) -> ReviewedRow:
    question, grade = reviewed.question, reviewed.grade
    unit, count = _span(reviewed.due_in)
    span = say(language, f"span.{unit}", count=count) if count else ""
    return ReviewedRow(
        question.id,
        bank_heading(question.prompt.to(language)),
        partly=not grade.correct and grade.credit > 0,
        sure=say(language, "summary.was_sure") if reviewed.sure_and_wrong else "",
        back=say(language, f"summary.back_{unit}" if unit in ("now", "day") else "summary.back_in", span=span),
    )


def _groups(right: Sequence[Reviewed], language: Language) -> str:
    """How many come back when, the soonest first: `4 in 2 days, 3 in 6 days`."""
    groups = Counter(_span(reviewed.due_in) for reviewed in sorted(right, key=lambda reviewed: reviewed.due_in))
    return ", ".join(
        say(
            language,
            f"summary.group_{unit}" if unit in ("now", "day") else "summary.group_in",
            count=questions,
            span=say(language, f"span.{unit}", count=count) if count else "",
        )
        for (unit, count), questions in groups.items()
    )


def _span(due_in: timedelta) -> tuple[str, int]:
    """The largest unit of a length of time, and how many; `now` where it is over."""
    return ("now", 0) if due_in <= timedelta(0) else largest_unit(due_in)
