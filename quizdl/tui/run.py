"""Run the quiz in a terminal, and always restore the terminal."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING

from quizdl.bank.question import AnyQuestion
from quizdl.study.learner import Learner
from quizdl.tui.app import QuizApp
from quizdl.tui.themes import AS_TERMINAL, ThemeChoice
from quizdl.verify.catalogue import Catalogue
from quizdl.words import Language

if TYPE_CHECKING:
    from quizdl.study.rehearsal import Rehearsal

SECONDS_TO_END = 2.0  # a terminal that has gone, or reads nothing, can hold Textual's last words up for ever


def run_quiz(
    learner: Learner,
    catalogue: Catalogue | None,
    language: Language,
    questions: Sequence[AnyQuestion] | None = None,
    seed: int | None = None,
    why_no_proofs: str = "",
    *,
    theme: str = AS_TERMINAL,
    remember: Callable[[str, str], None] | None = None,
    until: datetime | None = None,
    rehearsal: Rehearsal | None = None,
    welcomes: bool = False,
) -> int:
    """Run the quiz in this terminal until the reader quits; return the exit code.

    A signal to end leaves the terminal as it was and gives 128 + its number. An error of ours raises FatalError,
    with the terminal restored. `theme`: a name of `THEMES`, or that the terminal's background decides.
    """
    app = QuizApp(
        learner,
        catalogue,
        language=language,
        questions=questions,
        seed=seed,
        why_no_proofs=why_no_proofs,
        theme=ThemeChoice(theme),
        remember=remember,
        until=until,
        rehearsal=rehearsal,
        welcomes=welcomes,
    )

    async def run() -> None:
        loop = asyncio.get_running_loop()

        def end(number: int, _: FrameType | None) -> None:
            loop.call_soon_threadsafe(partial(app.exit, return_code=128 + number))
            forced = threading.Timer(SECONDS_TO_END, os._exit, (128 + number,))
            forced.daemon = True
            forced.start()

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, end)  # not the loop's handler: the loop may be what hangs
        await app.run_async()

    try:
        asyncio.run(run())
    except Exception as error:
        _restore(app)
        app.fault = app.fault or error
    if app.fault is not None:
        from quizdl.report.crash import FatalError  # no first frame waits for what few ever need

        raise FatalError(app.language) from app.fault
    return 1 if app.return_code is None else app.return_code


def _restore(app: QuizApp) -> None:
    """Leave application mode after Textual failed to do so."""
    if app._driver is not None:
        with contextlib.suppress(Exception):
            app._driver.stop_application_mode()
            app._driver.close()
