"""What a question bank holds, as plain values: topics, and the summary of each question.

The questions themselves are in `question.py`: a bank can be listed, and its cards chosen, without making them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, NamedTuple

from quizdl.words import LANGUAGES, Language

if TYPE_CHECKING:
    from quizdl.bank.question import AnyQuestion


def about(description: str, *, stand_in: object = None, alias: str | None = None) -> Mapping[str, object]:
    """The metadata of a field that a file may have: `description` is what editors and questions/README.md say of it.

    `stand_in` is what a required field is taken to hold where it cannot be read, so that the others are still checked.
    `alias` is the name in files of a field that Python cannot call so.
    """
    return {"description": description, "stand_in": stand_in, "alias": alias}


def fields_in_files(made: type) -> dict[str, Field[Any]]:
    """The fields of a dataclass by their names in files."""
    return {field.metadata.get("alias") or field.name: field for field in fields(made)}


class Limits:
    """Constraints for pydantic, as keys of its core schema, without importing pydantic here."""

    def __init__(self, **limits: Any) -> None:
        self.limits = limits

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        return {**handler(source), **self.limits}


class _NotNull:
    """Of an optional field: it may be left out, but a key without a value is a slip. pydantic would allow None."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        return handler(source)["schema"]


NOT_NULL = _NotNull()
Sentence = Annotated[str, Limits(min_length=1, max_length=20_000)]

NAME = r"^[a-z0-9][a-z0-9_-]*$"  # of a topic or a track
LISTS = 25  # public lists of interview questions that were counted

_Name = Annotated[str, Limits(min_length=1, max_length=100, pattern=NAME)]
_Line = Annotated[str, Limits(max_length=200)]
_Lists = Annotated[int, Limits(ge=0, le=LISTS)]


@dataclass(frozen=True)
class Text:
    """The same text in each language of quizdl; a user's bank may have only some of them."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    en: Annotated[Sentence | None, NOT_NULL] = field(default=None, metadata=about("The text in English."))
    ko: Annotated[Sentence | None, NOT_NULL] = field(default=None, metadata=about("The text in Korean."))

    def to(self, language: Language) -> str:
        """The text in `language`, or in the first language that it has; empty without any."""
        for known in (language, *LANGUAGES):
            if text := getattr(self, known):
                return str(text)
        return ""


class QuestionSummary(NamedTuple):
    """The fields of a question that lists and filters need."""

    id: str
    revision: int
    kind: str
    level: int
    prompt: Text
    verify: tuple[str, ...]  # ids of claims
    tags: tuple[str, ...]
    minutes: int = 0  # of an exercise


class Topic(NamedTuple):
    """One file of questions; `name` is the stem of the file. `summaries()` is faster where summaries are enough."""

    name: str
    title: Text
    questions: Sequence[AnyQuestion]  # a tuple, or made from the cache when first looked at
    kept_summaries: Sequence[QuestionSummary] | None = None  # from the cache

    def summaries(self) -> Sequence[QuestionSummary]:
        """The summaries of the questions, in their order; does not make questions from the cache."""
        if self.kept_summaries is not None:
            return self.kept_summaries
        return [
            QuestionSummary(
                **{name: getattr(question, name) for name in QuestionSummary._fields if hasattr(question, name)}
            )
            for question in self.questions
        ]


@dataclass(frozen=True, kw_only=True)
class Track:
    """A part of the course: topics in the order in which they are best learnt."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    id: _Name = field(metadata=about("A stable name: lower-case letters, digits, hyphens, underscores."))
    title: Text = field(metadata=about("The title of the track, as lists show it."))
    topics: Annotated[tuple[_Name, ...], Limits(min_length=1, max_length=200)] = field(
        metadata=about("The names of its topics, in the order in which they are best learnt.")
    )


@dataclass(frozen=True, kw_only=True)
class Description:
    """What `bank.yaml` says of a bank; without that file, all fields are empty."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    name: _Line = field(default="", metadata=about("What the bank is called."))
    version: _Line = field(default="", metadata=about("The version of the bank, quoted: it is a text."))
    licence: _Line = field(default="", metadata=about("The licence of the texts, as an SPDX expression."))
    languages: Annotated[tuple[Language, ...], Limits(max_length=10)] = field(
        default=(), metadata=about("The languages that every text of the bank must have.")
    )
    first: Annotated[str, Limits(max_length=100)] = field(
        default="", metadata=about("The id of the question that a newcomer is offered to try.")
    )
    tracks: Annotated[tuple[Track, ...], Limits(max_length=100)] = field(
        default=(), metadata=about("The tracks in the order of the course; each topic belongs to one of them.")
    )
    lists: Annotated[dict[_Name, _Lists], Limits(max_length=200)] = field(
        default_factory=dict,
        metadata=about(f"How many of {LISTS} public interview lists ask what a topic is about, by topic."),
    )


class Bank(NamedTuple):
    """A folder with `questions/*.yaml` and, beside them, `verifiers/`."""

    root: Path
    topics: tuple[Topic, ...]
    description: Description = Description()

    @property
    def verifiers(self) -> Path:
        return self.root / "verifiers"

    def questions(self) -> Iterator[AnyQuestion]:
        for topic in self.topics:
            yield from topic.questions

    def __repr__(self) -> str:
        count = sum(len(topic.questions) for topic in self.topics)
        return f"<Bank {self.root.name}: {len(self.topics)} topics, {count} questions>"
