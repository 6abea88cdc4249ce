"""Checks that experiments of many families make of themselves: of their draws, their controls and these instruments.

Their Korean is in `quizdl.words`, with the other sentences that are made in English.
"""

from __future__ import annotations

import numpy as np

from quizdl.lab.known_samples import off_odd_samples
from quizdl.verify import Measurement, at_most

# In standard errors, for the oddities of `samples`.
NOT_ODD = at_most(5, because="the promised distribution, each draw by itself; beyond five once in 100 000")


def check_draws(*oddities: float) -> Measurement:
    """The most that any of the draws looks odd, in standard errors; nan if one is no number."""
    return Measurement("how odd the draws look", np.max(oddities), NOT_ODD, unit="standard errors", check=True)


def check_controls(*off: float, most: float = 1e-11) -> Measurement:
    """How far the numbers of the controls are off what theory says of each; nan if one is no number."""
    return Measurement(
        "controls: largest distance from what theory says of them",
        np.abs(off).max(),
        at_most(most, because="the same formulas with the cause taken away; rounding"),
        check=True,
    )


def check_oddities() -> Measurement:
    """Whether the instruments that call draws odd do so by their definition."""
    return Measurement(
        "largest distance of an oddity from its definition on odd samples",
        off_odd_samples(),
        at_most(1e-12, because="sums of some fifty numbers; rounding"),
        check=True,
    )
