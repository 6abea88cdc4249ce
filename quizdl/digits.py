"""Numbers as readers see them: as many digits as matter, and different numbers stay different."""

from __future__ import annotations

import math
from collections.abc import Iterable


def readable(value: float, digits: int = 6) -> str:
    """`value` to that many significant digits, without trailing zeros: `0.05`, `10`, `1.5e-12`, `inf`."""
    if not math.isfinite(value) or value == 0:
        return f"{value + 0.0:g}"  # the sum has no negative zero
    exponent = math.floor(math.log10(abs(value)))
    if -4 <= exponent < max(digits, 7):
        text = f"{value:.{max(digits - 1 - exponent, 0)}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    mantissa, _, power = f"{value:.{digits - 1}e}".partition("e")
    return f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}e{int(power)}"


def digits_to_tell_apart(value: float, others: Iterable[float], least: int = 6) -> int:
    """The number of significant digits that distinguishes `value` from all different `others`."""
    different = [other for other in others if other != value]
    for digits in range(least, 17):
        if all(readable(value, digits) != readable(other, digits) for other in different):
            return digits
    return 17  # tells any two float64 apart
