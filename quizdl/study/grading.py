"""Grade answers, parse typed numbers, and rate grades for the scheduler. Pure."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Collection, Sequence
from itertools import combinations
from typing import NamedTuple

from quizdl.bank.question import AnyQuestion, ChoiceQuestion, CodeQuestion, NumberQuestion, OpenQuestion, OrderQuestion
from quizdl.study.cards import NewReview, Rating
from quizdl.words import Language

PASSING_SHARE = (2, 3)  # of the key points of an open question


Given = tuple[int, ...] | float | str  # indices into the bank's choices or items; a number; what was written


class Grade(NamedTuple):
    """Whether an answer is right, and its share of credit: `credit` is in 0..1, and 1 if right."""

    correct: bool
    credit: float


def grade_choice(question: ChoiceQuestion, picked: Collection[int]) -> Grade:
    """Right when exactly the correct choices are picked (indices into `choices`).

    Credit is the share of correct choices picked, less as much for every wrong one: picking all earns nothing
    more than chance would.
    """
    right = {index for index, choice in enumerate(question.choices) if choice.correct}
    chosen = set(picked)
    if chosen == right:
        return Grade(True, 1.0)
    credit = (len(chosen & right) - len(chosen - right)) / len(right) if right else 0.0
    return Grade(False, max(0.0, credit))


def grade_number(question: NumberQuestion, given: float, truth: float) -> Grade:
    """Right when `given` lies within the tolerance of `truth`: the question's value, or what was measured.

    The edge of the tolerance counts as right although 0.65 ± 0.05 has no exact edges in float64.
    """
    if not (math.isfinite(given) and math.isfinite(truth)):
        return Grade(False, 0.0)
    margin = question.margin(truth)
    rounding = 4 * math.ulp(max(abs(given), abs(truth), margin))
    correct = abs(given - truth) <= (margin + rounding if margin else 0.0)
    return Grade(correct, float(correct))


def grade_order(question: OrderQuestion, order: Sequence[int]) -> Grade:
    """Right when the items (indices into `items`, in the reader's order) are in the bank's order.

    Credit is Kendall's rank correlation (Kendall 1938), or 0 where that is negative: guessing earns nothing
    on average, one swap of neighbours costs little. Raises ValueError where `order` is not a permutation.
    """
    if sorted(order) != list(range(len(question.items))):
        raise ValueError(f"not an order of {len(question.items)} items: {order!r}")
    right, pairs = pairs_in_order(order)
    return Grade(right == pairs, max(0.0, (2 * right - pairs) / pairs))


def pairs_in_order(order: Sequence[int]) -> tuple[int, int]:
    """How many pairs of items stand in the right order, and how many pairs there are."""
    pairs = list(combinations(order, 2))
    return sum(first < second for first, second in pairs), len(pairs)


def grade_open(question: OpenQuestion, ticked: Collection[int]) -> Grade:
    """Right from two thirds of the key points on (indices into `key_points`); credit is their share."""
    count = len(set(ticked) & set(range(len(question.key_points))))
    part, whole = PASSING_SHARE
    total = len(question.key_points)
    return Grade(count * whole >= total * part, count / total)


class GradeCode(NamedTuple):
    """How an exercise went, up to the pass or until the reader gave up."""

    passed: bool  # every judge came out as declared
    hints: int  # that were taken, with those that told what an attempt behaves like
    solution_seen: bool
    attempts: int  # that were judged
    seconds: float  # from opening it, without pauses


def grade_code(question: CodeQuestion, outcome: GradeCode, kept: int) -> Grade:
    """Right when an attempt passes that the reader wrote; credit is the share of judges that the best one satisfied."""
    return Grade(outcome.passed and not outcome.solution_seen, kept / question.judge_count)


def rate_code(question: CodeQuestion, outcome: GradeCode) -> Rating:
    """Rate an exercise for the scheduler; the reader may overrule it.

    Not passed, or passed after the solution was seen, is again; with a hint, or in more than twice the minutes of the
    exercise, is hard; a first attempt that passes within half of them is easy; any other pass is good: to be judged
    often is how one works, and costs nothing.
    """
    limit = 60 * question.minutes
    if not outcome.passed or outcome.solution_seen:
        return Rating.AGAIN
    if outcome.hints or outcome.seconds > 2 * limit:
        return Rating.HARD
    return Rating.EASY if outcome.attempts == 1 and outcome.seconds <= limit / 2 else Rating.GOOD


def grade_given(question: AnyQuestion, given: Given) -> Grade | None:
    """The grade of an answer, or None until the reader (open) or an experiment (measured) decides it.

    `given`: indices into the bank's choices or items, a number, or what was written.
    """
    if isinstance(question, NumberQuestion) and isinstance(given, float):
        return None if question.value is None else grade_number(question, given, question.value)
    if isinstance(question, ChoiceQuestion) and isinstance(given, tuple):
        return grade_choice(question, given)
    if isinstance(question, OrderQuestion) and isinstance(given, tuple):
        return grade_order(question, given)
    return None


def parse_number(text: str, unit: str = "") -> float | None:
    """The finite number that a reader typed, or None.

    Understood are `1e-3`, `1,000`, `2^20`, `3 × 10⁻⁴`, `½`, `1 1/2`, a leading `~`, full-width digits, and a
    trailing `unit`: pass `question.unit`. A percent sign divides by 100, unless percent is that unit.
    """
    plain = _plain_digits(text)
    wanted = _plain_digits(unit)
    if wanted and plain.casefold().endswith(wanted.casefold()):
        plain = plain[: -len(wanted)].rstrip()
    share = plain.endswith("%")
    if share:
        plain = plain[:-1].rstrip()
    match = re.fullmatch(_NUMBER, plain, re.VERBOSE | re.IGNORECASE)  # compiled once, when first needed
    if match is None:
        return None
    try:
        value = _value(match)
    except (OverflowError, ZeroDivisionError):
        return None
    if share:
        value /= 100
    return value if math.isfinite(value) else None


_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+(?:_\d+)*)"
_DECIMAL = rf"(?:{_DIGITS}(?:\.\d*)?|\.\d+)"
_NUMBER = rf"""[~≈]?\s*(?P<sign>[+-]?)\s*(?:
        (?:(?P<whole>\d+)\s+)?(?P<over>{_DECIMAL})\s*/\s*(?P<under>{_DECIMAL})
      | (?P<base>{_DECIMAL})\s*(?:\^|\*\*)\s*(?P<power>[+-]?\d{{1,5}})
      | (?P<plain>{_DECIMAL}(?:e[+-]?\d{{1,5}})?)
        (?:\s*[*x×·]\s*(?P<times>\d+)\s*(?:\^|\*\*)\s*(?P<exponent>[+-]?\d{{1,5}}))?
    )"""


def _plain_digits(text: str) -> str:
    """NFKC, but with `1½` kept apart as `1 1/2` and `10⁻³` as `10^-3`."""
    text = re.sub(r"(?<=\d)(?=[¼-¾⅐-⅞])", " ", text)
    text = re.sub(r"(?<=[\d)])(?=[⁺⁻⁰¹²³⁴-⁹])(?<![⁰¹²³⁴-⁹])", "^", text)
    plain = unicodedata.normalize("NFKC", text).replace("\N{FRACTION SLASH}", "/")
    return plain.replace("\N{MINUS SIGN}", "-").strip()


def _value(match: re.Match[str]) -> float:
    def number(name: str, missing: str = "0") -> float:
        return float((match[name] or missing).replace(",", ""))

    if match["over"]:
        value = number("whole") + number("over") / number("under")
    elif match["base"]:
        value = number("base") ** number("power")
    else:
        value = number("plain") * number("times", "1") ** number("exponent")
    return -value if match["sign"] == "-" else value


READS = {
    "en": 20.0,
    "ko": 10.0,
}  # characters a second; English 238 words a minute (Brysbaert 2019), Korean in syllables
THINKS = 4.0  # seconds that a quick answer takes beyond reading


def reading_seconds(question: AnyQuestion, language: Language) -> float:
    """Seconds to read a question with its choices or items once."""
    parts = [question.prompt]
    if isinstance(question, ChoiceQuestion):
        parts += [choice.text for choice in question.choices]
    elif isinstance(question, OrderQuestion):
        parts += question.items
    return sum(len(part.to(language)) for part in parts) / READS[language]


def rate(question: AnyQuestion, grade: Grade, *, seconds: float | None, wrong_tries: int, language: Language) -> Rating:
    """Rate an answer for the scheduler; the reader may overrule it.

    Wrong is again; right after a wrong try in the same session, or an open answer that missed a key point, is
    hard; right is good; right in the time that reading takes, and a little, is easy. `seconds` is None where
    no time was measured. An open answer is never easy: to speak quickly is not to say more.
    """
    if not grade.correct:
        return Rating.AGAIN
    if wrong_tries or grade.credit < 1:
        return Rating.HARD
    quick = seconds is not None and seconds <= reading_seconds(question, language) + THINKS
    return Rating.EASY if quick and not isinstance(question, OpenQuestion) else Rating.GOOD


def new_review(
    question: AnyQuestion,
    grade: Grade,
    *,
    language: Language,
    seconds: float | None = None,
    confidence: float | None = None,
    wrong_tries: int = 0,
) -> NewReview:
    """The facts of an answer, rated by `rate`; `seconds` is how long it took, `confidence` (0..1) is the reader's."""
    rating = rate(question, grade, seconds=seconds, wrong_tries=wrong_tries, language=language)
    return NewReview(question.id, question.revision, rating, grade.credit, seconds, confidence)
