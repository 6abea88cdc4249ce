"""An interview of half an hour with a clock that a test sets, and the steps through it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.study.rehearsal import Rehearsal
from quizdl.tui.app import QuizApp
from quizdl.tui.screens.interview import InterviewScreen
from quizdl.words import Language
from tests.tui.looking import until
from tests.tui.small_bank import CHOICE, OPEN, bank_of

SIZE = (80, 24)

POINTS = [point.to("en") for point in OPEN.key_points]


class Clock:
    """Seconds that a test lets pass."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


Interviewed = Callable[..., QuizApp]


@pytest.fixture
def interviewed(store: ProgressStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Interviewed:
    """`interviewed()`: an app with an interview of half an hour, a question and one that goes deeper into it."""
    monkeypatch.setenv("QUIZDL_HOME", str(tmp_path))

    def make(language: Language = "en") -> QuizApp:
        deeper = replace(OPEN, id="deeper", level=3, follow_up=())
        learner = Learner(store, bank_of(CHOICE, replace(OPEN, follow_up=("deeper",), level=1), deeper))
        rehearsal = Rehearsal(learner, 30, 1)
        rehearsal.interview.clock, rehearsal.interview._began = clock, 0.0
        return QuizApp(learner, None, language=language, seed=1, rehearsal=rehearsal)

    return make


async def at(pilot: Pilot[int], screen: type[object]) -> None:
    await until(pilot, lambda: isinstance(pilot.app.screen, screen), f"{screen} is not shown")


async def spoken(pilot: Pilot[int], *keys: str) -> None:
    """Write an answer of these letters, and go on."""
    number = len(pilot.app.interview_flow.rehearsal.held.answers)  # type: ignore[attr-defined]  # the app is a QuizApp
    await at(pilot, InterviewScreen)
    await pilot.press("n", *keys, "escape", "enter")
    # as above
    await until(pilot, lambda: len(pilot.app.interview_flow.rehearsal.held.answers) > number)  # type: ignore[attr-defined]
    await pilot.pause()
