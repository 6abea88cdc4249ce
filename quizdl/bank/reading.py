"""Reads a bank: every file of questions to checked values, or every problem of every file with its position."""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quizdl.bank import schema
from quizdl.bank.check import PartialBank, question_defects, title_defects
from quizdl.bank.defect import Defect
from quizdl.bank.document import Document
from quizdl.bank.files import question_files
from quizdl.bank.model import Bank, Description, Text, Topic
from quizdl.bank.plain_yaml import MOST_PROBLEMS
from quizdl.bank.planted_bugs import BugPlanter
from quizdl.bank.question import AnyQuestion, ChoiceQuestion
from quizdl.bank.references import References, cite, read_references, unlisted
from quizdl.bank.tracks import read_description
from quizdl.errors import BankError, Problem

_TOPIC_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")

MOST_FILES = 1_000  # of questions in a bank
MOST_BANK_BYTES = 50_000_000  # in all of them: some 20 000 questions
MOST_BANK_PROBLEMS = 200  # after which no further file is read
MOST_PROBLEMS_COUNTED = 1_000  # problems of a file that are counted; it is not read any further then

Ids = dict[str, tuple[Document, Defect]]  # of each question id, where it stands first


def read_bank(root: Path) -> Bank:
    """The bank at `root`, read from its YAML. Raises BankError with all problems, sorted by position.

    Does not look at the cache (`quizdl.bank.cache.open_bank` does), and at the verifiers only for the planted bugs
    that questions name.
    """
    try:
        files = question_files(root)
    except OSError as error:
        what = f"has no folder questions/ that can be read: {error.strerror}"
        raise BankError([Problem(root, 1, 1, "", what, "quizdl bank new PATH makes a bank")]) from None
    if not files:
        raise BankError([Problem(root, 1, 1, "", "holds no questions/*.yaml", "quizdl bank new PATH makes a bank")])
    _refuse_too_large(root, files)
    references, description = read_references(root), read_description(root)
    reader = _BankReader(root, {}, references) if isinstance(references, list) else _BankReader(root, references, [])
    if isinstance(description, list):
        reader.problems += description
        description = Description()
    with _collector_paused():
        for number, file in enumerate(files):
            reader.read(file)
            if len(reader.problems) > MOST_BANK_PROBLEMS and (left := len(files) - number - 1):
                what = f"is not read, nor {left - 1} more after it" if left > 1 else "is not read"
                following = Problem(files[number + 1], 1, 1, "", what, "correct the problems above first")
                raise BankError([*reader.problems, following])
    bank = Bank(root=root, topics=tuple(reader.topics), description=description)
    if reader.problems:
        raise BankError(reader.problems, PartialBank(bank, frozenset(reader.unread), whole=reader.whole))
    return bank


def _refuse_too_large(root: Path, files: list[Path]) -> None:
    what = f"holds more than {MOST_FILES} files" if len(files) > MOST_FILES else ""
    if not what and sum(os.path.getsize(file) for file in files if file.exists()) > MOST_BANK_BYTES:
        what = f"holds more than {MOST_BANK_BYTES // 10**6} MB"
    if what:
        raise BankError([Problem(root / "questions", 1, 1, "", what, "split the bank")])


class _BankReader:
    """Reads one file after another."""

    def __init__(self, root: Path, references: References, problems: list[Problem]) -> None:
        self.bugs = BugPlanter(root / "verifiers")
        self.references = references
        self.problems = problems
        self.topics: list[Topic] = []
        self.unread: set[tuple[str, int, str]] = set()  # as of a PartialBank
        self.whole = True  # every file is among the topics
        self.ids: Ids = {}

    def read(self, file: Path) -> None:
        """Read one file of questions; adds a topic, or problems, or both."""
        if file.suffix != ".yaml" or not _TOPIC_NAME.fullmatch(file.stem):
            fix = "lower-case letters, digits, hyphens and underscores, then .yaml"
            what = f"{file.name!r} is not a name for a file of questions"
            self.problems.append(Problem(file.parent, 1, 1, "", what, fix))
            self.whole = False
            return
        document = Document(file)
        if not document.usable:
            self.problems += document.problems
            self.whole = False
            return
        unchecked = schema.read_file(document.value)
        if isinstance(unchecked, list):
            document.add_defects(unchecked)
            listed = document.value.get("questions") if isinstance(document.value, dict) else None
            title, raw = Text("x"), listed if isinstance(listed, list) else []
            self.unread.add((file.stem, 0, "topic"))
        else:
            document.add_defects(title_defects(unchecked[0]))
            title, raw = unchecked[0], list(unchecked[1])
        questions = tuple(self._questions(document, raw))
        self.problems += _cut(document.problems)
        self.topics.append(Topic(name=file.stem, title=title, questions=questions))

    def _questions(self, document: Document, raw: list[object]) -> Iterator[AnyQuestion]:
        """Yield the questions of a file; their defects are added to the document."""
        topic = document.file.stem
        for index, value in enumerate(raw):
            if len(document.problems) > MOST_PROBLEMS_COUNTED:
                self.whole = False
                return
            question, defects, unread = schema.read_question(value)
            own = (*question_defects(question), *unlisted(question, self.references))
            defects = [*defects, *(defect for defect in own if not _is_about(defect, unread))]
            self.unread |= {(topic, index, name) for name in unread}
            if isinstance(value, dict) and isinstance(name := value.get("id"), str):
                defects += _duplicate_id(document, name, index, self.ids)
            if isinstance(question, ChoiceQuestion) and question.bug and not defects:
                planted = self.bugs.plant(question)
                if isinstance(planted, Defect):
                    defects.append(planted)
                else:
                    question = planted
            if defects:
                document.add_defects(defect.below("questions", index) for defect in defects)
            yield cite(question, self.references)


def _is_about(defect: Defect, fields: frozenset[str]) -> bool:
    """Whether a defect is about one of these fields; one about a question as a whole is about its value."""
    return defect.path[0] in fields if defect.path else not fields.isdisjoint(("value", "measured"))


def _duplicate_id(document: Document, name: str, index: int, ids: Ids) -> Iterator[Defect]:
    here = (document, Defect(("questions", index, "id"), ""))
    first, defect = ids.setdefault(name, here)
    if (first, defect) != here:
        line, column = first.positions.of(defect)
        yield Defect(("id",), f"the id {name!r} is taken: {first.file}:{line}:{column}", "give it another")


def _cut(problems: list[Problem]) -> list[Problem]:
    if len(problems) <= MOST_PROBLEMS:
        return problems
    last = sorted(problems)[MOST_PROBLEMS]
    what = f"{len(problems) - MOST_PROBLEMS} more problems follow"
    return [*sorted(problems)[:MOST_PROBLEMS], Problem(last.file, last.line, last.column, "", what)]


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Pause the garbage collector: a load makes very many values, none of them garbage, and takes half the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
