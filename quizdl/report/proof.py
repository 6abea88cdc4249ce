"""The printed proof: one experiment against its bounds, as rich renderables. Nothing is printed here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from rich.box import SIMPLE
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from quizdl.report.curves import chart
from quizdl.report.view.numbers import ControlSentence, Row, Tone
from quizdl.report.view.picture import Picture
from quizdl.report.view.proof import ProofView
from quizdl.report.view.totals import HuntsView, TotalsView

COLOURS = {
    Tone.GOOD: "green",
    Tone.BAD: "red",
    Tone.OPEN: "yellow",
    Tone.UNAVAILABLE: "not bold dim",
    Tone.FAILED: "magenta",
}
STACKED, ROOMY = 72, 110  # cells: below the first no table fits, from the second on each word has its column
CHART_WIDTH, CHART_HEIGHT = 100, 16


def render_proof(view: ProofView, width: int) -> RenderableType:
    """One result: headline, verdict, sentence, numbers, controls and references, for `width` cells."""
    parts: list[RenderableType] = [Text(view.headline, "bold"), _verdict(view)]
    if view.finding:
        parts.append(Padding(Text(view.sentence), (0, 0, 0, 2)))
    if view.changed:
        parts.append(Padding(Text(view.changed, "yellow"), (0, 0, 0, 2)))
    if view.reason:
        parts.append(Padding(Text(view.reason), (0, 0, 0, 2)))
    if view.measurements:
        parts += _numbers(view, width)
    if printed := "\n".join(filter(None, (view.printed, view.traceback))):
        parts += [Text(f"{view.heads.printed}:", "dim"), Padding(Text(printed), (0, 0, 0, 2))]
    parts.append(Text(" · ".join(filter(None, (view.literature, *view.facts))), "dim"))
    return Padding(Group(*parts), (0, 0, 1, 0))


def render_line(view: ProofView) -> RenderableType:
    """One result in one line, cut at the terminal's width."""
    line = Text(no_wrap=True, overflow="ellipsis")
    line.append(f"{view.verdict.sign} {view.verdict.word}", f"bold {COLOURS[view.verdict.tone]}")
    line.append(f"  {view.claim}  ")
    if view.changed:
        line.append(f"({view.changed})  ", "yellow")
    says = view.sentence if view.agrees else view.reason or view.sentence
    line.append(" ".join(says.split()), "dim")
    return Group(line)  # a bare Text would be wrapped all the same


def render_chart(picture: Picture, width: int, *, colour: bool = True) -> RenderableType:
    """The curves of an experiment, at most 100 cells wide, under their caption."""
    drawn = chart(picture, min(width, CHART_WIDTH), CHART_HEIGHT, colour=colour)
    return Group(*([Text(picture.caption)] if picture.caption else []), Text.from_ansi(drawn, no_wrap=True))


def _verdict(view: ProofView) -> Text:
    line = Text(f"{view.verdict.sign} {view.verdict.word}", f"bold {COLOURS[view.verdict.tone]}")
    if view.agreement:
        line.append(f", {view.agreement}", f"not bold {'green' if view.agrees else 'red'}")
    return line.append(f"   {view.claim}", "not bold dim")


def _numbers(view: ProofView, width: int) -> Iterator[RenderableType]:
    """The findings, a line about the checks (with their rows if one is out of bounds), and the controls."""
    stacked = width < STACKED
    yield _stack(view.findings, view) if stacked else _table(view.findings, view, width)
    if view.checks_in_short:
        yield Text(view.checks_in_short, "" if view.checks_kept else COLOURS[Tone.OPEN])
    if not view.checks_kept:
        yield _stack(view.checks, view) if stacked else _table(view.checks, view, width)
    yield from map(partial(_control, view), view.controls)


def _table(rows: Sequence[Row], view: ProofView, width: int) -> RenderableType:
    """Numbers in columns; name and reason share the remaining width, or the reason stands below the name."""
    roomy, heads = width >= ROOMY, view.heads
    table = Table(box=SIMPLE, padding=(0, 1), pad_edge=False, header_style="dim", width=width)
    table.add_column("", width=1)
    table.add_column(Text(heads.name), ratio=2)
    table.add_column(Text(heads.value), justify="right")
    table.add_column(Text(heads.bound), justify="right")
    if roomy:
        table.add_column(Text(heads.because), ratio=3)
    for row in rows:
        because = Text(row.because, "dim")
        both = Text(row.name).append("\n").append_text(because) if because and not roomy else Text(row.name)
        cells = [Text(row.sign, COLOURS[row.tone]), both, Text(row.value, "bold"), Text(row.bound)]
        table.add_row(*cells, *([because] if roomy else []))
    return table


def _stack(rows: Sequence[Row], view: ProofView) -> RenderableType:
    """The same for a narrow terminal: the parts of each number below each other."""
    return Group(*(part for row in rows for part in _stacked(row, view.heads.bound)))


def _stacked(row: Row, bound: str) -> list[RenderableType]:
    facts = Text(row.value, "bold")
    facts.append(f"\n{bound}: ", "not bold dim").append(row.bound, "not bold")
    if row.because:
        facts.append(f"\n{row.because}", "not bold dim")
    name = Text(f"{row.sign} ", COLOURS[row.tone]).append(row.name, "not bold default")
    return [name, Padding(facts, (0, 0, 0, 2))]


def _control(view: ProofView, control: ControlSentence) -> RenderableType:
    sentence = Text(f"{view.heads.control}  ", "bold").append(f"{control.told} ", "not bold")
    sentence.append(f"{control.sign} {control.outcome}", f"not bold {COLOURS[control.tone]}")
    return sentence.append(f"; {control.because}" if control.because else "", "not bold dim")


def render_mutants(view: HuntsView) -> RenderableType:
    """The mutants, each with its change and the claims that caught it or could not judge it."""
    blocks: list[RenderableType] = []
    for mutant in view.mutants:
        colour = COLOURS[mutant.tone]
        head = Text(f"{mutant.sign} ", colour).append(mutant.description, "not bold default")
        head.append(f"  {mutant.place}", "not bold dim")
        body = Text()
        for line in mutant.old:
            body.append(f"- {line}\n", "red")
        for line in mutant.new:
            body.append(f"+ {line}\n", "green")
        if mutant.change:
            body.append(f"{mutant.change}\n", "bold")
        body.append(mutant.outcome, "" if mutant.tone is Tone.GOOD else f"bold {colour}")
        blocks += [head, Padding(body, (0, 0, 0, 2))]
    return Group(*blocks, Text(""), Text(view.caught, "bold red" if view.fails else "bold green"))


def render_totals(view: TotalsView) -> RenderableType:
    """How many came out as declared; claims run with several seeds are counted one by one."""
    lines = []
    for row in view.seeds:
        lines.append(Text(row.claim, "bold").append(f"  {row.agreed}", "not bold default"))
        if row.others:
            lines[-1].append(f": {row.others}", "not bold red")
    total = Text(view.agreed, "bold green" if view.agrees else "bold red")
    if view.unavailable:
        total.append(f", {view.unavailable}", "not bold default")
    return Group(*lines, total)
