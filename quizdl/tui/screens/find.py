"""One box to find questions, claims and topics by their words, and commands after `>`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Key
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from quizdl.report.view.find import Fact, Finder, Hit
from quizdl.study.searching import searchable, words_of
from quizdl.tui.keys import Command, bind
from quizdl.tui.screens.box import BoxScreen
from quizdl.tui.widgets.content import MUTED, escaped
from quizdl.tui.widgets.marked_list import MarkedList
from quizdl.words import LANGUAGES, Language, say

COMMANDS = ">"  # what a line begins with that looks for commands
MOST_SHOWN = 50  # rows; more words find fewer
SCROLL_BAR = 1  # cells
GAP = 2  # cells between columns
WIDEST = 16  # cells of a column
LEAST_NAME = 0.5  # of a row, before columns are left out
STYLES = {"": MUTED, "new": "$primary", "due": "$accent", "missed": "$error", "right": "$success", "proven": "$success"}


class Words(Input):
    """The words to look for. The arrows mark what they find, without leaving the field."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("enter", "submit", "find.opens"),
        Binding("up", "screen.move('cursor_up')", show=False),
        Binding("down", "screen.move('cursor_down')", "key.choose", key_display="↑↓"),
        Binding("pageup", "screen.move('page_up')", show=False),
        Binding("pagedown", "screen.move('page_down')", show=False),
    ]


class FindScreen(BoxScreen[Hit | Command]):
    """Dismisses with what was picked. Without a finder there are commands only."""

    def __init__(self, finder: Finder | None, commands: Sequence[Command], text: str) -> None:
        super().__init__("find.title")
        self.finder = finder
        self.commands = [(command, searchable(*map(command.text, LANGUAGES))) for command in commands]
        self.typed = Words(text, compact=True, select_on_focus=False, max_length=200)
        self.list = MarkedList(id="found", classes="list")
        self.found: list[Hit | Command] = []

    def content(self) -> ComposeResult:
        yield self.typed
        yield self.list

    def on_mount(self) -> None:
        super().on_mount()
        self.set_focus(self.typed)
        if self.finder is not None:
            self.run_worker(self._read(self.finder), exit_on_error=False)

    async def _read(self, finder: Finder) -> None:
        """Read what there is to find beside the reader's typing, and look again once all is read."""

        def read() -> None:
            for _ in finder.read():
                if not self.is_running:
                    return

        await asyncio.to_thread(read)
        self._again()

    def speak(self, language: Language) -> None:
        super().speak(language)
        self.typed.placeholder = say(language, "find.hint")
        self._again()

    @property
    def lines_above(self) -> int:
        return 1  # the words

    def foot(self, language: Language) -> str:
        if self.list.highlighted is None:
            return ""
        return say(language, "find.place", place=self.list.highlighted + 1, count=len(self.found))

    # Finding

    def on_key(self, event: Key) -> None:
        """Letters are words, too, where the field does not have the focus yet, or has lost it."""
        if event.is_printable and event.character:
            event.stop()
            self.typed.insert_text_at_cursor(event.character)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._look()

    def on_resize(self) -> None:
        super().on_resize()
        self._again()

    def _again(self) -> None:
        """Show what the same words find now, in this language and size; what is marked stays so."""
        place = self.list.highlighted
        self._look(None if place is None else self.found[place])

    def _look(self, marked: Hit | Command | None = None) -> None:
        """Show what the words find, and mark a row."""
        text, hidden = self.typed.value, 0
        if self.finder is None or text.startswith(COMMANDS):
            self.found = [*self._matching(words_of(text.removeprefix(COMMANDS)))]
        else:
            hits, hidden = self.finder.find(text)
            self.found = [*hits]
        shown = self.found[:MOST_SHOWN]
        lines = laid_out([self._row(found) for found in shown], self.room - self.list.margin_width - SCROLL_BAR)
        notes = [] if self.found else [say(self.language, "find.nothing")]
        notes += [say(self.language, "find.hidden", count=hidden)] if hidden else []
        self.list.set_options([*map(Option, lines), *(Option(escaped(note, MUTED), disabled=True) for note in notes)])
        if shown:
            self.list.highlighted = shown.index(marked) if marked is not None and marked in shown else 0
        self.tell_foot()

    def _matching(self, words: Sequence[str]) -> list[Command]:
        """The commands whose names or descriptions, in either language, contain all the words."""
        return [command for command, text in self.commands if all(word in text for word in words)]

    def _row(self, found: Hit | Command) -> tuple[Content, Sequence[Fact]]:
        """What stands at the left of a row, and what at its right."""
        if isinstance(found, Command):
            return Content(found.text(self.language)), [Fact(found.keys)]
        assert self.finder is not None
        row = self.finder.row(found, self.language)
        kind = f"{row.kind}  " if row.kind else ""
        return Content.assemble((kind, MUTED), row.name), row.facts

    # Picking

    def action_move(self, how: str) -> None:
        getattr(self.list, f"action_{how}")()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self.tell_foot()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.list.action_select()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.close(self.found[event.option_index])


def laid_out(rows: Sequence[tuple[Content, Sequence[Fact]]], width: int) -> list[Content]:
    """One line of `width` cells for each row: its name, then its facts in columns, as many as leave room for names."""
    facts = [[escaped(fact.text, STYLES[fact.meaning]) for fact in row] for _, row in rows]
    widths = [min(max(fact.cell_length for fact in column), WIDEST) for column in zip(*facts, strict=True)]
    columns = [place for place, cells in enumerate(widths) if cells]
    while columns and sum(widths[place] + GAP for place in columns) > width * (1 - LEAST_NAME):
        columns.pop(0)
    room = width - sum(widths[place] + GAP for place in columns)
    lines = []
    for (name, _), row in zip(rows, facts, strict=True):
        right = [row[place].truncate(widths[place], ellipsis=True, pad=True) for place in columns]
        lines.append(Content(" " * GAP).join([name.truncate(room, ellipsis=True, pad=True), *right]))
    return lines
