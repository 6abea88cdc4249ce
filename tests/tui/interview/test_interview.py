"""The mock interview on screen: nothing to peek at, two clocks, the pause, and the ways out."""

import re
from pathlib import Path

import pytest

from quizdl.study.held_interview import HeldInterviews
from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.tui.app import QuizApp
from quizdl.tui.screens.home import HomeScreen
from quizdl.tui.screens.interview import InterviewScreen, PauseScreen
from quizdl.tui.screens.reports import ReportScreen
from quizdl.tui.screens.spoken import SpokenScreen
from quizdl.tui.widgets.inputs import Notes
from quizdl.words import Language, say
from tests.tui.interview.conftest import SIZE, Clock, Interviewed, at, spoken
from tests.tui.looking import bold_words, lines, screen_text, shown, until
from tests.tui.small_bank import CHOICE, OPEN, bank_of

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (120, 40)])
@pytest.mark.parametrize("language", ["en", "ko"])
async def test_key_points_show_only_when_the_interview_is_over(
    interviewed: Interviewed, size: tuple[int, int], language: Language
) -> None:
    app = interviewed(language)
    points = [point.to(language) for point in OPEN.key_points]
    async with app.run_test(size=size) as pilot:
        await at(pilot, InterviewScreen)
        await pilot.press("slash", "u", "m", "v")
        assert "key.search" not in {command.wording for command in app.actions.commands(app.screen)}
        for _ in range(2):
            assert isinstance(app.screen, InterviewScreen)
            assert not any(point in screen_text(app) for point in points), "no peeking"
            assert not re.search("[✓✗☑☐]", shown(app))
            await spoken(pilot, *"abc")
        await at(pilot, SpokenScreen)
        assert all(point in screen_text(app) for point in points)
        assert "abc" in screen_text(app)


async def test_a_question_tells_its_number_two_clocks_and_what_is_usual(interviewed: Interviewed, clock: Clock) -> None:
    app = interviewed()
    async with app.run_test(size=SIZE) as pilot:
        await at(pilot, InterviewScreen)
        assert "Question 1 of about 2" in shown(app)
        assert "about 3 minutes are usual" in shown(app)
        assert bold_words(app, 3) == OPEN.prompt.to("en"), "the one bold line"
        clock.now = 125
        await until(pilot, lambda: "27:55" in shown(app).splitlines()[0])
        await until(pilot, lambda: re.search(r"notes, or speak ─+ 2:05", shown(app)))
        await spoken(pilot, "a")
        assert "going deeper" in shown(app)
        assert re.search(r"notes, or speak ─+ 0:00", shown(app))


async def test_the_clock_stands_out_when_five_minutes_are_left_and_says_when_time_is_up(
    interviewed: Interviewed, clock: Clock
) -> None:
    app = interviewed()

    def clock_is_bold() -> bool:
        # each has a style
        return any(re.fullmatch(r"\d+:\d\d", segment.text) and segment.style.bold for segment in lines(app)[0])  # type: ignore[union-attr]

    async with app.run_test(size=SIZE) as pilot:
        await at(pilot, InterviewScreen)
        clock.now = 1499
        await until(pilot, lambda: "5:01" in shown(app))
        assert not clock_is_bold()
        clock.now = 1500
        await until(pilot, clock_is_bold)
        assert "Time is up" not in shown(app)
        clock.now = 1801
        await until(pilot, lambda: "Time is up" in shown(app))
        await spoken(pilot, "a")
        await at(pilot, SpokenScreen)


@pytest.mark.fault
async def test_a_pause_stops_the_clocks_hides_the_question_and_keeps_the_text(
    interviewed: Interviewed, clock: Clock
) -> None:
    app = interviewed()
    async with app.run_test(size=SIZE) as pilot:
        await at(pilot, InterviewScreen)
        clock.now = 60
        await pilot.press("n", *"abc", "escape", "escape")
        await at(pilot, PauseScreen)
        assert "Paused: 29:00 left" in shown(app)
        assert OPEN.prompt.to("en") not in shown(app)
        clock.now = 1000
        await pilot.press("enter")
        await at(pilot, InterviewScreen)
        await until(pilot, lambda: "29:00" in shown(app))
        assert app.screen.query_one(Notes).text == "abc"
        clock.now = 1010
        await spoken(pilot, "d")
        (answer,) = HeldInterviews(app.learner).all()[0].answers
        assert (answer.words, answer.seconds) == ("abcd", 70)


async def test_ending_in_a_pause_compares_what_was_said_up_to_there(interviewed: Interviewed) -> None:
    app = interviewed()
    async with app.run_test(size=SIZE) as pilot:
        await at(pilot, InterviewScreen)
        await pilot.press("n", *"abc", "escape", "q")
        await at(pilot, PauseScreen)
        await pilot.press("2")
        await at(pilot, SpokenScreen)
        assert "abc" in screen_text(app)
        await pilot.press("1", "enter")
        await at(pilot, ReportScreen)
        assert "33 % of the key points, by your own ticks" in shown(app)


@pytest.mark.parametrize("language", ["en", "ko"])
async def test_ending_before_anything_was_said_leads_home_and_says_what_to_do(
    interviewed: Interviewed, language: Language
) -> None:
    app = interviewed(language)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await at(pilot, InterviewScreen)
        await pilot.press("escape")
        await at(pilot, PauseScreen)
        await pilot.press("2")
        await at(pilot, HomeScreen)
        assert app.learner.store.interviews() == []
        await until(pilot, lambda: "".join(say(language, "interview.nothing").split()) in words_in_sight(app))


def words_in_sight(app: QuizApp) -> str:
    """The words in sight without the blanks, and edges of notices, between them."""
    return "".join(shown(app).replace("▌", "").split())


async def test_throwing_away_asks_again_where_something_would_be_lost(interviewed: Interviewed) -> None:
    app = interviewed()
    async with app.run_test(size=SIZE) as pilot:
        await spoken(pilot, *"abc")
        await pilot.press("n", "d", "escape", "escape")
        await at(pilot, PauseScreen)
        await pilot.press("3")
        await until(pilot, lambda: "Throw away 2 answers?" in shown(app))
        await pilot.press("enter")
        await at(pilot, InterviewScreen)
        assert app.screen.query_one(Notes).text == "d", "the default keeps it"
        await pilot.press("escape")
        await at(pilot, PauseScreen)
        await pilot.press("3")
        await until(pilot, lambda: "Throw away 2 answers?" in shown(app))
        await pilot.press("2")
        await at(pilot, HomeScreen)
    assert app.learner.store.interviews() == []
    assert [app.learner.draft(question) for question in app.learner.bank.questions()] == ["", "", ""]


@pytest.mark.fault
async def test_what_was_answered_is_on_the_disk_before_the_next_question_shows(
    interviewed: Interviewed, tmp_path: Path
) -> None:
    app = interviewed()
    async with app.run_test(size=SIZE) as pilot:
        await spoken(pilot, *"abc")
        other = ProgressStore.open(tmp_path / "progress.sqlite")  # as after a kill
        ((_, document),) = other.interviews()
        other.close()
        assert [answer["words"] for answer in document["answers"]] == ["abc"]


async def test_home_offers_an_interview(store: ProgressStore) -> None:
    learner = Learner(store, bank_of(CHOICE, OPEN))
    app = QuizApp(learner, None, language="en", seed=1)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("i")
        await at(pilot, InterviewScreen)
        await pilot.press("slash")
        assert isinstance(app.screen, InterviewScreen), "find is off"


async def test_a_bank_without_open_questions_says_so_instead_of_an_empty_interview(store: ProgressStore) -> None:
    app = QuizApp(Learner(store, bank_of(CHOICE)), None, language="en", seed=1)
    async with app.run_test(size=SIZE) as pilot:
        await at(pilot, HomeScreen)
        await pilot.press("i")
        await until(pilot, lambda: any("no open questions" in notice.message for notice in app._notifications))
        assert isinstance(app.screen, HomeScreen)
