"""What a question bank holds, as plain values. Reading, validating and grading live elsewhere.

These are standard dataclasses so that a bank can be opened from its cache without importing pydantic;
`schema.py` builds the validator from the same classes (annotated_types carries the constraints).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import Ge, Le, MaxLen, MinLen

Language = Literal["en", "ko"]
LANGUAGES: tuple[Language, ...] = ("en", "ko")


class _Strict:
    """Tells pydantic not to turn one type into another ("yes" into true), without importing it here."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        return {**handler(source), "strict": True}


_STRICT = _Strict()

Sentence = Annotated[str, MinLen(1), MaxLen(20_000)]
Slug = Annotated[str, MinLen(1), MaxLen(100)]  # lower-case letters, digits and hyphens
ClaimId = Annotated[str, MinLen(3), MaxLen(200)]  # family.claim
MeasurementId = Annotated[str, MinLen(5), MaxLen(400)]  # family.claim/name of the measurement
Boolean = Annotated[bool, _STRICT]
Number = Annotated[float, _STRICT]


@dataclass(frozen=True, slots=True)
class Text:
    """The same text in English and Korean; a user's bank may have only one of them."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    en: Sentence | None = None
    ko: Sentence | None = None

    def to(self, language: Language) -> str:
        """The text in `language`, or in the other one where that is missing."""
        first, second = (self.ko, self.en) if language == "ko" else (self.en, self.ko)
        return first or second or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One choice and the reason why it is right or wrong."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    text: Text
    because: Text
    correct: Boolean = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the four kinds share. Progress hangs on `id`, never on the text."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    id: Slug
    revision: Annotated[int, _STRICT, Ge(1)] = 1
    level: Annotated[int, _STRICT, Ge(1), Le(3)]  # 1 screening, 2 solid, 3 expert
    prompt: Text
    answer: Text  # the model answer, as one would say it aloud
    folklore: Text | None = None  # what is commonly said, and is not so
    verify: Annotated[tuple[ClaimId, ...], MinLen(1)]  # ids of the claims that the answer rests on
    sources: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceQuestion(Question):
    """Pick the correct choice; where several are correct, pick all of them."""

    kind: Literal["choice"]
    choices: Annotated[tuple[Choice, ...], MinLen(2), MaxLen(9)]

    @property
    def several(self) -> bool:
        return sum(choice.correct for choice in self.choices) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberQuestion(Question):
    """Give a number: a known `value`, or one that an experiment measures on this machine.

    `tolerance` is absolute (`0.05`) or relative (`"10%"`).
    """

    kind: Literal["number"]
    value: Number | None = None
    measured: MeasurementId | None = None
    unit: Annotated[str, MaxLen(40)] = ""
    tolerance: Annotated[float, _STRICT, Ge(0)] | Annotated[str, MaxLen(20)]

    def margin(self, value: float) -> float:
        """How far from `value` an answer may lie."""
        if isinstance(self.tolerance, str):
            return abs(value) * float(self.tolerance.rstrip(" %")) / 100
        return self.tolerance


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderQuestion(Question):
    """Put the items in order; the bank lists them in their right order."""

    kind: Literal["order"]
    items: Annotated[tuple[Text, ...], MinLen(3), MaxLen(9)]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion(Question):
    """The interview itself: answer aloud or type, then tick the key points that were said."""

    kind: Literal["open"]
    key_points: Annotated[tuple[Text, ...], MinLen(2), MaxLen(9)]


AnyQuestion = ChoiceQuestion | NumberQuestion | OrderQuestion | OpenQuestion


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One file of questions; `name` is the stem of the file."""

    name: str
    title: Text
    questions: Sequence[AnyQuestion]  # a tuple, or read from the cache when first looked at


@dataclass(frozen=True, slots=True, kw_only=True)
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
