"""What is typed for an open question is kept while it is typed, and offered again until it is graded."""

from pathlib import Path

import pytest

from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.study.rehearsal import Rehearsal
from quizdl.tui.app import QuizApp
from quizdl.tui.screens.answer import AnswerScreen
from quizdl.tui.screens.home import HomeScreen
from quizdl.tui.screens.interview import InterviewScreen, PauseScreen
from quizdl.tui.screens.note import NoteScreen
from quizdl.tui.screens.question import QuestionScreen
from quizdl.tui.screens.reports import ReportScreen
from quizdl.tui.screens.spoken import SpokenScreen
from quizdl.tui.widgets.inputs import Notes
from quizdl.words import say
from tests.tui.conftest import Quiz
from tests.tui.looking import answer_screen, screen_text, until
from tests.tui.small_bank import CHOICE, OPEN, bank_of

pytestmark = pytest.mark.slow

SIZE = (80, 24)


def on_disk(tmp_path: Path) -> str:
    """The draft as another process reads it."""
    other = ProgressStore.open(tmp_path / "progress.sqlite")
    try:
        return Learner(other, bank_of(OPEN)).draft(OPEN)
    finally:
        other.close()


async def test_a_typed_answer_is_on_the_disk_while_it_is_typed(quiz: Quiz, tmp_path: Path) -> None:
    async with quiz(OPEN).run_test(size=SIZE) as pilot:
        await pilot.press("w", *"noise")
        await until(pilot, lambda: on_disk(tmp_path) == "noise")


@pytest.mark.fault
async def test_two_presses_of_escape_keep_a_typed_answer_for_the_next_time(quiz: Quiz, tmp_path: Path) -> None:
    app = quiz(OPEN)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("w", *"noise", "escape", "escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        assert on_disk(tmp_path) == "noise"
        app.navigator.begin([OPEN])
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        assert app.screen.query_one(Notes).text == "noise"
        assert say("en", "ask.draft") in screen_text(app)
        await pilot.press("w", *" and more", "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        assert "noise and more" in screen_text(app)
        assert on_disk(tmp_path) == "noise and more", "it is not graded yet"
        await pilot.press("1", "enter")
        await until(pilot, lambda: answer_screen(app).state.grade)
    assert on_disk(tmp_path) == ""


async def test_taking_a_graded_answer_back_brings_its_text_back(quiz: Quiz) -> None:
    app = quiz(OPEN)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("w", *"noise", "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        await pilot.press("1", "enter")
        await until(pilot, lambda: answer_screen(app).state.grade)
        await pilot.press("u")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        assert app.screen.query_one(Notes).text == "noise"


async def test_a_private_note_is_kept_while_it_is_typed(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, NoteScreen))
        await pilot.press(*"abc")
        await until(pilot, lambda: app.learner.store.notes(app.learner.key) == {CHOICE.id: "abc"})


@pytest.fixture
def interviewed(store: ProgressStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> QuizApp:
    monkeypatch.setenv("QUIZDL_HOME", str(tmp_path))
    learner = Learner(store, bank_of(OPEN))
    return QuizApp(learner, None, language="en", seed=1, rehearsal=Rehearsal(learner, 5, 1))


@pytest.mark.fault
async def test_leaving_an_interview_asks_and_loses_nothing(interviewed: QuizApp, tmp_path: Path) -> None:
    app = interviewed
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        await pilot.press("n", *"noise", "escape", "escape")
        await until(pilot, lambda: isinstance(app.screen, PauseScreen))
        assert on_disk(tmp_path) == "noise"
        for goes_on in ("escape", "enter"):
            await pilot.press(goes_on)
            await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
            assert app.screen.query_one(Notes).text == "noise"
            await pilot.press("q")
            await until(pilot, lambda: isinstance(app.screen, PauseScreen))
        await pilot.press("2")
        await until(pilot, lambda: isinstance(app.screen, SpokenScreen))
        assert "noise" in screen_text(app)


async def test_a_draft_of_an_interview_that_was_cut_off_is_offered_again(
    interviewed: QuizApp, store: ProgressStore, tmp_path: Path
) -> None:
    async with interviewed.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: isinstance(interviewed.screen, InterviewScreen))
        await pilot.press("n", *"noise")
        await until(pilot, lambda: on_disk(tmp_path) == "noise")
    learner = Learner(store, bank_of(OPEN))
    app = QuizApp(learner, None, language="ko", seed=1, rehearsal=Rehearsal(learner, 5, 1))
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        assert app.screen.query_one(Notes).text == "noise"
        assert say("ko", "ask.draft") in screen_text(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SpokenScreen))
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(app.screen, ReportScreen))
    assert on_disk(tmp_path) == ""
