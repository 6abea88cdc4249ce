"""One sitting of the quiz: grading, shuffling, the summary. Pure: no clock, no input or output."""

from __future__ import annotations

import math
import random
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from quizdl.bank.model import Bank, Topic
from quizdl.bank.question import AnyQuestion, ChoiceQuestion, NumberQuestion, OpenQuestion, OrderQuestion
from quizdl.errors import UnknownName
from quizdl.verify.evidence import Verdict

PASSING_SHARE = (2, 3)  # of the key points of an open question


@dataclass(frozen=True, slots=True)
class Grade:
    """Whether an answer is right, and how much of it was: `credit` lies in 0..1 and is 1 if right."""

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
    """Right when the items (indices into `items`, as the reader put them) stand in the bank's order.

    Credit is Kendall's rank correlation (Kendall 1938), or 0 where that is negative: guessing earns nothing
    on average, one swap of neighbours costs little. Raises ValueError where `order` is not a permutation.
    """
    if sorted(order) != list(range(len(question.items))):
        raise ValueError(f"not an order of {len(question.items)} items: {order!r}")
    pairs = list(combinations(order, 2))
    balance = sum(1 if first < second else -1 for first, second in pairs)
    return Grade(balance == len(pairs), max(0.0, balance / len(pairs)))


def grade_open(question: OpenQuestion, ticked: Collection[int]) -> Grade:
    """Right from two thirds of the key points on (indices into `key_points`); credit is their share."""
    count = len(set(ticked) & set(range(len(question.key_points))))
    part, whole = PASSING_SHARE
    total = len(question.key_points)
    return Grade(count * whole >= total * part, count / total)


def parse_number(text: str, unit: str = "") -> float | None:
    """The number that a reader typed, or None where it is none (nor an infinite one).

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
    match = _NUMBER.fullmatch(plain)
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
_NUMBER = re.compile(
    rf"""[~≈]?\s*(?P<sign>[+-]?)\s*(?:
        (?:(?P<whole>\d+)\s+)?(?P<over>{_DECIMAL})\s*/\s*(?P<under>{_DECIMAL})
      | (?P<base>{_DECIMAL})\s*(?:\^|\*\*)\s*(?P<power>[+-]?\d{{1,5}})
      | (?P<plain>{_DECIMAL}(?:e[+-]?\d{{1,5}})?)
        (?:\s*[*x×·]\s*(?P<times>\d+)\s*(?:\^|\*\*)\s*(?P<exponent>[+-]?\d{{1,5}}))?
    )""",
    re.VERBOSE | re.IGNORECASE,
)


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


@dataclass(frozen=True, slots=True)
class Score:
    """How many questions were answered, how many rightly, and the sum of credits."""

    asked: int = 0
    right: int = 0
    credit: float = 0.0

    def plus(self, grade: Grade) -> Score:
        return Score(self.asked + 1, self.right + grade.correct, self.credit + grade.credit)


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of a sitting."""

    total: Score
    topics: Mapping[str, Score]  # by name of the topic, in the bank's order
    levels: Mapping[int, Score]  # by level, the easiest first
    skipped: int
    streak: int  # the most right answers in a row
    proven: Mapping[str, Verdict]  # claims whose experiments were run: what they said last
    wrong: tuple[AnyQuestion, ...]  # the questions that went wrong, in the order of the sitting


def choose(bank: Bank, topics: Collection[str] = (), count: int | None = None, seed: int = 0) -> list[AnyQuestion]:
    """Questions for a sitting, shuffled: `count` (or all) of those under `topics` (or of the whole bank).

    Raises UnknownName for a topic that the bank does not have.
    """
    known = {topic.name: topic for topic in bank.topics}
    for name in topics:
        if name not in known:
            raise UnknownName("topic", name, known)
    questions = [
        question for topic in bank.topics if not topics or topic.name in topics for question in topic.questions
    ]
    random.Random(seed).shuffle(questions)
    return questions if count is None else questions[: max(count, 0)]


@dataclass
class Sitting:
    """A walk through a list of questions; what was answered is remembered for as long as the sitting lasts.

    `topics` lets the summary count per topic. The first grade of a question stands: whoever goes back may
    answer again, but has seen the answer.
    """

    questions: Sequence[AnyQuestion]
    seed: int
    topics: Iterable[Topic] = ()
    position: int = field(default=0, init=False)  # counts from 0; equals `total` at the end
    streak: int = field(default=0, init=False)  # right answers in a row, up to now
    _longest: int = field(default=0, init=False)
    _grades: dict[str, Grade] = field(default_factory=dict, init=False)
    _proven: dict[str, Verdict] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.questions = tuple(self.questions)
        self.topics = tuple(self.topics)

    @property
    def total(self) -> int:
        return len(self.questions)

    @property
    def current(self) -> AnyQuestion | None:
        """The question to ask now; None once the sitting is over."""
        return self.questions[self.position] if self.position < self.total else None

    def display_order(self, question: AnyQuestion) -> tuple[int, ...]:
        """Indices of choices, items or key points as they are to be shown, the same all through the sitting.

        Choices and items are shuffled, items never into their right order; key points are not.
        """
        if isinstance(question, OpenQuestion):
            return tuple(range(len(question.key_points)))
        if isinstance(question, NumberQuestion):
            return ()
        parts = question.choices if isinstance(question, ChoiceQuestion) else question.items
        right = list(range(len(parts)))
        order = right.copy()
        draw = random.Random(f"{self.seed} {question.id}")
        draw.shuffle(order)
        while isinstance(question, OrderQuestion) and order == right and len(order) > 1:
            draw.shuffle(order)
        return tuple(order)

    def grade_of(self, question: AnyQuestion) -> Grade | None:
        """The grade that counts for a question; None where it was not answered."""
        return self._grades.get(question.id)

    def record(self, grade: Grade) -> None:
        """Keep the grade of the current question, unless it has one already."""
        if self.current is None or self.current.id in self._grades:
            return
        self._grades[self.current.id] = grade
        self.streak = self.streak + 1 if grade.correct else 0
        self._longest = max(self._longest, self.streak)

    def advance(self) -> None:
        """Go to the next question. One that was not answered counts as skipped."""
        self.position = min(self.position + 1, self.total)

    def skip(self) -> None:
        """Go on without an answer."""
        self.advance()

    def back(self) -> None:
        """Go back to the question before, to look again."""
        self.position = max(self.position - 1, 0)

    def prove(self, claim_id: str, verdict: Verdict) -> None:
        """Remember what the experiment for a claim said."""
        self._proven[claim_id] = verdict

    def summary(self) -> Summary:
        """What became of the sitting so far: the questions before the current one, and those with a grade."""
        topic_of = {q.id: topic.name for topic in self.topics for q in topic.questions}
        total, topics, levels = Score(), dict[str, Score](), dict[int, Score]()
        for question in self.questions:
            if (grade := self.grade_of(question)) is None:
                continue
            total = total.plus(grade)
            levels[question.level] = levels.get(question.level, Score()).plus(grade)
            if name := topic_of.get(question.id):
                topics[name] = topics.get(name, Score()).plus(grade)
        in_order = [topic.name for topic in self.topics if topic.name in topics]
        return Summary(
            total=total,
            topics={name: topics[name] for name in in_order},
            levels=dict(sorted(levels.items())),
            skipped=sum(self.grade_of(question) is None for question in self.questions[: self.position]),
            streak=self._longest,
            proven=dict(self._proven),
            wrong=tuple(q for q in self.questions if (grade := self.grade_of(q)) and not grade.correct),
        )
