"""A page of text: paragraphs and cards below each other, a blank line between them where lines are not few."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content

from quizdl.tui.widgets.content import MUTED, LocalizedText, below, styled, wrapped
from quizdl.tui.widgets.lines_widget import LinesWidget, hang
from quizdl.words import Language

Part = Callable[[Language, int], list[Content]]  # the lines of a part in that language, of at most so many cells

EDGE = "▌"


class Page(LinesWidget):
    """Parts below each other; those without a line are left out."""

    def __init__(self, *parts: Part, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.parts = parts

    def draw(self, language: Language, width: int) -> list[Content]:
        lines: list[Content] = []
        for part in self.parts:
            if drawn := part(language, width):
                lines += [*drawn, Content("")]
        return [line for line in lines if line.plain.strip()] if self.flat else lines[:-1]


def paragraph(text: LocalizedText) -> Part:
    """The text, wrapped."""
    return lambda language, width: wrapped(text(language), width)


def card(title: LocalizedText, *texts: LocalizedText, tone: str = "") -> Part:
    """A coloured edge, and beside it a title and the texts, line below line.

    `tone` is the colour of edge and title in the theme: primary, accent, secondary, success or error, or none.
    """
    text = below(titled(title, tone), *texts)

    def part(language: Language, width: int) -> list[Content]:
        lines = hang(Content(" "), text(language), width - 1)
        return edged(lines, width, f"${tone or 'panel'}", "on $surface 40%")

    return part


def titled(title: LocalizedText, tone: str) -> LocalizedText:
    """The title of a card of that tone."""
    return styled(title, f"bold {f'${tone}' if tone else MUTED}")


def edged(lines: list[Content], width: int, edge: str, ground: str) -> list[Content]:
    """The lines behind an edge of that colour (or as much space), on that ground, `width` cells wide."""
    bar = Content.styled(EDGE, edge) if edge else Content(" ")
    return [(bar + line).pad_right(width - line.cell_length - 1).stylize_before(ground) for line in lines]
