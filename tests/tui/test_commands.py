"""Commands and help in the box of find: every key that works, and none that does nothing."""

from pathlib import Path

import pytest
from textual.widgets import Input

from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.study.rehearsal import Rehearsal
from quizdl.tui.app import QuizApp
from quizdl.tui.screens.answer import AnswerScreen
from quizdl.tui.screens.entries import EntriesScreen
from quizdl.tui.screens.home import HomeScreen
from quizdl.tui.screens.interview import InterviewScreen
from quizdl.tui.screens.question import QuestionScreen
from quizdl.tui.screens.reports import ReportsScreen
from quizdl.tui.screens.source import SourceScreen
from quizdl.tui.screens.stats import StatsScreen
from quizdl.tui.screens.summary import SummaryScreen
from tests.tui.conftest import Quiz
from tests.tui.looking import find, first_hit, shown, until
from tests.tui.small_bank import CHOICE, OPEN, FakeRunner, bank_of

pytestmark = pytest.mark.slow

SIZE = (80, 24)


async def test_every_key_that_works_is_a_command(quiz: Quiz, runner: FakeRunner) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        await pilot.pause()
        named = {command.text("en"): command.keys for command in app.actions.commands(app.screen)}
        assert {
            "next": "Enter",
            "prove it: run the experiment behind the answer": "v ㅍ",
            "code: read the code of the experiment": "c ㅊ",
            "leave: leave the session and see its summary": "Esc",
            "한국어: switch to Korean": "l ㅣ",
            "theme: the next of dark, light, high contrast, as the terminal": "t ㅅ",
            "good: rate your answer": "3",
            "keys": "?",
            "quit": "q ㅂ",
        }.items() <= named.items()
        await find(pilot, app, "ctrl+p", "prove it")
        await until(pilot, lambda: "prove it" in first_hit(app))
        await pilot.press("enter")
        await until(pilot, lambda: len(runner.tasks) == 1)
        await until(pilot, lambda: "as the answer says" in shown(app), "the reader is not taken to the proof")


async def test_enter_struck_twice_runs_one_command_once(quiz: Quiz) -> None:
    app = quiz()
    async with app.run_test(size=SIZE) as pilot:
        await find(pilot, app, "ctrl+p", "theme")
        await until(pilot, lambda: "theme" in first_hit(app))
        for _ in range(2):  # both are under way before the first is heard
            app.simulate_key("enter")
        await until(pilot, lambda: not app.current_theme.dark)
        await pilot.pause(0.3)
        assert not app.current_theme.dark, "it was switched back"
        assert isinstance(app.screen, HomeScreen)


@pytest.mark.parametrize(
    ("typed", "screen"),
    [
        ("past", ReportsScreen),
        ("progress", StatsScreen),
        ("mock", InterviewScreen),
        ("home", HomeScreen),
        ("mix", QuestionScreen),
        ("doctor", EntriesScreen),
    ],
)
async def test_a_command_leads_from_a_question_to_every_place(
    quiz: Quiz, typed: str, screen: type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUIZDL_HOME", str(tmp_path))
    app = quiz(OPEN)
    async with app.run_test(size=SIZE) as pilot:
        before = app.screen
        await find(pilot, app, "ctrl+p", typed)
        await until(pilot, lambda: typed in first_hit(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, screen) and app.screen is not before)


async def test_in_an_interview_there_are_only_commands_and_none_that_would_end_it(store: ProgressStore) -> None:
    learner = Learner(store, bank_of(OPEN))
    app = QuizApp(learner, None, language="en", seed=1, rehearsal=Rehearsal(learner, 5, 1))
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        await find(pilot, app, "ctrl+p")
        app.screen.query_one(Input).value = "momentum"  # without the sign
        await until(pilot, lambda: "Nothing found." in shown(app))
        for typed in ("home", "mix", "past"):
            app.screen.query_one(Input).value = f">{typed}"
            await until(pilot, lambda: "Nothing found." in shown(app))


async def test_help_names_the_keys_of_the_screen_beneath_in_two_columns(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, EntriesScreen))
        await pilot.pause()
        text = shown(app)
        for part in (
            "1–3    pick",
            "Enter  answer",
            "n ㅜ   skip",
            "l ㅣ   한국어: switch to Korean",
            "m ㅡ   bookmark",
        ):
            assert part in text
        first = text.splitlines()[1]
        assert first.startswith("│ 1–3    pick")
        assert "undo" not in text, "there is no answer yet to undo"
        assert len(first.split("   ")) > 2, "a second column begins in the same line"
        await pilot.press("l")
        await until(pilot, lambda: "영어로 바꾸기" in shown(app))
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))


async def test_help_of_an_answer_names_the_ratings(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, EntriesScreen))
        await until(pilot, lambda: "Enter  next" in shown(app))
        await pilot.press("pagedown")
        await until(pilot, lambda: "4      easy: rate your answer" in shown(app))
        await pilot.press("end")
        await until(pilot, lambda: "^p     commands: every" in shown(app))


async def test_help_and_commands_offer_nothing_that_does_nothing(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    asked = {"key.bookmark", "key.note"}
    about = asked | {"key.undo"}

    def offered() -> set[str]:
        return {command.wording for command in app.actions.commands(app.screen)}

    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert offered() & about == asked, "there is no answer yet to undo"
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        assert offered() & about == about
        await pilot.press("c", "c")
        await until(pilot, lambda: isinstance(app.screen, SourceScreen))
        assert offered() & about == asked, "the answer is not in sight"
        await pilot.press("escape", "escape", "escape")
        await until(pilot, lambda: isinstance(app.screen, SummaryScreen))
        assert offered() & about == {"key.undo"}
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        assert not offered() & about
        assert "key.search" in offered()
        await find(pilot, app, "ctrl+p", "home")
        await until(pilot, lambda: "Nothing found." in shown(app), "one is there already")
