"""The five kinds of questions, as plain values. Reading, validating and grading live elsewhere.

These are standard dataclasses so that a bank can be opened from its cache without importing pydantic;
`schema.py` builds the validator from the same classes (`Limits` carries the constraints).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal

from quizdl.bank.model import NOT_NULL, Limits, Sentence, Text, about

STRICT = Limits(strict=True)  # "yes" is not true, and "3" is not 3

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
CLAIM = r"^[^\W\d]\w*\.[^\W\d]\w*$"
MEASUREMENT = r"^[^\W\d]\w*\.[^\W\d]\w*/.+$"
SYMBOL = r"^[A-Za-z_]\w*\.[A-Za-z_]\w*$"
DOTTED_NAME = r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$"

Slug = Annotated[str, Limits(min_length=1, max_length=100, pattern=SLUG)]
ClaimId = Annotated[str, Limits(min_length=3, max_length=200, pattern=CLAIM)]
MutantId = Annotated[str, Limits(min_length=3, max_length=200, pattern=CLAIM)]
MeasurementId = Annotated[str, Limits(min_length=5, max_length=400, pattern=MEASUREMENT)]
Slugs = Annotated[tuple[Slug, ...], Limits(max_length=20)]
Sentences = Annotated[tuple[Sentence, ...], Limits(max_length=20)]
DottedNames = Annotated[tuple[Annotated[str, Limits(max_length=100, pattern=DOTTED_NAME)], ...], Limits(max_length=20)]
Line = Annotated[str, Limits(min_length=1, max_length=300)]
MinutesRange = tuple[Annotated[int, Limits(strict=True, ge=1)], ...]
Boolean = Annotated[bool, STRICT]
Number = Annotated[float, STRICT]

_WORD = {"en": "x"}  # of stand-ins
_KIND = about(
    "choice: pick; number: give a number; order: put in order; open: answer aloud, then tick key points; "
    "code: write the code under test."
)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One choice and the reason why it is right or wrong."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    text: Text = field(metadata=about("What the reader may pick."))
    because: Text = field(metadata=about("Why this choice is right, or why it is wrong."))
    correct: Boolean = field(
        default=False, metadata=about("Whether it is right. One right choice: pick one; several: pick all of them.")
    )


@dataclass(frozen=True, kw_only=True, init=False, repr=False, eq=False)  # the kinds have their own
class Question:
    """What the five kinds share. Progress hangs on `id`, never on the text."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    id: Slug = field(
        metadata=about(
            "A stable slug (lower-case letters, digits, hyphens). Progress is stored under it: never change it.",
            stand_in="x",
        )
    )
    revision: Annotated[int, Limits(strict=True, ge=1)] = field(
        default=1, metadata=about("Raise it when the meaning of the answer changes: the card is asked again.")
    )
    level: Annotated[int, Limits(strict=True, ge=1, le=3)] = field(
        metadata=about("1 screening, 2 solid, 3 expert.", stand_in=1)
    )
    prompt: Text = field(metadata=about("The question, as an interviewer would ask it.", stand_in=_WORD))
    answer: Text = field(
        metadata=about("The model answer, as one would say it aloud: two to five sentences.", stand_in=_WORD)
    )
    folklore: Annotated[Text | None, NOT_NULL] = field(
        default=None, metadata=about("What is commonly said about it, and is not so.")
    )
    verify: Annotated[tuple[ClaimId, ...], Limits(min_length=1, max_length=20)] = field(
        metadata=about("Ids (family.claim) of the claims that the answer rests on; at least one.", stand_in=["x.y"])
    )
    sources: Sentences = field(  # as the loader reads them: citations, where the bank has a sources.yaml
        default=(),
        metadata=about("What the answer rests on: keys of sources.yaml, each with a section where that helps."),
    )
    asked_in: Sentences = field(default=(), metadata=about("Where the question was asked; no source of the answer."))
    tags: Slugs = field(default=(), metadata=about("Slugs to pick questions by, across topics."))
    follow_up: Slugs = field(
        default=(), metadata=about("Ids of open questions that go deeper: a mock interview asks them next.")
    )


@dataclass(frozen=True, kw_only=True)
class ChoiceQuestion(Question):
    """Pick the correct choice; where several are correct, pick all of them."""

    kind: Literal["choice"] = field(metadata=_KIND)
    choices: Annotated[tuple[Choice, ...], Limits(min_length=2, max_length=9)] = field(
        default=(),
        metadata=about("Two to nine choices, at least one right and one wrong; only with `bug` they may be left out."),
    )
    bug: Annotated[MutantId | None, NOT_NULL] = field(
        default=None,
        metadata=about(
            "family.mutant: the code with this planted bug ends the prompt; without choices: pick its line."
        ),
    )

    @property
    def several(self) -> bool:
        return sum(choice.correct for choice in self.choices) > 1


@dataclass(frozen=True, kw_only=True)
class PlantedBug:
    """One changed line of the code under test, as a question shows it."""

    family: str
    description: Text
    file: str  # seen from the folder of all verifiers
    line: int
    original: str
    changed: str


@dataclass(frozen=True, kw_only=True)
class BugQuestion(ChoiceQuestion):
    """A choice question with `bug`, as the loader makes it: its prompt ends with the changed code."""

    planted: PlantedBug
    picks_line: bool  # the choices are lines of the code, in its order

    @property
    def generated(self) -> tuple[str, ...]:
        """The fields whose texts no author wrote."""
        return ("planted", "choices") if self.picks_line else ("planted",)


def picks_line(question: AnyQuestion) -> bool:
    """Whether its choices are lines of code."""
    return isinstance(question, BugQuestion) and question.picks_line


@dataclass(frozen=True, kw_only=True)
class NumberQuestion(Question):
    """Give a number: a known `value`, or one that an experiment measures on this machine.

    `tolerance` is absolute (`0.05`) or relative (`"10%"`).
    """

    kind: Literal["number"] = field(metadata=_KIND)
    value: Annotated[Number | None, NOT_NULL] = field(
        default=None, metadata=about("The right number; leave it out where `measured` decides.")
    )
    measured: Annotated[MeasurementId | None, NOT_NULL] = field(
        default=None, metadata=about("family.claim/name of the measurement: the experiment runs and decides.")
    )
    unit: Annotated[str, Limits(min_length=1, max_length=40)] = field(
        default="", metadata=about("The unit of the number, as it is shown.")
    )
    tolerance: Annotated[float, Limits(strict=True, ge=0)] | Annotated[str, Limits(max_length=20)] = field(
        metadata=about('How far an answer may lie from the number: absolute (0.5) or relative ("10%").', stand_in=0)
    )

    def margin(self, value: float) -> float:
        """How far from `value` an answer may lie."""
        if isinstance(self.tolerance, str):
            return abs(value) * float(self.tolerance.rstrip(" %")) / 100
        return self.tolerance


@dataclass(frozen=True, kw_only=True)
class OrderQuestion(Question):
    """Put the items in order; the bank lists them in their right order."""

    kind: Literal["order"] = field(metadata=_KIND)
    items: Annotated[tuple[Text, ...], Limits(min_length=3, max_length=9)] = field(
        metadata=about("Three to nine items in their right order; the quiz shuffles them.", stand_in=[_WORD] * 3)
    )


@dataclass(frozen=True, kw_only=True)
class OpenQuestion(Question):
    """The interview itself: answer aloud or type, then tick the key points that were said."""

    kind: Literal["open"] = field(metadata=_KIND)
    key_points: Annotated[tuple[Text, ...], Limits(min_length=2, max_length=9)] = field(
        metadata=about("Two to nine points that a good answer makes.", stand_in=[_WORD] * 2)
    )


@dataclass(frozen=True, kw_only=True)
class Contract:
    """What goes into the reader's code and what comes out; `quizdl.contract` reads the calls."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    make: Annotated[Line | None, NOT_NULL] = field(
        default=None, metadata=about("How an object of the class is made: Adam(lr=0.001); left out for a function.")
    )
    calls: Annotated[tuple[Line, ...], Limits(max_length=9)] = field(
        metadata=about("The function, or the methods of the class: name(argument: shape, other) -> result: shape.")
    )
    in_place: Annotated[tuple[Line, ...], Limits(max_length=20)] = field(
        default=(), metadata=about("Arguments that may be changed in place; they need not be returned then.")
    )
    compared: Boolean = field(
        default=True, metadata=about("Whether each result must have the shapes and the finiteness of our program's.")
    )
    numbers: Boolean = field(
        default=True, metadata=about("Whether its numbers are to be ours; false where several definitions are right.")
    )


@dataclass(frozen=True, kw_only=True)
class CodeQuestion(Question):
    """An exercise: write the function or class that is under test. The claims of `verify` judge it."""

    kind: Literal["code"] = field(metadata=_KIND)
    minutes: Annotated[int, Limits(strict=True, ge=1, le=180)] = field(
        metadata=about("From opening it to the first pass, for somebody who knows it; 1 to 180.", stand_in=1)
    )
    symbol: Annotated[str, Limits(max_length=100, pattern=SYMBOL)] = field(
        metadata=about("adam.Adam: the function or class Adam of verifiers/programs/adam.py.", stand_in="")
    )
    whole: Boolean = field(
        default=False, metadata=about("Whether it is a whole program: a call may take ten minutes, and 4 GiB.")
    )
    statements: Annotated[Annotated[int, Limits(strict=True, ge=1)] | None, NOT_NULL] = field(
        default=None, metadata=about("Of a whole program: how many statements ours takes, docstrings aside.")
    )
    accuracy: Annotated[Annotated[float, Limits(strict=True, ge=0, le=1)] | None, NOT_NULL] = field(
        default=None, metadata=about("Of a whole program: the least share of right answers on data it has not seen.")
    )
    said_minutes: Annotated[Annotated[MinutesRange, Limits(min_length=2, max_length=2)] | None, NOT_NULL] = field(
        default=None,
        metadata=about(
            "Of a whole program: from and to how many minutes it is said to take; readers' times judge that."
        ),
    )
    at_most_times: Annotated[Annotated[int, Limits(strict=True, ge=2, le=1000)] | None, NOT_NULL] = field(
        default=None,
        metadata=about("Of level 3: how many times as long as ours it may take on the largest call of the judges."),
    )
    contract: Contract = field(
        metadata=about("The calls of the reader's code, and what it may change.", stand_in={"calls": []})
    )
    may_use: DottedNames = field(
        default=("numpy",), metadata=about("Modules beyond the standard library that the reader may import.")
    )
    forbidden: DottedNames = field(
        default=(), metadata=about("Names that may not be called: they are what the exercise is about.", alias="not")
    )
    example: Annotated[dict[str, Any] | None, NOT_NULL] = field(
        default=None,
        hash=False,
        metadata=about("make: keyword arguments; by the name of a call, lists of arguments: shown with our results."),
    )
    session: Annotated[Sentence | None, NOT_NULL] = field(
        default=None,
        metadata=about("In place of example where functions are handed in: a session at Python's prompt, np is numpy."),
    )
    starter: Sentence = field(
        metadata=about("The file that the reader begins with: signatures, docstrings, no solution.", stand_in="x")
    )
    hints: Annotated[tuple[Text, ...], Limits(max_length=5)] = field(
        default=(), metadata=about("Up to five hints, from a nudge to nearly all.")
    )

    @property
    def judge_count(self) -> int:
        """How many judges there are: the claims, and the limit on time."""
        return len(self.verify) + (self.at_most_times is not None)


AnyQuestion = ChoiceQuestion | NumberQuestion | OrderQuestion | OpenQuestion | CodeQuestion
KINDS: Mapping[str, type[AnyQuestion]] = {
    "choice": ChoiceQuestion,
    "number": NumberQuestion,
    "order": OrderQuestion,
    "open": OpenQuestion,
    "code": CodeQuestion,
}
