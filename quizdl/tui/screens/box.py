"""The modal box over a screen: what find, help, the check of the installation and notes have in common."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Click
from textual.screen import ModalScreen

from quizdl.tui.keys import bind
from quizdl.tui.screens.base import SCREENS_CSS, LocalizedScreen, Result
from quizdl.tui.widgets.bars import KeyBar
from quizdl.words import Language, say

APART = 100  # columns, from which on the box does not fill the width
WIDTH = 76  # cells of it then
BORDERS = 4  # cells: its borders and padding at the left and right
LINES_AROUND = 3  # of the list: the borders and the keys


class BoxScreen(LocalizedScreen[Result], ModalScreen[Result]):
    """A box at the top that grows downward, with its title in the border. Esc or a click beside it closes it."""

    CSS_PATH = SCREENS_CSS
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [bind("escape", "dismiss", "key.close")]

    def __init__(self, titled: str) -> None:
        """`titled` names the words in the upper border. What has the class `list` scrolls where lines are few."""
        super().__init__()
        self.HORIZONTAL_BREAKPOINTS = [(0, "-full"), (APART, "-apart")]  # Textual declares it of instances
        self.titled = titled

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield from self.content()
        yield KeyBar(wording={"select": "find.opens"})

    def content(self) -> ComposeResult:
        """What stands in the box."""
        raise NotImplementedError

    def on_mount(self) -> None:
        self.watch(self.app, "language", self.speak)

    def speak(self, language: Language) -> None:
        """Write the borders in a language."""
        self.query_one("#box").border_title = Content(say(language, self.titled))
        self.tell_foot()

    def tell_foot(self) -> None:
        """Write the lower border."""
        self.query_one("#box").border_subtitle = Content(self.foot(self.language))

    @property
    def lines_above(self) -> int:
        """Lines in the box above the list."""
        return 0

    def foot(self, language: Language) -> str:
        """The text in the lower border."""
        raise NotImplementedError

    @property
    def room(self) -> int:
        """Cells for a line in the box."""
        width = self.app.size.width
        return (width if width < APART else WIDTH) - BORDERS

    def close(self, result: Result | None = None) -> None:
        """Close the box, once: a key that is struck twice is heard twice, and would dismiss the screen beneath."""
        if self.is_active:
            self.dismiss(result)

    async def action_dismiss(self, result: Result | None = None) -> None:
        self.close(result)

    def on_resize(self) -> None:
        above = self.lines_above + (self.app.size.width >= APART)  # it has a margin then
        for widget in self.query(".list"):
            widget.styles.max_height = max(self.app.size.height - LINES_AROUND - above, 1)

    def on_click(self, event: Click) -> None:
        if event.widget is self:
            self.close()
