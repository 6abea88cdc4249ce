"""Evidence: named numbers with bounds, and the verdict that follows from them.

Nothing here runs anything. A child process produces `Evidence`; the parent computes the verdict
from its numbers alone, so an experiment can report what it saw but cannot declare itself right.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, SupportsFloat

from quizdl.verdict import Verdict

MOST_NUMBERS = 100
MOST_CURVES = 16
MOST_LETTERS = 1_000  # of a name, a unit or a reason: more than a table can show, little enough to keep
MOST_POINTS = 5_000  # a curve: more than any terminal can show, little enough to send as one line


@dataclass(frozen=True, kw_only=True)
class _Bound:
    """The bound of a number: `equals` ± `within`, or at least / at most something (or between both)."""

    equals: float | None = None
    within: float | None = None
    at_least: float | None = None
    at_most: float | None = None

    def __post_init__(self) -> None:
        exact = self.equals is not None
        if exact != (self.within is not None):
            raise ValueError("a bound by equals= needs within=, and within= needs equals=")
        if exact == (self.at_least is not None or self.at_most is not None):
            raise ValueError("state one bound: equals= and within=, or at_least= and/or at_most=")
        for name in ("equals", "within", "at_least", "at_most"):
            edge = getattr(self, name)
            if edge is not None and not math.isfinite(_number(edge, f"{name}=")):
                raise ValueError(f"{name}={float(edge)} is no bound: give a finite number")
        low, high = self.edges
        if low <= -sys.float_info.max and high >= sys.float_info.max:
            raise ValueError(f"every number keeps this bound ({self.bound}), so it can prove nothing")
        if low > high:
            raise ValueError(
                f"nothing can lie between {low:g} and {high:g}: within= is negative or the edges are swapped"
            )

    @property
    def edges(self) -> tuple[float, float]:
        """The least and the greatest number within the bound; infinite on an open side."""
        if self.equals is not None and self.within is not None:
            return self.equals - self.within, self.equals + self.within
        return (
            -math.inf if self.at_least is None else self.at_least,
            math.inf if self.at_most is None else self.at_most,
        )

    @property
    def bound(self) -> str:
        """The bound as text: `= 0.651 ± 1e-14`, `<= 1e-12`, `>= 3`, `in [0.7, 1.3]`."""
        if self.equals is not None and self.within is not None:
            spread = f" ± {self.within:.3g}" if self.within else ""
            return f"= {self.equals:.6g}{spread}"
        if self.at_least is not None and self.at_most is not None:
            return f"in [{self.at_least:.6g}, {self.at_most:.6g}]"
        if self.at_least is not None:
            return f">= {self.at_least:.6g}"
        return f"<= {self.at_most:.6g}"


@dataclass(frozen=True)
class Measurement(_Bound):
    """A named number with its unit, the bound it must keep, and the reason for that bound.

    `interval` is a confidence interval (low, high) of the value: where one is given, the measurement is
    decided only when the whole interval lies on one side of the bound, and is undecided otherwise.
    `because` says where the bound comes from: a theorem, rounding, a stated confidence level.

    >>> Measurement("weight of the last ten", 0.65, at_most=1.0, because="weights sum to one").holds
    True
    """

    name: str
    value: float
    because: str = field(default="", kw_only=True)
    unit: str = field(default="", kw_only=True)
    interval: tuple[float, float] | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        _words(self.name, self.because, self.unit)
        object.__setattr__(self, "value", _number(self.value, "the value"))
        for edge in ("equals", "within", "at_least", "at_most"):  # numpy scalars become plain floats
            if (given := getattr(self, edge)) is not None:
                object.__setattr__(self, edge, float(given))
        if self.interval is not None:
            low, high = (_number(edge, "an edge of the interval") for edge in self.interval)
            if low > high:
                raise ValueError(f"{self.name!r}: the interval {self.interval} runs backwards")
            object.__setattr__(self, "interval", (low, high))

    @property
    def holds(self) -> bool | None:
        """True or False where the number decides; None for NaN and for an interval that contains an edge."""
        low, high = self.interval or (self.value, self.value)
        if math.isnan(low) or math.isnan(high) or math.isnan(self.value):
            return None
        least, most = self.edges
        if least <= low and high <= most:
            return True
        if high < least or most < low:
            return False
        return None


@dataclass(frozen=True)
class Control(Measurement):
    """The same experiment without the cause: it must come out differently.

    As a rule a control must break its bound (`must="break"`). A claim that expects to be refuted shows
    with `must="hold"` a case where the folklore is right: the instrument could have said yes.
    """

    must: Literal["break", "hold"] = field(default="break", kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.must not in ("break", "hold"):
            raise ValueError(f"control {self.name!r}: must={self.must!r} is neither 'break' nor 'hold'")

    @property
    def came_out(self) -> bool:
        """Whether the control behaved as it must; an undecided control did not."""
        return self.holds is (self.must == "hold")


def _words(*given: object) -> None:
    if wrong := [word for word in given if not isinstance(word, str)]:
        raise TypeError(f"{wrong[0]!r} stands where a text belongs")
    if long := [word for word in given if isinstance(word, str) and len(word) > MOST_LETTERS]:
        raise ValueError(f"a text of {len(long[0])} characters ({long[0][:20]!r}…); at most {MOST_LETTERS}")
    if wrapped := [word for word in given if isinstance(word, str) and len(word.splitlines()) > 1]:
        raise ValueError(f"{wrapped[0][:60]!r} is longer than one line")


def _number(given: SupportsFloat, what: str) -> float:
    try:
        return float(given)
    except (TypeError, ValueError):
        raise TypeError(f"{what} is {given!r}, which is not a number") from None
    except OverflowError:
        raise ValueError(f"{what} is an integer beyond the range of floating point") from None


def _floats(values: Iterable[SupportsFloat]) -> tuple[float, ...]:
    return tuple(float(value) for value in values)


@dataclass(frozen=True)
class Curve:
    """A line (or, with `points=True`, a cloud) to look at: `y` over `x`, by default over 0, 1, 2, …"""

    name: str
    y: Sequence[float]
    x: Sequence[float] | None = None
    points: bool = False

    def __post_init__(self) -> None:
        _words(self.name)
        object.__setattr__(self, "y", _floats(self.y))
        object.__setattr__(self, "x", _floats(range(len(self.y)) if self.x is None else self.x))
        if self.x is None or len(self.x) != len(self.y):
            raise ValueError(f"curve {self.name!r}: x and y differ in length")
        if len(self.y) > MOST_POINTS:
            raise ValueError(f"curve {self.name!r}: {len(self.y)} points; thin it out to at most {MOST_POINTS}")


@dataclass(frozen=True, kw_only=True)
class Axes:
    """The labels of the axes of the chart, and which axes are logarithmic."""

    x: str = ""
    y: str = ""
    log_x: bool = False
    log_y: bool = False

    def __post_init__(self) -> None:
        _words(self.x, self.y)


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The output of one run of a claim: at least one measurement and one control, and curves to look at."""

    measurements: Sequence[Measurement]
    controls: Sequence[Control]
    curves: Sequence[Curve] = ()
    axes: Axes = Axes()

    def __post_init__(self) -> None:
        for name in ("measurements", "controls", "curves"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        if not self.measurements:
            raise ValueError("evidence needs at least one measurement")
        if not self.controls:
            raise ValueError("evidence needs a control: a claim that cannot come out otherwise proves nothing")
        if not all(isinstance(control, Control) for control in self.controls):
            raise TypeError("controls= takes Control(…), not Measurement(…)")
        if unreasoned := [m.name for m in self.measurements if not m.because]:
            raise ValueError(f"say with because= where the bound comes from: {', '.join(unreasoned)}")
        names = [entry.name for entry in (*self.measurements, *self.controls)]
        if len(names) > MOST_NUMBERS:
            raise ValueError(f"{len(names)} numbers; a table stays legible up to {MOST_NUMBERS}")
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"two numbers share a name: {', '.join(twice)}")
        if len(self.curves) > MOST_CURVES:
            raise ValueError(f"{len(self.curves)} curves; a chart stays legible up to {MOST_CURVES}")

    @property
    def decisive(self) -> Sequence[Measurement]:
        """What rules out `supported`: failed controls, else broken measurements, else undecided ones."""
        stuck = [control for control in self.controls if not control.came_out]
        broken = [entry for entry in self.measurements if entry.holds is False]
        return stuck or broken or [entry for entry in self.measurements if entry.holds is None]

    def judge(self) -> tuple[Verdict, str | None]:
        """The verdict and, unless it is `supported`, the reason for it in one sentence."""
        against = self.decisive
        if not against:
            return Verdict.SUPPORTED, None
        names = "; ".join(entry.name for entry in against)  # names hold commas
        if isinstance(against[0], Control):
            return Verdict.INCONCLUSIVE, f"the control did not come out as it must: {names}"
        if against[0].holds is False:
            return Verdict.REFUTED, f"breaks its bound: {names}"
        return Verdict.INCONCLUSIVE, f"the numbers do not decide: {names}"

    def to_json(self) -> dict[str, Any]:
        """Convert to plain values; `from_json` inverts this."""
        return asdict(self)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Evidence:
        """The Evidence that `to_json` wrote; Raises ValueError, TypeError or KeyError if the document is invalid."""
        return cls(
            measurements=[Measurement(**entry) for entry in document["measurements"]],
            controls=[Control(**entry) for entry in document["controls"]],
            curves=[Curve(**entry) for entry in document["curves"]],
            axes=Axes(**document["axes"]),
        )
