"""A bug of the reader's own: they change the code under test in their editor, and the claims are asked about it."""

from __future__ import annotations

import ast
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from quizdl import folders
from quizdl.files import write_whole
from quizdl.practice.watching import Saved, watch
from quizdl.tui.editing import edit
from quizdl.verify.declared import Mutant

if TYPE_CHECKING:
    from quizdl.tui.app import QuizApp
    from quizdl.tui.screens.experiment import HuntMutant

FOLDER, OWN = "own-bugs", ".own"  # of the state folder; the end of its id


def write_bug(app: QuizApp, request: HuntMutant) -> None:
    """Open a copy of the file that the bug in sight changes, and hunt each state of it that the reader saves.

    It begins without that bug, unless it is the reader's own.
    """
    mutant, original = request.mutant, app.experiments.original_of(request.mutant)
    start = mutant.source if is_own(mutant) else original
    file = folders.state_folder() / FOLDER / mutant.path.name
    try:
        write_whole(file, start)
        trouble = edit(app, file)
    except OSError as error:
        app.notices.show_error(error)
        return
    if trouble is not None:
        app.notify(trouble(app.language).plain, markup=False)
        return
    app.run_worker(
        _hunt_saves(app, request, file, (start, original)), group="own bug", exclusive=True, exit_on_error=False
    )


async def _hunt_saves(app: QuizApp, request: HuntMutant, file: Path, known: tuple[str, str]) -> None:
    """Hunt what is saved, but for texts that are known, until the screen is left."""
    async with aclosing(watch(file)) as states:
        async for state in states:
            if not request.screen.is_attached:
                return
            source = state.data.decode("utf-8", errors="replace") if isinstance(state, Saved) else known[0]
            if source in known:
                continue
            if _is_python(source):
                own = replace(request.mutant, id=f"{request.mutant.family}{OWN}", description="", source=source)
                await request.screen.hunt(own)
            else:
                app.notices.show("break.no_python")


def is_own(mutant: Mutant) -> bool:
    """Whether it is a bug of the reader's own; it has no description."""
    return mutant.id.endswith(OWN)


def _is_python(source: str) -> bool:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
