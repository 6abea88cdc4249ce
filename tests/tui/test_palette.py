"""Help and the command palette: they offer what works now, and nothing else."""

import pytest
from textual.command import CommandList
from textual.widgets import Input

from quizdl.tui.screens.answer import AnswerScreen
from quizdl.tui.screens.help import HelpScreen
from quizdl.tui.screens.home import HomeScreen
from quizdl.tui.screens.palette import Palette
from quizdl.tui.screens.question import QuestionScreen
from quizdl.tui.screens.source import SourceScreen
from quizdl.tui.screens.summary import SummaryScreen
from tests.tui.conftest import Quiz
from tests.tui.looking import first_hit, shown, until
from tests.tui.small_bank import CHOICE, FakeRunner

SIZE = (80, 40)


@pytest.mark.slow
async def test_help_names_the_keys_of_the_screen_beneath(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        await pilot.pause()
        text = shown(app)
        for part in ("Enter   answer", "l       switch to Korean", "✓ supported", "inconclusive"):
            assert part in text
        await pilot.press("l")
        await pilot.pause()
        assert "영어로 바꾸기" in shown(app)
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))


@pytest.mark.slow
async def test_every_key_that_works_is_in_the_command_palette(quiz: Quiz, runner: FakeRunner) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        await pilot.pause()
        named = {command.title for command in app.get_system_commands(app.screen)}
        assert {
            "next",
            "prove it: run the experiment behind the answer",
            "code: read the code of the experiment",
            "leave: leave the session and see its summary",
            "한국어: switch to Korean",
            "theme: the next of dark, light, high contrast, as the terminal",
            "keys",
            "quit",
        } <= named
        await pilot.press("ctrl+p")
        await until(pilot, lambda: app.screen.query(Input))
        await pilot.press(*"prove it")
        await until(pilot, lambda: "prove it" in first_hit(app))
        await pilot.press("enter")
        await until(pilot, lambda: len(runner.tasks) == 1)
        await until(pilot, lambda: "as the answer says" in shown(app), "the reader is not taken to the proof")


@pytest.mark.slow
async def test_enter_struck_twice_in_the_palette_runs_one_command_once(quiz: Quiz) -> None:
    app = quiz()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("ctrl+p", *"theme")
        await until(pilot, lambda: "theme" in first_hit(app))
        for _ in range(2):  # both are under way before the first is heard
            app.simulate_key("enter")
        await until(pilot, lambda: not app.current_theme.dark)
        await pilot.pause(0.3)
        assert not app.current_theme.dark, "it was switched back"
        assert isinstance(app.screen, HomeScreen)


@pytest.mark.fault
@pytest.mark.parametrize("key", ["pageup", "pagedown", "home", "end"])
@pytest.mark.slow
async def test_a_key_for_a_palette_that_has_no_lines_yet_does_nothing(quiz: Quiz, key: str) -> None:
    app = quiz()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("ctrl+p")
        await until(pilot, lambda: first_hit(app))
        commands = app.screen.query_one(CommandList)
        commands.highlighted = 0
        commands.display = False  # as before the first layout
        await pilot.pause()
        commands._clear_caches()
        await pilot.press(key)
        assert isinstance(app.screen, Palette)


@pytest.mark.slow
async def test_the_palette_says_in_the_readers_language_that_nothing_is_found(quiz: Quiz) -> None:
    app = quiz()
    async with app.run_test(size=SIZE) as pilot:
        app.language = "ko"
        await pilot.press("ctrl+p", *"zzzq")
        await until(pilot, lambda: "찾은 명령이 없습니다" in shown(app))


@pytest.mark.slow
async def test_help_and_palette_offer_nothing_that_does_nothing(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    asked = {"key.bookmark", "key.note"}
    about = asked | {"key.undo"}

    def offered() -> set[str]:
        return {name for _, name, _ in app.actions.commands(app.screen)}

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
