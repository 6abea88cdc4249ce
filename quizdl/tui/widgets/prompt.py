"""The prompt of a question: prose, and code in boxes that scroll sideways."""

from __future__ import annotations

import re

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import HorizontalScroll, VerticalGroup
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from quizdl.bank.model import Text
from quizdl.prose import FENCE, Piece, pieces_of
from quizdl.report.text import harmless
from quizdl.tui.widgets.content import MUTED, always, bank, code, language_of, prose
from quizdl.tui.widgets.page import Page, paragraph
from quizdl.words import Language

CELLS_SIDEWAYS = 8  # that a key scrolls
SIDEWAYS = (Binding("left", "sideways(-1)", show=False), Binding("right", "sideways(1)", show=False))


class ScrollsCode:
    """A screen with boxes of code: its BINDINGS hold `SIDEWAYS`."""

    def action_sideways(self: Screen[None], way: int) -> None:  # type: ignore[misc]  # mixed into screens alone
        """Scroll the code to the left (-1) or to the right."""
        for box in self.query(CodeBox):
            box.scroll_relative(x=way * CELLS_SIDEWAYS, animate=False)


def has_code(text: Text) -> bool:
    """Whether a text has a block of code in some language."""
    return any(FENCE in written for written in (text.en, text.ko) if written)


def prompt(text: Text, *, numbers: bool = True) -> Page | CodePrompt:
    """The widget for a prompt; most have no code, and are one widget. `numbers` as of CodePrompt."""
    return CodePrompt(text, numbers=numbers) if has_code(text) else Page(paragraph(bank(text)), classes="prompt")


class CodePrompt(VerticalGroup):
    """A prompt with code. Lines have numbers where the question speaks of a line, unless its choices number them."""

    def __init__(self, text: Text, *, numbers: bool) -> None:
        super().__init__(classes="code-prompt")
        self.text = text
        self.numbers = numbers

    def on_mount(self) -> None:
        self.watch(self.app, "language", self._speak, init=False)

    async def _speak(self, _: Language) -> None:
        await self.recompose()

    def compose(self) -> ComposeResult:
        language = language_of(self.app)
        pieces = pieces_of(harmless(self.text.to(language)))
        numbered = self.numbers and speaks_of_lines(" ".join(piece.text for piece in pieces if not piece.code))
        for piece in pieces:
            if piece.code:
                yield CodeBox(piece, numbered=numbered)
            else:
                yield Page(paragraph(always(prose(piece.text))), classes="prompt")


class CodeBox(HorizontalScroll, can_focus=False):
    """A block of code, not wrapped."""

    def __init__(self, piece: Piece, *, numbered: bool) -> None:
        super().__init__(classes="code")
        self.piece = piece
        self.numbered = numbered

    def compose(self) -> ComposeResult:
        yield Static(listing(self.piece, numbered=self.numbered), markup=False)


def listing(piece: Piece, *, numbered: bool) -> Content:
    """The lines of a block of code, with their numbers if `numbered`."""
    lines = code(piece).split("\n", allow_blank=True)
    digits = len(str(len(lines)))
    if numbered:
        lines = [Content.assemble((f"{place:>{digits}}  ", MUTED), line) for place, line in enumerate(lines, 1)]
    return Content("\n").join(lines)


def speaks_of_lines(text: str) -> bool:
    """Whether a question asks about a line of its code."""
    return re.search(r"\blines?\b|줄|번째 행", text, re.IGNORECASE) is not None
