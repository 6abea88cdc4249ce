"""A question as the two sides of a card in HTML, with what the experiments behind its answer found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import NamedTuple

from quizdl.bank.question import (
    AnyQuestion,
    ChoiceQuestion,
    CodeQuestion,
    NumberQuestion,
    OpenQuestion,
    OrderQuestion,
)
from quizdl.report.html import proof_html
from quizdl.report.markup import prose_html, text_html
from quizdl.report.text import harmless
from quizdl.report.view.answer import About, sections_of
from quizdl.report.view.exercise import exercise_text
from quizdl.report.view.number_answer import in_unit, right_from
from quizdl.report.view.proof import ProofView
from quizdl.study.session import Session
from quizdl.words import Language, say

Proofs = Mapping[str, ProofView]  # by claim, of those that have run on this machine


class Card(NamedTuple):
    """Both sides, in HTML. Without script, and with nothing that is fetched."""

    front: str
    back: str
    evidence: str


def card_of(question: AnyQuestion, proofs: Proofs, language: Language) -> Card:
    """The card of a question; a claim that has not run here says how to run it."""
    prompt = exercise_text(question) if isinstance(question, CodeQuestion) else question.prompt
    order = Session((question,), 0).display_order(question)  # the same in each export
    front = text_html(prompt.to(language)) + _list(_offered(question, order, language))
    back = [_list(_right(question, order, language)), *_sections(question, language)]
    evidence = [_proof(claim, proofs.get(claim), language) for claim in question.verify]
    return Card(front, "".join(back), "".join(evidence))


def _offered(question: AnyQuestion, order: Sequence[int], language: Language) -> Iterator[str]:
    """What there is to choose from or to put in order."""
    if isinstance(question, ChoiceQuestion | OrderQuestion):
        parts = [c.text for c in question.choices] if isinstance(question, ChoiceQuestion) else question.items
        yield from (prose_html(harmless(parts[index].to(language))) for index in order)


def _right(question: AnyQuestion, order: Sequence[int], language: Language) -> Iterator[str]:
    """Choices with their reasons, items in their order, key points, or the number."""
    if isinstance(question, ChoiceQuestion):
        for choice in (question.choices[index] for index in order):
            sign, text = "✓" if choice.correct else "✗", prose_html(harmless(choice.text.to(language)))
            because = prose_html(harmless(choice.because.to(language)))
            yield f"{sign} {f'<b>{text}</b>' if choice.correct else text}<br><small>{because}</small>"
    elif isinstance(question, OrderQuestion | OpenQuestion):
        parts = question.items if isinstance(question, OrderQuestion) else question.key_points
        yield from (prose_html(harmless(part.to(language))) for part in parts)
    elif isinstance(question, NumberQuestion):
        if question.value is None:
            yield escape(say(language, "line.by_experiment", name=harmless(question.measured or "")))
        else:
            told = (in_unit(question, question.value), right_from(question, question.value, language))
            yield f"<b>{escape('; '.join(filter(None, told)))}</b>"


def _sections(question: AnyQuestion, language: Language) -> Iterator[str]:
    """The model answer first, then what is said of the planted bug, of folklore, and the sources."""
    texts = {About.MODEL: question.answer, About.FOLKLORE: question.folklore}
    for section in sections_of(question, language):
        text = texts.get(section.about)
        body = text_html(text.to(language)) if text else f"<pre>{escape(section.text)}</pre>"
        if section.about in (About.SOURCES, About.ASKED_IN):
            body = f"<p>{escape(section.text)}</p>"
        yield f"<h4>{escape(section.title)}</h4>{body}"


def _proof(claim: str, proof: ProofView | None, language: Language) -> str:
    if proof is None:
        return f"<p>{prose_html(say(language, 'card.not_run', claim=harmless(claim)))}</p>"
    return proof_html(proof)


def _list(items: Iterator[str]) -> str:
    """A numbered list; nothing without items."""
    listed = "".join(f"<li>{item}</li>" for item in items)
    return f"<ol>{listed}</ol>" if listed else ""
