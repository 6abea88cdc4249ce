"""An estimate of memory, as values in the reader's language."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from quizdl.digits import readable
from quizdl.errors import BadSetting
from quizdl.report.text import harmless
from quizdl.report.view.picture import Line, MarkedNumber, Picture
from quizdl.words import say

MOST_LAYERS = 5
UNITS = ("B", "KiB", "MiB", "GiB", "TiB")


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


class Assumption(NamedTuple):
    """What an estimate assumes, and the bytes that hang on it."""

    text: str
    size: str  # empty where it cannot be said


class MemoryHeads(NamedTuple):
    """The headings of an estimate."""

    item: str
    size: str
    share: str
    peak: str
    layers: str
    assumptions: str


class MemoryView(NamedTuple):
    """An estimate, ready to show."""

    head: str  # what was measured on what
    items: tuple[Item, ...]
    peak: str
    about: str  # where the peak is reached, and what the formula of model and batch makes of it
    layers: tuple[Layer, ...]  # the largest first
    taken: tuple[str, ...]  # of each input, what was taken for the batch
    assumptions: tuple[Assumption, ...]
    picture: Picture  # the bytes that are held, operation by operation
    left_out: str
    heads: MemoryHeads


def memory_view(estimate: Mapping[str, Any], language: str) -> MemoryView:
    """The view of an estimate that `quizdl.estimate` made."""
    inputs = " + ".join(f"{'×'.join(map(str, shape)) or '1'} {dtype}" for shape, dtype in estimate["inputs"])
    template = "memory.head" if estimate["optimizer"] else "memory.head_without_optimizer"
    head = say(language, template, **{**estimate, "count": f"{estimate['parameters']:,}", "inputs": inputs})
    factor = estimate["factor"]
    formula = say(
        language,
        "memory.formula",
        size=size_words(estimate["formula"]),
        factor=readable(factor, max(2, 1 + math.ceil(math.log10(max(factor, 1))))),
    )
    phase = f"memory.{estimate['phase'].replace(' ', '_')}"
    if estimate.get("room"):
        head = say(language, "memory.largest", batch=estimate["batch"], size=size_words(estimate["room"])) + " " + head
    return MemoryView(
        head=harmless(head),
        items=tuple(_item(name, size, estimate["peak"], language) for name, size in estimate["items"].items()),
        peak=size_words(estimate["peak"]),
        about=f"{say(language, phase)} {formula}",
        layers=tuple(_layer(layer, language) for layer in estimate["layers"][:MOST_LAYERS]),
        taken=tuple(_taken(*entry, language) for entry in enumerate(estimate["taken"], start=1)),
        assumptions=tuple(_assumption(entry, language) for entry in estimate["assumptions"]),
        picture=_picture(estimate["curve"], language),
        left_out=say(language, "memory.one_real_step" if estimate["measured"] else "memory.not_included"),
        heads=MemoryHeads(
            item=say(language, "memory.item"),
            size=say(language, "memory.size"),
            share=say(language, "memory.share"),
            peak=say(language, "memory.peak"),
            layers=say(language, "memory.layers"),
            assumptions=say(language, "memory.assumptions"),
        ),
    )


def _item(name: str, size: int, peak: int, language: str) -> Item:
    percent = say(language, "proof.percent", number=f"{100 * size / peak:.1f}")
    return Item(say(language, f"memory.{name}"), size_words(size), size / peak, percent)


def _layer(layer: Mapping[str, Any], language: str) -> Layer:
    loss = layer["name"] == "loss" and not layer["kind"]
    name = say(language, "memory.loss") if loss else harmless(layer["name"])
    return Layer(name, harmless(layer["kind"]), size_words(layer["kept"]))


def _taken(number: int, entry: Mapping[str, Any], language: str) -> str:
    shape = "×".join(map(str, entry["shape"])) or "1"
    if entry["dim"] is None:
        return say(language, "memory.shared", number=number, shape=shape)
    if entry["size_before"] is None:
        return say(language, "memory.batch", number=number, shape=shape, dim=entry["dim"])
    return say(language, "memory.resized", number=number, shape=shape, dim=entry["dim"], before=entry["size_before"])


def _assumption(entry: Mapping[str, Any], language: str) -> Assumption:
    size = "" if entry["size"] is None else size_words(entry["size"])
    return Assumption(say(language, f"memory.assumed.{entry['name']}", **entry), size)


def _picture(curve: Sequence[tuple[str, int]], language: str) -> Picture:
    """The curve of a step, with a mark where it is highest."""
    sizes = [size for _, size in curve]
    top = max(sizes, default=0)
    unit = min(max(top.bit_length() - 1, 0) // 10, 4)
    held = [size / 1024**unit for size in sizes]
    name = say(language, "memory.held", unit=UNITS[unit])
    marks = []
    if sizes:
        place = sizes.index(top)
        phase = say(language, f"memory.at.{curve[place][0].replace(' ', '_')}", size=size_words(top))
        marks = [MarkedNumber(place, held[place], phase, name)]
    line = Line(name, list(range(len(held))), held, role="subject")
    return Picture((line,), say(language, "memory.operations"), name, language=language, marks=tuple(marks))


def size_words(size: int) -> str:
    """Bytes in binary units, as in nvidia-smi: `512 B`, `1.5 MiB`, `13.2 GiB`."""
    unit = min(max(size.bit_length() - 1, 0) // 10, 4)
    return f"{readable(size / 1024**unit, 3 if size < 1000 * 1024**unit else 4)} {UNITS[unit]}"


def memory_size(text: str) -> int:
    """Bytes: `80GB` are 80 · 10⁹, `80GiB` are 80 · 2³⁰. Raises BadSetting."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMGT])(i?)B", text, re.IGNORECASE | re.ASCII)
    if found is None or float(found[1]) == 0:
        raise BadSetting(f"{text!r} is not a size of memory: write it as in 80GB or 24GiB")
    return int(float(found[1]) * (1024 if found[3] else 1000) ** (1 + "KMGT".index(found[2].upper())))
