"""Which known mistakes a program behaves like, call by call."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, islice
from typing import Any

from quizdl.verify.diagnosis import ChangedLine, Mistake
from quizdl.verify.practice.diagnosis.draws import Own, Replayed, Runs, replay
from quizdl.verify.practice.diagnosis.outcomes import has_only_numbers, same
from quizdl.verify.practice.small_bugs import SmallBug, small_bugs

MOST_PAIRS = 200


Load = Callable[[str, bool], Any]  # the symbol in the text of a changed module of ours, or of a program of its own


def alike(mistakes: Sequence[Mistake], theirs: Replayed, ours: Replayed, load: Load) -> Iterator[tuple[str, ...]]:
    """The ids of the mistakes that the program behaves like at every call; where there are none, pairs of them.

    A text is tried once, whatever it is called. A pair is two planted bugs in different lines; it must give numbers
    throughout, since NaN hides what led to it.
    """
    known = list({mistake.source: mistake for mistake in reversed(mistakes)}.values())[::-1]
    found = False
    for mistake in known:
        if _behaves(mistake.source, mistake.planted, theirs, ours, load):
            found = True
            yield (mistake.id,)
    if found or not all(map(has_only_numbers, theirs.outcomes)):
        return
    for one, other, source in islice(_pairs([mistake for mistake in known if mistake.planted]), MOST_PAIRS):
        if _behaves(source, True, theirs, ours, load):
            yield one.id, other.id


def changed_lines(
    programs: Sequence[tuple[str, bool]], theirs: Replayed, ours: Replayed, load: Load
) -> Iterator[tuple[ChangedLine, ...]]:
    """Lines of right programs, and what they would have to be for a program to behave like theirs at every call.

    One line at a time, then two that change in the same way. Each program is a text, and whether it is our module's.
    """
    for source, planted in programs:
        for bug in small_bugs(source):
            if _behaves(bug.source, planted, theirs, ours, load):
                yield (_changed(source, bug),)
    for source, planted in programs:
        for one, other in combinations(small_bugs(source), 2):
            apart = one.kind == other.kind and one.line != other.line
            if apart and _behaves(one.and_also(other), planted, theirs, ours, load):
                yield _changed(source, one), _changed(source, other)


def _changed(source: str, bug: SmallBug) -> ChangedLine:
    old, new = (text.splitlines()[bug.line - 1].strip() for text in (source, bug.source))
    return ChangedLine(old, new)


def _pairs(planted: Sequence[Mistake]) -> Iterator[tuple[Mistake, Mistake, str]]:
    for one, other in combinations(planted, 2):
        if one.line != other.line and one.source.count(other.old) == 1:
            yield one, other, one.source.replace(other.old, other.new)


def _behaves(source: str, planted: bool, theirs: Replayed, ours: Replayed, load: Load) -> bool:
    """Whether the program in that text does the same as theirs, as far as theirs was called."""
    try:
        program: Runs = Own(load(source, planted))
    except Exception:  # two planted bugs need not be Python together
        return False
    outcomes = replay(program, theirs.exercise, theirs.calls, ours.values)
    for (_, outcome), their, own in zip(outcomes, theirs.outcomes, ours.outcomes, strict=False):
        if not same(their, outcome, own):
            return False
    return True
