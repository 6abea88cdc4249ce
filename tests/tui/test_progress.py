"""The screen of the reader's progress: what it shows at every size, what Enter does, and the day of the interview."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.widgets import Input

from quizdl import config
from quizdl.bank.model import Bank, Description, Text, Topic, Track
from quizdl.study.cards import Card, NewReview, Rating
from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.tui.app import QuizApp
from quizdl.tui.screens.home import HomeScreen
from quizdl.tui.screens.question import QuestionScreen
from quizdl.tui.screens.stats import Bars, NextStep, Sections, StatsScreen
from quizdl.words import Language
from tests.tui.looking import bold_words, screen_text, shown, until
from tests.tui.small_bank import CHOICE

PLAIN, WIDE, FLAT = (80, 24), (140, 40), (40, 12)
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def topic(name: str, count: int) -> Topic:
    asked = tuple(replace(CHOICE, id=f"{name}-{n}", verify=(f"momentum.{name}_{n}",)) for n in range(count))
    return Topic(name, Text(en=name.capitalize(), ko=f"주제 {name}"), asked)


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Learner]:
    tracks = (Track(id="base", title=Text(en="Foundations", ko="기초"), topics=("descent", "backprop")),)
    bank = Bank(Path(), (topic("descent", 12), topic("backprop", 3)), Description(tracks=tracks))
    store = ProgressStore.open(tmp_path / "progress.sqlite", now=lambda: NOW)
    yield Learner(store, bank, now=lambda: NOW)
    store.close()


def ten_answers(learner: Learner) -> None:
    for number in range(10):
        learner.record(NewReview(f"descent-{number}", 1, Rating.EASY, 1.0, confidence=0.8))


def falls_due(learner: Learner, question: str, lapses: int = 0) -> None:
    card: Card = learner.cards[question]
    learner.cards[question] = card._replace(due=NOW - timedelta(days=1), lapses=lapses)


async def at_progress(app: QuizApp, pilot: object) -> None:
    """Open the screen with p on a Hangul keyboard."""
    app.simulate_key("ㅔ")
    await until(pilot, lambda: isinstance(app.screen, StatsScreen))  # type: ignore[arg-type]  # the pilot of this app


def opened(learner: Learner, language: Language = "en", **named: object) -> QuizApp:
    return QuizApp(learner, None, language=language, seed=1, **named)  # type: ignore[arg-type]  # options by name


EN, KO = ("You would recall 67 % of all", "Review what is due"), ("오늘 전체 문제의 67%를", "복습할 문제")


@pytest.mark.parametrize(
    ("size", "language", "words"), [(PLAIN, "en", EN), (FLAT, "en", EN), (FLAT, "ko", KO), (WIDE, "en", EN)]
)
@pytest.mark.slow
async def test_the_sentence_comes_first_and_what_to_do_next_is_in_sight(
    learner: Learner, language: Language, size: tuple[int, int], words: tuple[str, str]
) -> None:
    sentence, due = words
    ten_answers(learner)
    falls_due(learner, "descent-0")
    app = opened(learner, language)
    async with app.run_test(size=size) as pilot:
        await at_progress(app, pilot)
        lines = shown(app).splitlines()
        place = 1 if size == FLAT else 2  # no blank lines where there are few
        assert lines[place].strip().startswith(sentence)
        assert bold_words(app, place), "it is what is read first"
        assert any(due in line for line in lines[-5:])
        assert (
            next(line for line in lines[place:] if "━" in line)
            .strip()
            .startswith({"en": "Found", "ko": "기초"}[language])
        )


@pytest.mark.slow
async def test_a_wide_and_tall_screen_has_topics_at_the_left_and_the_rest_at_the_right(learner: Learner) -> None:
    ten_answers(learner)
    app = opened(learner)
    async with app.run_test(size=WIDE) as pilot:
        await at_progress(app, pilot)
        bars, sections = app.screen.query_one(Bars), app.screen.query_one(Sections)
        assert "  Descent" in str(bars.render())
        assert bars.region.y == sections.region.y
        assert bars.region.right <= sections.region.x
        await pilot.resize_terminal(*PLAIN)
        await pilot.pause()
        assert "Descent" not in str(bars.render())
        assert bars.region.bottom <= sections.region.y


@pytest.mark.slow
async def test_a_newcomer_reads_three_lines_and_comes_back(learner: Learner) -> None:
    app = opened(learner)
    async with app.run_test(size=PLAIN) as pilot:
        await at_progress(app, pilot)
        told = [line for line in shown(app).splitlines()[1:-1] if line.strip()]
        assert len(told) == 3
        assert "Come back after ten answers." in told[1]
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))


@pytest.mark.slow
async def test_enter_asks_what_was_forgotten_again_and_again(learner: Learner) -> None:
    ten_answers(learner)
    falls_due(learner, "descent-0")
    falls_due(learner, "descent-3", lapses=2)
    falls_due(learner, "descent-5", lapses=4)
    app = opened(learner)
    async with app.run_test(size=PLAIN) as pilot:
        await at_progress(app, pilot)
        assert "Descent: 2 questions forgotten twice or more" in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        assert {question.id for question in app.study.session.questions} == {"descent-3", "descent-5"}


async def test_enter_does_nothing_where_there_is_only_to_wait(learner: Learner) -> None:
    ten_answers(learner)
    learner.suspended = {"backprop"}
    for name in ("descent-10", "descent-11"):
        learner.record(NewReview(name, 1, Rating.EASY, 1.0))
    app = opened(learner)
    async with app.run_test(size=PLAIN) as pilot:
        await at_progress(app, pilot)
        assert "Nothing to review for 8 days" in shown(app)
        assert "Enter" not in shown(app).splitlines()[-1]
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, StatsScreen)


@pytest.mark.slow
async def test_d_sets_the_day_of_the_interview_and_the_sentence_tells_of_it(
    learner: Learner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUIZDL_HOME", str(tmp_path / "home"))
    ten_answers(learner)
    app = opened(learner, remember=config.remember)
    async with app.run_test(size=PLAIN) as pilot:
        await at_progress(app, pilot)
        assert "2027-01-15" not in shown(app), "no field before it is asked for"
        await pilot.press("ㅇ")  # d on a Hangul keyboard
        await until(pilot, lambda: app.focused is not None)
        await pilot.press(*"2020-01-01", "enter")
        await until(pilot, lambda: "Write a day that is to come" in shown(app))
        app.screen.query_one(Input).value = "2027-01-15"
        await pilot.press("enter")
        await until(pilot, lambda: "of what may be asked on 15 Jan" in shown(app))
        assert "46 days to 15 Jan" in shown(app).splitlines()[0]
        assert config.read_config() == {"until": "2027-01-15"}
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        assert "46 days to 15 Jan" in shown(app).splitlines()[0]


@pytest.mark.slow
async def test_escape_leaves_the_day_first_and_then_the_screen(learner: Learner) -> None:
    ten_answers(learner)
    app = opened(learner)
    async with app.run_test(size=FLAT) as pilot:
        await at_progress(app, pilot)
        await pilot.press("d")
        await until(pilot, lambda: app.focused is not None)
        await pilot.press("escape")
        await until(pilot, lambda: app.focused is None)
        assert isinstance(app.screen, StatsScreen)
        assert "2027-01-15" not in shown(app)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))


@pytest.mark.slow
async def test_another_language_is_shown_at_once(learner: Learner) -> None:
    ten_answers(learner)
    app = opened(learner)
    async with app.run_test(size=PLAIN) as pilot:
        await at_progress(app, pilot)
        await pilot.press("l")
        await until(pilot, lambda: "학습 현황" in shown(app))
        assert "복습 예정" in screen_text(app)
        assert "배우기: 주제 descent" in str(app.screen.query_one(NextStep).render())
