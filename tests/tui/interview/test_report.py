"""The report of an interview: its answers, what was left out, files of it, and the list of past ones."""

import re
from pathlib import Path

import pytest

from quizdl.study.interview import LEAST_SECONDS
from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.study.rehearsal import Rehearsal
from quizdl.tui.app import QuizApp
from quizdl.tui.screens.home import HomeScreen
from quizdl.tui.screens.interview import InterviewScreen, PauseScreen
from quizdl.tui.screens.question import QuestionScreen
from quizdl.tui.screens.reports import ReportScreen, ReportsScreen
from quizdl.tui.screens.spoken import SpokenScreen
from quizdl.tui.widgets.answer_list import LeftOutPane
from quizdl.words import Language
from tests.tui.conftest import Quiz
from tests.tui.interview.conftest import POINTS, SIZE, Clock, Interviewed, at, spoken
from tests.tui.looking import bold_words, screen_text, shown, until
from tests.tui.small_bank import CHOICE, OPEN, bank_of

pytestmark = pytest.mark.slow


async def test_the_report_has_a_row_an_answer_and_a_pane_that_follows_the_marked_one(
    interviewed: Interviewed, clock: Clock
) -> None:
    app = interviewed()
    async with app.run_test(size=SIZE) as pilot:
        await at(pilot, InterviewScreen)
        clock.now = 400
        await spoken(pilot, *"abc")
        await pilot.press("enter")  # skipped
        await at(pilot, SpokenScreen)
        await pilot.press("1", "3", "enter")
        await at(pilot, ReportScreen)
        assert "Interview of" in shown(app).splitlines()[0]
        assert "33 % of the key points, by your own ticks" in bold_words(app, 2)
        rows = [line for line in shown(app).splitlines() if "Why does momentum" in line]
        assert re.search(r"1  Why.*━━━━━━━━━╸─+ +2/3 +6:40  long$", rows[0])
        assert re.search(r"2  Why.*──────+ +0/3 +skipped$", rows[1])
        assert "What you left out of question 1" in shown(app)
        assert [point for point in POINTS if point in shown(app)] == POINTS[1:2]
        await pilot.press("down")
        await until(pilot, lambda: "What you left out of question 2" in shown(app))
        assert [point for point in POINTS if point in shown(app)] == POINTS
        await pilot.press("l")
        await until(pilot, lambda: "2번 질문에서 빠뜨린 핵심" in shown(app))
        assert "건너뜀" in shown(app)


async def test_from_120_columns_on_what_was_left_out_stands_beside_the_answers(interviewed: Interviewed) -> None:
    app = interviewed()
    async with app.run_test(size=(80, 24)) as pilot:
        await spoken(pilot, *"abc")
        await pilot.press("enter")
        await at(pilot, SpokenScreen)
        await pilot.press("enter")
        await at(pilot, ReportScreen)
        answers, pane = app.screen.query_one("#answers"), app.screen.query_one(LeftOutPane)
        assert pane.region.y > answers.region.y
        await pilot.resize_terminal(120, 40)
        await until(pilot, lambda: pane.region.x > answers.region.right)
        assert "─ What you left out of question 1 ─" in shown(app)


async def test_an_answer_that_is_not_compared_shows_nothing_and_can_be_compared_from_the_report(
    interviewed: Interviewed,
) -> None:
    app = interviewed("ko")
    async with app.run_test(size=SIZE) as pilot:
        await spoken(pilot, *"abc")
        await spoken(pilot, *"def")
        await at(pilot, SpokenScreen)
        await pilot.press("1", "2", "3", "enter")
        await until(pilot, lambda: "def" in screen_text(app))
        await pilot.press("escape")
        await at(pilot, ReportScreen)
        assert "핵심의 100%를 말함(스스로 표시)" in shown(app)
        assert "비교하지 않음" in shown(app)
        rows = [line for line in shown(app).splitlines() if "모멘텀은 왜" in line]
        assert re.search(r"━━━ +3/3 +0:00$", rows[0])
        assert re.search(r"도움이 되는가\? +0:00  비교하지 않음$", rows[1]), "no bar: nothing is known yet"
        await until(pilot, lambda: "2번 질문에서" in shown(app))
        assert not any(point.to("ko") in shown(app) for point in OPEN.key_points)
        assert "m 놓친" not in shown(app)
        await pilot.press("enter")
        await at(pilot, SpokenScreen)
        await pilot.press("1", "enter")
        await at(pilot, ReportScreen)
        assert "핵심의 67%를 말함(스스로 표시)" in shown(app)
    assert len(list(app.learner.store.reviews())) == 2


async def test_reading_an_answer_shows_the_ticks_and_changes_none(interviewed: Interviewed) -> None:
    app = interviewed()
    async with app.run_test(size=SIZE) as pilot:
        await spoken(pilot, *"abc")
        await pilot.press("enter")
        await at(pilot, SpokenScreen)
        await pilot.press("2", "enter")
        await at(pilot, ReportScreen)
        await pilot.press("enter")
        await at(pilot, SpokenScreen)
        assert "☑ it damps" in shown(app)
        await pilot.press("2", "1")
        assert "☑ it damps" in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: "question 2" in shown(app))
        await pilot.press("escape")
        await at(pilot, ReportScreen)
        assert "left out of question 2" in shown(app), "the row that was read last is marked"
    assert len(list(app.learner.store.reviews())) == 1


async def test_m_asks_the_missed_ones_and_no_others(interviewed: Interviewed) -> None:
    app = interviewed()
    async with app.run_test(size=SIZE) as pilot:
        await spoken(pilot, *"abc")
        await spoken(pilot, *"def")
        await at(pilot, SpokenScreen)
        await pilot.press("1", "2", "3", "enter")
        await until(pilot, lambda: "def" in screen_text(app))
        await pilot.press("1", "enter")
        await at(pilot, ReportScreen)
        await pilot.press("m")
        await at(pilot, QuestionScreen)
        assert [question.id for question in app.study.session.questions] == ["deeper"]


@pytest.mark.parametrize("language", ["en", "ko"])
async def test_e_writes_two_files_and_says_where(interviewed: Interviewed, tmp_path: Path, language: Language) -> None:
    app = interviewed(language)
    async with app.run_test(size=(200, 40)) as pilot:
        await spoken(pilot, *"abc")
        await spoken(pilot, *"<b>")
        await at(pilot, SpokenScreen)
        await pilot.press("1", "enter")
        await until(pilot, lambda: "<b>" in screen_text(app))
        await pilot.press("enter")
        await at(pilot, ReportScreen)
        assert not (tmp_path / "data" / "interviews").exists(), "nothing is written unasked"
        await pilot.press("e")
        await until(pilot, lambda: ".html" in shown(app))
        page, markdown = sorted((tmp_path / "data" / "interviews").iterdir())
        assert str(markdown) in shown(app)
        assert str(page) in shown(app)
    text = markdown.read_text(encoding="utf-8")
    assert "> abc" in text
    assert text.count("- [x] ") == 1
    assert OPEN.answer.to(language) in text
    told = page.read_text(encoding="utf-8")
    assert "&lt;b&gt;" in told
    assert "<b>&" not in told
    assert all(point.to(language) in told for point in OPEN.key_points)


@pytest.mark.fault
async def test_an_export_that_fails_says_why(interviewed: Interviewed, tmp_path: Path) -> None:
    app = interviewed()
    (tmp_path / "data").mkdir(exist_ok=True)
    (tmp_path / "data" / "interviews").write_text("in the way")
    async with app.run_test(size=SIZE) as pilot:
        await spoken(pilot, *"abc")
        await pilot.press("enter")
        await at(pilot, SpokenScreen)
        await pilot.press("escape")
        await at(pilot, ReportScreen)
        await pilot.press("e")
        await until(pilot, lambda: "could not be written" in shown(app))


async def test_v_runs_the_claims_behind_the_marked_answer(quiz: Quiz) -> None:
    app = quiz(OPEN)
    app.interview_flow.rehearsal = Rehearsal(app.learner, 5, 1)
    async with app.run_test(size=SIZE) as pilot:
        await at(pilot, InterviewScreen)
        await pilot.press("n", "a", "escape", "enter")
        await at(pilot, SpokenScreen)
        await pilot.press("1", "enter")
        await at(pilot, ReportScreen)
        assert "v the claim behind it, 1 run" in shown(app)
        await pilot.press("v")
        await at(pilot, SpokenScreen)
        await until(pilot, lambda: app.learner.proven == set(OPEN.verify))


async def test_past_interviews_are_listed_and_opened_and_esc_leads_back_by_one_step(
    interviewed: Interviewed, clock: Clock
) -> None:
    app = interviewed()
    async with app.run_test(size=SIZE) as pilot:
        clock.now = LEAST_SECONDS
        await spoken(pilot, *"abc")
        await pilot.press("escape")
        await at(pilot, PauseScreen)
        await pilot.press("2")
        await at(pilot, SpokenScreen)
        await pilot.press("escape")
        await at(pilot, ReportScreen)
        await pilot.press("escape")
        await at(pilot, HomeScreen)
        await pilot.press("h")
        await at(pilot, ReportsScreen)
        assert re.search(r"Interview of .* 1 min +not compared$", shown(app), re.MULTILINE)
        await pilot.press("enter")
        await at(pilot, ReportScreen)
        await pilot.press("enter")
        await at(pilot, SpokenScreen)
        await pilot.press("1", "enter")
        await at(pilot, ReportScreen)
        await pilot.press("escape")
        await at(pilot, ReportsScreen)
        assert "by your own ticks" in bold_words(app, 2)
        assert re.search(r"Interview of .* 1 min +━+╸?─+ +33%", shown(app))
        await pilot.press("enter")
        await at(pilot, ReportScreen)
        assert "33 % of the key points" in shown(app)
        await pilot.press("enter")
        await at(pilot, SpokenScreen)
        assert "abc" in screen_text(app)
        for screen in (ReportScreen, ReportsScreen, HomeScreen):
            await pilot.press("escape")
            await at(pilot, screen)


async def test_without_past_interviews_the_list_says_so(store: ProgressStore) -> None:
    app = QuizApp(Learner(store, bank_of(CHOICE)), None, language="en", seed=1)
    async with app.run_test(size=(40, 12)) as pilot:
        await at(pilot, HomeScreen)
        await pilot.press("h")
        await until(pilot, lambda: "There are no reports" in shown(app))
        await pilot.press("pagedown", "escape")
        await at(pilot, HomeScreen)
