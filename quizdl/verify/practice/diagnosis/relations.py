"""How results that go wrong relate to ours: by a factor, a sign, an order of axes, exchanged, late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np

from quizdl.verify.diagnosis import Relation, RelationKind
from quizdl.verify.practice.diagnosis.candidates import Key, along, candidates
from quizdl.verify.practice.diagnosis.compared import Compared, Pair, by_output, near
from quizdl.verify.practice.diagnosis.factors import LEAST, SAME_FACTOR, factor_of
from quizdl.verify.practice.diagnosis.outcomes import largest
from quizdl.verify.practice.wire import Array

ROUNDED_AWAY = 1e-6  # of the usual size of a result: what is left of zero
ROUNDING_OF_A_CHANGE = 1e-14  # of the largest number of what changes


def find_relations(calls: Sequence[Compared]) -> list[Relation]:
    """A relation for each output that has one; none where a call gives no results or other ones in number."""
    found = []
    for output, pairs in by_output(calls).items():
        differing = [pair for pair in pairs if not near(pair.given, pair.ours)]
        first = [pair for pair in pairs if pair.call.first]
        relation = _relation(output, _visible(differing))
        if relation is None and differing and len(first) < len(pairs):
            relation = _relation(output, _visible(first))
            relation = relation and relation._replace(first=True)
        if relation is not None:
            found.append(relation)
    return found


def agreeing(calls: Sequence[Compared]) -> list[str]:
    """The outputs that are as ours in all calls; of a list that is not, its first or last item where these are."""
    found = []
    for output, pairs in by_output(calls).items():
        by_call: dict[int, list[bool]] = {}
        for pair in pairs:
            by_call.setdefault(id(pair.call), []).append(near(pair.given, pair.ours))
        if all(map(all, by_call.values())):
            found.append(output)
        elif sum(len(of_call) > 1 for of_call in by_call.values()) >= LEAST:
            found += [f"{output}[{place}]" for place in (0, -1) if all(one[place] for one in by_call.values())]
    return found


def _visible(pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs but for those whose numbers are what rounding left of zero."""
    usual = np.median([largest(pair.ours) for pair in pairs]) if pairs else 0.0
    return [pair for pair in pairs if largest(pair.ours) >= ROUNDED_AWAY * usual]


def _relation(output: str, pairs: Sequence[Pair]) -> Relation | None:
    """The first relation that holds for all pairs, and that at least some of them tell from being as ours."""
    if len(pairs) < LEAST:
        return None
    changes = [_change(output, pair) for pair in pairs if _is_changed(output, pair)]
    changes = changes if len(changes) == len(pairs) else []
    return (
        _times_ours(output, pairs, change=False)
        or _times_ours(output, changes, change=True)
        or _shifted(output, pairs)
        or _equal(output, pairs)
        or _times_an_argument(output, pairs, change=False)
        or _times_an_argument(output, changes, change=True)
        or _added(output, pairs)
    )


def _is_changed(output: str, pair: Pair) -> bool:
    """Whether the result is the new value of an argument."""
    argument = pair.call.arguments.get(output)
    return isinstance(argument, np.ndarray) and argument.shape == pair.ours.shape == pair.given.shape


def _change(output: str, pair: Pair) -> Pair:
    """The pair as changes of the argument with the name of the output."""
    argument = pair.call.arguments[output]
    return pair._replace(
        given=pair.given - argument, ours=pair.ours - argument, rounding=ROUNDING_OF_A_CHANGE * largest(argument)
    )


def _times_ours(output: str, pairs: Sequence[Pair], *, change: bool) -> Relation | None:
    found = factor_of(pairs, [pair.ours for pair in pairs])
    if found is None or abs(found.value - 1) <= SAME_FACTOR:
        return None
    kind, names = (RelationKind.NAMED_FACTOR, (found.formula,)) if found.formula else (RelationKind.FACTOR, ())
    return Relation(output, kind, names, found.value, change, calls=len(pairs))


def _shifted(output: str, pairs: Sequence[Pair]) -> Relation | None:
    """A result that is ours plus the same number everywhere."""
    if any(pair.given.shape != pair.ours.shape or pair.given.dtype.kind != "f" for pair in pairs):
        return None
    shifts = np.concatenate([np.ravel(pair.given - pair.ours) for pair in pairs])
    shift = float(np.median(shifts)) if shifts.size else 0.0
    if shift == 0 or not np.isfinite(shift):
        return None
    same = all(near(pair.given, pair.ours + shift) for pair in pairs)
    return Relation(output, RelationKind.SHIFTED, value=shift, calls=len(pairs)) if same else None


def _times_an_argument(output: str, pairs: Sequence[Pair], *, change: bool) -> Relation | None:
    """A result that is a multiple of an argument, where ours is another one."""
    telling = [pair for pair in pairs if not near(pair.given, pair.ours)]
    for name in pairs[0].call.arguments if len(telling) >= LEAST else ():
        values = [pair.call.arguments.get(name) for pair in pairs]
        arrays = [value for value in values if isinstance(value, np.ndarray)]
        found = factor_of(pairs, arrays) if len(arrays) == len(pairs) else None
        if found is not None:
            names = (name, found.formula) if found.formula else (name,)
            return Relation(output, RelationKind.TIMES, names, found.value, change, calls=len(pairs))
    return None


def _added(output: str, pairs: Sequence[Pair]) -> Relation | None:
    """A result that is ours and a multiple of an argument."""
    if any(pair.given.shape != pair.ours.shape or pair.given.dtype.kind != "f" for pair in pairs):
        return None
    added = [
        pair._replace(given=pair.given - pair.ours, rounding=ROUNDING_OF_A_CHANGE * 10 * largest(pair.ours))
        for pair in pairs
    ]
    for name in pairs[0].call.arguments:
        arrays = [array for pair in pairs for array in _spread(pair.call.arguments.get(name), pair.ours)]
        found = factor_of(added, arrays) if len(arrays) == len(pairs) else None
        if found is not None:
            names = (name, found.formula) if found.formula else (name,)
            return Relation(output, RelationKind.ADDED, names, found.value, calls=len(pairs))
    return None


def _spread(argument: Any, ours: Array) -> Iterator[Array]:
    """An argument in the shape of ours, if it can be added to it."""
    if isinstance(argument, np.ndarray | float):
        for _, array in islice(along(np.asarray(argument), ours), 1):
            yield np.broadcast_to(array, ours.shape)


def _equal(output: str, pairs: Sequence[Pair]) -> Relation | None:
    """What every given array is equal to, if that is seldom ours."""
    kept = list(dict(candidates(pairs[0])))
    telling = Counter[Key]()
    for pair in pairs:
        expected = dict(candidates(pair))
        kept = [key for key in kept if key in expected and near(pair.given, expected[key])]
        telling.update(key for key in kept if not near(expected[key], pair.ours))
        if not kept:
            return None
    told = [key for key in kept if telling[key] >= LEAST]
    return Relation(output, *told[0], calls=telling[told[0]]) if told else None
