"""Exercises, attempts and what became of them as plain lines, and the documents of `--json`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from quizdl.bank.question import CodeQuestion
from quizdl.practice.attempt import Attempt
from quizdl.practice.example import Example
from quizdl.practice.exercise import Exercise
from quizdl.practice.readers import SCHEMA, Median
from quizdl.report.text import bank_lines, harmless
from quizdl.report.view.call import example_lines
from quizdl.report.view.diagnosis import diagnosis_view
from quizdl.report.view.excerpt import CodeLine
from quizdl.report.view.exercise import contract_lines, session_lines
from quizdl.report.view.exercises import ExerciseRow, Went, clock_text, went_text
from quizdl.report.view.practice import WAITING, AttemptView
from quizdl.report.view.proof import verdict_label
from quizdl.study.attempts import Round
from quizdl.verify.dependencies import versions
from quizdl.verify.diagnosis import Diagnosis
from quizdl.words import Language, say


def exercise_lines(exercise: Exercise, example: Example | None, language: Language) -> list[str]:
    """What is asked, without the starter, which is in the reader's file."""
    question = exercise.question
    shown = [*bank_lines(question.prompt.to(language)).split("\n"), "", *contract_lines(question, language)]
    if example is not None:
        shown += [
            say(language, "practice.example", call=line) for line in example_lines(example, exercise.name, language)
        ]
    return [harmless(line) for line in (*shown, *session_lines(question, language))]


def attempt_lines(view: AttemptView) -> list[str]:
    """An attempt: the outcome first, what is wrong and in which line, then each judge, and a call that differs."""
    lines = [view.headline.word, *([view.speed] if view.speed else [])]
    if view.fault is not None:
        lines += [view.fault.text, *map(_code_line, view.code)]
    for row in view.judges:
        if row.label.sign != WAITING.sign:
            lines.append(f"  {row.label.word}: {row.name}")
            lines += [f"    {row.detail}"] if row.detail else []
    lines += [f"  {view.difference.text}"] if view.difference else []
    return [harmless(line) for line in (*lines, *([f"  {view.agreement}"] if view.agreement else []))]


def _code_line(line: CodeLine) -> str:
    return f"  {'>' if line.is_told else ' '} {line.number}  {line.text}".rstrip()


def diagnosis_lines(diagnosis: Diagnosis, language: Language) -> list[str]:
    """What the wrong calls of an attempt have in common, beneath the attempt."""
    return [f"  {harmless(line)}" for line in diagnosis_view(diagnosis, language).lines]


def round_line(current: Round, question: CodeQuestion, language: Language) -> str:
    """The attempts of a round and its clock, which counts down where it is timed."""
    left = 60 * question.minutes - current.seconds
    clock = clock_text(current.seconds)
    if current.timed:
        clock = (
            say(language, "practice.left", clock=clock_text(left)) if left > 0 else say(language, "practice.time_up")
        )
    return f"{say(language, 'practice.tries', count=current.attempts)}, {clock}"


def took_line(current: Round, question: CodeQuestion, language: Language) -> str:
    """How long the reader took to the first pass, at work and by the clock, beside the declared minutes."""
    by_the_clock = round((current.last - current.begun).total_seconds() / 60)
    at_work = round(current.seconds / 60)
    return say(language, "practice.took", count=at_work, clock=by_the_clock, minutes=question.minutes)


def list_lines(rows: Sequence[ExerciseRow]) -> list[str]:
    """The exercises of a bank, a line each."""
    width = max((len(row.id) for row in rows), default=0)
    return [f"{row.id:<{width}}  [{row.state}, {row.level}, {row.minutes}]  {row.prompt}" for row in rows]


def went_lines(went: Sequence[Went], language: Language) -> list[str]:
    """How the exercises went, a line each."""
    width = max((len(one.id) for one in went), default=0)
    return [f"{one.id:<{width}}  {went_text(one, language)}" for one in went]


def readers_line(exercise: CodeQuestion, median: Median, language: Language) -> str:
    """How long many readers took, and what that says of the time that is said; of one reader the time alone."""
    if median.readers == 1:
        return say(language, "readers.one", exercise=exercise.id, minutes=_minutes(median.minutes))
    low, high = exercise.said_minutes or (0, 0)
    told = say(
        language,
        "readers.many",
        exercise=exercise.id,
        count=median.readers,
        passed=median.passed,
        median=_minutes(median.minutes),
        low=_minutes(median.low),
        high=_minutes(median.high),
    )
    verdict = verdict_label(median.against((low, high)), language)
    return f"{told} {say(language, 'readers.said', low=low, high=high, verdict=verdict.word)}"


def _minutes(minutes: float) -> str:
    return f"{minutes:.0f}" if math.isfinite(minutes) else "∞"


def went_document(went: Sequence[Went]) -> dict[str, Any]:
    """The document of `quizdl stats --practice --json`."""
    exercises = [{**one._asdict(), "seconds": round(one.seconds, 1)} for one in went]
    return {"schema": SCHEMA, "exercises": exercises}


def attempt_document(
    attempt: Attempt, file: Path, current: Round, diagnosis: Diagnosis | None = None, *, sealed: bool = False
) -> dict[str, Any]:
    """The document of `quizdl practice --json`; what the attempt behaves like is told on demand alone."""
    told: dict[str, Any] = finite(attempt.to_json())
    found = finite(diagnosis.to_json()) if diagnosis is not None else {}
    return {
        "schema": "quizdl.practice/1",
        "file": str(file),
        "sealed": sealed,
        **told,
        "attempts": current.attempts,
        "hints": current.helped,
        "diagnosis": {name: value for name, value in found.items() if name not in ("likeness", "compared")} or None,
    }


def dispute_document(document: Mapping[str, Any], source: str) -> dict[str, Any]:
    """All that shows why an attempt was refused: the document of `--json`, the source, and the versions."""
    return {**document, "versions": versions(), "source": source}


def finite(value: Any) -> Any:
    """A value of JSON with null for NaN and infinity."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {name: finite(item) for name, item in value.items()}
    return [finite(item) for item in value] if isinstance(value, list) else value
