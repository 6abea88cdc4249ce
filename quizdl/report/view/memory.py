"""An estimate of memory, as values in the reader's language."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from quizdl.digits import readable
from quizdl.report.text import harmless
from quizdl.words import say

MOST_LAYERS = 5


class Item(NamedTuple):
    """One item of memory at the peak."""

    name: str
    size: str
    share: float  # of the peak, 0 to 1
    percent: str


class Layer(NamedTuple):
    """The memory that a layer keeps for the backward pass."""

    name: str
    kind: str  # its class; empty for the loss
    size: str


class MemoryHeads(NamedTuple):
    """The headings of an estimate."""

    item: str
    size: str
    share: str
    peak: str
    layers: str


class MemoryView(NamedTuple):
    """An estimate, ready to show."""

    head: str  # what was measured on what
    items: tuple[Item, ...]
    peak: str
    about: str  # where the peak is reached, and what the formula of model and batch makes of it
    layers: tuple[Layer, ...]  # the largest first
    left_out: str
    heads: MemoryHeads


def memory_view(estimate: Mapping[str, Any], language: str) -> MemoryView:
    """The view of an estimate that `quizdl.lab.step_memory` made."""
    inputs = " + ".join(f"{'×'.join(map(str, shape)) or '1'} {dtype}" for shape, dtype in estimate["inputs"])
    head = say(language, "memory.head", **{**estimate, "count": f"{estimate['parameters']:,}", "inputs": inputs})
    factor = estimate["factor"]
    formula = say(
        language,
        "memory.formula",
        size=size_words(estimate["formula"]),
        factor=readable(factor, max(2, 1 + math.ceil(math.log10(max(factor, 1))))),
    )
    phase = f"memory.{estimate['phase'].replace(' ', '_')}"
    return MemoryView(
        head=harmless(head),
        items=tuple(_item(name, size, estimate["peak"], language) for name, size in estimate["items"].items()),
        peak=size_words(estimate["peak"]),
        about=f"{say(language, phase)} {formula}",
        layers=tuple(_layer(layer, language) for layer in estimate["layers"][:MOST_LAYERS]),
        left_out=say(language, "memory.not_included"),
        heads=MemoryHeads(
            item=say(language, "memory.item"),
            size=say(language, "memory.size"),
            share=say(language, "memory.share"),
            peak=say(language, "memory.peak"),
            layers=say(language, "memory.layers"),
        ),
    )


def _item(name: str, size: int, peak: int, language: str) -> Item:
    percent = say(language, "proof.percent", number=f"{100 * size / peak:.1f}")
    return Item(say(language, f"memory.{name}"), size_words(size), size / peak, percent)


def _layer(layer: Mapping[str, Any], language: str) -> Layer:
    loss = layer["name"] == "loss" and not layer["kind"]
    name = say(language, "memory.loss") if loss else harmless(layer["name"])
    return Layer(name, harmless(layer["kind"]), size_words(layer["kept"]))


def size_words(size: int) -> str:
    """Bytes in binary units, as in nvidia-smi: `512 B`, `1.5 MiB`, `13.2 GiB`."""
    unit = min(max(size.bit_length() - 1, 0) // 10, 4)
    return (
        f"{readable(size / 1024**unit, 3 if size < 1000 * 1024**unit else 4)} {('B', 'KiB', 'MiB', 'GiB', 'TiB')[unit]}"
    )
