"""Bounds: what a number must keep, and why. `within(1, 1e-12, because="rounding")` reads as it is said."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from typing import SupportsFloat

from quizdl.verify.texts import check_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """The bound of a number: `equals` ± `within`, or at least / at most something (or between both).

    `because` says where it comes from: a theorem, rounding, a stated confidence level. Claims make bounds with
    `within`, `at_most`, `at_least` and `between`. Raises ValueError for a bound that nothing or everything keeps.
    """

    equals: float | None = None
    within: float | None = None
    at_least: float | None = None
    at_most: float | None = None
    because: str = ""

    def __post_init__(self) -> None:
        check_text(self.because)
        exact = self.equals is not None
        if exact != (self.within is not None):
            raise ValueError("a bound by equals= needs within=, and within= needs equals=")
        if exact == (self.at_least is not None or self.at_most is not None):
            raise ValueError("state one bound: equals= and within=, or at_least= and/or at_most=")
        for name in ("equals", "within", "at_least", "at_most"):
            edge = getattr(self, name)
            if edge is not None and not math.isfinite(as_number(edge, f"{name}=")):
                raise ValueError(f"{name}={float(edge)} is no bound: give a finite number")
            object.__setattr__(self, name, None if edge is None else float(edge))  # numpy scalars become plain floats
        low, high = self.edges
        if low <= -sys.float_info.max and high >= sys.float_info.max:
            raise ValueError(f"every number keeps this bound ({self}), so it can prove nothing")
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

    def holds(self, low: float, high: float) -> bool | None:
        """Whether all numbers from `low` to `high` keep it (True), none does (False), or some do (None)."""
        if math.isnan(low) or math.isnan(high):
            return None
        least, most = self.edges
        if least <= low and high <= most:
            return True
        if high < least or most < low:
            return False
        return None

    def __str__(self) -> str:
        """The bound as text: `= 0.651 ± 1e-14`, `<= 1e-12`, `>= 3`, `in [0.7, 1.3]`."""
        if self.equals is not None and self.within is not None:
            spread = f" ± {self.within:.3g}" if self.within else ""
            return f"= {self.equals:.6g}{spread}"
        if self.at_least is not None and self.at_most is not None:
            return f"in [{self.at_least:.6g}, {self.at_most:.6g}]"
        if self.at_least is not None:
            return f">= {self.at_least:.6g}"
        return f"<= {self.at_most:.6g}"


def within(equals: float, spread: float, *, because: str = "") -> Bound:
    """The number is `equals`, give or take `spread`, both in the unit of the number."""
    return Bound(equals=equals, within=spread, because=because)


def at_most(edge: float, *, because: str = "") -> Bound:
    """The number is `edge` or less."""
    return Bound(at_most=edge, because=because)


def at_least(edge: float, *, because: str = "") -> Bound:
    """The number is `edge` or more."""
    return Bound(at_least=edge, because=because)


def between(low: float, high: float, *, because: str = "") -> Bound:
    """The number lies from `low` to `high`, both included."""
    return Bound(at_least=low, at_most=high, because=because)


def as_number(given: SupportsFloat, what: str) -> float:
    """`given` as a float. Raises TypeError or ValueError that name `what` it is."""
    try:
        return float(given)
    except (TypeError, ValueError):
        raise TypeError(f"{what} is {given!r}, which is not a number") from None
    except OverflowError:
        raise ValueError(f"{what} is an integer beyond the range of floating point") from None
