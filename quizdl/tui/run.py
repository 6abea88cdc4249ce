"""Running the quiz in a terminal, and leaving the terminal as it was, whatever happens."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING

from quizdl.bank.model import Language
from quizdl.bank.question import AnyQuestion
from quizdl.study.learner import Learner
from quizdl.tui.app import QuizApp
from quizdl.verify.catalogue import Catalogue

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
    light: bool = False,
    until: datetime | None = None,
    rehearsal: Rehearsal | None = None,
) -> int:
    """Run the quiz in this terminal until the reader quits; the code to exit with.

    A signal to end leaves the terminal as it was and gives 128 + its number. A fault of ours gives 1, with the
    terminal restored and the traceback on stderr.
    """
    app = QuizApp(
        learner,
        catalogue,
        language=language,
        questions=questions,
        seed=seed,
        why_no_proofs=why_no_proofs,
        light=light,
        until=until,
        rehearsal=rehearsal,
    )

    async def run() -> None:
        loop = asyncio.get_running_loop()

        def end(number: int, _: FrameType | None) -> None:
            loop.call_soon_threadsafe(partial(app.exit, return_code=128 + number))
            forced = threading.Timer(SECONDS_TO_END, os._exit, (128 + number,))
            forced.daemon = True
            forced.start()

        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, end)  # not the loop's handler: the loop may be what hangs
        await app.run_async()

    asyncio.run(run())
    return app.return_code or 0
