"""What `quizdl practice NAME` does with one exercise and the reader's file; each action returns the exit code."""

from __future__ import annotations

import asyncio
import difflib
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizdl import folders
from quizdl.cli.breaking import break_program
from quizdl.cli.proving import leaving_when_terminated
from quizdl.cli.sealing_off import check_sealing, judging_service
from quizdl.cli.terminal import confirms
from quizdl.errors import BadSetting
from quizdl.files import write_whole
from quizdl.practice.attempt import Attempt, Outcome, Step
from quizdl.practice.diagnosing import diagnose, judge_and_diagnose, known_mistakes
from quizdl.practice.example import run_example
from quizdl.practice.exercise import Exercise
from quizdl.practice.files import begin_file, file_of, keep_unknown, set_aside, unknown_files
from quizdl.practice.notebook import read_program
from quizdl.practice.round import ExerciseRound
from quizdl.practice.watching import Lost, Saved, judge_saves, read_once
from quizdl.report.documents import json_text
from quizdl.report.practice import (
    attempt_document,
    attempt_lines,
    diagnosis_lines,
    dispute_document,
    exercise_lines,
    round_line,
    took_line,
)
from quizdl.report.text import bank_lines, harmless, largest_unit
from quizdl.report.view.diagnosis import likeness_text
from quizdl.report.view.practice import attempt_view
from quizdl.verify.diagnosis import Diagnosis
from quizdl.verify.service import Service
from quizdl.words import Language, say

if TYPE_CHECKING:
    from quizdl.study.cards import Rating
    from quizdl.study.learner import Learner

EXIT_CODES = {Outcome.PASSED: 0, Outcome.REFUSED: 1, Outcome.BROKEN: 1, Outcome.UNJUDGED: 3}


class Practising:
    """One call of `quizdl practice NAME`."""

    def __init__(
        self,
        learner: Learner,
        exercise: Exercise,
        file: Path | None,
        language: Language,
        *,
        timed: bool,
        as_json: bool,
        sealed: bool,
    ) -> None:
        """Raises BadSetting where it is to be sealed off and cannot be."""
        if sealed:
            check_sealing()
        self.exercise, self.question, self.language = exercise, exercise.question, language
        self.learner = learner
        self.round = ExerciseRound(learner, exercise)
        self.file = file or file_of(exercise)
        self.is_own = file is None  # made from the starter, and told where it is
        self.timed, self.as_json, self.sealed = timed, as_json, sealed

    def plain(self) -> int:
        """Judge the file once."""
        self._begin()
        if self.timed:
            self.round.open(timed=True)
        attempt, diagnosis = asyncio.run(self._judge_once(self._read()))
        self._tell(attempt, self.round.judged(attempt), diagnosis)
        return EXIT_CODES[attempt.outcome]

    def watch(self) -> int:
        """Judge at once and after each save, until Ctrl-C; the exit code is that of the last attempt."""
        self._begin()
        self.round.open(timed=self.timed)
        example = run_example(self.exercise)
        for line in (*exercise_lines(self.exercise, example, self.language), "", self._say("watching")):
            click.echo(line)
        last: list[Outcome] = []
        try:
            asyncio.run(self._watch(last))
        except KeyboardInterrupt:
            click.echo()
        return EXIT_CODES[last[-1]] if last else 0

    def hint(self) -> int:
        """Print the hints that were taken, and the next one."""
        if self.round.current.timed or self.timed:
            raise click.UsageError("a timed exercise has no hints, as an interview has none")
        hints = self.question.hints
        for number, hint in enumerate(hints[: self.round.take_hint()] if hints else (), 1):
            text = bank_lines(hint.to(self.language))
            click.echo(self._say("hint", number=number, count=len(hints), hint=text))
        if not hints:
            click.echo(self._say("no_hints"))
        return 0

    def like(self) -> int:
        """Say which known mistake the file behaves like; what behaves like none is kept here."""
        if self.round.current.timed or self.timed:
            raise click.UsageError("a timed exercise has no hints, as an interview has none")
        data = self._read()
        diagnosis = asyncio.run(self._diagnose(data))
        if diagnosis is None:
            click.echo(self._say("not_compared"))
            return 3
        if diagnosis.wrong:
            self.round.see_likeness()
        mistakes = known_mistakes(self.exercise).texts
        click.echo(harmless(likeness_text(diagnosis, mistakes, self.language)))
        if diagnosis.wrong and not diagnosis.likeness and diagnosis.compared:
            click.echo(self._say("kept_unknown", file=keep_unknown(self.exercise, self._program(data))))
        return 0

    def unknown(self) -> int:
        """List what was kept because it behaves like no known mistake."""
        for path in unknown_files(self.exercise):
            click.echo(harmless(str(path)))
        return 0

    def solution(self) -> int:
        """Show our program in the pager; only after a try."""
        if not self.round.current.attempts:
            raise click.UsageError("our program is shown after you have had a try judged")
        rating = self.round.see_solution()
        click.echo_via_pager(self.exercise.program.read_text(encoding="utf-8"))
        self._tell_rating(rating)
        return 0

    def reset(self) -> int:
        """Begin with the starter again; the file moves to the attic."""
        self._own_file_only("reset")
        if read_once(self.file) != Lost.MISSING:
            if not confirms(self._say("reset_sure", file=self.file), self.language):
                click.echo(say(self.language, "study.not_reset"))
                return 0
            click.echo(self._say("aside", file=set_aside(self.file, datetime.now())))
        self.round.begin()
        self._begin()
        return 0

    def diff(self) -> int:
        """Print what has changed since the file passed last."""
        passed = self.learner.attempts.last_source(self.question.id)
        if passed is None:
            click.echo(self._say("never_passed"))
            return 0
        before, now = (text.splitlines(keepends=True) for text in (passed, self._program(self._read())))
        changes = "".join(difflib.unified_diff(before, now, self._say("passed"), self.file.name))
        click.echo(harmless(changes).rstrip("\n") or self._say("same"))
        return 0

    def break_own(self) -> int:
        """Plant some bugs in the program that passed last, and print which claims notice them."""
        passed = self.learner.attempts.last_source(self.question.id)
        if passed is None:
            raise click.UsageError("bugs are planted in a program of yours that has passed")
        break_program(self.exercise, passed, str(self.file), self.language)
        return 0

    def dispute(self) -> int:
        """Write a report of why the file is refused, for those who wrote the exercise."""
        data = self._read()
        attempt, diagnosis = asyncio.run(self._judge_once(data))
        self.round.judged(attempt)
        if attempt.passed:
            click.echo(self._say("nothing_to_dispute"))
            return 0
        report = folders.state_folder() / "disputes" / f"{self.file.stem}-{attempt.sha256[:8]}.json"
        told = attempt_document(attempt, self.file, self.round.current, diagnosis, sealed=self.sealed)
        document = dispute_document(told, attempt.source or data.decode(errors="replace"))
        write_whole(report, json_text(document))
        click.echo(self._say("disputed", file=report))
        return 0

    def forget(self) -> int:
        """Delete what is stored of the attempts; the file stays."""
        count = self.learner.attempts.forget(self.question.id)
        click.echo(self._say("forgotten", count=count, name=self.question.id))
        return 0

    def _begin(self) -> None:
        """Make the file where there is none, and say where it is, unless another was named."""
        if not self.is_own:
            return
        made = begin_file(self.file, self.question.starter)
        if made:
            self.round.begin()
        if self.as_json:
            return
        click.echo(self._say("made" if made else "there", file=self.file))
        if self.round.comes_back:
            click.echo(self._say("due_again"))
        elif self.round.outdated:
            click.echo(self._say("changed"))

    async def _judge_once(self, data: bytes) -> tuple[Attempt, Diagnosis | None]:
        attempt, diagnosis = None, None
        with leaving_when_terminated():
            async with self._service() as service, aclosing(self._judged(service, data)) as steps:
                async for step in steps:
                    if isinstance(step, Attempt):
                        attempt = step
                    elif isinstance(step, Diagnosis):
                        diagnosis = step
        assert attempt is not None
        return attempt, diagnosis

    async def _diagnose(self, data: bytes) -> Diagnosis | None:
        with leaving_when_terminated():
            async with self._service() as service:
                return await diagnose(self.exercise, data, str(self.file), service, sealed=self.sealed)

    async def _watch(self, outcomes: list[Outcome]) -> None:
        with leaving_when_terminated():
            async with self._service() as service:
                states = judge_saves(self.file, partial(self._judged, service))
                async with aclosing(states):
                    async for step in states:
                        if isinstance(step, Saved):
                            click.echo(f"\n{self._say('judging', time=f'{datetime.now():%H:%M:%S}')}")
                        elif isinstance(step, Lost):
                            click.echo(self._say(step.value, file=self.file))
                        elif isinstance(step, Attempt):
                            outcomes.append(step.outcome)
                            self._tell(step, self.round.judged(step))
                        elif isinstance(step, Diagnosis):
                            for line in diagnosis_lines(step, self.language):
                                click.echo(line)

    def _judged(self, service: Service, data: bytes) -> AsyncGenerator[Step, None]:
        return judge_and_diagnose(self.exercise, data, str(self.file), service, sealed=self.sealed)

    def _service(self) -> Service:
        return judging_service(self.exercise, sealed=self.sealed)

    def _read(self) -> bytes:
        """The bytes of the file. Raises BadSetting where there are none."""
        found = read_once(self.file)
        if isinstance(found, Lost):
            raise BadSetting(f"{self.file}: there is no file that can be read")
        return found.data

    def _program(self, data: bytes) -> str:
        """The program in the file; empty where none can be read."""
        text = read_program(data, str(self.file), self.question.id)
        return text if isinstance(text, str) else ""

    def _tell(self, attempt: Attempt, rating: Rating | None, diagnosis: Diagnosis | None = None) -> None:
        current = self.round.current
        if self.as_json:
            click.echo(json_text(attempt_document(attempt, self.file, current, diagnosis, sealed=self.sealed)))
            return
        for line in attempt_lines(attempt_view(attempt, self.exercise, self.language)):
            click.echo(line)
        for line in diagnosis_lines(diagnosis, self.language) if diagnosis is not None else ():
            click.echo(line)
        if current.attempts:
            click.echo(round_line(current, self.question, self.language))
        if self.question.whole and attempt.passed and rating is not None:
            click.echo(took_line(current, self.question, self.language))
        self._tell_rating(rating)
        if attempt.passed:
            click.echo(self._say("see_ours", name=self.question.id))

    def _tell_rating(self, rating: Rating | None) -> None:
        if rating is not None:
            unit, count = largest_unit(self.learner.due_in(self.question.id))
            due = say(self.language, f"span.{unit}", count=count)
            rated = say(self.language, f"rating.{rating.value}")
            click.echo(say(self.language, "line.rated", rating=rated, due=due))

    def _own_file_only(self, action: str) -> None:
        if not self.is_own:
            raise click.UsageError(f"--{action} and --file exclude each other")

    def _say(self, name: str, /, **values: object) -> str:
        return harmless(say(self.language, f"practice.{name}", **values))
