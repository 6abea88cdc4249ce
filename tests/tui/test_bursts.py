"""Keys that come in bursts, as a paste or an impatient reader sends them: the quiz lives, whatever they are."""

import random
from pathlib import Path
from typing import Any

import pytest
from textual.events import Key
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.study.rehearsal import Rehearsal
from quizdl.tui.app import QuizApp
from quizdl.tui.screens.answer import AnswerScreen
from quizdl.tui.screens.entries import EntriesScreen
from quizdl.tui.screens.find import FindScreen
from quizdl.tui.screens.home import HomeScreen
from quizdl.tui.screens.interview import InterviewScreen, PauseScreen
from quizdl.tui.screens.measure import MeasureScreen
from quizdl.tui.screens.question import QuestionScreen
from quizdl.tui.screens.reports import ReportScreen
from quizdl.tui.screens.spoken import SpokenScreen
from quizdl.tui.screens.stats import StatsScreen
from quizdl.tui.screens.summary import SummaryScreen
from quizdl.tui.widgets.inputs import Notes
from quizdl.tui.widgets.proof import ProofPane
from tests.tui.conftest import Quiz
from tests.tui.looking import until
from tests.tui.small_bank import CHOICE, KINDS, MEASURED, NUMBER, OPEN, bank_of

pytestmark = pytest.mark.slow

SEED = 20261129
BURSTS, LONGEST = 12, 8
NAMED = ("enter", "escape", "space", "up", "down", "tab", "backspace", "home", "end", "pagedown", "ctrl+s", "ctrl+p")
KEYS = (*"abcdefghijklmnoprstuvwxyz123456789/?ㅅㅕ한", "\ufffd", *NAMED)  # all but q, which ends the quiz


def strike(app: QuizApp, keys: tuple[str, ...]) -> None:
    """Send keys as the terminal does: the next does not wait until the one before has done its work."""
    assert app._driver is not None
    for key in keys:
        app._driver.process_message(
            Key({"/": "slash", "?": "question_mark"}.get(key, key), key if len(key) == 1 else None)
        )


async def bursts(app: QuizApp, pilot: Pilot[int], seed: int) -> None:
    draw = random.Random(seed)
    for _ in range(BURSTS):
        strike(app, tuple(draw.choices(KEYS, k=draw.randint(2, LONGEST))))
        await pilot.pause(0.02)
    await pilot.pause()
    assert app.is_running


@pytest.mark.slow
@pytest.mark.parametrize("question", KINDS, ids=lambda question: question.id)
async def test_no_burst_of_keys_on_a_question_or_after_it_ends_the_quiz(quiz: Quiz, question: object) -> None:
    app = quiz(question, CHOICE, OPEN)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await bursts(app, pilot, SEED)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
async def test_no_burst_of_keys_at_home_ends_the_quiz(quiz: Quiz, seed: int) -> None:
    app = quiz()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await bursts(app, pilot, SEED + seed)


ARRIVALS: dict[str, tuple[tuple[str, ...], type[Screen[Any]]]] = {
    "answer": (("1", "enter"), AnswerScreen),
    "proof": (("1", "enter", "v"), AnswerScreen),
    "summary": (("1", "enter", "escape"), SummaryScreen),
    "help": (("question_mark",), EntriesScreen),
    "find": (("slash",), FindScreen),
    "commands": (("ctrl+p",), FindScreen),
    "stats": (("escape", "p"), StatsScreen),
}


@pytest.mark.slow
@pytest.mark.parametrize("arrival", ARRIVALS)
async def test_no_burst_of_keys_on_the_other_screens_ends_the_quiz(quiz: Quiz, arrival: str) -> None:
    app = quiz(CHOICE)
    keys, screen = ARRIVALS[arrival]
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for key in keys:
            await pilot.press(key)
            await pilot.pause(0.1)
        await until(pilot, lambda: isinstance(app.screen, screen), f"{app.screen}")
        await bursts(app, pilot, SEED)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("keys", "screen"),
    [
        ((), InterviewScreen),
        (("escape",), PauseScreen),
        (("n", "a", "ctrl+s"), SpokenScreen),
        (("n", "a", "ctrl+s", "escape"), ReportScreen),
    ],
)
async def test_no_burst_of_keys_in_an_interview_ends_the_quiz(
    store: ProgressStore,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    keys: tuple[str, ...],
    screen: type[Screen[Any]],
) -> None:
    monkeypatch.setenv("QUIZDL_HOME", str(tmp_path))
    learner = Learner(store, bank_of(OPEN))
    app = QuizApp(learner, None, language="en", seed=1, rehearsal=Rehearsal(learner, 5, 1))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        for key in keys:
            await pilot.press(key)
            await pilot.pause(0.1)
        await until(pilot, lambda: isinstance(app.screen, screen), f"{app.screen}")
        await bursts(app, pilot, SEED)


QUITTING = ["qs", "sq", "qssn", "qn", "q1", "ㅂs", "qe", "q/", "q?", "qv", "ql", "qt", "nqs", "qu", "qm", "sqs1q"]


@pytest.mark.fault
@pytest.mark.parametrize("keys", QUITTING)
async def test_keys_after_q_do_nothing(quiz: Quiz, keys: str) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        strike(app, tuple(keys))
        await until(pilot, lambda: not app.is_running)
    assert app.return_code == 0


@pytest.mark.parametrize("keys", [("q", "p"), ("q", "i"), ("q", "enter"), ("enter", "q"), ("q", "1", "s")])
async def test_keys_after_q_at_home_do_nothing(quiz: Quiz, keys: tuple[str, ...]) -> None:
    app = quiz()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        strike(app, keys)
        await until(pilot, lambda: not app.is_running)
    assert app.return_code == 0


@pytest.mark.parametrize("keys", ["ns", "ns1", "1\rs", "nns\re", "sns"])
async def test_keys_that_belong_to_the_screen_before_do_nothing(quiz: Quiz, keys: str) -> None:
    app = quiz(CHOICE, MEASURED, NUMBER)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        strike(app, tuple("enter" if key == "\r" else key for key in keys))
        await pilot.pause(0.2)
        assert isinstance(app.screen, (QuestionScreen, MeasureScreen, AnswerScreen))
        assert app.is_running
        app.exit(0)  # a measurement that arrives from now on is nothing


async def test_letters_behind_the_key_that_opens_find_are_words_in_their_order(quiz: Quiz) -> None:
    app = quiz()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        strike(app, tuple("/learning"))
        await until(pilot, lambda: [field.value for field in app.screen.query(Input)] == ["learning"])
        assert app.language == "en"


async def test_letters_behind_the_key_that_opens_the_field_are_text_in_their_order(quiz: Quiz) -> None:
    app = quiz(OPEN)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        strike(app, tuple("wqlte"))
        await until(pilot, lambda: [notes.text for notes in app.screen.query(Notes)] == ["qlte"])
        assert app.language == "en"


@pytest.mark.fault
@pytest.mark.parametrize("key", ["v", "n", "c"])
async def test_a_quiz_that_ends_while_a_proof_opens_ends_well(quiz: Quiz, key: str) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        strike(app, ("1", "enter"))
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        proof = app.screen.query_one(ProofPane)
        app.exit(0)
        await proof.show_view(key)
    assert app.return_code == 0
