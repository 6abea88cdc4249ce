"""Short names and what they say, in columns: the keys of a screen, the check of the installation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from quizdl.tui.keys import bind
from quizdl.tui.screens.base import Scrolling
from quizdl.tui.screens.box import BoxScreen
from quizdl.tui.widgets.content import escaped
from quizdl.tui.widgets.lines_widget import LinesWidget, hang
from quizdl.words import Language, say

Entries = Callable[[Language], Sequence[tuple[str, str]]]  # a name and what it says

TWO_COLUMNS = 64  # cells, from which on there are two
GAP = 3  # cells between them


class EntryLines(LinesWidget):
    """The entries in one column, or where there is room in two: down the left one, then down the right one."""

    def __init__(self, entries: Entries, *, columns: int) -> None:
        super().__init__()
        self.entries = entries
        self.columns = columns

    def draw(self, language: Language, width: int) -> list[Content]:
        entries = self.entries(language)
        names = max((Content(name).cell_length for name, _ in entries), default=0) + 2
        if self.columns == 1 or width < TWO_COLUMNS:
            return [line for entry in entries for line in _drawn(entry, names, width)]
        half = (width - GAP) // 2
        drawn = [_drawn(entry, names, half) for entry in entries]
        left, right = list[Content](), list[Content]()
        for lines in drawn:
            (left if 2 * len(left) < sum(map(len, drawn)) else right).extend(lines)
        rows = zip_longest(left, right, fillvalue=Content(""))
        return [a.pad_right(half + GAP - a.cell_length) + b for a, b in rows]


def _drawn(entry: tuple[str, str], names: int, width: int) -> list[Content]:
    """The lines of one entry."""
    name, text = entry
    head = escaped(name, "$primary bold")
    return hang(head.pad_right(names - head.cell_length), escaped(text), width)


class EntriesScreen(BoxScreen[None], Scrolling):
    """`titled` and `footed` name the words in its borders."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("question_mark", "dismiss", "key.close", show=False),
        bind("l", "app.language", "key.language"),  # the app's own stop at a modal screen
        bind("t", "app.theme", "key.theme"),
        bind("q", "app.quit", "key.quit"),
    ]

    def __init__(self, entries: Entries, *, titled: str, footed: str, columns: int) -> None:
        super().__init__(titled)
        self.lines = EntryLines(entries, columns=columns)
        self.footed = footed

    def content(self) -> ComposeResult:
        with VerticalScroll(id="body", classes="list", can_focus=False):
            yield self.lines

    def foot(self, language: Language) -> str:
        return say(language, self.footed)
