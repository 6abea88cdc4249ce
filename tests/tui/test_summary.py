"""The summary of a set: what changed, what to look at again, and where Enter, Esc and the mouse lead from there."""

from dataclasses import replace
from datetime import timedelta

import pytest
from textual.pilot import Pilot

from quizdl.study.grading import Grade
from quizdl.tui.app import QuizApp
from quizdl.tui.screens.answer import AnswerScreen
from quizdl.tui.screens.home import HomeScreen
from quizdl.tui.screens.question import QuestionScreen
from quizdl.tui.screens.summary import SummaryScreen
from quizdl.tui.widgets.reviewed_list import ReviewedList
from quizdl.words import Language
from tests.tui.conftest import Quiz
from tests.tui.looking import bold_words, shown, until
from tests.tui.proving import proven
from tests.tui.small_bank import CHOICE, NUMBER

FOUR = tuple(replace(CHOICE, id=f"q{n}", prompt=replace(CHOICE.prompt, en=f"What is {n}?")) for n in range(4))
PLAIN, WIDE, FLAT, TALL = (80, 24), (140, 30), (40, 12), (80, 40)


async def summarized(pilot: Pilot[int], app: QuizApp, wrong: str = "", sure: str = "") -> SummaryScreen:
    """The summary of a set over FOUR; those whose digit is in `wrong` went wrong, and were not asked again."""
    await pilot.pause()
    for _ in FOUR:
        digit = app.study.session.questions[app.study.session.position].id[1:]
        app.study.state_confidence(0.9 if digit in sure else None)
        app.study.record(Grade(digit not in wrong, float(digit not in wrong)), "en")
        app.study.advance()
    app.study.session.questions = app.study.session.questions[:4]
    app.navigator.ask()
    return await at_summary(pilot, app)


async def at_summary(pilot: Pilot[int], app: QuizApp) -> SummaryScreen:
    await until(pilot, lambda: isinstance(app.screen, SummaryScreen))
    await pilot.pause()
    assert isinstance(app.screen, SummaryScreen)
    return app.screen


def keys(app: QuizApp) -> str:
    return shown(app).splitlines()[-1].strip()


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ("2 of 4, in 6 minutes", "Optimizers", "0% -> 100%", "To look at again", "Right", "▸ 2 questions")),
        ("ko", ("4문제 중 2문제 정답, 6분", "옵티마이저", "0% -> 100%", "다시 볼 문제", "맞힌 문제", "▸ 2문제")),
    ],
)
@pytest.mark.slow
async def test_the_summary_tells_what_changed_and_one_line_is_bold(
    quiz: Quiz, language: Language, told: tuple[str, ...]
) -> None:
    app = quiz(*FOUR, language=language)
    async with app.run_test(size=PLAIN) as pilot:
        await pilot.pause()
        app.study._clock = lambda: 360.0
        await summarized(pilot, app, wrong="13")
        for part in told:
            assert part in shown(app)
        assert [words for line in range(1, 23) if (words := bold_words(app, line))] == [told[0]]
        assert "✗" in shown(app).splitlines()[0], "the dots are those of the questions, once each"
        assert "4/4" in shown(app).splitlines()[0]


@pytest.mark.slow
async def test_rows_say_when_a_question_comes_back_and_that_the_reader_was_sure(quiz: Quiz) -> None:
    app = quiz(*FOUR)
    async with app.run_test(size=PLAIN) as pilot:
        await summarized(pilot, app, wrong="2", sure="02")
        (row,) = [line for line in shown(app).splitlines() if "✗ What is 2?" in line]
        assert row.endswith("  you were sure  back in 1 min")
        assert "Sure and wrong: 1. That is where a question pays most." in shown(app)
        assert "next: 3 in 8 days" in shown(app)


@pytest.mark.slow
async def test_enter_begins_another_set_until_a_row_is_marked(quiz: Quiz) -> None:
    app = quiz(*FOUR)
    async with app.run_test(size=PLAIN) as pilot:
        await summarized(pilot, app, wrong="12")
        assert "▌" not in shown(app)
        assert keys(app) == "Enter another set  m missed ones now  Esc home  ? keys"
        await pilot.press("down", "down")
        await until(pilot, lambda: keys(app).startswith("Enter this one now"))
        await pilot.press("up", "up")
        await until(pilot, lambda: keys(app).startswith("Enter another set"))
        await pilot.press("down", "down", "enter")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        first_missed = next(review.question for review in app.learner.store.reviews() if review.rating == 1)
        assert {question.id for question in app.study.session.questions} == {"q1", "q2"}
        assert app.study.session.questions[0].id != first_missed, "the second row was marked"


@pytest.mark.slow
async def test_m_asks_what_was_missed(quiz: Quiz) -> None:
    app = quiz(*FOUR)
    async with app.run_test(size=PLAIN) as pilot:
        await summarized(pilot, app, wrong="3")
        await pilot.press("ㅡ")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        assert [question.id for question in app.study.session.questions] == ["q3"]


@pytest.mark.slow
async def test_where_nothing_was_missed_m_is_not_offered_and_escape_goes_home(quiz: Quiz) -> None:
    app = quiz(*FOUR)
    async with app.run_test(size=PLAIN) as pilot:
        await summarized(pilot, app)
        assert keys(app) == "Enter another set  Esc home  ? keys"
        await pilot.press("m", "escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))


@pytest.mark.slow
async def test_a_click_on_a_missed_question_asks_it(quiz: Quiz) -> None:
    app = quiz(*FOUR)
    async with app.run_test(size=PLAIN) as pilot:
        screen = await summarized(pilot, app, wrong="0123")
        place = next(y for y, line in enumerate(shown(app).splitlines()) if "✗ What is 2?" in line)
        await pilot.click(ReviewedList, offset=(10, place - screen.query_one(ReviewedList).region.y))
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        assert app.study.session.questions[0].id == "q2"
        assert len(app.study.session.questions) == 4


@pytest.mark.slow
async def test_what_went_wrong_can_be_taken_again(quiz: Quiz) -> None:
    app = quiz(CHOICE, NUMBER)
    async with app.run_test(size=TALL) as pilot:
        for _ in range(2):
            await pilot.pause()
            screen = app.screen
            assert isinstance(screen, QuestionScreen)
            right = screen.question is CHOICE
            await pilot.press(str(screen.shown.index(0) + 1) if right else "9", "enter")
            await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
            await pilot.press("enter")
            await until(pilot, lambda: not isinstance(app.screen, AnswerScreen))
        await pilot.pause()
        assert app.screen.query("NumberInput"), "what went wrong comes back at once where nothing else is left"
        await pilot.press("escape")
        await at_summary(pilot, app)
        assert "1 of 2, in 1 second" in shown(app)
        assert "2/2" in shown(app).splitlines()[0], "a question counts once, however often it came back"
        assert NUMBER.prompt.to("en") in shown(app)
        await pilot.press("m")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        assert app.study.session.questions == [NUMBER]


@pytest.mark.slow
async def test_a_set_that_was_left_goes_on_with_enter(quiz: Quiz) -> None:
    app = quiz(*FOUR)
    async with app.run_test(size=PLAIN) as pilot:
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        await pilot.press("escape")
        await at_summary(pilot, app)
        assert "The set so far" in shown(app)
        assert keys(app).startswith("Enter go on")
        before = app.study.session
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        assert app.study.session is before
        assert app.study.session.position == 1


@pytest.mark.slow
async def test_enter_begins_what_home_would_offer(quiz: Quiz) -> None:
    app = quiz(*FOUR)
    async with app.run_test(size=PLAIN) as pilot:
        await summarized(pilot, app)
        cards = app.learner.cards
        cards["q2"] = cards["q2"]._replace(due=app.learner.now() - timedelta(minutes=1))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        assert [question.id for question in app.study.session.questions] == ["q2"]


@pytest.mark.slow
@pytest.mark.parametrize(("size", "folded"), [(PLAIN, True), (TALL, False)])
async def test_what_was_right_is_folded_where_there_is_no_room(quiz: Quiz, size: tuple[int, int], folded: bool) -> None:
    app = quiz(*FOUR)
    async with app.run_test(size=size) as pilot:
        await summarized(pilot, app)
        assert ("● What is 0?" not in shown(app)) == folded
        if folded:
            await pilot.press("down")
            await until(pilot, lambda: keys(app).startswith("Enter open"))
            await pilot.press("enter")
            await until(pilot, lambda: "● What is 0?" in shown(app))
            assert "▾ 4 questions" in shown(app)
            assert keys(app).startswith("Enter another set")


@pytest.mark.slow
async def test_claims_that_were_proven_are_counted_and_named_where_there_is_room(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        await pilot.press("v")
        screen = app.screen
        assert isinstance(screen, AnswerScreen)
        await proven(pilot, screen)
        await pilot.press("escape")
        await at_summary(pilot, app)
        assert "1 claim proven" in shown(app)
        assert "✓ With beta = 0.9 the last ten gradients carry 65 %" in shown(app)
        await pilot.resize_terminal(*PLAIN)
        await until(pilot, lambda: "✓ With beta" not in shown(app))
        assert "1 claim proven" in shown(app)


@pytest.mark.slow
async def test_the_smallest_screen_keeps_the_headline_and_scrolls_the_rest(quiz: Quiz) -> None:
    app = quiz(*FOUR)
    async with app.run_test(size=FLAT) as pilot:
        await summarized(pilot, app, wrong="0123")
        assert "0 of 4, in 1 second" in shown(app)
        assert keys(app) == "Enter another set  Esc home  ? keys"
        assert all(f"What is {n}?" in screen_list(app) for n in range(4))
        await pilot.press("l")
        await until(pilot, lambda: "4문제 중 0문제 정답" in shown(app))
        assert "다시 볼 문제" in screen_list(app)


@pytest.mark.slow
@pytest.mark.parametrize("key", ["down", "pagedown"])
async def test_rows_that_cannot_be_marked_can_be_scrolled_to(quiz: Quiz, key: str) -> None:
    app = quiz(*FOUR)
    async with app.run_test(size=FLAT) as pilot:
        await summarized(pilot, app, wrong="012", sure="012")
        await pilot.press("end", "enter")
        await until(pilot, lambda: "▾ 1 question" in screen_list(app))
        await pilot.press("up", "up", "up", "up")
        assert "● What is 3?" not in shown(app)
        await pilot.press(*[key] * 6)
        await until(pilot, lambda: "● What is 3?" in shown(app))
        await pilot.press(*["up"] * 6)
        await until(pilot, lambda: "Optimizers" in shown(app))


def screen_list(app: QuizApp) -> str:
    return "\n".join(str(option.prompt) for option in app.screen.query_one(ReviewedList).options)
