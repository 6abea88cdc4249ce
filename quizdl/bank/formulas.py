"""Warns of formulas that cannot be set: they are shown as they are written."""

from __future__ import annotations

from collections.abc import Iterator

from quizdl.bank.check import texts
from quizdl.bank.defect import Defect
from quizdl.bank.model import Bank
from quizdl.prose import unknown_in
from quizdl.words import LANGUAGES


def unset_formulas(bank: Bank) -> Iterator[tuple[str, Defect]]:
    """What the formulas of the bank hold that the table does not know; yields the name of the topic and the defect."""
    for topic in bank.topics:
        for index, question in enumerate(topic.questions):
            for path, text in texts(question):
                for language in LANGUAGES:
                    for unknown in unknown_in(getattr(text, language) or ""):
                        what = f"the formula holds {unknown}, which cannot be set: it is shown as it is written"
                        fix = "write it in Unicode, or in the LaTeX that quizdl knows"
                        yield topic.name, Defect(("questions", index, *path, language), what, fix)
