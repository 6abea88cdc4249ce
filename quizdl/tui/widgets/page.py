"""A page of text: paragraphs and cards below each other, a blank line between them."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content

from quizdl.tui.widgets.drawn import Drawn, hang
from quizdl.tui.widgets.plain import MUTED, Voice, below, styled
from quizdl.words import Language

Part = Callable[[Language, int], list[Content]]  # the lines of a part in that language, of at most so many cells

EDGE = "▌"


class Page(Drawn):
    """Parts below each other; those without a line are left out."""

    def __init__(self, *parts: Part, id: str | None = None) -> None:
        super().__init__(id=id)
        self.parts = parts

    def draw(self, language: Language, width: int) -> list[Content]:
        lines: list[Content] = []
        for part in self.parts:
            if drawn := part(language, width):
                lines += [*drawn, Content("")]
        return lines[:-1]


def paragraph(voice: Voice) -> Part:
    """What the voice says, wrapped."""
    return lambda language, width: voice(language).wrap(max(width, 1))


def card(title: Voice, *voices: Voice, tone: str = "") -> Part:
    """A coloured edge, and beside it a title and what the voices say, line below line.

    `tone` is the colour of edge and title in the theme: primary, accent, success, warning or error, or none.
    """
    said = below(titled(title, tone), *voices)

    def part(language: Language, width: int) -> list[Content]:
        lines = hang(Content(" "), said(language), width - 1)
        return edged(lines, width, f"${tone or 'panel'}", "on $surface 40%")

    return part


def titled(title: Voice, tone: str) -> Voice:
    """The title of a card of that tone."""
    return styled(title, f"bold {f'$text-{tone}' if tone else MUTED}")


def edged(lines: list[Content], width: int, edge: str, ground: str) -> list[Content]:
    """The lines behind an edge of that colour (or as much space), on that ground, `width` cells wide."""
    bar = Content.styled(EDGE, edge) if edge else Content(" ")
    return [(bar + line).pad_right(width - line.cell_length - 1).stylize_before(ground) for line in lines]
