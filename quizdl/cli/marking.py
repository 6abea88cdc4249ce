"""`quizdl practice NAME --judge FOLDER`: judge a class's submissions and print a table."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any

import click
from rich.cells import cell_len, set_cell_size

from quizdl.cli.proving import leaving_when_terminated
from quizdl.cli.sealing_off import check_sealing, judging_service
from quizdl.errors import BadSetting
from quizdl.practice.exercise import Exercise
from quizdl.practice.submissions import Marked, Submitted, judge_all, mistakes, submissions_in
from quizdl.report.documents import json_text
from quizdl.report.practice import finite
from quizdl.report.text import harmless
from quizdl.report.view.marks import mark_row, mistake_rows
from quizdl.report.view.practice import time_rows
from quizdl.report.view.proof import short_name
from quizdl.verify.sealing import can_seal
from quizdl.words import Language, say


class Marking:
    """One call of `quizdl practice NAME --judge FOLDER`."""

    def __init__(
        self, exercise: Exercise, language: Language, *, jobs: int | None, seed: int, sealed: bool | None
    ) -> None:
        """Without `sealed` it is sealed off where it can be. Raises BadSetting where it must be and cannot."""
        self.exercise, self.language, self.jobs, self.seed = exercise, language, jobs, seed
        self.sealed = can_seal() if sealed is None else sealed
        if self.sealed:
            check_sealing()

    def judge(self, folder: Path, *, as_json: bool) -> int:
        """Judge every submission, print a table or one JSON document, and return the exit code: 0 if all passed.

        Raises BadSetting where the folder holds no submission, OSError where it cannot be read, and EngineError.
        """
        exercise = self.exercise
        submitted = submissions_in(folder, exercise)
        if not submitted:
            raise BadSetting(f"{folder} holds no submission: STUDENT.py, or STUDENT/{exercise.file_name}, or notebooks")
        marked = asyncio.run(self._judge(submitted))
        if as_json:
            click.echo(json_text(self._document(marked)))
        else:
            for line in _lines(exercise, marked, self.language):
                click.echo(harmless(line))
        return 0 if all(one.passed for one in marked) else 1

    async def _judge(self, submitted: Sequence[Submitted]) -> list[Marked]:
        """The submissions as judged, in their order; a line on stderr counts them."""
        found: dict[Submitted, Marked] = {}
        with leaving_when_terminated():
            async with (
                judging_service(self.exercise, sealed=self.sealed) as service,
                aclosing(
                    judge_all(self.exercise, submitted, service, seed=self.seed, jobs=self.jobs, sealed=self.sealed)
                ) as judging,
            ):
                async for one in judging:
                    found[one.submitted] = one
                    student = one.submitted.student
                    done = say(self.language, "marks.done", number=len(found), count=len(submitted), student=student)
                    click.echo(harmless(done), err=True)
        return [found[one] for one in submitted]

    def _document(self, marked: Sequence[Marked]) -> dict[str, Any]:
        document = {
            "schema": "quizdl.marks/1",
            "exercise": self.exercise.question.id,
            "revision": self.exercise.question.revision,
            "sealed": self.sealed,
            "passed": sum(one.passed for one in marked),
            "submissions": [one.to_json() for one in marked],
            "mistakes": dict(mistakes(marked)),
        }
        return dict(finite(document))


def _lines(exercise: Exercise, marked: Sequence[Marked], language: Language) -> list[str]:
    """A row a submission, the judges as columns; the totals; the mistakes."""
    rows = [mark_row(one, exercise, language) for one in marked]
    columns = [short_name(claim, language) for claim in exercise.judges]
    columns += [row.name for row in time_rows(exercise, None, language)]
    lines = [f"{number}  {name}" for number, name in enumerate(columns, start=1)]
    width = max(cell_len(row.student) for row in rows)
    numbers = " ".join(str(number) for number in range(1, len(columns) + 1))
    lines += ["", f"{'':{width}}  {numbers}"]
    for row in rows:
        signs = " ".join(row.judges).ljust(len(numbers))
        told = f"{row.outcome.word} {row.trouble}" if row.trouble else row.outcome.word
        lines.append(f"{set_cell_size(row.student, width)}  {signs}  {told}".rstrip())
    passed = sum(one.passed for one in marked)
    lines += ["", say(language, "marks.passed", passed=passed, count=len(marked))]
    lines += [f"  {row.times:>3}  {row.name}" for row in mistake_rows(marked, exercise, language)]
    return lines
