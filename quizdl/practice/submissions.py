"""Judge a folder of submissions: each on its own, side by side; one that hangs or crashes costs only itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quizdl.practice.attempt import Attempt, judge_file
from quizdl.practice.exercise import Exercise
from quizdl.practice.notebook import SUFFIX
from quizdl.practice.watching import MOST_READ
from quizdl.verify.charged_time import cores
from quizdl.verify.service import Service


@dataclass(frozen=True)
class Submitted:
    """One student's file."""

    student: str  # name of the file, or of the folder that holds it
    path: Path


@dataclass(frozen=True)
class Marked:
    """A submission and what became of it; `trouble` says why a file could not be read."""

    submitted: Submitted
    attempt: Attempt | None
    trouble: str = ""

    @property
    def passed(self) -> bool:
        return self.attempt is not None and self.attempt.passed

    def to_json(self) -> dict[str, Any]:
        """The entry of `quizdl practice --judge FOLDER --json`."""
        attempt = self.attempt
        about: dict[str, Any] = {"passed": self.passed, "trouble": self.trouble or None}
        if attempt is not None:
            about |= attempt.to_json()
        return {"student": self.submitted.student, "file": self.submitted.path.name, **about}


def submissions_in(folder: Path, exercise: Exercise) -> list[Submitted]:
    """The submissions of a folder, by name: `STUDENT.py`, or `STUDENT/write_adam.py`; or notebooks of these names.

    Other files are left alone.
    """
    found = []
    for place in sorted(folder.iterdir(), key=lambda place: place.name):
        if place.is_dir():
            files = [place / exercise.file_name, (place / exercise.file_name).with_suffix(SUFFIX)]
            found += [Submitted(place.name, file) for file in files if file.is_file()][:1]
        elif place.suffix in (".py", SUFFIX) and place.is_file():
            found.append(Submitted(place.stem, place))
    return found


async def judge_all(
    exercise: Exercise,
    submitted: Sequence[Submitted],
    service: Service,
    *,
    seed: int = 0,
    jobs: int | None = None,
    fresh: bool = False,
    sealed: bool = False,
) -> AsyncGenerator[Marked, None]:
    """Judge submissions, up to `jobs` (all cores) at a time; they come in the order in which they are done.

    What was judged before is known by the text of the file, so that a class can be gone through in pieces. Raises
    EngineError where experiments cannot be run at all.
    """
    beside = asyncio.Semaphore(jobs or cores())

    async def marked(one: Submitted) -> Marked:
        async with beside:
            try:
                data = _read(one.path)
            except OSError as error:
                return Marked(one, None, error.strerror or type(error).__name__)
            steps = judge_file(exercise, data, one.path.name, service, seed=seed, fresh=fresh, jobs=1, sealed=sealed)
            attempt = [step async for step in steps][-1]
            assert isinstance(attempt, Attempt)
            return Marked(one, attempt)

    async with asyncio.TaskGroup() as group:
        for done in asyncio.as_completed([group.create_task(marked(one)) for one in submitted]):
            yield await done


def _read(path: Path) -> bytes:
    """The bytes of a file, of a huge one no more than are needed to refuse it."""
    with path.open("rb") as file:
        return file.read(MOST_READ)


def mistakes(marked: Sequence[Marked]) -> Mapping[str, int]:
    """How many submissions each judge refused, and how many met each kind of fault: what to teach tomorrow."""
    counts: dict[str, int] = {}
    for one in marked:
        attempt = one.attempt
        if attempt is None or attempt.passed:
            continue
        names = (
            [str(attempt.fault["kind"])] if attempt.fault else [c for c, j in attempt.judges.items() if j != "passed"]
        )
        for name in names:
            counts[name] = counts.get(name, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
