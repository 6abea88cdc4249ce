"""A chart of curves that redraws itself to the width that it has; plotext is imported with the first one."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from quizdl.report.view.picture import Line, Picture
from quizdl.words import Language

LEAST_WIDTH = 20
TALL, FLAT = 16, 10  # lines, where there is room and where there is not
SECONDS_BETWEEN_FRAMES = 0.2  # curves stream faster than anybody can look


class Chart(Static):
    """Curves drawn in braille."""

    def __init__(self) -> None:
        super().__init__(Content(""), markup=False, classes="chart")
        self._lines: tuple[Line, ...] = ()  # streamed while the experiment runs
        self._picture: Callable[[Language], Picture] | None = None
        self.display = False
        self._waiting = False

    def on_mount(self) -> None:
        self.watch(self.app, "language", self._draw, init=False)

    def show(self, picture: Callable[[Language], Picture]) -> None:
        """Draw the picture in the reader's language, at once."""
        self._picture = picture
        self.display = bool(self.picture.lines)
        self._draw()

    @property
    def picture(self) -> Picture:
        """What is drawn, in the reader's language."""
        language: Language = self.app.language  # type: ignore[attr-defined]  # every app of ours has a language
        return self._picture(language) if self._picture else Picture(self._lines, language=language)

    def stream(self, lines: tuple[Line, ...]) -> None:
        """Draw `lines` soon; later calls replace lines that are not drawn yet."""
        self._lines, self._picture = lines, None
        self.display = bool(lines)
        if not self._waiting:
            self._waiting = True
            self.set_timer(SECONDS_BETWEEN_FRAMES, self._draw)

    def on_resize(self, event: Resize) -> None:
        if event.size.width:
            self._draw()

    def _draw(self) -> None:
        self._waiting = False
        width = self.content_size.width
        picture = self.picture
        if not picture.lines or width < LEAST_WIDTH:
            return
        from quizdl.report.curves import chart

        height = FLAT if self.screen.size.height < 20 else TALL
        drawn = chart(picture, width, height, colour=True)
        self.update(Content.from_rich_text(Text.from_ansi(drawn.rstrip("\n"), no_wrap=True)))
