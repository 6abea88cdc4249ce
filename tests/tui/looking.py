"""What is on the screen of a test: its text as the reader sees it."""

import asyncio
import time
from collections.abc import Callable

from textual.app import App
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from quizdl.tui.screens.answer import AnswerScreen
from quizdl.tui.widgets.lines_widget import LinesWidget
from quizdl.tui.widgets.marked_list import MarkedList
from quizdl.tui.widgets.rows import Rows

UNWRAPPED = 1000  # cells, more than any text of a test takes
LOADED = 300.0  # seconds that a busy machine may take for what takes milliseconds


def lines(app: App[int]) -> list[Strip]:
    """The lines of the screen as they are drawn."""
    return app.screen._compositor.render_strips()


def shown(app: App[int]) -> str:
    """The text in sight."""
    return "\n".join(strip.text.rstrip() for strip in lines(app))


def bold_words(app: App[int], line: int) -> str:
    """What is bold in a line of the screen."""
    segments = [segment for segment in lines(app)[line] if segment.style and segment.style.bold]
    return "".join(segment.text for segment in segments).strip()


def screen_text(app: App[int]) -> str:
    """Everything that the widgets say, also what is scrolled out of sight; lines are not wrapped."""
    return "\n".join(_says(widget) for widget in app.screen.query("Static, LinesWidget").results() if widget.display)


def _says(widget: Widget) -> str:
    if isinstance(widget, LinesWidget):
        return "\n".join(line.plain.rstrip() for line in widget.drawn(UNWRAPPED))
    assert isinstance(widget, Static)
    return str(widget.visual)


def answer_screen(app: App[int]) -> AnswerScreen:
    """The screen in sight, which is that of an answer."""
    assert isinstance(app.screen, AnswerScreen)
    return app.screen


async def answered(pilot: Pilot[int], app: App[int]) -> AnswerScreen:
    """The screen of the answer, once it is in sight."""
    await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
    await pilot.pause()
    return answer_screen(app)


async def click_row(pilot: Pilot[int], rows: Rows, place: int) -> None:
    """Click the first line of the row at `place`, where its words begin."""
    await pilot.click(rows, offset=(10, rows.line_of(place)))


def first_hit(app: App[int]) -> str:
    """What Enter would open in the box of find, or nothing while nothing is found."""
    found = [rows for rows in app.screen.query("#found").results(MarkedList) if rows.highlighted is not None]
    return str(found[0].get_option_at_index(found[0].highlighted or 0).prompt) if found else ""


async def find(pilot: Pilot[int], app: App[int], key: str, typed: str = "") -> None:
    """Open the box of find by a key, and type."""
    await pilot.press(key)
    await until(pilot, lambda: app.screen.query("#box Input"))
    await pilot.press(*typed)


async def until(pilot: Pilot[int], true: Callable[[], object], what: str = "it never came about") -> None:
    """Wait until `true()` is so."""
    deadline = time.monotonic() + LOADED
    while not true():
        await asyncio.sleep(0.02)  # cheaper than the pilot's pause, which asks every widget
        assert time.monotonic() < deadline, what
    await pilot.pause()
