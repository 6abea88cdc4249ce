"""The time from the key that proves an answer to the finding of its experiment on screen."""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from rich.console import RenderableType
from textual.screen import Screen

import quizdl.tui.app
from quizdl import folders
from quizdl.bank.cache import open_bank
from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.tui.app import QuizApp
from quizdl.tui.widgets.views import FindingView
from quizdl.verify.catalogue import open_catalogue
from quizdl.verify.result import Result
from quizdl.verify.service import Service

Line = tuple[str, float, str, float]

RUNS, WARM_UP = 15, 2


class Watched(QuizApp):
    """The quiz, which knows the newest result whose finding was painted, and when."""

    CSS_PATH = str(Path(quizdl.tui.app.__file__).with_name("quizdl.tcss"))
    newest: tuple[Result | None, float] = (None, 0.0)

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        super()._display(screen, renderable)
        for view in screen.query(FindingView).results():
            if view.size and view.run is not None and view.run.result not in (None, self.newest[0]):
                self.newest = view.run.result, time.perf_counter()


async def seconds_to_prove(folder: Path) -> list[float]:
    """Seconds from `v` or `r` to the finding painted, less those that the experiment took; the server is warm."""
    with closing(ProgressStore.open(folder / "progress.sqlite")) as store:
        learner = Learner(store, open_bank(folders.builtin_bank()))
        catalogue = open_catalogue(learner.bank.verifiers)
        with_one_claim = [
            question for question in learner.bank.questions() if question.kind == "choice" and len(question.verify) == 1
        ]
        question = min(with_one_claim, key=lambda question: catalogue.claim(question.verify[0]).seconds)
        app = Watched(learner, catalogue, language="en", questions=[question], seed=1, service=Service())
        seconds = []
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("1", "enter")
            await pilot.pause(2)
            for _ in range(WARM_UP + RUNS):
                before, begin = app.newest[0], time.perf_counter()
                app.simulate_key("r" if before else "v")
                while app.newest[0] is before:
                    await asyncio.sleep(0.0005)
                result = app.newest[0]
                assert result is not None
                seconds.append(app.newest[1] - begin - result.seconds)
                await pilot.pause(0.3)
    return seconds[WARM_UP:]


def proving() -> Iterator[Line]:
    """From `v` to the first evidence painted, beyond the claim's own time."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["QUIZDL_HOME"] = folder
        seconds = asyncio.run(seconds_to_prove(Path(folder)))
        del os.environ["QUIZDL_HOME"]
    spread = f"{min(seconds):.3f}–{max(seconds):.3f}"
    yield "`v` to evidence painted, beyond the claim, in s", statistics.median(seconds), spread, 0.15
