"""Whether a program gives the same when the same call is made again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from quizdl.verify.diagnosis import Relation, RelationKind
from quizdl.verify.practice.diagnosis.compared import Compared, by_output, near
from quizdl.verify.practice.diagnosis.draws import Replayed, Runs, replay
from quizdl.verify.practice.diagnosis.factors import LEAST

CALLS = 40  # that are made again


def find_unstable(program: Runs, calls: Sequence[Compared], ours: Replayed) -> Iterator[Relation]:
    """The outputs that are others when the first calls are made again, of objects that are made anew."""
    again = replay(program, ours.exercise, ours.calls[:CALLS], ours.values)
    twice = [
        replace(call, given=second, ours=call.given.results)
        for call, (_, second) in zip(calls, again, strict=False)
        if call.given.results is not None and len(call.given.results) == len(call.ours)
    ]
    for output, pairs in by_output(twice).items():
        differing = sum(not near(pair.given, pair.ours) for pair in pairs)
        if differing >= LEAST:
            yield Relation(output, RelationKind.UNSTABLE, calls=differing)
