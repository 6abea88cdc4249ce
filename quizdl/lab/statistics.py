"""Statistics for experiments over seeds: intervals for means, medians and shares, power laws, paired comparisons.

numpy and the standard library only, so that a verifier costs no further import.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

Interval = tuple[float, float]


def mean_interval(samples: ArrayLike, level: float = 0.99) -> Interval:
    """Confidence interval for the mean of independent samples, shape (n,), n >= 2 (Student 1908).

    Exact for Gaussian samples; by the central limit theorem a good approximation for others.
    Raises ValueError for fewer than two samples.
    """
    values = np.asarray(samples, dtype=np.float64).ravel()
    if values.size < 2:
        raise ValueError("an interval for a mean needs at least two samples")
    half = student_quantile((1 + level) / 2, values.size - 1) * values.std(ddof=1) / math.sqrt(values.size)
    return float(values.mean() - half), float(values.mean() + half)


def share_interval(successes: int, draws: int, level: float = 0.99) -> Interval:
    """Confidence interval for the probability behind `successes` in independent `draws` (Wilson 1927).

    Unlike share ± z·√(share(1 - share)/n) it stays inside [0, 1] and keeps a width at shares of 0 and 1.
    Raises ValueError unless 0 <= successes <= draws and draws >= 1.
    """
    if not 0 <= successes <= draws or draws < 1:
        raise ValueError(f"{successes} successes in {draws} draws is no share")
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = successes / draws
    centre = share + z * z / (2 * draws)
    half = z * math.sqrt(share * (1 - share) / draws + (z / (2 * draws)) ** 2)
    scale = 1 + z * z / draws
    return max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale)


class ShareOfRuns(NamedTuple):
    """A share of the runs that ended finite: its value (NaN where none did), interval, and what was counted."""

    value: float
    interval: Interval
    counted: str  # "188 of 200 runs ended finite and count", for `because=`


def share_of_runs(happened: ArrayLike, ended: ArrayLike, level: float = 0.99) -> ShareOfRuns:
    """The share of runs in which something happened, among those that ended finite (interval: Wilson 1927).

    happened: shape (n,), True or False for each run. ended: shape (n,) or (n, ...), the numbers each run ended with; a
    run with a NaN or an infinity among them counts neither way, for NaN > ridge is False and inf > ridge is True.
    With no finite run the value is NaN and the interval (0, 1), which decides no measurement.
    Raises ValueError where the two differ in their number of runs.
    """
    yes, last = np.asarray(happened, dtype=bool).ravel(), np.asarray(ended, dtype=np.float64)
    if last.shape[:1] != yes.shape:
        raise ValueError(f"{yes.size} outcomes for ends of shape {last.shape}: one outcome a run")
    finite = np.isfinite(last).all(axis=tuple(range(1, last.ndim)))
    runs, successes = int(finite.sum()), int(yes[finite].sum())
    counted = f"{runs} of {yes.size} runs ended finite and count"
    if runs == 0:
        return ShareOfRuns(math.nan, (0.0, 1.0), counted)
    return ShareOfRuns(successes / runs, share_interval(successes, runs, level), counted)


def median_interval(samples: ArrayLike, level: float = 0.99) -> tuple[float, Interval]:
    """The median of independent samples, shape (n,), and its interval by order statistics (Thompson 1936).

    It holds whatever the distribution: the number of samples below the true median is binomial with
    probability 1/2, so its tails say how many samples may be cut off at either end.
    Raises ValueError where even the whole range, at a level of 1 - 2^(1-n), does not reach `level`.
    """
    values = np.sort(np.asarray(samples, dtype=np.float64).ravel())
    cut, tail = 0, 1  # tail: outcomes of n coins, of 2^n, that would put the median beyond the cut samples
    while tail / 2**values.size <= (1 - level) / 2:
        cut += 1
        tail += math.comb(values.size, cut)
    if cut == 0:
        raise ValueError(f"{values.size} samples give no interval for a median at a level of {level:g}")
    return float(np.median(values)), (float(values[cut - 1]), float(values[-cut]))


def log_log_slope(x: ArrayLike, y: ArrayLike) -> tuple[float, float]:
    """Exponent p of y ≈ c·x^p by least squares in logarithms, and its standard error (Gauss 1821).

    x, y: shape (n,), positive, n >= 3. The error assumes independent errors of equal relative size: where
    the law is exact it is rounding, and where y bends away from a power law it says nothing about the bend.
    Raises ValueError for fewer than three points, values that are not positive, and where all x are equal.
    """
    xs, ys = np.asarray(x, dtype=np.float64).ravel(), np.asarray(y, dtype=np.float64).ravel()
    if xs.size != ys.size or xs.size < 3:
        raise ValueError(f"a slope with its error needs three or more pairs, not {xs.size} and {ys.size}")
    if not (np.all(xs > 0) and np.all(ys > 0)):
        raise ValueError("a power law is fitted through positive numbers")
    u, v = np.log(xs) - np.log(xs).mean(), np.log(ys) - np.log(ys).mean()
    spread = float(u @ u)
    if spread == 0:
        raise ValueError("all x are equal: no slope runs through them")
    slope = float(u @ v) / spread
    residual = v - slope * u
    return slope, math.sqrt(float(residual @ residual) / (xs.size - 2) / spread)


def mcnemar(only_first: int, only_second: int) -> float:
    """Exact two-sided p-value that two classifiers err equally often on the same examples (McNemar 1947).

    only_first, only_second: the examples that only one of the two gets right; where both agree says nothing.
    Under equality each of these falls to either side like a fair coin, so this is also the exact two-sided
    sign test: p = min(1, 2·P[Binomial(n, 1/2) <= min]). Sums of integers: no rounding before the last step.
    """
    if only_first < 0 or only_second < 0:
        raise ValueError("counts are not negative")
    draws, fewer = only_first + only_second, min(only_first, only_second)
    term = tail = 1
    for successes in range(fewer):
        term = term * (draws - successes) // (successes + 1)
        tail += term
    return min(1.0, tail / 2 ** (draws - 1)) if draws else 1.0


def chi_square(counts: ArrayLike) -> float:
    """Pearson's χ² of how often each of n kinds was drawn, against equal chances (Pearson 1900).

    counts: shape (n,). About n - 1 for independent draws, far above where some kinds are preferred or left out, and
    far below where draws are dealt out evenly. Raises ValueError where nothing was drawn.
    """
    drawn = np.asarray(counts, dtype=np.float64).ravel()
    if not drawn.sum() > 0:
        raise ValueError("nothing was drawn")
    expected = drawn.sum() / drawn.size
    return float(np.sum((drawn - expected) ** 2) / expected)


def chi_square_interval(degrees: int, level: float = 0.9999) -> Interval:
    """Where χ² with that many degrees of freedom falls with probability `level` (Wilson & Hilferty 1931).

    The cube root of χ²/degrees is nearly Gaussian: within 2 % from ten degrees on. Raises ValueError for less than
    one degree of freedom.
    """
    if degrees < 1:
        raise ValueError(f"χ² has no distribution with {degrees} degrees of freedom")
    z, variance = NormalDist().inv_cdf((1 + level) / 2), 2 / (9 * degrees)
    low, high = (degrees * max(0.0, 1 - variance + sign * z * math.sqrt(variance)) ** 3 for sign in (-1, 1))
    return low, high


def student_quantile(probability: float, degrees: float) -> float:
    """The t with P[T <= t] = probability for Student's T with that many degrees of freedom.

    Good to 1e-11 relative up to 1000 degrees; rounding of lgamma costs more beyond.
    Bisects P[|T| > t] = I_x(degrees/2, 1/2) with x = degrees/(degrees + t²)
    (Abramowitz & Stegun 1964, 26.7.1).
    Raises ValueError unless 0 < probability < 1 and 0 < degrees < inf.
    """
    if not 0 < probability < 1 or not 0 < degrees < math.inf:
        raise ValueError(f"no quantile of order {probability} with {degrees} degrees of freedom")
    if probability < 0.5:
        return -student_quantile(1 - probability, degrees)
    both_tails = 2 * (1 - probability)
    low, high = 0.0, 1.0
    while _student_tails(high, degrees) > both_tails:
        low, high = high, 2 * high
    while high - low > 1e-13 * high:
        middle = (low + high) / 2
        if middle in (low, high):  # at the median t is 0, and no relative error is small enough
            break
        low, high = (middle, high) if _student_tails(middle, degrees) > both_tails else (low, middle)
    return (low + high) / 2


def _student_tails(t: float, degrees: float) -> float:
    """P[|T| > t] for t >= 0."""
    # both arguments exactly, for 1 - x would cancel: x = degrees/(degrees + t²), 1 - x = t²/(degrees + t²)
    square = t * t
    return _incomplete_beta(degrees / 2, 0.5, degrees / (degrees + square), square / (degrees + square))


def _incomplete_beta(a: float, b: float, x: float, y: float) -> float:
    """The regularised incomplete beta function I_x(a, b) with y = 1 - x (Thompson & Barnett 1986).

    Continued fraction by the modified Lentz method; it converges fast for x below (a + 1)/(a + b + 2),
    and I_x(a, b) = 1 - I_y(b, a) leads there from the other side.
    """
    if x <= 0 or y <= 0:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - _incomplete_beta(b, a, y, x)
    power = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log(y)
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    fraction = d
    for m in range(1, 10_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for coefficient in (even, odd):
            d, c = 1 / (1 + coefficient * d), 1 + coefficient / c
            fraction *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return math.exp(power) * fraction / a
