"""The way to an answer and to its proof."""

from textual.pilot import Pilot

from quizdl.tui.app import QuizApp
from quizdl.tui.screens.answer import AnswerScreen
from tests.tui.looking import until


async def at_the_answer(pilot: Pilot[int], app: QuizApp) -> AnswerScreen:
    await pilot.press("1", "enter")
    await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
    await pilot.pause()
    assert isinstance(app.screen, AnswerScreen)
    return app.screen


async def proven(pilot: Pilot[int], screen: AnswerScreen) -> None:
    await until(pilot, lambda: not screen.running and screen.runs[0].result is not None)
    await pilot.pause()
