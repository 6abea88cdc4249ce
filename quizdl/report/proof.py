"""The printed proof: one experiment against its bounds, as rich renderables. Nothing is printed here."""

from __future__ import annotations

from rich.box import SIMPLE
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from quizdl.report.curves import chart
from quizdl.report.view.numbers import Row, Tone
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
        parts.append(_stack(view) if width < STACKED else _table(view, width))
    if view.printed:
        parts += [Text(f"{view.heads.printed}:", "dim"), Padding(Text(view.printed), (0, 0, 0, 2))]
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


def _table(view: ProofView, width: int) -> RenderableType:
    """Findings, checks and controls in columns; name and reason share the remaining width."""
    roomy, heads = width >= ROOMY, view.heads
    table = Table(box=SIMPLE, padding=(0, 1), pad_edge=False, header_style="dim", width=width)
    table.add_column("", width=1)
    table.add_column(Text(heads.name), ratio=2)
    table.add_column(Text(heads.value))
    table.add_column(Text(heads.bound))
    if roomy:
        table.add_column(Text(heads.unit))
        table.add_column(Text(heads.because), ratio=3)
    for head, rows in view.parts:
        if head:
            table.add_section()
            table.add_row("", Text(head, "dim"))
        for row in rows:
            table.add_row(Text(row.sign, COLOURS[row.tone]), *_cells(row, roomy))
    return table


def _cells(row: Row, roomy: bool) -> list[Text]:
    because = Text(row.remark, "dim")
    if roomy:
        return [Text(row.name), Text(row.value, "bold"), Text(row.bound), Text(row.unit), because]
    both = Text(row.name).append("\n").append_text(because) if because else Text(row.name)
    return [both, Text(row.quantity, "bold"), Text(row.bound)]


def _stack(view: ProofView) -> RenderableType:
    """The same for a narrow terminal: the parts of each number below each other."""
    lines: list[RenderableType] = []
    for head, rows in view.parts:
        lines += [Text(head, "dim")] if head else []
        lines += [part for row in rows for part in _stacked(row, view.heads.bound)]
    return Group(*lines)


def _stacked(row: Row, bound: str) -> list[RenderableType]:
    facts = Text(row.quantity, "bold")
    facts.append(f"\n{bound}: ", "not bold dim").append(row.bound, "not bold")
    if row.remark:
        facts.append(f"\n{row.remark}", "not bold dim")
    name = Text(f"{row.sign} ", COLOURS[row.tone]).append(row.name, "not bold default")
    return [name, Padding(facts, (0, 0, 0, 2))]


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
