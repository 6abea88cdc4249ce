"""The memory of a training step as a table with bars, as rich renderables. Nothing is printed."""

from __future__ import annotations

from rich.box import SIMPLE
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from quizdl.report.proof import render_chart
from quizdl.report.view.memory import MemoryView

ROOMY = 64  # cells: below that there is no room for bars
BLOCKS = " ▏▎▍▌▋▊▉█"  # eighths of a cell


def bar(share: float, width: int) -> str:
    """`share` of `width` cells, in eighths; a positive share is at least one eighth."""
    eighths = max(round(share * width * 8), 1 if share > 0 else 0)
    return "█" * (eighths // 8) + BLOCKS[eighths % 8].strip()


def render_estimate(view: MemoryView, width: int) -> RenderableType:
    """An estimate for `width` cells."""
    table = Table(box=SIMPLE, padding=(0, 1), pad_edge=False, header_style="dim")
    table.add_column(view.heads.item)
    table.add_column(view.heads.size, justify="right")
    table.add_column(view.heads.share, justify="right")
    if width >= ROOMY:
        table.add_column("")
    for item in view.items:
        bars = [Text(bar(item.share, width - 46), "cyan")] if width >= ROOMY else []
        table.add_row(item.name, item.size, item.percent, *bars)
    table.add_section()
    table.add_row(view.heads.peak, Text(view.peak, "bold"))
    parts: list[RenderableType] = [Text(view.head, "bold"), table, Text(view.about), Text("")]
    if view.layers:
        parts += [Text(view.heads.layers, "dim"), _layers(view), Text("")]
    parts += [render_chart(view.picture, width), Text("")] if view.picture.lines[0].y else []
    parts += [*map(Text, view.taken), Text(""), Text(view.heads.assumptions, "dim"), _assumptions(view), Text("")]
    return Group(*parts, Text(view.left_out, "dim"))


def _layers(view: MemoryView) -> Table:
    table = Table(box=None, padding=(0, 1), show_header=False)
    for layer in view.layers:
        table.add_row(Text(layer.name), Text(layer.kind, "dim"), layer.size)
    return table


def _assumptions(view: MemoryView) -> Table:
    table = Table(box=None, padding=(0, 1), show_header=False)
    table.add_column(ratio=1, overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    for assumption in view.assumptions:
        table.add_row(Text(assumption.text), assumption.size)
    return table
