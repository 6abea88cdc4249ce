"""By what arrays must be multiplied to give others: a number, or a formula of the numbers of each call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np

from quizdl.verify.practice.diagnosis.compared import NEAR, Compared, Pair
from quizdl.verify.practice.diagnosis.outcomes import largest
from quizdl.verify.practice.wire import Array

LEAST = 3  # calls that tell a relation from being as ours
LEAST_OF_A_FORMULA = 5  # small whole numbers give the same by chance in fewer
SAME_FACTOR = 1e-6  # relative


class Factor(NamedTuple):
    """A number, the same for all pairs, or a formula of it."""

    value: float = 0.0
    formula: str = ""


def factor_of(pairs: Sequence[Pair], references: Sequence[Array]) -> Factor | None:
    """By what each reference must be multiplied to give the given array."""
    factors = np.array([_times(pair, array) for pair, array in zip(pairs, references, strict=True)])
    seen = ~np.isnan(factors)
    if seen.sum() < LEAST:
        return None
    if np.ptp(factors[seen]) <= SAME_FACTOR * abs(factors[seen][0]):
        value = float(np.median(factors[seen]))
        return Factor(value) if _all_are(pairs, references, [value] * len(pairs)) else None
    if seen.sum() < LEAST_OF_A_FORMULA:
        return None
    for formula, values in _formulas([pair.call for pair in pairs]):
        for sign, text in ((1, formula), (-1, f"-{formula}")):
            if np.allclose(factors[seen], sign * values[seen], rtol=SAME_FACTOR, atol=0):
                return Factor(formula=text) if _all_are(pairs, references, sign * values) else None
    return None


def _all_are(pairs: Sequence[Pair], references: Sequence[Array], factors: Sequence[float] | Array) -> bool:
    """Whether each given array is so many times its reference, but for rounding."""
    return all(
        pair.given.shape == reference.shape
        and np.isfinite(factor)
        and np.allclose(
            pair.given, factor * reference, rtol=0, atol=pair.rounding + 10 * NEAR * abs(factor) * largest(reference)
        )
        for pair, reference, factor in zip(pairs, references, factors, strict=True)
    )


def _times(pair: Pair, reference: Array) -> float:
    """By which number the reference must be multiplied to give the given array; NaN where that cannot be told."""
    given = pair.given
    if given.shape != reference.shape or given.dtype.kind != "f" or largest(given) <= pair.rounding / SAME_FACTOR:
        return np.nan
    square = float((reference * reference).sum())
    return float((given * reference).sum()) / square if 0 < square < np.inf else np.nan


def _formulas(calls: Sequence[Compared]) -> Iterator[tuple[str, Array]]:
    """Formulas of one or two numbers that all of the calls have, the simplest first, with their values."""
    names = sorted(set.intersection(*(set(call.numbers) for call in calls)))
    columns = {name: np.array([call.numbers[name] for call in calls]) for name in names}
    with np.errstate(all="ignore"):
        for name, column in columns.items():
            yield name, column
            yield f"1/{name}", 1 / column
        for name, column in columns.items():
            yield f"1-{name}", 1 - column
            yield f"1/(1-{name})", 1 / (1 - column)
            yield f"{name}²", column**2
            yield f"1/{name}²", 1 / column**2
            yield f"√{name}", np.sqrt(column)
            yield f"1/√{name}", 1 / np.sqrt(column)
            yield f"{name}/2", column / 2
            yield f"2/{name}", 2 / column
            yield f"({name}-1)/{name}", (column - 1) / column
            yield f"{name}/({name}-1)", column / (column - 1)
        for (one, first), (other, second) in combinations(columns.items(), 2):
            yield f"{one}·{other}", first * second
            yield f"1/({one}·{other})", 1 / (first * second)
            yield f"{one}/{other}", first / second
            yield f"{other}/{one}", second / first
