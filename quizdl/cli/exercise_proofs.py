"""`quizdl bank check --prove` for exercises: their right programs must pass, their starter and wrong ones must not."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import aclosing

import click

from quizdl.cli.proving import leaving_when_terminated
from quizdl.practice.exercise import Exercise
from quizdl.practice.proving import Shown, Trial, prove_exercise
from quizdl.report.text import harmless
from quizdl.report.view.practice import attempt_view
from quizdl.verify.service import Service
from quizdl.verify.store import ResultStore
from quizdl.words import Language, say


def prove_exercises(exercises: Sequence[Exercise], language: Language) -> bool:
    """Judge the programs of each exercise and print a line for each; whether all show what they must.

    Raises EngineError.
    """
    return asyncio.run(_prove(exercises, language)) if exercises else True


async def _prove(exercises: Sequence[Exercise], language: Language) -> bool:
    sound = True
    with leaving_when_terminated():
        async with Service(ResultStore()) as service:
            for exercise in exercises:
                trials: list[Trial] = []
                async with aclosing(prove_exercise(exercise, service)) as running:
                    async for trial in running:
                        trials.append(trial)
                        if trial.shown is not Shown.AS_IT_MUST:
                            click.echo(harmless(_unlike(trial, exercise, language)))
                bad = sum(trial.shown is not Shown.AS_IT_MUST for trial in trials)
                sound = sound and not bad
                told = "check.exercise.bad" if bad else "check.exercise"
                click.echo(say(language, told, exercise=exercise.question.id, count=len(trials), bad=bad))
    return sound


def _unlike(trial: Trial, exercise: Exercise, language: Language) -> str:
    """What a program shows that it must not."""
    view = attempt_view(trial.attempt, exercise, language)
    against = (
        view.fault.text if view.fault else "; ".join(f"{row.claim}: {row.detail}" for row in view.judges if row.detail)
    )
    name = f"check.exercise.{trial.shown}"
    return say(language, name, exercise=trial.exercise, program=trial.name, why=against or view.headline.word)
