"""What a question bank holds, as plain values. Reading, validating and grading live elsewhere.

These are standard dataclasses so that a bank can be opened from its cache without importing pydantic;
`schema.py` builds the validator from the same classes (`Limits` carries the constraints).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

Language = Literal["en", "ko"]
LANGUAGES: tuple[Language, ...] = ("en", "ko")


class Limits:
    """What pydantic is to check of a field, said without importing it here: keys of its core schema."""

    def __init__(self, **limits: Any) -> None:
        self.limits = limits

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        return {**handler(source), **self.limits}


STRICT = Limits(strict=True)  # "yes" is not true, and "3" is not 3

Sentence = Annotated[str, Limits(min_length=1, max_length=20_000)]
Slug = Annotated[str, Limits(min_length=1, max_length=100)]  # lower-case letters, digits and hyphens
ClaimId = Annotated[str, Limits(min_length=3, max_length=200)]  # family.claim
MeasurementId = Annotated[str, Limits(min_length=5, max_length=400)]  # family.claim/name of the measurement
Boolean = Annotated[bool, STRICT]
Number = Annotated[float, STRICT]


@dataclass(frozen=True)
class Text:
    """The same text in English and Korean; a user's bank may have only one of them."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    en: Sentence | None = None
    ko: Sentence | None = None

    def to(self, language: Language) -> str:
        """The text in `language`, or in the other one where that is missing."""
        first, second = (self.ko, self.en) if language == "ko" else (self.en, self.ko)
        return first or second or ""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One choice and the reason why it is right or wrong."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    text: Text
    because: Text
    correct: Boolean = False


@dataclass(frozen=True, kw_only=True)
class Question:
    """What the four kinds share. Progress hangs on `id`, never on the text."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    id: Slug
    revision: Annotated[int, Limits(strict=True, ge=1)] = 1
    level: Annotated[int, Limits(strict=True, ge=1, le=3)]  # 1 screening, 2 solid, 3 expert
    prompt: Text
    answer: Text  # the model answer, as one would say it aloud
    folklore: Text | None = None  # what is commonly said, and is not so
    verify: Annotated[tuple[ClaimId, ...], Limits(min_length=1)]  # ids of the claims that the answer rests on
    sources: tuple[Sentence, ...] = ()


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


@dataclass(frozen=True, kw_only=True)
class Topic:
    """One file of questions; `name` is the stem of the file."""

    name: str
    title: Text
    questions: Sequence[AnyQuestion]  # a tuple, or read from the cache when first looked at


@dataclass(frozen=True, kw_only=True)
class Bank:
    """A folder with `questions/*.yaml` and, beside it, `verifiers/*.py`."""

    root: Path
    topics: tuple[Topic, ...]

    @property
    def verifiers(self) -> Path:
        return self.root / "verifiers"

    def questions(self) -> Iterator[AnyQuestion]:
        for topic in self.topics:
            yield from topic.questions
