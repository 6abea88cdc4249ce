"""The line of a reader's program at which something went wrong, among its neighbours."""

from __future__ import annotations

from typing import NamedTuple

from quizdl.report.text import harmless

BEFORE, AFTER = 2, 1  # lines


class CodeLine(NamedTuple):
    """A line of code."""

    number: str  # as wide as those of its neighbours
    text: str
    is_told: bool


def excerpt(source: str, line: int | None) -> tuple[CodeLine, ...]:
    """The lines around that one; none where the source has no such line."""
    lines = source.split("\n")
    if line is None or not 1 <= line <= len(lines) or not lines[line - 1].strip():
        return ()
    first, last = max(line - BEFORE, 1), min(line + AFTER, len(lines))
    width = len(str(last))
    return tuple(
        CodeLine(f"{number:{width}}", harmless(lines[number - 1]), number == line) for number in range(first, last + 1)
    )
