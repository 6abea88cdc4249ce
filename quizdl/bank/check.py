"""What must hold in a bank beyond the types of its fields: within a question, across files, against the claims."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from quizdl.bank.characters import is_blank, without_invisible
from quizdl.bank.defect import Defect, FieldPath
from quizdl.bank.exercises import exercise_defects, program_defects
from quizdl.bank.model import Bank, Text
from quizdl.bank.question import AnyQuestion, BugQuestion, ChoiceQuestion, CodeQuestion, NumberQuestion, OrderQuestion
from quizdl.errors import Problem
from quizdl.words import LANGUAGES, Language

MOST_LETTERS_OF_A_TITLE = 100
MOST_LETTERS_OF_A_SOURCE = 500
MOST_FOUND = 200  # problems that are looked for across a bank

_PERCENT = re.compile(r"[0-9]+(\.[0-9]+)? ?%")


def title_defects(title: Text) -> Iterator[Defect]:
    """Check the title of a topic: lists show it on one line."""
    for language in LANGUAGES:
        if (written := getattr(title, language)) is not None:
            yield from _line_defects(("topic", language), written, MOST_LETTERS_OF_A_TITLE)
    if title == Text():
        yield from text_defects(("topic",), title)


def _line_defects(path: FieldPath, text: str, most: int) -> Iterator[Defect]:
    if "\n" in text:
        yield Defect(path, "is longer than one line", "write it on one line")
    elif len(text) > most:
        yield Defect(path, f"has {len(text)} letters", f"at most {most}")
    elif is_blank(text):
        yield Defect(path, "is blank", "write something, or remove it")


def question_defects(question: AnyQuestion) -> Iterator[Defect]:
    """Check one question by itself. The loader refuses a bank with any of these defects."""
    for field, names in (("verify", question.verify), ("tags", question.tags), ("follow_up", question.follow_up)):
        for index, name in enumerate(names):
            if name in names[:index]:
                yield Defect((field, index), f"{name!r} occurs twice", "remove it")
    for field, entries in (("sources", question.sources), ("asked_in", question.asked_in)):
        for index, entry in enumerate(entries):
            yield from _line_defects((field, index), entry, MOST_LETTERS_OF_A_SOURCE)
    for path, text in texts(question):
        yield from text_defects(path, text)
    if isinstance(question, ChoiceQuestion):
        yield from _choice_defects(question)
    elif isinstance(question, NumberQuestion):
        yield from _number_defects(question)
    elif isinstance(question, OrderQuestion):
        yield from _duplicate_texts("items", "", question.items)
    elif isinstance(question, CodeQuestion):
        yield from exercise_defects(question)


def texts(value: object, path: FieldPath = ()) -> Iterator[tuple[FieldPath, Text]]:
    """Yield every bilingual text that was written for a question, or a part of it, with its path in the question."""
    if isinstance(value, Text):
        yield path, value
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from texts(item, (*path, index))
    elif is_dataclass(value):
        generated = value.generated if isinstance(value, BugQuestion) else ()
        for name, part in vars(value).items():
            if name not in generated:
                yield from texts(part, (*path, name))


def text_defects(path: FieldPath, text: Text) -> Iterator[Defect]:
    """Check one bilingual text: no language may be blank, and one must be there."""
    if text == Text():
        yield Defect(path, "says nothing", "give en: or ko:")
    for language in LANGUAGES:
        written = getattr(text, language)
        if written is not None and is_blank(written):
            yield Defect((*path, language), "is blank", "write something, or remove it")


def _choice_defects(question: ChoiceQuestion) -> Iterator[Defect]:
    if not question.choices:
        if question.bug is None:
            yield Defect(("choices",), "'choices' is missing", "add choices:")
        return
    right = [choice.correct for choice in question.choices]
    if not any(right):
        yield Defect(("choices",), "no choice is correct", "mark one with correct: true")
    elif all(right):
        yield Defect(("choices",), "every choice is correct", "add one that is wrong")
    yield from _duplicate_texts("choices", "text", [choice.text for choice in question.choices])


def _number_defects(question: NumberQuestion) -> Iterator[Defect]:
    if (question.value is None) == (question.measured is None):
        both = "has both value and measured" if question.measured else "has neither value nor measured"
        yield Defect((), both, "give one of the two")
    if question.measured is not None:
        name = question.measured.partition("/")[2]
        if is_blank(name) or not name.isprintable():
            what = f"{question.measured!r} does not name a measurement"
            yield Defect(("measured",), what, "write family.claim/name of the measurement")
    if question.unit:
        yield from _line_defects(("unit",), question.unit, MOST_LETTERS_OF_A_TITLE)
    tolerance = question.tolerance
    if isinstance(tolerance, str) and not _PERCENT.fullmatch(tolerance):
        yield Defect(("tolerance",), f"{tolerance!r} is not a tolerance", 'write 0.5 (absolute) or "10%" (relative)')


def _duplicate_texts(field: str, below: str, listed: Sequence[Text]) -> Iterator[Defect]:
    """Find texts of a list that read the same in one language."""
    for language in LANGUAGES:
        first: dict[str, int] = {}
        for index, text in enumerate(listed):
            words = " ".join(filter(None, map(without_invisible, (getattr(text, language) or "").split()))).casefold()
            if words and first.setdefault(words, index) != index:
                path: FieldPath = (field, index, below, language) if below else (field, index, language)
                yield Defect(path, f"reads the same as {field}[{first[words]}]", "make them differ")


class PartialBank(NamedTuple):
    """A bank as far as it could be read, so that one problem does not hide those that only the whole bank shows.

    Stand-ins replace unreadable fields, and nothing is reported of them here.
    """

    bank: Bank
    unread: frozenset[tuple[str, int, str]] = frozenset()  # topic, index of the question, field; 0 for a topic's own
    whole: bool = True  # every question is there: a name that is not there does not exist

    def has(self, topic: str, path: FieldPath) -> bool:
        """Whether the value at `path` was read, and is no stand-in."""
        index, field = (path[1], path[2]) if path[0] == "questions" else (0, path[0])
        return (topic, index, field) not in self.unread


def check_bank(
    bank: Bank | PartialBank, claims: Collection[str], *, languages: Collection[Language] | None = None
) -> list[Problem]:
    """Check a loaded bank as a whole; at most MOST_FOUND problems, sorted by position.

    `claims` are the ids of the claims that its verifiers declare. Every text must exist in all `languages`, by default
    in those of its bank.yaml, or that it uses anywhere: a bank may have one language, but not half of another.
    """
    from quizdl.bank.tracks import track_problems

    partial = bank if isinstance(bank, PartialBank) else PartialBank(bank)
    languages = languages or partial.bank.description.languages or None
    if languages is None:
        languages = [
            language for language in LANGUAGES if any(getattr(text, language) for _, _, text in _all_texts(partial))
        ]
    found = chain(_missing_languages(partial, languages), _cross_references(partial, claims))
    of_questions = with_positions(partial.bank.root, list(islice(found, MOST_FOUND)))
    return sorted(of_questions + track_problems(partial.bank, languages, whole=partial.whole))


def _missing_languages(partial: PartialBank, languages: Collection[Language]) -> Iterator[tuple[str, Defect]]:
    for name, path, text in _all_texts(partial):
        for language in languages:
            if not getattr(text, language):
                yield name, Defect(path, f"has no text in {language!r}", f"add {language}:")


def _cross_references(partial: PartialBank, claims: Collection[str]) -> Iterator[tuple[str, Defect]]:
    kinds = {question.id: question.kind for question in partial.bank.questions()}
    for topic in partial.bank.topics:
        for index, question in enumerate(topic.questions):
            found = [*_unknown_claims(question, claims), *_wrong_follow_ups(question, kinds, partial.whole)]
            if isinstance(question, CodeQuestion):
                found += program_defects(question, partial.bank.verifiers / "programs")
            for defect in found:
                below = defect.below("questions", index)
                if partial.has(topic.name, below.path):
                    yield topic.name, below


def _all_texts(partial: PartialBank) -> Iterator[tuple[str, FieldPath, Text]]:
    for topic in partial.bank.topics:
        found: list[tuple[FieldPath, Text]] = [(("topic",), topic.title)]
        for index, question in enumerate(topic.questions):
            found += [(("questions", index, *path), text) for path, text in texts(question)]
        yield from ((topic.name, path, text) for path, text in found if partial.has(topic.name, path))


def _unknown_claims(question: AnyQuestion, claims: Collection[str]) -> Iterator[Defect]:
    named: list[tuple[FieldPath, str]] = [(("verify", index), claim) for index, claim in enumerate(question.verify)]
    if isinstance(question, NumberQuestion) and question.measured is not None:
        named.append((("measured",), question.measured.partition("/")[0]))
    for path, claim in named:
        if claim not in claims:
            near = difflib.get_close_matches(claim, claims, n=1, cutoff=0.5)
            fix = f"did you mean {near[0]}?" if near else "declare it in verifiers/, or name another"
            yield Defect(path, f"no claim is called {claim!r}", fix)


def _wrong_follow_ups(question: AnyQuestion, kinds: Mapping[str, str], whole: bool) -> Iterator[Defect]:
    for index, name in enumerate(question.follow_up):
        path: FieldPath = ("follow_up", index)
        if name == question.id:
            yield Defect(path, "names the question itself", "name one that goes deeper")
        elif name not in kinds:
            if not whole:  # it may stand where nothing could be read
                continue
            near = difflib.get_close_matches(name, kinds, n=1, cutoff=0.5)
            yield Defect(path, f"no question is called {name!r}", f"did you mean {near[0]}?" if near else "")
        elif kinds[name] != "open":
            yield Defect(path, f"{name!r} is not an open question", "only those are asked in an interview")


def with_positions(root: Path, found: list[tuple[str, Defect]]) -> list[Problem]:
    """Turn defects, each with the name of its topic, into problems; reads the files of these topics again."""
    if not found:
        return []
    from quizdl.bank.document import Document

    problems: list[Problem] = []
    for name in {topic for topic, _ in found}:
        document = Document(root / "questions" / f"{name}.yaml")
        document.add_defects(defect for topic, defect in found if topic == name)
        problems += document.problems
    return sorted(problems)
