"""The numbers of an experiment: findings beside theory, its checks in one line, its controls in sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from textual.content import Content

from quizdl.report.view.change import MovedRow
from quizdl.report.view.numbers import ControlSentence, Row, Tone
from quizdl.report.view.proof import ProofView
from quizdl.tui.widgets.content import MUTED, escaped, words
from quizdl.tui.widgets.lines_widget import Clickable, hang
from quizdl.tui.widgets.verdicts import COLOURS
from quizdl.words import Language

SPACE = Content("  ")  # between columns, and where the others have their sign
MOST = 26  # cells of a column of numbers
WIDEST = 76  # cells of a text
MOST_MOVED = 6  # numbers that a bug moved
ROOMY = 92  # cells from which on the reasons have a column


class Columns(NamedTuple):
    """The cells of each column; reasons without a column stand below the names."""

    name: int
    value: int
    bound: int
    because: int


class NumberTable(Clickable):
    """The numbers of an experiment. Its checks are one line, which opens by itself where one is out of bounds."""

    def __init__(self, view: Callable[[Language], ProofView]) -> None:
        super().__init__()
        self.view = view
        self.opened = not view("en").checks_kept

    async def do(self, what: str) -> None:
        del what  # there is one thing to click
        self.fold()

    def fold(self) -> None:
        """Open the checks, or close them."""
        self.opened = not self.opened
        self.again()

    def draw(self, language: Language, width: int) -> list[Content]:
        lines = self.findings(language, width)
        if view := self.view(language).checks_in_short:
            lines += [Content(""), *self.fold_line(language, width, view), *self.checks(language, width)]
        return [*lines, Content(""), *self.controls(language, width)]

    def findings(self, language: Language, width: int, *, reasons: bool = True, names: bool = True) -> list[Content]:
        """The findings beside theory, with or without the reasons for it; `names`: whole, in lines as they need."""
        view, columns = self.view(language), self._columns(language, width)
        lines = _heads(view, columns) if columns else []
        for row in view.findings:
            told = row if reasons else row._replace(because="")
            if columns and not names:
                told = told._replace(name=escaped(row.name).truncate(columns.name, ellipsis=True).plain)
            lines += _number(told, view, columns, width, expected=view.outcome.tone is not Tone.BAD)
        return lines

    def fold_line(self, language: Language, width: int, folded: str) -> list[Content]:
        """What is folded, or was, and the key for it."""
        key = words("checks.close" if self.opened else "checks.open", MUTED)(language)
        told = Content.assemble("▾ " if self.opened else "▸ ", escaped(folded), "  ", key)
        return [self.does(line, "fold") for line in hang(Content(""), told, width)]

    def checks(self, language: Language, width: int) -> list[Content]:
        """The checks, if they are open."""
        view, columns = self.view(language), self._columns(language, width)
        shown = view.checks if self.opened else ()
        return [line for row in shown for line in _number(row, view, columns, width, expected=True)]

    def controls(self, language: Language, width: int) -> list[Content]:
        """What became of the controls, in a sentence each."""
        view = self.view(language)
        return [line for control in view.controls for line in _control(control, view, width)]

    def controls_in_short(self, language: Language, width: int) -> list[Content]:
        """What became of the controls, in a line each."""
        view = self.view(language)
        return [control_line(control, view, width) for control in view.controls]

    def _columns(self, language: Language, width: int) -> Columns | None:
        return None if self.narrow else _columns(self.view(language), width)


def _columns(view: ProofView, width: int) -> Columns:
    """Columns for the numbers of a view: values and bounds take what they need, names and reasons share the rest."""
    values = [escaped(text).cell_length for text in (view.heads.value, *(row.value for row in view.measurements))]
    bounds = [escaped(text).cell_length for text in (view.heads.bound, *(row.bound for row in view.measurements))]
    value, bound = min(max(values), MOST), min(max(bounds), MOST)
    because = width // 3 if width >= ROOMY else 0
    between = SPACE.cell_length * (4 if because else 3)
    return Columns(max(width - value - bound - because - between, 1), value, bound, because)


def _heads(view: ProofView, columns: Columns) -> list[Content]:
    heads = view.heads
    texts = [escaped(text, MUTED) for text in (heads.name, heads.value, heads.bound, heads.because)]
    return _side_by_side(SPACE, texts, columns)


def _number(row: Row, view: ProofView, columns: Columns | None, width: int, *, expected: bool) -> list[Content]:
    """The lines of one number; `expected`: as the answer says."""
    colour = "" if expected and row.tone is Tone.BAD and not row.check else COLOURS[row.tone]  # a myth breaks its bound
    sign = Content.styled(f"{row.sign} ", f"{colour} bold".strip())
    name, value, because = escaped(row.name), escaped(row.value, "bold"), escaped(row.because, MUTED)
    if columns is None:
        numbers = Content.assemble(value, "  ", escaped(f"{view.heads.bound} {row.bound}", MUTED))
        lines = hang(sign, Content("\n").join([name, numbers]), width)
    else:
        lines = _side_by_side(sign, [name, value, escaped(row.bound), because], columns)
    below = because and not (columns and columns.because)
    return [*lines, *(hang(SPACE, because, width) if below else ())]


def _side_by_side(sign: Content, cells: Sequence[Content], columns: Columns) -> list[Content]:
    """A name, a value and a bound at the right edge of their columns, and a reason, each wrapped to its column."""
    wrapped = [cell.wrap(room) if room else [] for cell, room in zip(cells, columns, strict=True)]
    lines = []
    for place in range(max(map(len, wrapped))):
        name, value, bound, because = (column[place] if place < len(column) else Content("") for column in wrapped)
        shown = [
            (SPACE if place else sign) + name.pad_right(columns.name - name.cell_length),
            value.pad_left(columns.value - value.cell_length),
            bound.pad_left(columns.bound - bound.cell_length),
        ]
        lines.append(SPACE.join([*shown, because] if because else shown))
    return lines


def control_line(control: ControlSentence, view: ProofView, width: int | None = None) -> Content:
    """The name of a control, cut where a `width` is given, and whether it came out as it must."""
    title = escaped(f"{view.heads.control}  ", "bold")
    outcome = escaped(f" {control.sign} {control.outcome}", COLOURS[control.tone])
    name = escaped(control.name)
    if width is not None:
        name = name.truncate(max(width - title.cell_length - outcome.cell_length, 1), ellipsis=True)
    return Content("").join([title, name, outcome])


def _control(control: ControlSentence, view: ProofView, width: int) -> list[Content]:
    """What became of a control, in a sentence."""
    style = COLOURS[control.tone] if control.tone is Tone.GOOD else "$accent"
    outcome = escaped(f"{control.sign} {control.outcome}", style)
    because = escaped(f"; {control.because}" if control.because else "", MUTED)
    told = Content.assemble(escaped(control.told), " ", outcome, because)
    return hang(escaped(f"{view.heads.control}  ", "bold"), told, min(width, WIDEST))


def moved_lines(rows: Sequence[MovedRow], language: Language, width: int) -> list[Content]:
    """The numbers that a bug moved, before and after; those that it turned have a sign and the colour of the bug."""
    shown = rows[:MOST_MOVED]
    heads = [words(name, MUTED)(language) for name in ("break.moved", "break.as_it_was", "break.with_the_bug")]
    values = [(escaped(row.before), escaped(row.after, "$error" if row.turned else "")) for row in shown]
    before, after = (max(cell.cell_length for cell in column) for column in zip(heads[1:], *values, strict=True))
    room = min(width, WIDEST) - before - after - 3 * SPACE.cell_length
    lines = []
    for row, (old, new) in zip([None, *shown], [heads[1:], *values], strict=True):
        sign = Content.styled("✗ ", "$error bold") if row is not None and row.turned else SPACE
        name = (escaped(row.name) if row is not None else heads[0]).truncate(room, ellipsis=True, pad=True)
        cells = (sign + name, old.pad_left(before - old.cell_length), new.pad_left(after - new.cell_length))
        lines.append(SPACE.join(cells))
    if len(rows) > len(shown):
        lines.append(SPACE + words("break.moved_too", MUTED, count=len(rows) - len(shown))(language))
    return lines
