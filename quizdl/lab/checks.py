"""Checks that experiments of many families make of themselves: of their draws, their controls and their instruments.

Their Korean is in `quizdl.words`, with the other sentences that are made in English.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from torch import optim

from quizdl.lab.descent import descent_path, torch_path
from quizdl.lab.differences import relative_error
from quizdl.lab.known_answers import least_response, off_known_path, tail_beyond_chi_square
from quizdl.lab.known_samples import off_odd_samples
from quizdl.lab.known_tails import ranks_off_binomial, student_coverage
from quizdl.lab.statistics import chi_square_interval, mean_interval, median_interval
from quizdl.verify import Measurement, at_most, within

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
    """Whether the instruments that call draws odd do so by their definition, and the worst of several is told."""
    worst = (check_draws(1, 3, 2), check_controls(1, -3, 2))
    return Measurement(
        "largest distance of an oddity from its definition on odd samples",
        max(off_odd_samples(), *(abs(check.value - 3) for check in worst)),
        at_most(1e-12, because="sums of some fifty numbers; rounding"),
        check=True,
    )


def check_relative_errors() -> Measurement:
    """Whether a relative error looks at every number."""
    return Measurement(
        "least relative error where one number of sixty is off by 1",
        least_response(relative_error, (6, 10)),
        within(1, 1e-12, because="whichever number it is, and whether it is above or below"),
        check=True,
    )


def check_paths() -> Measurement:
    """Whether the paths of optimizers, ours and torch's, hold every place of steps that are known."""
    return Measurement(
        "places of a path whose steps are known: largest distance",
        max(
            off_known_path(partial(descent_path, lambda theta, g: theta - g)),
            off_known_path(partial(torch_path, partial(optim.SGD, lr=1.0))),
        ),
        at_most(1e-14, because="a product of five fractions; rounding"),
        check=True,
    )


def check_mean_interval(samples: int) -> Measurement:
    """Whether the interval for a mean of so many samples covers 99 % of Student's T on both sides."""
    return Measurement(
        "probability of Student's T within the farther end of an interval",
        student_coverage(mean_interval, samples),
        within(0.99, 1e-9, because="a 99 % interval; Student's T by a finite sum; rounding"),
        check=True,
    )


def check_median_interval() -> Measurement:
    """Whether the interval for a median cuts off as many numbers as coins allow."""
    return Measurement(
        "interval of the median of 15 squares off the ranks 3 and 13",
        ranks_off_binomial(median_interval, 15, 0.99),
        within(0, 0, because="the third of either end: the binomial tails of 15 coins"),
        check=True,
    )


def check_chi_square() -> Measurement:
    """Whether the interval for χ² leaves out as much as it says."""
    return Measurement(
        "chance beyond the interval of χ² over the stated one",
        tail_beyond_chi_square(chi_square_interval),
        within(1, 0.05, because="100 degrees of freedom by a sum of 50 terms; the cube root is good to 1 %"),
        check=True,
    )
