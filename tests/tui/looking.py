"""What is on the screen of a test: its text as the reader sees it."""

import asyncio
import time
from collections.abc import Callable

from textual.app import App
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widgets import Static

LOADED = 60.0  # seconds that a busy machine may take for what takes milliseconds


def lines(app: App[int]) -> list[Strip]:
    """The lines of the screen as they are drawn."""
    return app.screen._compositor.render_strips()


def shown(app: App[int]) -> str:
    """The text in sight."""
    return "\n".join(strip.text.rstrip() for strip in lines(app))


def said(app: App[int]) -> str:
    """Everything that the widgets say, also what is scrolled out of sight; lines are not wrapped."""
    return "\n".join(str(widget.visual) for widget in app.screen.query(Static) if widget.display)


async def until(pilot: Pilot[int], true: Callable[[], object], what: str = "it never came about") -> None:
    """Wait until `true()` is so."""
    deadline = time.monotonic() + LOADED
    while not true():
        await asyncio.sleep(0.02)  # cheaper than the pilot's pause, which asks every widget
        assert time.monotonic() < deadline, what
    await pilot.pause()
