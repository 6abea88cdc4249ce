"""The mock interview on screen: nothing to peek at, a clock, comparing, and a report that is kept."""

from dataclasses import replace
from pathlib import Path

import pytest

from quizdl.study.interview import How
from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.study.rehearsal import Rehearsal
from quizdl.tui.app import QuizApp
from quizdl.tui.screens.home import HomeScreen
from quizdl.tui.screens.interview import CompareScreen, InterviewScreen, ScoresScreen
from quizdl.tui.screens.reports import ReportsScreen
from quizdl.tui.screens.search import SearchScreen
from quizdl.verdict import Verdict
from tests.tui.conftest import Quiz
from tests.tui.looking import screen_text, shown, until
from tests.tui.small_bank import CHOICE, OPEN, bank_of

pytestmark = pytest.mark.slow


@pytest.fixture
def interviewed(store: ProgressStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> QuizApp:
    monkeypatch.setenv("QUIZDL_HOME", str(tmp_path))
    deeper = replace(OPEN, id="deeper", level=3, follow_up=())
    first = replace(OPEN, follow_up=("deeper",), level=1)
    learner = Learner(store, bank_of(CHOICE, first, deeper))
    return QuizApp(learner, None, language="ko", seed=1, rehearsal=Rehearsal(learner, 5, 1))


@pytest.mark.slow
@pytest.mark.parametrize("size", [(80, 24), (40, 12), (120, 40)])
async def test_an_interview_shows_key_points_only_when_it_is_over_and_ends_with_a_report(
    interviewed: QuizApp, tmp_path: Path, size: tuple[int, int]
) -> None:
    app = interviewed
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        assert "남음" in screen_text(app)
        points = [point.to("ko") for point in OPEN.key_points]
        assert not any(point in screen_text(app) for point in points), "no peeking"
        await pilot.press("slash", "u", "m")
        assert "key.search" not in {name for _, name, _ in app.actions.commands(app.screen)}
        assert isinstance(app.screen, InterviewScreen)
        await pilot.press("w", *"abc", "escape", "enter", "1")
        await until(pilot, lambda: "더 깊이" in screen_text(app))
        await pilot.press("enter", "3")
        await until(pilot, lambda: isinstance(app.screen, CompareScreen))
        assert "abc" in screen_text(app)
        assert all(point in screen_text(app) for point in points)
        await pilot.press("1", "enter")
        await until(pilot, lambda: "말로 답함" in screen_text(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ScoresScreen))
        assert "다음에 공부할 주제" in screen_text(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
    (file,) = (tmp_path / "data" / "interviews").glob("*.md")
    assert "> abc" in file.read_text(encoding="utf-8")
    assert len(app.learner.store.interviews()) == 1
    assert len(list(app.learner.store.reviews())) == 2


async def test_what_was_answered_is_over_while_one_says_how_it_went(interviewed: QuizApp) -> None:
    app = interviewed
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "답변 완료" in shown(app) and "w 쓰기" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: "잘했다" in shown(app))
        assert "답변 완료" not in shown(app)
        assert "w 쓰기" not in shown(app)


async def test_leaving_early_compares_what_was_said(interviewed: QuizApp) -> None:
    app = interviewed
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        await pilot.press("enter", "3")
        await until(pilot, lambda: "2번" in screen_text(app))
        await pilot.press("escape", "2")
        await until(pilot, lambda: isinstance(app.screen, CompareScreen))


async def test_leaving_while_answering_keeps_the_words_as_a_weak_answer(interviewed: QuizApp) -> None:
    app = interviewed
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        await pilot.press("w", *"abc", "escape", "q", "2")
        await until(pilot, lambda: isinstance(app.screen, CompareScreen))
        assert "abc" in screen_text(app)
    assert app.interview_flow.rehearsal is not None
    assert [(spoken.words, spoken.how) for spoken in app.interview_flow.rehearsal.interview.spoken] == [
        ("abc", How.STUCK)
    ]


@pytest.mark.slow
async def test_an_interview_that_ends_in_any_way_is_written_down_as_far_as_it_came(
    interviewed: QuizApp, tmp_path: Path
) -> None:
    app = interviewed
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        await pilot.press("w", *"abc", "escape", "enter", "1")
        await until(pilot, lambda: "더 깊이" in screen_text(app))
        (file,) = (tmp_path / "data" / "interviews").iterdir()
        assert "> abc" in file.read_text(encoding="utf-8"), "though the machine should lose its power now"
        await pilot.press("enter", "3")
        await until(pilot, lambda: isinstance(app.screen, CompareScreen))
        await pilot.press("1", "enter")
        await until(pilot, lambda: "말로 답함" in screen_text(app))
        await pilot.press("q")
    assert file.read_text(encoding="utf-8").count("- [x] ") == 1
    (kept,) = app.learner.store.interviews()
    assert [answer["ticked"] for answer in kept["answers"]] == [[0], None]


async def test_comparing_says_what_the_claims_are_and_what_their_experiments_said(
    quiz: Quiz, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUIZDL_HOME", str(tmp_path))
    app = quiz(OPEN)
    (name,) = OPEN.verify
    app.learner.prove(name, Verdict.SUPPORTED, as_declared=True)
    app.interview_flow.rehearsal = Rehearsal(app.learner, 5, 1)
    async with app.run_test(size=(80, 40)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        await pilot.press("enter", "3")
        await until(pilot, lambda: isinstance(app.screen, CompareScreen))
        assert app.experiments.catalogue is not None
        sentence = app.experiments.catalogue.claim(name).en
        assert sentence in " ".join(screen_text(app).split())
        assert "supported" in screen_text(app)
        await pilot.press("l", "enter")
        await until(pilot, lambda: isinstance(app.screen, ScoresScreen))
    (file,) = (tmp_path / "data" / "interviews").iterdir()
    text = file.read_text(encoding="utf-8")
    assert f"- {app.experiments.catalogue.claim(name).ko} **지지됨** (`quizdl verify {name}`)" in text


async def test_when_time_is_up_the_screen_says_so(interviewed: QuizApp) -> None:
    app = interviewed
    assert app.interview_flow.rehearsal is not None
    app.interview_flow.rehearsal.interview.minutes = 0
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "시간이 다 됐습니다" in shown(app))
        await pilot.press("enter", "2")
        await until(pilot, lambda: isinstance(app.screen, CompareScreen))


async def test_home_offers_an_interview(store: ProgressStore) -> None:
    learner = Learner(store, bank_of(CHOICE, OPEN))
    app = QuizApp(learner, None, language="en", seed=1)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("i")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        await pilot.press("slash")
        assert not isinstance(app.screen, SearchScreen)


async def test_a_bank_without_open_questions_says_so_instead_of_an_empty_interview(store: ProgressStore) -> None:
    app = QuizApp(Learner(store, bank_of(CHOICE)), None, language="en", seed=1)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        await pilot.press("i")
        await until(pilot, lambda: any("no open questions" in notice.message for notice in app._notifications))
        assert isinstance(app.screen, HomeScreen)


async def test_past_interviews_are_listed_and_open(interviewed: QuizApp) -> None:
    app = interviewed
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        await pilot.press("w", *"abc", "escape", "enter", "1")
        await until(pilot, lambda: "더 깊이" in screen_text(app))
        await pilot.press("escape", "2")
        await until(pilot, lambda: isinstance(app.screen, CompareScreen))
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(app.screen, ScoresScreen))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        await pilot.press("h")
        await until(pilot, lambda: isinstance(app.screen, ReportsScreen))
        assert "모의 면접, " in screen_text(app)
        assert "옵티마이저: 33" in screen_text(app)
        await pilot.press("enter")
        await until(pilot, lambda: "> abc" in screen_text(app))
        await pilot.press("escape", "escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))


async def test_without_past_interviews_the_list_says_so(
    store: ProgressStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUIZDL_HOME", str(tmp_path))
    app = QuizApp(Learner(store, bank_of(CHOICE)), None, language="en", seed=1)
    async with app.run_test(size=(40, 12)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        await pilot.press("h")
        await until(pilot, lambda: "There are no reports" in shown(app))
