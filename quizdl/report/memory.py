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
from quizdl.report.wording import say

MOST_LAYERS = 5
ROOMY = 64  # cells: below that there is no room for bars
BLOCKS = " ▏▎▍▌▋▊▉█"  # eighths of a cell

_WORDS = {
    "parameters": ("parameters", "파라미터"),
    "buffers": ("buffers", "버퍼"),
    "inputs": ("batch and targets", "배치와 정답"),
    "gradients": ("gradients", "기울기"),
    "optimizer_state": ("optimizer state", "옵티마이저 상태"),
    "activations": ("activations", "활성값"),
    "temporaries": ("temporaries", "임시 텐서"),
    "item": ("item", "항목"),
    "size": ("size", "크기"),
    "share": ("share", "비율"),
    "peak": ("peak", "최댓값"),
    "forward pass": ("It is reached in the forward pass.", "순전파 중에 도달한다."),
    "backward pass": ("It is reached in the backward pass.", "역전파 중에 도달한다."),
    "optimizer step": ("It is reached in the optimizer's step.", "옵티마이저 스텝에서 도달한다."),
    "head": (
        "{model}: {count} parameters, batch {batch} of {inputs}, {optimizer}, {dtype}",
        "{model}: 파라미터 {count}개, 배치 {batch} × {inputs}, {optimizer}, {dtype}",
    ),
    "formula": (
        "The size of the model + the size of an example × the batch size is {size}; it takes {factor} times as much.",
        "모델의 크기 + 데이터의 크기 × 배치 크기는 {size}이다. 실제로는 그 {factor}배가 필요하다.",
    ),
    "layers": ("Kept for the backward pass, largest first:", "역전파를 위해 보관하는 양, 큰 순서대로:"),
    "loss": ("loss", "손실"),
    "not included": (
        "One step on fake tensors: nothing was allocated. Not included: the CUDA context, workspace of kernels, and "
        "what the allocator rounds up or cannot use.",
        "가짜 텐서로 추적한 한 스텝이며 아무것도 할당하지 않았다. CUDA 컨텍스트, 커널의 작업 공간, 할당기의 반올림과 "
        "단편화는 포함되지 않는다.",
    ),
}


def _say(language: str, name: str, /, **values: object) -> str:
    english, korean = _WORDS[name]
    return (korean if language == "ko" else english).format(**values)


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
    head = _say(language, "head", **{**estimate, "count": f"{estimate['parameters']:,}", "inputs": inputs})
    table = Table(box=SIMPLE, padding=(0, 1), pad_edge=False, header_style="dim")
    table.add_column(_say(language, "item"))
    table.add_column(_say(language, "size"), justify="right")
    table.add_column(_say(language, "share"), justify="right")
    if width >= ROOMY:
        table.add_column("")
    for name, size in estimate["items"].items():
        share = size / peak
        row = [_say(language, name), size_words(size), say(language, "percent", number=f"{100 * share:.1f}")]
        table.add_row(*row, *([Text(bar(share, width - 46), "cyan")] if width >= ROOMY else []))
    table.add_section()
    table.add_row(_say(language, "peak"), Text(size_words(peak), "bold"))
    factor = estimate["factor"]
    formula = _say(
        language,
        "formula",
        size=size_words(estimate["formula"]),
        factor=readable(factor, max(2, 1 + math.ceil(math.log10(max(factor, 1))))),
    )
    about = f"{_say(language, estimate['phase'])} {formula}"
    parts: list[RenderableType] = [Text(harmless(head), "bold"), table, Text(about), Text("")]
    if estimate["layers"]:
        parts += [Text(_say(language, "layers"), "dim"), _layers(estimate["layers"], language), Text("")]
    return Group(*parts, Text(_say(language, "not included"), "dim"))


def _layers(layers: list[dict[str, Any]], language: str) -> Table:
    table = Table(box=None, padding=(0, 1), show_header=False)
    for layer in layers[:MOST_LAYERS]:
        loss = layer["name"] == "loss" and not layer["kind"]
        name = _say(language, "loss") if loss else harmless(layer["name"])
        table.add_row(Text(name), Text(harmless(layer["kind"]), "dim"), size_words(layer["kept"]))
    return table
