"""Warns where the form of choices gives the answer away: advice to the author, never a reason to refuse a bank.

Lengths are judged over the bank as a whole. If form told nothing, the right choice would be a random one of its
question, so the ranks of right choices have a known distribution; what lies outside `LEVEL` of it is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import erfc, sqrt
from statistics import fmean

from quizdl.bank.defect import Defect
from quizdl.bank.model import Bank
from quizdl.bank.question import ChoiceQuestion, picks_line
from quizdl.words import LANGUAGES, Language

LEAST_QUESTIONS = 30  # below, ranks say too little about the habits of an author
LEVEL = 0.01  # the chance that a bank without any habit is warned of one, over all tests and languages together
LEAST_ALIKE = 4  # pick-all questions with as many right; fewer may be chance

# A choice that speaks of another choice loses its meaning when the quiz shuffles them.
_LEANING: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"(the same,? (but|only|except|with)|(all|any|none|both|neither|either) of the (above|others?|rest)|"
        r"(around|beside|besides|outside|like|unlike|without) (them|it|these|those)|as (above|before)|likewise|ditto)\b"
        r"|.*\b(choices?|answers?|options?) (above|below|before)\b",
        re.IGNORECASE,
    ),
    "ko": re.compile(
        r"같은 \w+이지만|같지만|그 (밖|외|나머지)|(위|아래|앞)의 |나머지|모두 (맞|옳|틀)|.*(위|앞) (보기|선택지)"
    ),
}


def leaning_choices(bank: Bank) -> Iterator[tuple[str, Defect]]:
    """Find choices that seem to refer to another choice; yields the name of the topic and the defect."""
    for topic in bank.topics:
        for index, question in enumerate(topic.questions):
            if not isinstance(question, ChoiceQuestion):
                continue
            for number, choice in enumerate(question.choices):
                for language, leaning in _LEANING.items():
                    if leaning.match(getattr(choice.text, language) or ""):
                        path = ("questions", index, "choices", number, "text", language)
                        what = "seems to refer to another choice, but choices are shuffled"
                        yield topic.name, Defect(path, what, "say it in full")


def habits(bank: Bank) -> Iterator[str]:
    """Describe statistical habits of the bank that give right choices away, one sentence each."""
    questions = [
        question for question in bank.questions() if isinstance(question, ChoiceQuestion) and not picks_line(question)
    ]
    if len(questions) < LEAST_QUESTIONS:
        return
    level = LEVEL / (3 * len(LANGUAGES))  # Bonferroni: three statistics in each language
    for language in LANGUAGES:
        ranked = [_Ranked(question, language) for question in questions if question.choices[0].text.to(language)]
        if not ranked:
            continue
        yield from _by_extremes(ranked, language, level)
        yield from _by_rank(ranked, language, level)
    yield from _by_count(questions)


class _Ranked:
    """The lengths of a question's choices as ranks, 1 the shortest; equal lengths share the mean of their ranks."""

    def __init__(self, question: ChoiceQuestion, language: Language) -> None:
        lengths = [len(choice.text.to(language)) for choice in question.choices]
        self.ranks = [
            sum(other < own for other in lengths) + (sum(other == own for other in lengths) + 1) / 2 for own in lengths
        ]
        self.right = [choice.correct for choice in question.choices]

    @property
    def single(self) -> bool:
        return sum(self.right) == 1

    def is_extreme(self, longest: bool) -> float:
        """1 where the right choice alone is the longest (or shortest), 1/k where k choices share that, else 0."""
        edge = max(self.ranks) if longest else min(self.ranks)
        right = next(rank for rank, correct in zip(self.ranks, self.right, strict=True) if correct)
        return (right == edge) / self.ranks.count(edge)


def _by_extremes(ranked: Sequence[_Ranked], language: Language, level: float) -> Iterator[str]:
    """How often the one right choice is the longest, or the shortest, against 1 in as many as there are choices."""
    single = [question for question in ranked if question.single]
    chances = [1 / len(question.ranks) for question in single]
    for word, longest in (("longest", True), ("shortest", False)):
        count = round(sum(question.is_extreme(longest) for question in single))
        chance = _two_sided(chances, count)
        if chance < level:
            yield (
                f"{language}: the right choice is the {word} in {count} of {len(single)} questions, "
                f"by chance in {sum(chances):.0f} (p = {chance:.1g})"
            )


def _by_rank(ranked: Sequence[_Ranked], language: Language, level: float) -> Iterator[str]:
    """Whether right choices are longer than wrong ones: the sum of their ranks, normal by the central limit theorem."""
    excess = variance = 0.0
    for question in ranked:
        n, k = len(question.ranks), sum(question.right)
        middle = fmean(question.ranks)
        excess += sum(rank - middle for rank, right in zip(question.ranks, question.right, strict=True) if right)
        # k of n ranks drawn without replacement (Cochran 1977, section 2.6)
        variance += k * (n - k) / (n - 1) * fmean((rank - middle) ** 2 for rank in question.ranks)
    if variance and (chance := erfc(abs(excess) / sqrt(2 * variance))) < level:
        word = "longer" if excess > 0 else "shorter"
        yield f"{language}: right choices are {word} than wrong ones over the bank (rank sum, p = {chance:.1g})"


def _by_count(questions: Sequence[ChoiceQuestion]) -> Iterator[str]:
    """Whether pick-all questions of one size always have as many right choices."""
    several: dict[int, list[int]] = {}
    for question in questions:
        if question.several:
            several.setdefault(len(question.choices), []).append(sum(choice.correct for choice in question.choices))
    for size, counts in sorted(several.items()):
        if len(counts) >= LEAST_ALIKE and len(set(counts)) == 1:
            yield f"all {len(counts)} questions with several right choices of {size} have exactly {counts[0]} right"


def _two_sided(chances: Sequence[float], count: int) -> float:
    """The chance of a count at least as far out, of independent events with these chances (twice the smaller tail)."""
    counts = [1.0]
    for chance in chances:
        counts = [
            (counts[i] if i < len(counts) else 0) * (1 - chance) + (counts[i - 1] * chance if i else 0)
            for i in range(len(counts) + 1)
        ]
    return min(1.0, 2 * min(sum(counts[: count + 1]), sum(counts[count:])))
