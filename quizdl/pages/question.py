"""A question as values for its page, in a language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup

from quizdl.bank.model import Text
from quizdl.bank.question import (
    AnyQuestion,
    BugQuestion,
    ChoiceQuestion,
    CodeQuestion,
    NumberQuestion,
    OpenQuestion,
    OrderQuestion,
    picks_line,
)
from quizdl.pages.markup import block, code, headed, line, title
from quizdl.pages.material import Material
from quizdl.report.svg import NARROW, chart_svg
from quizdl.report.text import harmless
from quizdl.report.view.exercise import exercise_text
from quizdl.report.view.number_answer import in_unit, right_from
from quizdl.report.view.planted_bug import BugView, bug_view
from quizdl.report.view.proof import ProofView, proven_claim
from quizdl.study.session import Session
from quizdl.words import Language, say


class Choice(NamedTuple):
    """A choice with its reason."""

    text: Markup
    right: bool
    because: Markup


class Code(NamedTuple):
    """Code under a title."""

    title: str
    html: Markup


class ClaimPart(NamedTuple):
    """A claim that the answer rests on; without `view` it has not run here."""

    id: str
    name: str
    is_myth: bool
    view: ProofView | None
    figures: tuple[Markup, Markup]  # for wide windows and for phones
    code: Sequence[Code]


class QuestionPage(NamedTuple):
    """What a page shows of a question. What is empty does not apply."""

    id: str
    facts: Sequence[str]  # level, and what is to be done
    title: str
    heading: Markup
    prompt: Markup  # what follows the heading
    choices: Sequence[Choice]
    offered: Sequence[Markup]  # the items to be put in order
    ordered: Sequence[Markup]
    key_points: Sequence[Markup]
    number: str
    right_from: str
    hints: Sequence[Markup]
    program: Code | None  # ours
    answer: Markup
    bug: BugView | None
    folklore: Markup
    claims: Sequence[ClaimPart]
    sources: Sequence[str]
    asked_in: Sequence[str]

    @property
    def measured(self) -> ClaimPart | None:
        """The claim whose finding stands beside the folklore: that which states it, else the first that ran."""
        ran = [part for part in self.claims if part.view]
        return next((part for part in ran if part.is_myth), next(iter(ran), None))

    @property
    def surprises(self) -> list[ClaimPart]:
        return [part for part in self.claims if part.view and not part.view.agrees]


def question_page(question: AnyQuestion, material: Material, language: Language) -> QuestionPage:
    """The values of a page; choices and items stand in the order of every export."""
    written = exercise_text(question) if isinstance(question, CodeQuestion) else question.prompt
    heading, prompt = headed(written.to(language))
    order = Session((question,), 0).display_order(question)
    items = question.items if isinstance(question, OrderQuestion) else ()
    choices = question.choices if isinstance(question, ChoiceQuestion) else ()
    number, margin = _number(question, material, language)
    program = material.program(question)
    return QuestionPage(
        id=question.id,
        facts=[say(language, "level", level=question.level), *_to_do(question, language)],
        title=title(question.prompt.to(language)),
        heading=heading,
        prompt=prompt,
        choices=[
            Choice(line(choice.text.to(language)), choice.correct, line(choice.because.to(language)))
            for choice in (choices[index] for index in order if choices)
        ],
        offered=[line(items[index].to(language)) for index in order if items],
        ordered=_lines(items, language),
        key_points=_lines(question.key_points if isinstance(question, OpenQuestion) else (), language),
        number=number,
        right_from=margin,
        hints=_lines(question.hints if isinstance(question, CodeQuestion) else (), language),
        program=Code(program.title, code(program.source)) if program else None,
        answer=block(question.answer.to(language)),
        bug=bug_view(question, language) if isinstance(question, BugQuestion) else None,
        folklore=line(question.folklore.to(language)) if question.folklore else Markup(""),
        claims=[claim_part(name, material, language) for name in question.verify],
        sources=[harmless(source) for source in question.sources],
        asked_in=[harmless(list_) for list_ in question.asked_in],
    )


@lru_cache(maxsize=64)  # questions of a topic rest on the same claims
def claim_part(name: str, material: Material, language: Language) -> ClaimPart:
    """A claim as values for a page."""
    short, is_myth = proven_claim(name, material.catalogue, language)
    view = material.proof(name, language)
    figures = (Markup(chart_svg(view.picture)), Markup(chart_svg(view.picture, NARROW))) if view else (Markup(""),) * 2
    shown = [Code(passage.title, code(passage.source)) for passage in material.code(name)]
    return ClaimPart(harmless(name), short, is_myth, view, figures, shown)


def _lines(texts: Sequence[Text], language: Language) -> list[Markup]:
    return [line(text.to(language)) for text in texts]


def _to_do(question: AnyQuestion, language: Language) -> Iterator[str]:
    """What the reader is to do."""
    if picks_line(question):
        yield say(language, "kind.line")
    elif isinstance(question, ChoiceQuestion):
        yield say(language, "kind.several" if question.several else "kind.one")
    elif isinstance(question, NumberQuestion):
        yield say(language, "kind.measured" if question.measured else "kind.number")
    elif isinstance(question, OpenQuestion):
        yield say(language, "ask.points", count=len(question.key_points))
    else:
        yield say(language, f"kind.{question.kind}")
        if isinstance(question, CodeQuestion):
            yield say(language, "home.minutes", count=question.minutes)


def _number(question: AnyQuestion, material: Material, language: Language) -> tuple[str, str]:
    """The right number, and from where to where an answer is right; empty where it has not been measured here."""
    if not isinstance(question, NumberQuestion):
        return "", ""
    value = material.measured(question) if question.measured else question.value
    if value is None:
        return "", ""
    return in_unit(question, value, 3 if question.measured else 6), right_from(question, value, language)
