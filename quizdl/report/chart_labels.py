"""Words in a chart of characters: each is set where it cuts no curve, near what it names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from rich.cells import cell_len

BLANK = frozenset((" ", "\u2800", ""))
ALONG = (0.7, 0.55, 0.85, 0.4, 0.25, 0.95, 0.1)  # where along a curve its name is tried, as shares of the width
ROWS = (-1, 1, -2, 2)  # from a point to its words: above, below, and a row further
LEAST_LABELS = 2  # of an axis: fewer give no scale


class Kind(NamedTuple):
    """What a cell shows: a line of this role, the first, second, … of it; or words, or the axes."""

    role: str
    nth: int = 0


AXIS, LEVEL, WORDS = Kind("axis"), Kind("level"), Kind("words")


class Cell(NamedTuple):
    """One cell of a terminal; the right half of a wide letter has no text."""

    text: str
    kind: Kind


class Canvas:
    """The cells of a chart: the plane of the curves, its frame at the left and below, and tick labels.

    The plane shows the unit square, and `spare` of its height above and below it.
    """

    def __init__(self, rows: list[list[Cell]], spare: float = 0.0) -> None:
        self.rows = rows
        self._spare = spare
        self._bottom = next(place for place, row in enumerate(rows) if any(cell.text == "└" for cell in row))
        self._left = next(place for place, cell in enumerate(rows[self._bottom]) if cell.text == "└") + 1
        self._right = len(rows[self._bottom])

    def set_title(self, text: str) -> bool:
        """Set the title of the horizontal axis at the right end of its labels, over one label if two are left."""
        row = self.rows[-1]
        first = self._right - cell_len(text)
        labels = [found.span() for found in re.finditer(r"\S+", "".join(cell.text or " " for cell in row))]
        kept = [span for span in labels if span[1] < first]
        if first < self._left or (len(kept) < min(LEAST_LABELS, len(labels))):
            return False
        edge = kept[-1][1] if kept else 0
        self._write(len(self.rows) - 1, edge, " " * (first - edge) + text, AXIS)
        return True

    def set_at_point(self, text: str, x: float | None, y: float) -> bool:
        """Set words beside a point of the unit square, or at one end of a level; gives whether there was room."""
        width = cell_len(text)
        for share in (1.0, 0.0) if x is None else (x,):
            row, column = self._place(share, y)
            beside = [(row, column + 2), (row, column - 1 - width)]
            for there, start in [*self._around(row, column, width), *(beside if x is not None else [])]:
                if self._is_free(there, start, width):
                    self._write(there, start, text, WORDS)
                    return True
        return False

    def set_along(self, text: str, points: Sequence[tuple[float, float]], kind: Kind) -> bool:
        """Set the name of a curve along it, given its points in the unit square; gives whether there was room.

        Where it can, it stands apart from other curves, which it would seem to name.
        """
        width = cell_len(text)
        near = [self._place(*min(points, key=lambda point: abs(point[0] - share))) for share in ALONG]
        places = [
            (abs(there - row), there, start)
            for row, column in near
            for there, start in self._around(row, column, width)
        ]
        places.sort(key=itemgetter(0))
        free = [(row, start) for _, row, start in places if self._is_free(row, start, width)]
        apart = (place for place in free if self._is_apart(*place, width, kind))
        if (chosen := next(apart, free[0] if free else None)) is None:
            return False
        self._write(*chosen, text, kind)
        return True

    def _place(self, x: float, y: float) -> tuple[int, int]:
        """The row and the column of a point of the unit square."""
        across, down = self._right - self._left - 1, self._bottom - 1
        return round((1 + self._spare - y) / (1 + 2 * self._spare) * down), self._left + round(x * across)

    def _around(self, row: int, column: int, width: int) -> Iterator[tuple[int, int]]:
        """Where words of this width may begin, near a place: over its middle, to its right, to its left."""
        for step in ROWS:
            for start in (column - width // 2, column + 1, column - width):
                yield row + step, max(self._left + 1, min(start, self._right - width))

    def _is_free(self, row: int, start: int, width: int) -> bool:
        """Whether words fit there with a blank on both sides."""
        if not (0 <= row < self._bottom and start > self._left and start + width <= self._right):
            return False
        return all(cell.text in BLANK for cell in self.rows[row][start - 1 : start + width + 1])

    def _is_apart(self, row: int, start: int, width: int, kind: Kind) -> bool:
        """Whether no other curve runs just above or below words that begin there."""
        rows = self.rows[max(row - 1, 0) : row + 2]
        near = [cell for line in rows for cell in line[start : start + width]]
        return all(cell.kind in (kind, AXIS, WORDS, LEVEL) for cell in near)

    def _write(self, row: int, start: int, text: str, kind: Kind) -> None:
        cells = list(_cells_of(text, kind))
        line = self.rows[row]
        line += [Cell(" ", AXIS)] * (start - len(line))  # plotext leaves out blanks at the end
        line[start : start + len(cells)] = cells


def _cells_of(text: str, kind: Kind) -> Iterable[Cell]:
    """The cells that a text takes; what has no width joins the letter before it."""
    cells: list[Cell] = []
    for character in text:
        width = cell_len(character)
        if width == 0 and cells:
            last = -1 if cells[-1].text else -2
            cells[last] = Cell(cells[last].text + character, kind)
        else:
            cells += [Cell(character, kind), *[Cell("", kind)] * (width - 1)]
    return cells
