"""A mock interview that is over, as values in the reader's language."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from quizdl.bank.model import Bank
from quizdl.errors import UnknownName
from quizdl.report.text import bank_heading, bank_text, harmless, one_line
from quizdl.study.held_interview import HeldInterview
from quizdl.study.interview import Spoken
from quizdl.verdict import Verdict
from quizdl.verify.catalogue import Catalogue
from quizdl.words import Language, say


class KeyPoint(NamedTuple):
    """A key point, and whether the reader ticked it."""

    text: str
    said: bool


class ClaimRow(NamedTuple):
    """A claim that an answer rests on: its id, its sentence, and its latest verdict on this machine."""

    name: str
    sentence: str
    verdict: str


class AnswerRow(NamedTuple):
    """An answer of the interview. Texts that do not apply are empty."""

    number: int
    name: str  # of the question, on one line
    prompt: str
    level: str
    share: float  # of the key points
    points: str
    time: str
    remark: str  # long, skipped, not compared
    words: str
    key_points: tuple[KeyPoint, ...]
    model: str
    claims: tuple[ClaimRow, ...]

    @property
    def misses(self) -> bool:
        """Whether key points are known to be left out."""
        return bool(self.points) and self.share < 1


class LeftOut(NamedTuple):
    """What an answer did not say, under a title."""

    title: str
    points: tuple[str, ...]
    note: str  # instead of points


class InterviewView(NamedTuple):
    """An interview, ready to show."""

    title: str
    headline: str
    best: str  # of the interviews before; empty without one
    answers: tuple[AnswerRow, ...]


class PastRow(NamedTuple):
    """An interview in a list of them."""

    title: str
    headline: str
    share: float | None  # of the key points; None where no answer was compared


class Proofs(NamedTuple):
    """What is known of claims: what they say, if the verifiers may be read, and by id the latest verdict here."""

    catalogue: Catalogue | None
    verdicts: Mapping[str, str]


def interview_view(
    held: HeldInterview, bank: Bank, best: float | None, proofs: Proofs, language: Language
) -> InterviewView:
    """The view of an interview; `best` is the largest share before it."""
    return InterviewView(
        title=title_of(held, bank, language),
        headline=headline_of(held, language),
        best="" if best is None else say(language, "interview.best", percent=f"{100 * best:.0f}"),
        answers=tuple(_answer(number, spoken, proofs, language) for number, spoken in enumerate(held.answers, 1)),
    )


def past_rows(interviews: Iterable[HeldInterview], bank: Bank, language: Language) -> list[PastRow]:
    """A row for each interview."""
    return [PastRow(title_of(held, bank, language), headline_of(held, language), held.share) for held in interviews]


def title_of(held: HeldInterview, bank: Bank, language: Language) -> str:
    """Its day, its topics if it was limited to some, and its minutes."""
    local = held.began.astimezone()
    day = say(language, "home.date", day=local.day, month=say(language, f"month.{local.month}"))
    minutes = say(language, "interview.took", minutes=max(round(held.seconds / 60), 1))
    return " · ".join(
        filter(None, (say(language, "interview.title", day=day), scope_of(held, bank, language), minutes))
    )


def scope_of(held: HeldInterview, bank: Bank, language: Language) -> str:
    """The track or the topics that the interview was limited to; empty if it was not."""
    for track in bank.description.tracks:
        if held.topics and set(track.topics) == set(held.topics):
            return one_line(track.title.to(language))
    titles = {topic.name: one_line(topic.title.to(language)) for topic in bank.topics}
    return ", ".join(titles.get(name, harmless(name)) for name in held.topics)


def headline_of(held: HeldInterview, language: Language) -> str:
    """The share of the key points, and that the reader ticked them."""
    if held.share is None:
        return say(language, "interview.not_compared" if held.answers else "summary.nothing")
    ticked = any(spoken.ticked is not None for spoken in held.answers)
    name = "interview.share_by_ticks" if ticked else "interview.share"
    return say(language, name, percent=f"{100 * held.share:.0f}")


def left_out_of(number: int, spoken: Spoken, language: Language) -> LeftOut:
    """What the answer to that question did not say; nothing of it before it is compared."""
    title = say(language, "interview.left_out", number=number)
    if not spoken.points:
        return LeftOut(title, (), say(language, "interview.gone"))
    if spoken.ticked is None and not spoken.skipped:
        return LeftOut(title, (), say(language, "interview.compare_first"))
    points = tuple(point.text for point in _key_points(spoken, language) if not point.said)
    return LeftOut(title, points, "" if points else say(language, "interview.all_said", count=spoken.points))


def minutes_of(seconds: float) -> str:
    """Minutes and seconds, as a clock shows them."""
    return f"{round(seconds) // 60}:{round(seconds) % 60:02}"


def _answer(number: int, spoken: Spoken, proofs: Proofs, language: Language) -> AnswerRow:
    question = spoken.asked.question
    compared = spoken.ticked is not None or spoken.skipped
    return AnswerRow(
        number=number,
        name=bank_heading(question.prompt.to(language)),
        prompt=bank_text(question.prompt.to(language)),
        level=say(language, "level", level=question.level),
        share=spoken.said / spoken.points if spoken.points else 0.0,
        points=f"{spoken.said}/{spoken.points}" if compared and spoken.points else "",
        time="" if spoken.skipped else minutes_of(spoken.seconds),
        remark=_remark(spoken, language),
        words=harmless(spoken.words),
        key_points=_key_points(spoken, language),
        model=bank_text(question.answer.to(language)),
        claims=tuple(claim_rows(spoken, proofs, language)),
    )


def _remark(spoken: Spoken, language: Language) -> str:
    if spoken.skipped:
        return say(language, "interview.skipped")
    if spoken.ticked is None:
        return say(language, "reports.not_compared")
    return say(language, "interview.long") if spoken.is_long else ""


def _key_points(spoken: Spoken, language: Language) -> tuple[KeyPoint, ...]:
    ticked = spoken.ticked or frozenset()
    return tuple(
        KeyPoint(bank_text(point.to(language)), place in ticked)
        for place, point in enumerate(spoken.asked.question.key_points)
    )


def claim_rows(spoken: Spoken, proofs: Proofs, language: Language) -> Iterator[ClaimRow]:
    """The claims of an answer; the id stands for the sentence if the catalogue is missing or lacks the claim."""
    for name in spoken.asked.question.verify:
        told = say(language, f"verdict.{proofs.verdicts[name]}" if name in proofs.verdicts else "interview.not_run")
        says = harmless(name)
        with contextlib.suppress(UnknownName):
            if proofs.catalogue is not None:
                claim = proofs.catalogue.claim(name)
                says = one_line(claim.sentence(language))
                if claim.expects is Verdict.REFUTED:
                    told = f"{say(language, 'home.myth')}, {told}"
        yield ClaimRow(harmless(name), says, told)
