"""At which call of an object a program first differs from ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from quizdl.verify.diagnosis import FirstDifference
from quizdl.verify.practice.diagnosis.features import DrawnCall


def first_difference(calls: Sequence[DrawnCall], wrong: Sequence[bool]) -> FirstDifference | None:
    """The call at which most objects first go wrong, of equals the earliest; None where all come out right."""
    firsts: dict[int, DrawnCall] = {}  # by object
    for call, is_wrong in zip(calls, wrong, strict=True):
        if is_wrong:
            firsts.setdefault(call.object, call)
    counts = Counter((call.number, call.name) for call in firsts.values())
    if not counts:
        return None
    (number, name), objects = min(counts.items(), key=lambda item: (-item[1], item[0]))
    return FirstDifference(name, number, objects, len(firsts))
