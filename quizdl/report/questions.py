"""The documents of `quizdl list --json` and `quizdl show --json`; both languages, with stable fields."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from quizdl.bank.model import Bank, QuestionSummary, Topic, fields_in_files
from quizdl.bank.question import AnyQuestion, CodeQuestion, NumberQuestion

ANSWER = ("answer", "folklore", "measured", "verify", "sources", "hints")  # what may not be told beforehand


def is_to_be_tried(question: AnyQuestion) -> bool:
    """Whether the reader's machine is to measure or to judge, before the answer is shown."""
    return isinstance(question, CodeQuestion) or (
        isinstance(question, NumberQuestion) and question.measured is not None
    )


def list_document(bank: Bank, topics: Iterable[Topic]) -> dict[str, Any]:
    """The document of `quizdl list --json`: what tells questions apart, without answers and claims."""
    lists = bank.description.lists
    entries = [
        {
            "name": topic.name,
            "title": asdict(topic.title),
            "lists": lists.get(topic.name),
            "questions": [_summary(summary) for summary in topic.summaries()],
        }
        for topic in topics
    ]
    return {"schema": "quizdl.list/1", "topics": entries}


def question_document(question: AnyQuestion, *, with_answer: bool) -> dict[str, Any]:
    """The document of `quizdl show --json`: the fields of the file that are filled, by their names there."""
    names = {field.name: name for name, field in fields_in_files(type(question)).items()}
    filled = {names[name]: value for name, value in asdict(question).items() if value not in (None, (), "")}
    shown = {name: value for name, value in filled.items() if with_answer or name not in ANSWER}
    return {"schema": "quizdl.question/1", "with_answer": with_answer, **shown}


def _summary(summary: QuestionSummary) -> dict[str, Any]:
    told = {"id": summary.id, "kind": summary.kind, "level": summary.level, "prompt": asdict(summary.prompt)}
    return {**told, "tags": list(summary.tags), "minutes": summary.minutes or None}
