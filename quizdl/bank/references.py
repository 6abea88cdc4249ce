"""The references of a bank: read `sources.yaml`, and turn `kingma-ba-2015 sec. 3` into a citation.

The citations stand in the questions that were read, so that what shows a question needs no list of references.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, ClassVar

from quizdl.bank import schema
from quizdl.bank.defect import Defect
from quizdl.bank.document import Document
from quizdl.bank.files import reference_files
from quizdl.bank.model import Bank, Limits
from quizdl.bank.plain_yaml import MOST_PROBLEMS
from quizdl.bank.question import AnyQuestion
from quizdl.errors import Problem

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

_Line = Annotated[str, Limits(min_length=1, max_length=300)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A paper, a book, a page: what a reader needs to find it."""

    __pydantic_config__: ClassVar = schema.CONFIG

    authors: _Line
    year: Annotated[int, Limits(strict=True, ge=1000, le=9999)]
    title: _Line
    where: _Line  # journal, conference, publisher, site

    def citation(self, section: str = "") -> str:
        """`Kingma & Ba 2015, “Adam: a method for stochastic optimization”, ICLR, sec. 3`; cites a section of it."""
        cited = f"{self.authors} {self.year}, “{self.title}”, {self.where}"
        return f"{cited}, {section}" if section else cited

    def short_citation(self) -> str:
        """`“DL basics” (2024)`, for `asked_in`."""
        return f"“{self.title}” ({self.year})"


References = Mapping[str, Reference]


def read_references(root: Path) -> References | list[Problem]:
    """The references of the bank at `root` by key, empty without a sources.yaml; or the problems of that file."""
    files = reference_files(root)
    if not files:
        return {}
    document = Document(files[0])
    if not document.usable:
        return document.problems
    read = schema.read_mapping(document.value, Reference)
    if isinstance(read, list):
        document.add_defects(read)
        return document.problems[:MOST_PROBLEMS]
    bad = [key for key in read if not _KEY.fullmatch(key)]
    document.add_defects(Defect((key,), "is no key", "lower-case letters, digits and single hyphens") for key in bad)
    return document.problems or read


def cite(question: AnyQuestion, references: References) -> AnyQuestion:
    """The question with citations in `sources` and `asked_in`; keys that are not listed stay as they are."""
    if not references or not (question.sources or question.asked_in):
        return question
    return replace(
        question,
        sources=tuple(_cited(entry, references) for entry in question.sources),
        asked_in=tuple(references[key].short_citation() if key in references else key for key in question.asked_in),
    )


def unlisted(question: AnyQuestion, references: References) -> Iterator[Defect]:
    """Find citations that are not in sources.yaml; a bank without that file may cite anything."""
    if not references:
        return
    for name, entries in (("sources", question.sources), ("asked_in", question.asked_in)):
        for index, entry in enumerate(entries):
            key = entry.partition(" ")[0]
            if key not in references:
                near = difflib.get_close_matches(key, references, n=1)
                fix = f"did you mean {near[0]}?" if near else "add it to sources.yaml"
                yield Defect((name, index), f"{key!r} is not in sources.yaml", fix)


def uncited(bank: Bank) -> Iterator[str]:
    """Yield the keys of references that no question cites."""
    references = read_references(bank.root)
    if isinstance(references, list):
        return
    cited = "\n".join(entry for question in bank.questions() for entry in (*question.sources, *question.asked_in))
    for key, reference in references.items():
        if reference.citation() not in cited and reference.short_citation() not in cited:
            yield key


def _cited(entry: str, references: References) -> str:
    key, _, section = entry.partition(" ")
    return references[key].citation(section.strip()) if key in references else entry
