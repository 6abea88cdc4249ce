"""Diagnose a wrong file: what its wrong calls have in common, and which known mistake it behaves like."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path

from quizdl.bank.model import Text
from quizdl.family_files import families_in, files_of
from quizdl.practice.attempt import Attempt, Outcome, Step, judge_file
from quizdl.practice.exercise import Exercise
from quizdl.practice.notebook import read_program
from quizdl.practice.source_check import check_source
from quizdl.verify.declared import Mutant
from quizdl.verify.diagnosis import Diagnosis, Drawn, Mistake
from quizdl.verify.practice.faults import FaultKind
from quizdl.verify.service import Service
from quizdl.verify.task import Task
from quizdl.verify.translations import translator
from quizdl.words import LANGUAGES

CLASSIFIER = ["fit", "predict"]  # the methods of a whole program that can be observed
SECONDS = 5.0  # that a diagnosis declares
OF_A_CALL = (  # faults that some calls may have and others not
    *(FaultKind.RAISED, FaultKind.COUNT, FaultKind.NOTHING, FaultKind.CONTAINER, FaultKind.SHAPE, FaultKind.DTYPE),
    *(FaultKind.NOT_FINITE, FaultKind.CHANGED),
)


@dataclass(frozen=True)
class KnownMistakes:
    """The mistakes of an exercise, and what each does, as "it behaves like a known mistake:" would go on."""

    mistakes: Sequence[Mistake]
    texts: Mapping[str, Text]  # by id


async def judge_and_diagnose(
    exercise: Exercise, data: bytes, file: str, service: Service, *, fresh: bool = False, sealed: bool = False
) -> AsyncGenerator[Step, None]:
    """Judge the bytes of a file, and diagnose it where it is wrong. Raises EngineError as `judge_file`."""
    async with aclosing(judge_file(exercise, data, file, service, fresh=fresh, sealed=sealed)) as steps:
        async for step in steps:
            yield step
            if isinstance(step, Attempt) and _is_wrong(step):
                found = await diagnose(exercise, data, file, service, sealed=sealed)
                if found is not None and found.wrong:
                    yield found


def _is_wrong(attempt: Attempt) -> bool:
    """Whether calls of it go wrong: a file that does not run, or hangs, has none to compare."""
    fault = attempt.fault
    return attempt.outcome is Outcome.REFUSED if fault is None else fault["kind"] in OF_A_CALL


async def diagnose(
    exercise: Exercise, data: bytes, file: str, service: Service, *, sealed: bool = False
) -> Diagnosis | None:
    """What is to be said of a file that does not pass; None where nothing is drawn, or it cannot be loaded.

    Raises EngineError where experiments cannot be run at all.
    """
    text = read_program(data, file, exercise.question.id)
    draw = _text(exercise, exercise.folder / "draw.py")
    if not isinstance(text, str) or check_source(text, exercise) is not None:
        return None
    if draw is not None:
        known = await asyncio.to_thread(known_mistakes, exercise)  # which may have to read several families
        right = [source for _, source in _programs(exercise, "right_*.py")]
        drawn = Drawn(draw, exercise.calls, known.mistakes, right)
    elif exercise.question.whole and exercise.methods == CLASSIFIER:
        drawn = Drawn("", exercise.calls, [])
    else:
        return None
    program = replace(
        exercise.judges[0], id=f"{exercise.question.id}.diagnosis", path=exercise.program, seconds=SECONDS
    )
    task = Task(program, solution=exercise.submission(text, file, sealed=sealed), drawn=drawn)
    return (await service.run(task)).diagnosis


def known_mistakes(exercise: Exercise) -> KnownMistakes:
    """The wrong programs of the exercise, and the bugs that families plant in our module."""
    planted = {mutant.id: mutant for mutant in _planted(exercise)}
    programs = {path.stem: source for path, source in _programs(exercise, "wrong_*.py")}
    return KnownMistakes(
        [Mistake(name, source, planted=False) for name, source in programs.items()]
        + [
            Mistake(name, mutant.source, planted=True, old=mutant.old, new=mutant.new, line=mutant.line)
            for name, mutant in planted.items()
        ],
        {name: _docstring(source) for name, source in programs.items()}
        | {name: _description(mutant) for name, mutant in planted.items()},
    )


def _text(exercise: Exercise, path: Path) -> str | None:
    """The text of a file of the bank; where its texts were vouched for, of these alone."""
    vouched = exercise.judges[0].sources
    if vouched:
        return vouched.get(path.resolve())
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _programs(exercise: Exercise, pattern: str) -> Iterator[tuple[Path, str]]:
    for path in sorted(exercise.folder.glob(pattern)):
        source = _text(exercise, path)
        if source is not None:
            yield path, source


def _planted(exercise: Exercise) -> Iterator[Mutant]:
    """The bugs that any family plants in our module; only those families are read that name it."""
    verifiers, program = exercise.judges[0].folder, exercise.program.resolve()
    for name, path in families_in(verifiers).items():
        if any(f'program="{program.stem}"' in file.read_text(encoding="utf-8") for file in files_of(path)):
            yield from (one for one in exercise.catalogue.families[name].mutants if one.path.resolve() == program)


def _docstring(source: str) -> Text:
    """The first two lines of a program's docstring: what it does wrong, in English and in Korean."""
    lines = (ast.get_docstring(ast.parse(source)) or "").splitlines()
    english, korean, *_ = [*lines, "", ""]
    return Text(en=english, ko=korean or english)


def _description(mutant: Mutant) -> Text:
    return Text(
        **{
            language: translator(mutant.folder, mutant.family, language)(mutant.description).rstrip(".")
            for language in LANGUAGES
        }
    )
