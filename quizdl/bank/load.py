"""Reads a bank: every file of questions to checked values, or every problem of every file with its position."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quizdl.bank import schema
from quizdl.bank.check import of_question, of_text
from quizdl.bank.document import MOST_PROBLEMS, Document
from quizdl.bank.files import question_files
from quizdl.bank.finding import Finding
from quizdl.bank.model import Bank, Topic
from quizdl.bank.question import AnyQuestion
from quizdl.bank.references import References, cite, read_references, unlisted
from quizdl.errors import BankError, Problem

_TOPIC_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")

Ids = dict[str, tuple[Document, Finding]]  # of each question id, where it stands first


def load_bank(root: Path) -> Bank:
    """The bank at `root`, read from its YAML. Raises BankError with all problems, sorted by position.

    Does not look at the cache (`quizdl.bank.cache.open_bank` does), nor at the verifiers (`check_bank` does).
    """
    try:
        files = question_files(root)
    except OSError as error:
        what = f"has no folder questions/ that can be read: {error.strerror}"
        raise BankError([Problem(root, 1, 1, "", what, "quizdl bank new PATH makes a bank")]) from None
    if not files:
        raise BankError([Problem(root, 1, 1, "", "holds no questions/*.yaml", "quizdl bank new PATH makes a bank")])
    topics: list[Topic] = []
    problems: list[Problem] = []
    ids: Ids = {}
    references = read_references(root)
    if isinstance(references, list):
        problems, references = references, {}
    with _collector_paused():
        for file in files:
            found = _read_topic(file, ids, references)
            if isinstance(found, Topic):
                topics.append(found)
            else:
                problems += found
    if problems:
        raise BankError(problems)
    return Bank(root=root, topics=tuple(topics))


def _read_topic(file: Path, ids: Ids, references: References) -> Topic | list[Problem]:
    if file.suffix != ".yaml" or not _TOPIC_NAME.fullmatch(file.stem):
        mend = "lower-case letters, digits, hyphens and underscores, then .yaml"
        return [Problem(file.parent, 1, 1, "", f"{file.name!r} is no name for a file of questions", mend)]
    document = Document(file)
    if not document.usable:
        return document.problems
    head = schema.read_head(document.value)
    document.report(head if isinstance(head, list) else of_text(("topic",), head[0]))
    if isinstance(head, list):
        listed = document.value.get("questions") if isinstance(document.value, dict) else None
        raw = listed if isinstance(listed, list) else []
    else:
        raw = list(head[1])
    questions = _read_questions(document, raw, ids, references)
    if document.problems or isinstance(head, list):
        return _cut(document.problems)
    return Topic(name=file.stem, title=head[0], questions=questions)


def _read_questions(document: Document, raw: list[object], ids: Ids, references: References) -> tuple[AnyQuestion, ...]:
    """The questions of a file that are sound; what is wrong with the others is reported to the document."""
    questions: list[AnyQuestion] = []
    for index, value in enumerate(raw):
        question = schema.read_question(value)
        if isinstance(question, list):
            findings = question
        else:
            questions.append(cite(question, references))
            findings = [*of_question(question), *unlisted(question, references)]
        if isinstance(value, dict) and isinstance(name := value.get("id"), str):
            findings += _taken(document, name, index, ids)
        if findings:
            document.report(finding.below("questions", index) for finding in findings)
    return tuple(questions)


def _taken(document: Document, name: str, index: int, ids: Ids) -> Iterator[Finding]:
    here = (document, Finding(("questions", index, "id"), ""))
    first, finding = ids.setdefault(name, here)
    if (first, finding) != here:
        line, column = first.places.of(finding)
        yield Finding(("id",), f"the id {name!r} is taken: {first.file}:{line}:{column}", "give it another")


def _cut(problems: list[Problem]) -> list[Problem]:
    if len(problems) <= MOST_PROBLEMS:
        return problems
    last = sorted(problems)[MOST_PROBLEMS]
    what = f"{len(problems) - MOST_PROBLEMS} more problems follow"
    return [*sorted(problems)[:MOST_PROBLEMS], Problem(last.file, last.line, last.column, "", what)]


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Hundreds of thousands of small values are made and none is garbage: collecting would double the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
