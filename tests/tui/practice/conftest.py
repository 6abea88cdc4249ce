"""Judges that judge nothing, and the ways to a box and to an answer."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from quizdl.tui.app import QuizApp
from quizdl.tui.screens.answer import AnswerScreen
from quizdl.tui.screens.ask import AskScreen
from tests.tui.looking import until
from tests.tui.writing import FakeJudges

WIDE = (140, 40)


@pytest.fixture(autouse=True)
def judges(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeJudges:
    judges = FakeJudges()
    monkeypatch.setattr("quizdl.practice.diagnosing.judge_and_diagnose", judges)
    monkeypatch.setenv("QUIZDL_HOME", str(tmp_path / "home"))
    for variable in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(variable, raising=False)
    return judges


async def asked(pilot: Pilot[int], app: QuizApp, key: str) -> AskScreen:
    """The box that a key opens."""
    await pilot.press(key)
    await until(pilot, lambda: isinstance(app.screen, AskScreen))
    assert isinstance(app.screen, AskScreen)
    return app.screen


async def answer_of(pilot: Pilot[int], app: QuizApp) -> AnswerScreen:
    await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
    await pilot.pause()
    assert isinstance(app.screen, AnswerScreen)
    return app.screen
