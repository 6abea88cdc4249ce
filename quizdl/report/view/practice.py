"""One judged state of a reader's file, as values in the reader's language: the outcome, a row a judge, a difference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from quizdl.practice.attempt import Outcome
from quizdl.practice.time_limit import AT_MOST_TIMES
from quizdl.report.text import harmless
from quizdl.report.view.call import DifferenceView, difference_view
from quizdl.report.view.excerpt import CodeLine, excerpt
from quizdl.report.view.fault import FaultView, fault_view
from quizdl.report.view.numbers import SignedWord, Tone, control_sentences, number_row
from quizdl.report.view.proof import reason_of, short_name, verdict_label
from quizdl.verify.judging import Judged
from quizdl.verify.practice.faults import FaultKind
from quizdl.verify.translations import translator
from quizdl.words import say

if TYPE_CHECKING:
    from quizdl.practice.attempt import Attempt
    from quizdl.practice.exercise import Exercise
    from quizdl.verify.declared import Claim
    from quizdl.verify.result import Result

WAITING = SignedWord("○", "waiting", Tone.UNAVAILABLE)  # these words are the ends of names of words
PASSED = SignedWord("✓", "passed", Tone.GOOD)
REFUSED = SignedWord("✗", "refused", Tone.BAD)
UNJUDGED = SignedWord("?", "unjudged", Tone.OPEN)
STOPPED = SignedWord("!", "stopped", Tone.FAILED)
_HEADLINES = {
    Outcome.PASSED: (PASSED, "right"),
    Outcome.REFUSED: (REFUSED, "wrong"),
    Outcome.UNJUDGED: (UNJUDGED, "unjudged"),
}
MOST_PRINTED = 8  # lines
MANY_TIMES = 10  # as long as ours: from there on it is told
_LABELS = {Judged.PASSED: PASSED, Judged.REFUSED: REFUSED, Judged.UNJUDGED: UNJUDGED}


class JudgeRow(NamedTuple):
    """What one claim says about an attempt."""

    claim: str  # its id
    name: str  # its short name
    label: SignedWord
    detail: str  # the number that broke its bound, with its reason, or why there is none; empty where it passed


class AttemptView(NamedTuple):
    """One attempt, ready to show."""

    headline: SignedWord  # the first line
    fault: FaultView | None
    code: tuple[CodeLine, ...]  # the lines around that of the fault; none where it has none
    judges: tuple[JudgeRow, ...]
    difference: DifferenceView | None  # a call that differs from ours; only of a file that ran and is wrong
    agreement: str  # how many calls agree with ours, or how long a whole program is; empty where there is none
    speed: str  # that it takes many times as long as ours; only of one that passed
    printed: str  # the last lines that the program printed while the first judge ran it


def attempt_view(attempt: Attempt, exercise: Exercise, language: str) -> AttemptView:
    """The view of an attempt at this exercise."""
    fault = fault_view(attempt.fault, exercise, language) if attempt.fault else None
    results = {result.claim: result for result in attempt.results}
    calls = attempt.calls
    return AttemptView(
        headline=_headline(attempt, fault, language),
        fault=fault,
        code=excerpt(attempt.source, fault.line) if fault else (),
        judges=tuple(
            judge_row(claim, language, results.get(claim.id), attempt.judges.get(claim.id)) for claim in exercise.judges
        )
        + tuple(time_rows(exercise, attempt, language)),
        difference=difference_view(calls["first"], language) if calls["first"] and not attempt.passed else None,
        agreement=_agreement(attempt, exercise, language),
        speed=_speed(attempt, language) if attempt.passed else "",
        printed=_printed(attempt),
    )


def _speed(attempt: Attempt, language: str) -> str:
    speed = attempt.speed
    return "" if speed is None or speed["times"] < MANY_TIMES else _slow(speed, language)


def _slow(speed: Mapping[str, Any], language: str) -> str:
    return say(language, "attempt.slow", times=f"{speed['times']:.0f}", shape=tuple(speed["shape"]))


def time_rows(exercise: Exercise, attempt: Attempt | None, language: str) -> list[JudgeRow]:
    """The row of the limit on time, beneath those of the claims; none where the exercise has no limit."""
    limit = exercise.question.at_most_times
    if limit is None:
        return []
    judged = attempt.judges.get(AT_MOST_TIMES) if attempt else None
    label = WAITING if judged is None else _LABELS[judged]
    speed = attempt.speed if attempt and judged is Judged.REFUSED else None
    return [
        JudgeRow(
            claim=AT_MOST_TIMES,
            name=say(language, "judge.at_most_times", times=limit),
            label=label._replace(word=say(language, f"judge.{label.word}")),
            detail=_slow(speed, language) if speed else "",
        )
    ]


def _agreement(attempt: Attempt, exercise: Exercise, language: str) -> str:
    calls, ours = attempt.calls, exercise.question.statements
    if calls["made"] and not attempt.passed:
        return say(language, "attempt.agrees", agreed=calls["agreed"], count=calls["made"])
    if ours is None or attempt.fault is not None:
        return ""
    from quizdl.lab.lines import count_lines  # of the standard library alone

    return say(language, "attempt.statements", count=count_lines(attempt.source).statements, ours=ours)


def _printed(attempt: Attempt) -> str:
    lines = harmless(next((result.output for result in attempt.results if result.output), "")).rstrip().split("\n")
    return "\n".join(lines if len(lines) <= MOST_PRINTED else ["…", *lines[-MOST_PRINTED:]])


def judge_row(claim: Claim, language: str, result: Result | None = None, judged: Judged | None = None) -> JudgeRow:
    """The row of a judge: waiting without a result; without `judged`, as its result alone has it."""
    label = _label(result, judged)
    return JudgeRow(
        claim=claim.id,
        name=short_name(claim, language),
        label=label._replace(word=say(language, f"judge.{label.word}")),
        detail="" if result is None or label in (PASSED, STOPPED) else _detail(result, claim, language),
    )


def _detail(result: Result, claim: Claim, language: str) -> str:
    """What speaks against an attempt: a number and its bound, else the reason that there is none."""
    evidence = result.evidence
    if evidence is None or not evidence.decisive or result.unrefuted:
        declared = verdict_label(result.expected, language).word
        return reason_of(result, language) or say(language, "verdict.not_as_declared", verdict=declared)
    number, translate = evidence.decisive[0], translator(claim.folder, claim.family, language)
    if number in evidence.controls:
        control = control_sentences(evidence, language, translate)[evidence.controls.index(number)]
        return f"{control.told}: {control.outcome}"
    row = number_row(number, language, translate)
    return say(language, "judge.broke", name=row.name, value=row.value, bound=row.bound, because=row.because)


def _label(result: Result | None, judged: Judged | None) -> SignedWord:
    if result is None:
        return WAITING
    if result.fault:
        return STOPPED
    return _LABELS[judged or (Judged.PASSED if result.as_declared else Judged.REFUSED)]


def _headline(attempt: Attempt, fault: FaultView | None, language: str) -> SignedWord:
    if fault is not None:
        starter = attempt.fault is not None and attempt.fault["kind"] == FaultKind.UNCHANGED
        label = WAITING if starter else STOPPED
        return label._replace(word=fault.headline)
    label, name = _HEADLINES[attempt.outcome]
    return label._replace(word=say(language, f"attempt.{name}", kept=attempt.kept, count=attempt.asked))
