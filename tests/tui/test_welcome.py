"""The welcome of the first run: one question to try, settings that are written at once, a date, and never again."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest
from rich.cells import cell_len
from textual.widgets import Input

from quizdl import config
from quizdl.bank.model import Description, Track
from quizdl.cli.play import WITHOUT_COMMAND, is_first_run
from quizdl.study.grading import Grade, new_review
from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.tui.app import QuizApp
from quizdl.tui.screens.answer import AnswerScreen
from quizdl.tui.screens.home import HomeScreen
from quizdl.tui.screens.question import QuestionScreen
from quizdl.tui.screens.summary import SummaryScreen
from quizdl.tui.screens.welcome import WelcomeScreen
from quizdl.tui.themes import AS_TERMINAL, ThemeChoice
from quizdl.tui.widgets.day_field import DayField
from quizdl.tui.widgets.marked_list import MarkedList
from quizdl.tui.widgets.setting_line import SettingLine
from quizdl.verify import dependencies
from quizdl.verify.service import Service
from quizdl.words import LANGUAGES, Language
from tests.tui.looking import screen_text, shown, until
from tests.tui.small_bank import CHOICE, NUMBER, FakeRunner, bank_of, catalogue_in
from tests.tui.test_bursts import SEED, bursts

SIZE = (80, 24)
TRACKS = (Track(id="one", title=CHOICE.prompt, topics=("optimizers",)),)


@pytest.fixture
def learner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Learner]:
    """A newcomer, whose settings are written into a folder of the test."""
    monkeypatch.setenv("QUIZDL_HOME", str(tmp_path / "home"))
    described = Description(first=CHOICE.id, tracks=TRACKS)
    store = ProgressStore.open(tmp_path / "progress.sqlite")
    yield Learner(store, bank_of(NUMBER, CHOICE)._replace(description=described))
    store.close()


@pytest.fixture
def welcomed(learner: Learner, tmp_path: Path, runner: FakeRunner) -> Callable[..., QuizApp]:
    def make(language: Language = "en") -> QuizApp:
        return QuizApp(
            learner,
            catalogue_in(tmp_path),
            language=language,
            theme=ThemeChoice("dark"),
            remember=config.remember,
            welcomes=True,
            service=Service(runner=runner),  # type: ignore[arg-type]  # it speaks as much of the contract as the quiz uses
        )

    return make


@pytest.mark.parametrize("size", [SIZE, (140, 40), (40, 12)])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.slow
async def test_the_welcome_says_what_happens_and_offers_one_question_first(
    welcomed: Callable[..., QuizApp], language: Language, size: tuple[int, int]
) -> None:
    app = welcomed(language)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, WelcomeScreen)
        text = shown(app)
        assert {"en": "Every answer here proves itself.", "ko": "모든 답이 스스로 증명합니다"}[language] in text
        assert {"en": "▌Try one", "ko": "▌하나 풀어 보기"}[language] in text.replace("▌ ", "▌")
        if size != (40, 12):
            assert {"en": "2 questions, 1 track", "ko": "2문제, 트랙 1개"}[language] in text
        assert all(name in text for name in ("English", "한국어"))
        assert max(map(cell_len, map(str.strip, text.splitlines()[1:]))) <= 76


@pytest.mark.parametrize(
    ("version", "told"), [("2.13.0+cpu", "ready (2.13.0+cpu)"), (dependencies.NOT_INSTALLED, "pip install torch")]
)
@pytest.mark.slow
async def test_the_welcome_says_whether_torch_is_there(
    welcomed: Callable[..., QuizApp], monkeypatch: pytest.MonkeyPatch, version: str, told: str
) -> None:
    monkeypatch.setattr(dependencies, "version_of", {"torch": version}.get)
    app = welcomed()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert told in screen_text(app)


@pytest.mark.slow
async def test_trying_one_asks_that_question_and_goes_home_after_its_answer(welcomed: Callable[..., QuizApp]) -> None:
    app = welcomed()
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        assert app.study.session.questions == [CHOICE]
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        await until(pilot, lambda: "That was it" in shown(app))
        await pilot.press("end", "enter")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, SummaryScreen), "later sets end with their summary")


async def test_the_engine_starts_behind_the_welcome(welcomed: Callable[..., QuizApp], runner: FakeRunner) -> None:
    app = welcomed()
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: runner.warmed)
        assert isinstance(app.screen, WelcomeScreen)


@pytest.mark.slow
async def test_leaving_the_try_leads_home(welcomed: Callable[..., QuizApp]) -> None:
    app = welcomed()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))


@pytest.mark.slow
async def test_choosing_a_track_goes_home(welcomed: Callable[..., QuizApp]) -> None:
    app = welcomed()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        assert not config.config_file().exists(), "nothing was chosen that is to be kept"


@pytest.mark.slow
async def test_language_and_theme_are_written_at_once(welcomed: Callable[..., QuizApp]) -> None:
    app = welcomed()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("tab", "right")
        await until(pilot, lambda: "하나 풀어 보기" in shown(app))
        assert config.read_config() == {"lang": "ko"}
        await pilot.press("tab", "right")
        await until(pilot, lambda: not app.current_theme.dark)
        assert config.read_config() == {"lang": "ko", "theme": "light"}
        await pilot.press("left", "left")
        await until(pilot, lambda: app.theme_choice.chosen == AS_TERMINAL)
        assert config.read_config()["theme"] == AS_TERMINAL
        assert isinstance(app.screen, WelcomeScreen)


@pytest.mark.slow
async def test_the_line_of_languages_follows_the_key_and_takes_clicks(welcomed: Callable[..., QuizApp]) -> None:
    app = welcomed()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("l")
        await pilot.pause()
        line = app.screen.query_one("#lang", SettingLine)
        assert line.now == "ko"
        await pilot.click(line, offset=(line.drawn(line.size.width)[0].plain.index("English") + 1, 0))
        await until(pilot, lambda: app.language == "en")
        assert config.read_config()["lang"] == "en"


@pytest.mark.slow
async def test_a_marked_offer_stays_marked_in_another_language(welcomed: Callable[..., QuizApp]) -> None:
    app = welcomed()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("down", "l")
        await until(pilot, lambda: "트랙 고르기" in shown(app))
        assert app.screen.query_one(MarkedList).highlighted == 1


@pytest.mark.slow
async def test_a_date_is_kept_and_stands_at_home(welcomed: Callable[..., QuizApp]) -> None:
    day = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    app = welcomed()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("down", "down", "enter", *"2001-01-01", "enter")
        await until(pilot, lambda: "Write a day that is to come" in shown(app))
        app.screen.query_one(Input).value = day
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        assert config.read_config() == {"until": day}
        assert " days to " in shown(app).splitlines()[0]


@pytest.mark.slow
async def test_escape_leaves_the_field_of_the_date(welcomed: Callable[..., QuizApp]) -> None:
    app = welcomed()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("down", "down", "enter", "2", "escape")
        await pilot.pause()
        assert app.screen.query_one(MarkedList).has_focus
        assert not app.screen.query_one(DayField).display


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
async def test_no_burst_of_keys_at_the_welcome_ends_the_quiz(welcomed: Callable[..., QuizApp], seed: int) -> None:
    app = welcomed()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await bursts(app, pilot, SEED + seed)


def first_run(learner: Learner, *, without_command: bool = True) -> bool:
    with click.Context(click.Command("play")) as context:
        if without_command:
            context.meta[WITHOUT_COMMAND] = True
        return is_first_run(learner)


def test_the_first_run_has_neither_progress_nor_settings(learner: Learner) -> None:
    assert first_run(learner)
    assert not first_run(learner, without_command=False), "`quizdl play` asks at once"
    config.remember("theme", "dark")
    assert not first_run(learner)


def test_who_has_answered_anything_is_not_welcomed(learner: Learner) -> None:
    learner.record(new_review(CHOICE, Grade(True, 1.0), language="en"))
    assert not first_run(learner)


def test_a_bank_that_names_no_question_to_try_has_no_welcome(learner: Learner) -> None:
    learner.bank = learner.bank._replace(description=Description())
    assert not first_run(learner)


@pytest.mark.slow
async def test_the_welcome_is_shown_once(welcomed: Callable[..., QuizApp], learner: Learner) -> None:
    app = welcomed()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
    assert not first_run(learner)
