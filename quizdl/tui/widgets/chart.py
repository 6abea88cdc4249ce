"""A chart of curves that redraws itself to the box that it has; plotext is imported with the first one."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from quizdl.report.view.picture import Line, Picture
from quizdl.tui.widgets.content import MUTED, language_of
from quizdl.words import Language

LEAST_WIDTH = 20
SECONDS_BETWEEN_FRAMES = 0.2  # curves stream faster than anybody can look
COLOURS = {
    "subject": ("$primary", "$foreground", "$secondary", "$success"),
    "bug": ("$error",),
    "prediction": ("$accent",),
    "words": ("$foreground bold",),
}


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

    def clear(self) -> None:
        """Draw nothing, and take no room."""
        self._lines, self._picture, self.display = (), None, False

    @property
    def picture(self) -> Picture:
        """What is drawn, in the reader's language."""
        language = language_of(self.app)
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
        width, height = self.content_size
        picture = self.picture
        if not picture.lines or width < LEAST_WIDTH or not height:
            return
        from quizdl.report.curves import chart_rows

        rows = [
            Content("").join(Content.styled(run.text, _style(run.kind.role, run.kind.nth)) for run in row)
            for row in chart_rows(picture, width, height)
        ]
        self.update(Content("\n").join(rows))


def _style(role: str, nth: int) -> str:
    colours = COLOURS.get(role, (MUTED,))
    return colours[nth % len(colours)]
