"""A number that the reader gave beside the right one, as values in the reader's language."""

from __future__ import annotations

from typing import NamedTuple

from quizdl.bank.question import NumberQuestion
from quizdl.digits import digits_to_tell_apart, readable
from quizdl.report.text import harmless
from quizdl.study.grading import grade_number
from quizdl.words import Language, say

DIGITS = 3  # of a number that was measured
LEAST_FACTOR = 1.5  # from how many times on two numbers are compared by their ratio, not by their difference


class NumberView(NamedTuple):
    """Both numbers with their unit."""

    yours: str
    truth: str
    outcome: str  # both in one sentence, and how far they lie apart
    right_from: str  # from where to where an answer is right; empty where only the right number is
    lengths: tuple[float, float] | None  # of a bar for each, the longer one 1; None where a number has none


def in_unit(question: NumberQuestion, value: float, digits: int = 6) -> str:
    """A number in the unit that the question asks for."""
    return harmless(f"{readable(value, digits)} {question.unit}".rstrip())


def right_from(question: NumberQuestion, truth: float, language: Language) -> str:
    """From where to where an answer is right, in words; empty where only the right number is."""
    margin = question.margin(truth)
    if not margin:
        return ""
    edges = (truth - margin, truth + margin)
    low, high = (readable(edge, digits_to_tell_apart(edge, [truth], least=DIGITS)) for edge in edges)
    return say(language, "number.right_from", low=low, high=high)


def number_view(question: NumberQuestion, given: float, truth: float, language: Language) -> NumberView:
    """The reader's number beside the right one; a wrong one never looks like it."""
    right = grade_number(question, given, truth).correct
    yours = in_unit(question, given)
    measured = in_unit(question, truth, DIGITS if right else digits_to_tell_apart(truth, [given], least=DIGITS))
    outcome = say(language, f"number.{'predicted' if question.measured else 'answered'}", yours=yours, truth=measured)
    if not right:
        outcome += f": {_apart(question, given, truth, language)}"
    elif yours != measured:
        outcome += f": {say(language, 'number.near')}"
    longest = max(given, truth)
    lengths = (given / longest, truth / longest) if min(given, truth) >= 0 and longest > 0 else None
    return NumberView(yours, measured, outcome, right_from(question, truth, language), lengths)


def _apart(question: NumberQuestion, given: float, truth: float, language: Language) -> str:
    """How far a wrong number lies from the truth: a ratio where both are of one kind and far apart."""
    way = "small" if given < truth else "large"
    if min(given, truth) > 0:
        factor = max(given, truth) / min(given, truth)
        if factor >= LEAST_FACTOR:
            return say(language, f"number.times_too_{way}", times=readable(factor, 2))
    return say(language, f"number.too_{way}", apart=in_unit(question, abs(given - truth), 2))
