"""The log of calls: how many agree with ours, and which of those that differ is shown."""

import numpy as np

from quizdl.verify.practice.stand_in import CallLog


def logged(*calls: tuple[list[float], list[float], list[float]]) -> CallLog:
    """A log of calls of one argument: what it was, what came out, what ours gives."""
    log = CallLog()
    for number, (argument, given, asked) in enumerate(calls):
        log.add({"number": number}, (np.array(argument),), np.array(given), np.array(asked), ["x"])
    return log


def test_of_calls_that_differ_the_one_with_fewest_numbers_is_shown_and_of_those_the_earliest() -> None:
    log = logged(([1, 2], [1, 2], [1, 3]), ([0], [1], [1]), ([3], [1], [2]), ([4], [1], [2]))
    assert (log.made, log.agreed) == (4, 1)
    assert log.first is not None
    assert log.first["number"] == 2


def test_a_call_that_overflows_is_shown_only_where_no_other_differs() -> None:
    overflowing = ([1.0], [np.nan], [np.inf])
    alone, beside = logged(overflowing).first, logged(overflowing, ([1, 2], [1, 2], [1, 3])).first
    assert alone is not None
    assert beside is not None
    assert (alone["number"], beside["number"]) == (0, 1)
