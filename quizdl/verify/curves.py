"""The picture of a proof: curves, their axes, and marks at the numbers that the finding names."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, SupportsFloat

from quizdl.verify.bounds import as_number
from quizdl.verify.texts import Field, check_fields, check_text, fill

MOST_POINTS = 5_000  # a curve: more than any terminal can show, little enough to send as one line
MOST_MARKS = 8

Role = Literal["", "subject", "reference", "bound"]


@dataclass(frozen=True)
class Curve:
    """A line (or, with `points=True`, a cloud) to look at: `y` over `x`, by default over 0, 1, 2, …

    `role` says what it stands for: the "subject" of the claim, the "reference" that it is compared with, or a "bound".
    Without roles the first curve is the subject. `fields` fill the name.
    """

    name: str
    y: Sequence[float]
    x: Sequence[float] | None = None
    points: bool = False
    role: Role = ""
    fields: Mapping[str, Field] = field(default_factory=dict)
    template: str = field(init=False, repr=False, compare=False, default="")

    def __post_init__(self) -> None:
        check_text(self.name)
        object.__setattr__(self, "fields", check_fields(self.fields))
        object.__setattr__(self, "template", self.name)
        object.__setattr__(self, "name", fill(self.name, self.fields))
        object.__setattr__(self, "y", _floats(self.y))
        object.__setattr__(self, "x", _floats(range(len(self.y)) if self.x is None else self.x))
        if self.role not in ("", "subject", "reference", "bound"):
            raise ValueError(f"curve {self.name!r}: role={self.role!r} is none of subject, reference and bound")
        if self.x is None or len(self.x) != len(self.y):
            raise ValueError(f"curve {self.name!r}: x and y differ in length")
        if len(self.y) > MOST_POINTS:
            raise ValueError(f"curve {self.name!r}: {len(self.y)} points; thin it out to at most {MOST_POINTS}")


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A number of the evidence, marked in the chart: at `x`, or without it as a level across the chart.

    of    the name of the measurement or control whose value is its height
    text  what stands beside it; `{value}` and `{x}` are filled in, and fields of the evidence
    """

    of: str
    x: float | None = None
    text: str = "{value:.3g}"

    def __post_init__(self) -> None:
        check_text(self.of, self.text)
        if self.x is not None:
            object.__setattr__(self, "x", as_number(self.x, "x= of a mark"))
            if not math.isfinite(self.x):
                raise ValueError(f"x={self.x} of the mark at {self.of!r} is no place in a chart")


@dataclass(frozen=True, kw_only=True)
class Axes:
    """The labels of the axes of the chart, which axes are logarithmic, and what is marked between them."""

    x: str = ""
    y: str = ""
    log_x: bool = False
    log_y: bool = False
    marks: Sequence[Mark] = ()

    def __post_init__(self) -> None:
        check_text(self.x, self.y)
        object.__setattr__(self, "marks", tuple(self.marks))
        if len(self.marks) > MOST_MARKS:
            raise ValueError(f"{len(self.marks)} marks; a chart stays legible up to {MOST_MARKS}")


def _floats(values: Iterable[SupportsFloat]) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
