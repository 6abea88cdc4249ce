"""A small site of every kind of question, and a parser that refuses what is no valid HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib

from quizdl.bank.model import Text
from quizdl.bank.question import AnyQuestion, BugQuestion, PlantedBug
from quizdl.pages.material import Material
from quizdl.pages.site import pages_of
from quizdl.verify.result import decide
from quizdl.verify.task import Task
from tests.tui.small_bank import CHOICE, CODE, KINDS, bank_of, catalogue_in, evidence

MADE = datetime(2026, 1, 1, tzinfo=UTC)
BUG = BugQuestion(
    **{**vars(CHOICE), "id": "bug", "bug": "momentum.forgets_one_step"},
    planted=PlantedBug(
        family="momentum",
        description=Text(en="Forgets one step.", ko="한 걸음을 잊는다."),
        file="momentum.py",
        line=8,
        original="return 1 - beta**steps",
        changed="return 1 - beta**(steps - 1)",
    ),
    picks_line=False,
)
QUESTIONS: tuple[AnyQuestion, ...] = (*KINDS, CODE, BUG, replace(CHOICE, id="not-run", verify=("momentum.endless",)))


def material(folder: Path, questions: Sequence[AnyQuestion] = QUESTIONS, value: float = 0.65132156) -> Material:
    """A bank with those questions, of whose claims only the first has run: it found `value`."""
    catalogue = catalogue_in(folder)
    task = Task(catalogue.claim("momentum.last_ten"))
    result = replace(decide(task, evidence(value), 0.21), made=MADE)
    return Material(bank_of(*questions, root=folder), catalogue, {task.claim.id: result})


def site(made: Material) -> dict[str, str]:
    """The text of each page by its path."""
    return {page.path: page.text for page in pages_of(made)}


@lru_cache
def parsed(page: str) -> Element:
    """The tree of a page; raises where it is no valid HTML."""
    tree: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    return tree


def seen(element: Element) -> str:
    """The text that is seen before anything is unfolded."""
    return "".join(_seen(element))


def _seen(element: Element) -> Iterator[str]:
    if element.tag in ("script", "style", "title"):
        return
    yield element.text or ""
    for child in element:
        if element.tag != "details" or "open" in element.attrib or child.tag == "summary":
            yield from _seen(child)
        yield child.tail or ""
