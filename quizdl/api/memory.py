"""The result of `quizdl.estimate_memory`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from quizdl.config import readers_language
from quizdl.report.documents import memory_document
from quizdl.report.view.memory import memory_view, size_words


@dataclass(frozen=True, kw_only=True, repr=False)
class MemoryEstimate:
    """The memory of one training step at its peak. Sizes are in bytes; a notebook shows a table with bars."""

    model: str  # the name of its class
    parameters: int  # how many numbers, trained or not
    batch: int
    optimizer: str
    dtype: str
    inputs: Sequence[tuple[Sequence[int], str]]  # the shape of an example, and the type of its numbers
    items: Mapping[str, int]  # by name: parameters, gradients, optimizer_state, activations, …
    peak: int  # the sum of the items
    phase: str  # where the peak lies: "forward pass", "backward pass" or "optimizer step"
    formula: int  # the size of the model and of the batch, which is often taken for all
    factor: float  # peak / formula
    layers: Sequence[Mapping[str, Any]]  # what each keeps for the backward pass, the largest first
    measured: bool  # in a real step, not traced
    taken: Sequence[Mapping[str, Any]]  # of each input its shape, and which dimension was taken for the batch
    assumptions: Sequence[Mapping[str, Any]]  # by name, with the bytes that hang on each
    curve: Sequence[tuple[str, int]]  # of the step: phases, and the bytes held in them
    room: int | None = None  # the bytes that `batch` is the largest for, with `max_batch`

    def to_dict(self) -> dict[str, Any]:
        """The document of `quizdl memory --json`."""
        return memory_document(asdict(self))

    def to_html(self, language: str | None = None) -> str:
        """A `<div>` without scripts or links, in "en" or "ko"; in the reader's language unless one is given."""
        from quizdl.report.html import memory_html

        return memory_html(memory_view(asdict(self), language or readers_language()))

    def _repr_html_(self) -> str:
        return self.to_html()

    def __repr__(self) -> str:
        return f"<MemoryEstimate {self.model}: {size_words(self.peak)}, reached in the {self.phase}>"
