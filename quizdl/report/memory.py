"""The memory of a training step as a table with bars, and what the post's formula makes of it. Nothing is printed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from rich.box import SIMPLE
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from quizdl.report.text import harmless, readable
from quizdl.words import say

MOST_LAYERS = 5
ROOMY = 64  # cells: below that there is no room for bars
BLOCKS = " ▏▎▍▌▋▊▉█"  # eighths of a cell


def size_words(size: int) -> str:
    """Bytes as a reader of nvidia-smi knows them: `512 B`, `1.5 MiB`, `13.2 GiB`."""
    unit = min(max(size.bit_length() - 1, 0) // 10, 4)
    return (
        f"{readable(size / 1024**unit, 3 if size < 1000 * 1024**unit else 4)} {('B', 'KiB', 'MiB', 'GiB', 'TiB')[unit]}"
    )


def bar(share: float, width: int) -> str:
    """`share` of `width` cells, in eighths; what is there at all shows."""
    eighths = max(round(share * width * 8), 1 if share > 0 else 0)
    return "█" * (eighths // 8) + BLOCKS[eighths % 8].strip()


def render_estimate(estimate: Mapping[str, Any], language: str, width: int) -> RenderableType:
    """The estimate that `quizdl.lab.estimate` made, for `width` cells."""
    peak: int = estimate["peak"]
    inputs = " + ".join(f"{'×'.join(map(str, shape)) or '1'} {dtype}" for shape, dtype in estimate["inputs"])
    head = say(language, "memory.head", **{**estimate, "count": f"{estimate['parameters']:,}", "inputs": inputs})
    table = Table(box=SIMPLE, padding=(0, 1), pad_edge=False, header_style="dim")
    table.add_column(say(language, "memory.item"))
    table.add_column(say(language, "memory.size"), justify="right")
    table.add_column(say(language, "memory.share"), justify="right")
    if width >= ROOMY:
        table.add_column("")
    for name, size in estimate["items"].items():
        share = size / peak
        row = [
            say(language, f"memory.{name}"),
            size_words(size),
            say(language, "proof.percent", number=f"{100 * share:.1f}"),
        ]
        table.add_row(*row, *([Text(bar(share, width - 46), "cyan")] if width >= ROOMY else []))
    table.add_section()
    table.add_row(say(language, "memory.peak"), Text(size_words(peak), "bold"))
    factor = estimate["factor"]
    formula = say(
        language,
        "memory.formula",
        size=size_words(estimate["formula"]),
        factor=readable(factor, max(2, 1 + math.ceil(math.log10(max(factor, 1))))),
    )
    phase = f"memory.{estimate['phase'].replace(' ', '_')}"
    about = f"{say(language, phase)} {formula}"
    parts: list[RenderableType] = [Text(harmless(head), "bold"), table, Text(about), Text("")]
    if estimate["layers"]:
        parts += [Text(say(language, "memory.layers"), "dim"), _layers(estimate["layers"], language), Text("")]
    return Group(*parts, Text(say(language, "memory.not_included"), "dim"))


def _layers(layers: list[dict[str, Any]], language: str) -> Table:
    table = Table(box=None, padding=(0, 1), show_header=False)
    for layer in layers[:MOST_LAYERS]:
        loss = layer["name"] == "loss" and not layer["kind"]
        name = say(language, "memory.loss") if loss else harmless(layer["name"])
        table.add_row(Text(name), Text(harmless(layer["kind"]), "dim"), size_words(layer["kept"]))
    return table
