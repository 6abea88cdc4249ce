"""What parts the calls that go wrong from those that come out right: one feature, two together, or one needed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from quizdl.verify.diagnosis import FLAGS, Comparison, Condition, Feature, FeatureKind, Term
from quizdl.verify.practice.diagnosis.features import MEASURES

Flags = NDArray[np.bool_]
Values = NDArray[np.float64]
RANKS = {kind: rank for rank, kind in enumerate(FeatureKind)}
LEAST = 3  # calls on each side
BITS = 10.0  # by which a finding must outweigh the number of those that were tried: chance finds one in a thousand
FEW = 2  # values on one side of an edge
MARGIN = 10.0  # between a power of ten and what was seen
LEAST_RIGHT = 0.2  # share of calls that must come out right where only these do: fewer do so by accident
LEAST_SHARE = 0.25  # of the other side that a needed feature must rule out


def find_condition(
    wrong: Sequence[bool], features: Sequence[Mapping[Feature, float]], searched: int | None = None
) -> Condition | None:
    """The simplest condition that holds without exception: one term, else two, else the one that rules out the most.

    It is searched in the first calls, all unless `searched` says how many, and must hold in the others too. None where
    one side has too few calls, or where chance alone might well find as much.
    """
    every = np.array(wrong, dtype=bool)
    sides = every[:searched]
    if min(sides.sum(), (~sides).sum()) < LEAST:
        return None
    common = set.intersection(*(set(one) for one in features))
    names = sorted(common, key=lambda feature: (RANKS[feature.kind], feature.names))
    values = {name: np.array([one[name] for one in features]) for name in names}
    while True:
        found = _found(sides, {name: column[:searched] for name, column in values.items()})
        held = [one for condition in found if (one := _held(condition, every, values)) is not None]
        if held or not found:
            return min(held, key=_simplicity, default=None)
        for term in {term for condition in found for term in condition.terms}:
            values.pop(term.feature, None)  # what it seemed to tell was chance


def _found(sides: Flags, values: Mapping[Feature, Values]) -> list[Condition]:
    """For the calls that go wrong and for the others, what the simplest search finds that finds something."""
    ways = [_Way(kind, sides == kind, values) for kind in (True, False)]
    for search in (_Way.one, _Way.two, _Way.needed):
        found = [condition for way in ways if (condition := search(way)) is not None]
        if found:
            return found
    return []


def _simplicity(condition: Condition) -> tuple[int, bool]:
    return (_cost(condition.terms) if condition.exact else _excess(condition)), not condition.wrong


def _held(condition: Condition, every: Flags, values: Mapping[Feature, Values]) -> Condition | None:
    """The condition with the counts of all calls; None where it does not hold in those that were not searched."""
    met = np.logical_and.reduce([_meets(term, values[term.feature]) for term in condition.terms])
    of_kind = every == condition.wrong
    if (of_kind & ~met).any() or (condition.exact and (met & ~of_kind).any()):
        return None
    return condition._replace(met=int(met.sum()), of_kind=int(of_kind.sum()), calls=len(every))


def _excess(condition: Condition) -> int:
    """How many calls meet the terms without being of the kind."""
    return condition.met - condition.of_kind


def _cost(terms: Sequence[Term]) -> int:
    return sum(RANKS[term.feature.kind] for term in terms)


class _Way:
    """The search for terms that every call of one kind meets."""

    def __init__(self, kind: bool, sides: Flags, values: Mapping[Feature, Values]) -> None:
        self.kind, self.sides, self.values = kind, sides, values
        found = [one for feature, column in values.items() for one in _needed(feature, column, sides)]
        terms = [term for term, _ in found]
        met = [_meets(term, values[term.feature]) for term in terms]
        kept = [index for index, flags in enumerate(met) if not flags.all()]
        self.terms = [terms[index] for index in kept]
        self.firm = [place for place, index in enumerate(kept) if not found[index][1] and self._tells(terms[index])]
        self.met = np.array([met[index] for index in kept]).reshape(len(kept), len(sides)).astype(bool)

    def _tells(self, term: Term) -> bool:
        """Whether more than rounding is behind it: numbers small enough hide any mistake."""
        return self.kind or term.feature.kind not in MEASURES

    def one(self) -> Condition | None:
        """One term that nothing of the other kind meets."""
        exact = [(term,) for term, met in zip(self.terms, self.met, strict=True) if not met[~self.sides].any()]
        return self._best(exact, len(self.terms))

    def two(self) -> Condition | None:
        """Two terms of which each of the other kind misses one."""
        others = self.met[:, ~self.sides].astype(np.float32)
        both = others @ others.T
        pairs = [(self.terms[i], self.terms[j]) for i, j in np.argwhere(both == 0) if i < j]
        parted = [pair for pair in pairs if pair[0].feature != pair[1].feature]
        return self._best(parted, len(self.terms) ** 2)

    def needed(self) -> Condition | None:
        """The term that most of the other kind miss; with a second one where that rules out many more."""
        terms: list[Term] = []
        inside = np.ones(len(self.sides), dtype=bool)
        while len(terms) < 2 and self.firm:
            left = inside & ~self.sides
            missed = (left & ~self.met[self.firm]).sum(axis=1)
            most = int(missed.max())
            chance = _bits(int(inside.sum()), int(left.sum()), most) - math.log2(len(self.firm))
            if most < max(LEAST, LEAST_SHARE * left.sum()) or chance < BITS:
                break
            best = [index for index, count in zip(self.firm, missed, strict=True) if count == most]
            index = min(best, key=lambda index: _cost([self.terms[index]]))
            terms.append(self.terms[index])
            inside = inside & self.met[index]
        found = self._condition(tuple(terms), exact=False) if terms else None
        by_accident = found is not None and not self.kind and found.of_kind < LEAST_RIGHT * found.met
        return None if by_accident else found

    def _best(self, found: Sequence[tuple[Term, ...]], tried: int) -> Condition | None:
        """The simplest of them, if chance is unlikely to have found it among so many."""
        others = int((~self.sides).sum())
        if not found or _bits(len(self.sides), others, others) - math.log2(tried) < BITS:
            return None
        return self._condition(min(found, key=_cost), exact=True)

    def _condition(self, terms: tuple[Term, ...], *, exact: bool) -> Condition:
        met = np.logical_and.reduce([_meets(term, self.values[term.feature]) for term in terms])
        return Condition(self.kind, terms, exact, int(met.sum()), int(self.sides.sum()), len(met))


def _bits(calls: int, others: int, missed: int) -> float:
    """How unlikely it is that so many calls, chosen blindly, would all be of the others, in bits."""
    return math.log2(math.comb(calls, missed)) - math.log2(math.comb(others, missed))


def _meets(term: Term, values: Values) -> Flags:
    """Which of the values of its feature meet a term."""
    match term.comparison:
        case Comparison.AT_LEAST:
            met = values >= term.value
        case Comparison.AT_MOST:
            met = values <= term.value
        case Comparison.EQUALS:
            met = values == term.value
        case Comparison.DIFFERS:
            met = values != term.value
    return np.asarray(met, dtype=bool)


def _needed(feature: Feature, column: Values, sides: Flags) -> Iterator[tuple[Term, bool]]:
    """The tightest terms about a feature that all calls of the kind meet, and whether other calls would move them."""
    inside, known = column[sides], np.unique(column)
    if np.isnan(column).any() or len(known) < 2:
        return
    low, high = float(inside.min()), float(inside.max())
    if feature.kind in FLAGS:
        if low == high:
            yield Term(feature, Comparison.EQUALS, low), False
        return
    if low == high and (low < known[-1] or low != round(low)):
        yield Term(feature, Comparison.EQUALS, low), False
    if (column == 0).sum() >= LEAST and known[0] <= 0 < known[-1] and low != round(low) and (inside != 0).all():
        yield Term(feature, Comparison.DIFFERS, 0.0), False
    below, above = known[known < low], known[known > high]
    if below.size:
        term = Term(feature, Comparison.AT_LEAST, _round_between(float(below[-1]), low))
        yield term, _moves(feature, low, min(below.size, known.size - below.size))
    if above.size:
        term = Term(feature, Comparison.AT_MOST, _round_between(float(above[0]), high))
        yield term, _moves(feature, -high, min(above.size, known.size - above.size))
    if feature.kind in MEASURES and low > 0:
        yield Term(feature, Comparison.AT_LEAST, 10.0 ** math.floor(math.log10(low / MARGIN))), False
    if feature.kind in MEASURES and 0 < high < np.inf:
        yield Term(feature, Comparison.AT_MOST, 10.0 ** math.ceil(math.log10(high * MARGIN))), False
    if feature.kind is FeatureKind.DIFFERENCE and known[0] < 0 < known[-1] and (inside != 0).all():
        yield Term(feature, Comparison.DIFFERS, 0.0), False


def _moves(feature: Feature, edge: float, values: int) -> bool:
    """Whether an edge that was only seen, and that nothing lies behind, would move with other calls.

    It stays where few whole numbers lie on one side of it, and where it tells which of two numbers is larger.
    """
    if feature.kind is FeatureKind.DIFFERENCE:
        return edge not in (0, 1)
    return feature.kind in MEASURES or edge != round(edge) or values > FEW


def _round_between(outside: float, inside: float) -> float:
    """The number of the fewest digits between two values, or the inner one where it is a whole number."""
    if inside == round(inside):
        return inside
    for digits in range(1, 17):
        rounded = float(f"{(outside + inside) / 2:.{digits}g}")
        if min(outside, inside) < rounded < max(outside, inside):
            return rounded
    return inside
