"""The time of studying with a long log: from an answer to the next question, and choosing what to study."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from rich.console import RenderableType
from textual.screen import Screen

import quizdl.tui.app
from quizdl import folders
from quizdl.bank.cache import open_bank
from quizdl.study.cards import Card, NewReview, Rating, local_now
from quizdl.study.learner import Learner
from quizdl.study.overview import overview
from quizdl.study.progress import BUILTIN, ProgressStore
from quizdl.tui.app import QuizApp
from quizdl.tui.screens.answer import AnswerScreen
from quizdl.tui.screens.question import QuestionScreen
from quizdl.tui.widgets.lines_widget import LinesWidget

Line = tuple[str, float, str, float]

LONG = 100_000  # reviews
KEY = 0.05  # seconds from a key to what it shows
ANSWERS, WARM_UP = 30, 3
GRADE, NEXT = "answer to its grade painted", "grade to next question painted"
TAKES = [kind * level for kind in (30.0, 40.0, 45.0, 90.0) for level in (0.8, 1.0, 1.25)]  # seconds a showing


def fill(path: Path, reviews: int) -> None:
    """A store with that many reviews of other questions, written past the store, which would take an hour."""
    ProgressStore.open(path).close()
    at = local_now() - timedelta(days=400)
    rows = [
        (
            number,
            number,
            BUILTIN,
            f"old-{number % 5_000}",
            1,
            3,
            1.0,
            *[(at + timedelta(minutes=number)).isoformat()] * 2,
        )
        for number in range(1, reviews + 1)
    ]
    with closing(sqlite3.connect(path)) as database, database:
        database.executemany(
            "insert into reviews (number, id, bank, question, revision, rating, credit, said_at, counted_at)"
            " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )


class Painted(QuizApp):
    """The quiz, which knows when it first painted the present screen with all its words; a scroll bar may follow."""

    CSS_PATH = str(Path(quizdl.tui.app.__file__).with_name("quizdl.tcss"))
    at: tuple[object, float] = (None, 0.0)

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        super()._display(screen, renderable)
        if screen is not self.at[0] and all(box.size for box in screen.query(LinesWidget).results() if box.display):
            self.at = screen, time.perf_counter()


async def seconds_to_paint(path: Path) -> dict[str, list[float]]:
    """Seconds from an answer handed over to its grade painted, and from there on to the next question painted."""
    with closing(ProgressStore.open(path)) as store:
        learner = Learner(store, open_bank(folders.builtin_bank()))
        questions = [q for q in learner.bank.questions() if q.kind == "choice"][: WARM_UP + ANSWERS + 1]
        app = Painted(learner, None, language="en", questions=questions, seed=1)
        seconds: dict[str, list[float]] = {GRADE: [], NEXT: []}
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause(2)
            for _ in range(WARM_UP + ANSWERS):
                await pilot.press("1")
                for what, shown in ((GRADE, AnswerScreen), (NEXT, QuestionScreen)):
                    begin = time.perf_counter()
                    app.simulate_key("enter")
                    while not isinstance(app.at[0], shown) or app.at[1] < begin:
                        await asyncio.sleep(0.0005)
                    seconds[what].append(app.at[1] - begin)
                    await pilot.pause()
    return {what: taken[WARM_UP:] for what, taken in seconds.items()}


def answering() -> Iterator[Line]:
    """The same answers with a long log behind them and with none, by turns."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["QUIZDL_HOME"] = folder
        full, none = Path(folder) / "full.sqlite", Path(folder) / "none.sqlite"
        fill(full, LONG)
        fill(none, 0)
        pairs = [[asyncio.run(seconds_to_paint(path)) for path in (full, none)] for _ in range(3)]
        del os.environ["QUIZDL_HOME"]
    for what in (GRADE, NEXT):
        medians = [(statistics.median(long[what]), statistics.median(short[what])) for long, short in pairs]
        ratios = sorted(long / short for long, short in medians)
        spread = f"{ratios[0]:.2f}–{ratios[-1]:.2f}"
        yield f"{what}, 100 000 reviews / none", statistics.median(ratios), spread, 1.5
        longs = sorted(long for long, _ in medians)
        yield f"{what}, in s", statistics.median(longs), f"{longs[0]:.3f}–{longs[-1]:.3f}", KEY


def seconds_to_choose() -> list[float]:
    """Seconds for a day's questions out of 10 000 cards, again and again in one process; the first with its imports.

    The scheduler is loaded before, as whatever is studied needs it.
    """
    from fsrs.scheduler import DEFAULT_PARAMETERS

    draw, now = random.Random(0), local_now()
    cards, seconds = {}, {}
    for number in range(10_000):
        name, last = f"q{number}", now - timedelta(days=draw.uniform(0.5, 60))
        stability = draw.lognormvariate(2, 1)
        counts = (number % 9 + 1, 0, Rating.GOOD)
        due = last + timedelta(days=stability)
        cards[name] = Card(name, 1, 2, None, stability, draw.uniform(1, 10), due, last, *counts)
        seconds[name] = TAKES[number % 12]
    taken = []
    for _ in range(7):
        begin = time.perf_counter()
        from quizdl.study.plan import plan_day  # not imported before somebody chooses

        plan_day(cards, [], now, now + timedelta(days=30), 30, parameters=DEFAULT_PARAMETERS, seconds=seconds)
        taken.append(time.perf_counter() - begin)
    return taken


def choosing() -> Iterator[Line]:
    """A day's questions for the interview out of 10 000 cards: the first time in a fresh process, and again."""
    runs = []
    for _ in range(5):
        with multiprocessing.get_context("spawn").Pool(1) as fresh:
            runs.append(fresh.apply(seconds_to_choose))
    for what, taken in (("first time", [run[0] for run in runs]), ("again", [min(run[1:]) for run in runs])):
        spread = f"{min(taken):.3f}–{max(taken):.3f}"
        yield f"choosing the day's among 10 000 cards, {what}, in s", statistics.median(taken), spread, 0.15


def fill_fortnight(path: Path) -> None:
    """Answer most of the built-in questions on the days before today, so that there are cards and a pace."""
    at = local_now()
    with closing(ProgressStore.open(path, now=lambda: at)) as store:
        learner = Learner(store, open_bank(folders.builtin_bank()))
        names = [summary.id for topic in learner.bank.topics for summary in topic.summaries()]
        for number, name in enumerate(names[: len(names) * 3 // 4]):
            at = local_now() - timedelta(days=14 - number * 14 // len(names))
            learner.record(NewReview(name, 1, Rating(1 + number % 4), 1.0))


def looking() -> Iterator[Line]:
    """Progress towards an interview over a long log; the first time, which sums it, is printed beside the others."""
    with tempfile.TemporaryDirectory() as place:
        path, until = Path(place) / "progress.sqlite", local_now() + timedelta(days=47)
        fill(path, LONG)
        fill_fortnight(path)
        seconds = []
        with closing(ProgressStore.open(path)) as store:
            learner = Learner(store, open_bank(folders.builtin_bank()))
            learner.scheduler  # noqa: B018  # it is there once anything was answered
            for _ in range(8):
                begin = time.perf_counter()
                stats = learner.stats(until)
                overview(learner, until=until, streak=stats.streak)
                seconds.append(time.perf_counter() - begin)
        first, again = seconds[0], seconds[1:]
    spread = f"{min(again):.3f}–{max(again):.3f}, first {first:.2f}"
    yield f"progress over {LONG} reviews, in s", statistics.median(again), spread, 0.15
