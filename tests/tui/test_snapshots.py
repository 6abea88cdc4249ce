"""How three screens look, to the cell and the colour; `pytest --snapshot-update` takes a new picture."""

from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from quizdl.tui.app import QuizApp
from quizdl.tui.screens.answer import AnswerScreen
from tests.tui.conftest import Quiz
from tests.tui.looking import answer_screen, until
from tests.tui.small_bank import CHOICE

Compare = Callable[..., bool]


def test_a_question_in_the_dark_looks_as_in_its_picture(quiz: Quiz, snap_compare: Compare) -> None:
    assert snap_compare(quiz(CHOICE), terminal_size=(80, 24), press=["2"])


@pytest.mark.slow
def test_home_in_korean_at_the_smallest_size_looks_as_in_its_picture(quiz: Quiz, snap_compare: Compare) -> None:
    assert snap_compare(quiz(language="ko"), terminal_size=(40, 12))


@pytest.mark.slow
def test_a_proven_answer_in_korean_and_in_the_light_looks_as_in_its_picture(quiz: Quiz, snap_compare: Compare) -> None:
    app = quiz(CHOICE, language="ko")

    async def prove(pilot: Pilot[int]) -> None:
        assert isinstance(app, QuizApp)
        await pilot.press("t", "1", "enter")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        await pilot.press("v")
        await until(pilot, lambda: app.learner.proven and not answer_screen(app).running)
        await pilot.press("home")
        await pilot.pause()

    assert snap_compare(app, terminal_size=(100, 56), run_before=prove)
