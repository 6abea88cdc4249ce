"""Questions, answers, proofs and summaries as plain lines, for pipes, screen readers and `quizdl show`.

They use words instead of signs, boxes or colours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quizdl.bank.model import Text
from quizdl.bank.question import (
    AnyQuestion,
    ChoiceQuestion,
    CodeQuestion,
    NumberQuestion,
    OrderQuestion,
    picks_line,
)
from quizdl.digits import readable
from quizdl.mathematics import GLUE
from quizdl.report.text import bank_lines, harmless
from quizdl.report.view.answer import parts_of, sections_of
from quizdl.report.view.exercise import exercise_text
from quizdl.report.view.number_answer import in_unit, right_from
from quizdl.report.view.numbers import Row
from quizdl.report.view.proof import ProofView
from quizdl.report.view.summary import SummaryView
from quizdl.study.grading import Given, Grade
from quizdl.study.session import Session
from quizdl.words import Language, say


def question_lines(question: AnyQuestion, language: Language, order: Sequence[int] | None = None) -> list[str]:
    """A question: prompt, numbered choices or items, and how to answer; of an exercise also contract and starter.

    `order` says in which order choices or items are numbered; without it, as a session with seed 0 has them.
    """
    order = _default(question, order)
    parts: Sequence[Text] = ()
    if isinstance(question, ChoiceQuestion):
        parts = [choice.text for choice in question.choices]
        how = say(language, f"line.pick_{'line' if picks_line(question) else 'several' if question.several else 'one'}")
    elif isinstance(question, NumberQuestion):
        unit = say(language, "line.in_unit", unit=harmless(question.unit)) if question.unit else ""
        how = say(language, "line.predict" if question.measured else "line.give_number", unit=unit)
    elif isinstance(question, OrderQuestion):
        parts = question.items
        how = say(language, "line.put_in_order")
    elif isinstance(question, CodeQuestion):
        how = say(language, "line.write_code", minutes=say(language, "home.minutes", count=question.minutes))
    else:
        how = say(language, "line.answer_aloud")
    shown = [_item(place, parts[index].to(language)) for place, index in enumerate(order, 1)] if parts else []
    prompt = exercise_text(question) if isinstance(question, CodeQuestion) else question.prompt
    return [*bank_lines(prompt.to(language)).split("\n"), *shown, how]


def reveal_lines(
    question: AnyQuestion, language: Language, order: Sequence[int] | None = None, given: Given | None = None
) -> list[str]:
    """The answer: right and `given` with reasons, the model answer, its claims and sources."""
    lines = list(_right_answer(question, language, _default(question, order), given))
    lines += [f"{section.title}: {section.text}" for section in sections_of(question, language)]
    lines.append(say(language, "line.rests_on", claims=harmless(", ".join(question.verify))))
    return [line.replace(GLUE, " ") for line in lines]


def _default(question: AnyQuestion, order: Sequence[int] | None) -> Sequence[int]:
    return Session((question,), 0).display_order(question) if order is None else order


def _item(place: int, text: str) -> str:
    return f"{place}. {bank_lines(text)}"


def _right_answer(
    question: AnyQuestion, language: Language, order: Sequence[int], given: Given | None
) -> Iterator[str]:
    if isinstance(question, NumberQuestion):
        if question.value is None:
            yield say(language, "line.by_experiment", name=harmless(question.measured or ""))
        else:
            told = in_unit(question, question.value), right_from(question, question.value, language)
            yield say(language, "line.the_number", value="; ".join(filter(None, told)))
    elif not isinstance(question, ChoiceQuestion | CodeQuestion):
        yield say(language, "line.right_order" if isinstance(question, OrderQuestion) else "line.key_points")
    for place, part in enumerate(parts_of(question, language, order, given), 1):
        yield f"{'> ' if part.yours else ''}{place}. {part.text}"
        if part.because:
            yield f"   {say(language, 'line.right' if part.right else 'line.wrong')}: {part.because}"


def grade_line(grade: Grade, language: Language) -> str:
    """Right, wrong, or how much of it was right."""
    if grade.correct or not grade.credit:
        return say(language, "line.correct" if grade.correct else "line.incorrect")
    return say(language, "line.partly", percent=round(100 * grade.credit))


def proof_lines(view: ProofView, language: Language) -> list[str]:
    """One result: headline, verdict, sentence, each number with its bound and reason, the ends of the curves."""
    verdict = ", ".join(filter(None, (view.verdict.word, view.agreement)))
    lines = [view.headline, f"{view.claim}: {verdict}"]
    told = (view.sentence if view.finding else "", view.changed, *(view.trouble or view.reason).split("\n"))
    lines += filter(None, told)
    if view.out_of_time:
        lines.append(say(language, "failure.more_time", key="v"))
    lines += _rows(view.findings, view)
    if view.checks_in_short:
        lines += [f"  {view.checks_in_short}", *(() if view.checks_kept else _rows(view.checks, view))]
    for control in view.controls:
        because = f"; {view.heads.because}: {control.because}" if control.because else ""
        lines.append(f"  {view.heads.control}: {control.told}; {control.outcome}{because}")
    if view.picture.caption:
        lines.append(f"  {view.picture.caption}")
    for line in view.picture.lines:
        if line.y:
            first, last = readable(line.y[0], 4), readable(line.y[-1], 4)
            lines.append(f"  {say(language, 'line.curve', name=line.name, count=len(line.y), first=first, last=last)}")
    lines.append(f"  {' · '.join(view.facts)}")
    return lines


def _rows(rows: Sequence[Row], view: ProofView) -> Iterator[str]:
    for row in rows:
        because = f"; {view.heads.because}: {row.because}" if row.because else ""
        yield f"  {row.name}: {row.value}; {view.heads.bound} {row.bound}; {row.outcome}{because}"


def summary_lines(view: SummaryView, language: Language) -> list[str]:
    """The summary of a session: what changed, what to look at again, and when everything comes back."""
    lines = [view.title, *filter(None, (view.skipped,))]
    lines += [f"  {row.name}: {', '.join(filter(None, (row.shares, row.proven)))}" for row in view.changes]
    if view.missed:
        lines.append(f"{say(language, 'summary.missed')}:")
    for row in view.missed:
        lines.append(f"  {harmless(row.id)}: {row.prompt} ({', '.join(filter(None, (row.sure, row.back)))})")
    if view.sure:
        lines.append(view.sure)
    if view.right:
        lines.append(f"{say(language, 'summary.right')}: {view.right_count}; {view.right_back}")
    if view.proven:
        lines.append(f"{say(language, 'summary.proven_here')}:")
    myth = f" ({say(language, 'home.myth')})"
    lines += [f"  {name}{myth if is_myth else ''}" for name, is_myth in view.proven]
    return lines
