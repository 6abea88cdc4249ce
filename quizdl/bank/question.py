"""The four kinds of questions, as plain values. Reading, validating and grading live elsewhere.

These are standard dataclasses so that a bank can be opened from its cache without importing pydantic;
`schema.py` builds the validator from the same classes (`Limits` carries the constraints).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from quizdl.bank.model import Limits, Sentence, Text

STRICT = Limits(strict=True)  # "yes" is not true, and "3" is not 3

Slug = Annotated[str, Limits(min_length=1, max_length=100)]  # lower-case letters, digits and hyphens
ClaimId = Annotated[str, Limits(min_length=3, max_length=200)]  # family.claim
MeasurementId = Annotated[str, Limits(min_length=5, max_length=400)]  # family.claim/name of the measurement
Slugs = Annotated[tuple[Slug, ...], Limits(max_length=20)]
Sentences = Annotated[tuple[Sentence, ...], Limits(max_length=20)]
Boolean = Annotated[bool, STRICT]
Number = Annotated[float, STRICT]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One choice and the reason why it is right or wrong."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    text: Text
    because: Text
    correct: Boolean = False


@dataclass(frozen=True, kw_only=True, init=False, repr=False, eq=False)  # the kinds have their own
class Question:
    """What the four kinds share. Progress hangs on `id`, never on the text."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    id: Slug
    revision: Annotated[int, Limits(strict=True, ge=1)] = 1
    level: Annotated[int, Limits(strict=True, ge=1, le=3)]  # 1 screening, 2 solid, 3 expert
    prompt: Text
    answer: Text  # the model answer, as one would say it aloud
    folklore: Text | None = None  # what is commonly said, and is not so
    verify: Annotated[tuple[ClaimId, ...], Limits(min_length=1, max_length=20)]  # claims that the answer rests on
    sources: Sentences = ()  # as the loader reads them: words, where the bank has a sources.yaml
    asked_in: Sentences = ()  # where it was asked; no source of the answer
    tags: Slugs = ()  # to pick questions by, across topics
    follow_up: Slugs = ()  # ids of open questions that go deeper: a mock interview asks them next


@dataclass(frozen=True, kw_only=True)
class ChoiceQuestion(Question):
    """Pick the correct choice; where several are correct, pick all of them."""

    kind: Literal["choice"]
    choices: Annotated[tuple[Choice, ...], Limits(min_length=2, max_length=9)]

    @property
    def several(self) -> bool:
        return sum(choice.correct for choice in self.choices) > 1


@dataclass(frozen=True, kw_only=True)
class NumberQuestion(Question):
    """Give a number: a known `value`, or one that an experiment measures on this machine.

    `tolerance` is absolute (`0.05`) or relative (`"10%"`).
    """

    kind: Literal["number"]
    value: Number | None = None
    measured: MeasurementId | None = None
    unit: Annotated[str, Limits(max_length=40)] = ""
    tolerance: Annotated[float, Limits(strict=True, ge=0)] | Annotated[str, Limits(max_length=20)]

    def margin(self, value: float) -> float:
        """How far from `value` an answer may lie."""
        if isinstance(self.tolerance, str):
            return abs(value) * float(self.tolerance.rstrip(" %")) / 100
        return self.tolerance


@dataclass(frozen=True, kw_only=True)
class OrderQuestion(Question):
    """Put the items in order; the bank lists them in their right order."""

    kind: Literal["order"]
    items: Annotated[tuple[Text, ...], Limits(min_length=3, max_length=9)]


@dataclass(frozen=True, kw_only=True)
class OpenQuestion(Question):
    """The interview itself: answer aloud or type, then tick the key points that were said."""

    kind: Literal["open"]
    key_points: Annotated[tuple[Text, ...], Limits(min_length=2, max_length=9)]


AnyQuestion = ChoiceQuestion | NumberQuestion | OrderQuestion | OpenQuestion
KINDS: Mapping[str, type[AnyQuestion]] = {
    "choice": ChoiceQuestion,
    "number": NumberQuestion,
    "order": OrderQuestion,
    "open": OpenQuestion,
}
