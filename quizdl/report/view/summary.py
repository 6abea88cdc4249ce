"""The summary of a session, as values in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from quizdl.bank.model import Text
from quizdl.report.text import bank_heading, harmless, one_line
from quizdl.study.session import Score, Summary
from quizdl.verdict import DECIDED
from quizdl.words import Language, say


class ScoreRow(NamedTuple):
    """The score of one topic or level."""

    name: str
    right: int
    asked: int
    share: float  # of the credit, from 0 to 1
    words: str


class SummaryView(NamedTuple):
    """A summary, ready to show. Texts that do not apply are empty."""

    title: str  # how many answers were right
    credit: str
    streak: str
    proven: str  # how many claims
    skipped: str
    scores: tuple[ScoreRow, ...]
    verdicts: tuple[tuple[str, str], ...]  # of each claim that was run: the verdict, and what the claim says
    wrong_title: str
    wrong: tuple[tuple[str, str], ...]  # of each question that went wrong: its id and its prompt


def summary_view(
    summary: Summary, titles: Mapping[str, Text], language: Language, sentence: Callable[[str], str] = str
) -> SummaryView:
    """The view of a summary: `titles` of the topics by name, `sentence` maps a claim's id to its sentence."""
    total = summary.total
    named = [(titles[name].to(language), score) for name, score in summary.topics.items()]
    named += [(say(language, "level", level=level), score) for level, score in summary.levels.items()]
    proven = sum(verdict in DECIDED for verdict in summary.proven.values())
    return SummaryView(
        title=_right(total, language) if total.asked else say(language, "summary.nothing"),
        credit=_credit(total, language) if total.asked else "",
        streak=say(language, "summary.streak", count=summary.streak),
        proven=say(language, "summary.proven", count=proven),
        skipped=say(language, "summary.skipped", count=summary.skipped) if summary.skipped else "",
        scores=tuple(_row(harmless(name), score, language) for name, score in named),
        verdicts=tuple(
            (say(language, f"verdict.{verdict}"), one_line(sentence(claim)))
            for claim, verdict in summary.proven.items()
        ),
        wrong_title=say(language, "summary.wrong"),
        wrong=tuple((harmless(question.id), bank_heading(question.prompt.to(language))) for question in summary.wrong),
    )


def _row(name: str, score: Score, language: Language) -> ScoreRow:
    words = f"{_right(score, language)}, {_credit(score, language)}"
    return ScoreRow(name, score.right, score.asked, score.credit / score.asked, words)


def _right(score: Score, language: Language) -> str:
    return say(language, "summary.right", right=score.right, asked=score.asked)


def _credit(score: Score, language: Language) -> str:
    return say(language, "summary.credit", percent=round(100 * score.credit / score.asked))
