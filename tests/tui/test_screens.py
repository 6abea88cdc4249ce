"""Undo, help, command palette, themes, and terminals that are too small or change size."""

from contextlib import closing
from pathlib import Path

import pytest

from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.tui.app import QuizApp
from quizdl.tui.screens.answer import AnswerScreen
from quizdl.tui.screens.question import QuestionScreen
from quizdl.tui.screens.summary import SummaryScreen
from quizdl.tui.screens.too_small import TooSmallScreen
from quizdl.words import Language, say
from tests.tui.conftest import Quiz
from tests.tui.looking import answered, lines, screen_text, shown, until
from tests.tui.small_bank import CHOICE, bank_of

SIZE = (80, 40)


@pytest.mark.fault
@pytest.mark.slow
async def test_the_last_answer_of_a_session_can_be_undone_on_the_summary(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        app.study.session.questions = app.study.session.questions[:1]  # right or wrong, it is the last one
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SummaryScreen))
        await pilot.press("u")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        assert not list(app.learner.store.reviews())
        assert len(app.study.left) == 1, "the session is open again"


@pytest.mark.fault
@pytest.mark.parametrize(
    ("language", "told", "line"),
    [
        ("en", "1 answer is not saved", " Answers are kept in memory: "),
        ("ko", "저장하지 못한 답 1개", " 답을 메모리에만 보관하는 중: "),
    ],
)
@pytest.mark.slow
async def test_every_screen_says_that_answers_are_not_saved(language: Language, told: str, line: str) -> None:
    with closing(ProgressStore.open(Path("/dev/null/progress.sqlite"))) as store:
        learner = Learner(store, bank_of(CHOICE))
        app = QuizApp(learner, None, language=language, questions=[CHOICE], seed=1)
        async with app.run_test(size=(40, 12)) as pilot:
            await pilot.pause()
            assert shown(app).splitlines()[1].startswith(line)
            await pilot.press("1", "enter")
            await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(app.screen, SummaryScreen))
            await pilot.pause()
            assert shown(app).splitlines()[1].startswith(line)
            assert told in screen_text(app)


async def test_language_and_theme_are_kept_for_the_next_start(quiz: Quiz) -> None:
    app, kept = quiz(CHOICE), list[tuple[str, str]]()
    app._remember = lambda name, value: kept.append((name, value))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("l", "t", "l")
        await pilot.pause()
    assert kept == [("lang", "ko"), ("theme", "light"), ("lang", "en")]


async def test_settings_that_cannot_be_written_are_told_and_hold_until_the_end(quiz: Quiz) -> None:
    app = quiz(CHOICE)

    def refuse(name: str, value: str) -> None:
        raise PermissionError(f"{name} {value}")

    app._remember = refuse
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("l")
        await until(pilot, lambda: "설정을 저장할 수 없어" in shown(app))
        assert app.language == "ko"


async def test_a_key_in_the_key_bar_can_be_clicked(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.click("KeyBar", offset=(shown(app).splitlines()[-1].index("s how sure"), 0))
        await pilot.pause()
        assert "how sure: 50 %" in shown(app)


@pytest.mark.fault
@pytest.mark.slow
async def test_a_small_terminal_is_told_and_recovers(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=(20, 5)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, TooSmallScreen)
        assert "40x12 at least;" in shown(app)
        await pilot.press("1", "enter", "n")  # nothing that is not seen is answered
        for width, height in [(1, 1), (200, 60), (39, 12), (40, 11), (3, 50), (120, 2), (40, 12)] * 3:
            await pilot.resize_terminal(width, height)
        await pilot.pause()
        assert isinstance(app.screen, QuestionScreen)
        assert len(app.screen_stack) == 1
        assert app.study.session.position == 0
        assert {strip.cell_length for strip in lines(app)} == {40}
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        answered = shown(app)
        for width, height in [(1, 1), (3, 50), (2, 3), (40, 12)]:
            await pilot.resize_terminal(width, height)
            await pilot.pause()
        assert shown(app) == answered


async def test_a_notice_leaves_the_keys_in_sight(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=(40, 12), notifications=True) as pilot:
        await pilot.pause()
        keys = shown(app).splitlines()[-1]
        await pilot.press("m")
        await until(pilot, lambda: "Bookmarked." in shown(app))
        assert shown(app).splitlines()[-1] == keys


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("size", [(40, 12), (80, 24), (140, 40)])
async def test_a_notice_covers_nothing_of_home_and_is_whole(
    quiz: Quiz, size: tuple[int, int], language: Language
) -> None:
    app = quiz(language=language)
    told = say(language, "welcome.tried")
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        before = [line.strip("│ ") for line in shown(app).splitlines() if line.strip("│╰╯─ ")]
        app.notices.show("welcome.tried")
        await until(pilot, lambda: told.split()[0] in shown(app))
        after = shown(app)
        assert [line for line in before if line not in after] == []
        assert "".join(told.split()) in "".join(after.replace("▌", "").split()), "no wide letter is lost at an edge"


@pytest.mark.parametrize("language", ["en", "ko"])
async def test_at_40x12_an_answer_has_no_blank_lines(quiz: Quiz, language: Language) -> None:
    app = quiz(CHOICE, language=language)
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.press("2", "enter")
        screen = await answered(pilot, app)
        while screen.body.scroll_offset.y < screen.body.max_scroll_y:
            assert all(line.strip("▁▂▃▄▅▆▇█ ") for line in shown(app).splitlines())
            await pilot.press("pagedown")
            await pilot.pause()
        assert screen.body.max_scroll_y > 9, "it was walked through"


async def test_a_long_notice_is_shown_to_its_end(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=(40, 12), notifications=True) as pilot:
        await pilot.pause()
        app.notify("thirteen_cell " * 7 + "the_last_word")  # two to a line just fit
        await until(pilot, lambda: "thirteen_cell" in shown(app))
        assert "the_last_word" in shown(app)


@pytest.mark.slow
async def test_at_40x12_everything_can_be_scrolled_to(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.pause()
        seen = shown(app)
        for _ in range(3):
            await pilot.press("down")
            await pilot.pause()
            seen += shown(app)
        assert "ten steps" in seen
        await pilot.press("pagedown", "pagedown")
        await pilot.pause()
        assert "pick one" in shown(app)
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        await pilot.press("end")
        await pilot.pause()
        assert "Proof  1 experiment" in shown(app)
