"""An exercise as the reader is to see it: the prompt, the contract in words, the starter."""

from __future__ import annotations

from collections.abc import Iterator

from quizdl.bank.model import Text
from quizdl.bank.question import CodeQuestion
from quizdl.digits import readable
from quizdl.prose import FENCE
from quizdl.words import LANGUAGES, Language, say


def exercise_text(question: CodeQuestion) -> Text:
    """The exercise as a text of a bank, which fronts set as they set any prompt; neither hints nor answer."""
    return Text(**{language: _written(question, language) for language in LANGUAGES})


def _written(question: CodeQuestion, language: Language) -> str:
    contract = "\n".join(contract_lines(question, language))
    starter = f"{FENCE}python\n{question.starter.strip()}\n{FENCE}"
    return f"{question.prompt.to(language).strip()}\n\n{contract}\n{starter}"


def contract_text(question: CodeQuestion) -> Text:
    """The contract in words, a line for each term."""
    return Text(**{language: "\n".join(contract_lines(question, language)) for language in LANGUAGES})


def contract_lines(question: CodeQuestion, language: Language) -> Iterator[str]:
    """What goes in and comes out, a line for each term, with code as texts of a bank mark it."""
    contract = question.contract
    if contract.make is not None:
        yield say(language, "exercise.make", call=_code(contract.make))
    for call in contract.calls:
        yield say(language, "exercise.call", call=_code(call))
    if any(":" in call for call in contract.calls):
        yield say(language, "exercise.shapes", any=_code("*s"))
    if contract.in_place:
        yield say(language, "exercise.in_place", names=_listed(contract.in_place))
    if question.may_use:
        yield say(language, "exercise.may_use", names=_listed(question.may_use))
    if question.forbidden:
        yield say(language, "exercise.not", names=_listed(question.forbidden))
    if question.at_most_times is not None:
        yield say(language, "exercise.at_most_times", times=question.at_most_times)
    if question.accuracy is not None:
        yield say(language, "exercise.accuracy", share=readable(question.accuracy))
    if question.statements is not None:
        yield say(language, "exercise.statements", count=question.statements)


def session_lines(question: CodeQuestion, language: Language) -> list[str]:
    """The example of an exercise as a session at Python's prompt; empty where it has none."""
    if question.session is None:
        return []
    return [say(language, "practice.session"), *(f"  {line}" for line in question.session.strip().split("\n"))]


def session_texts(question: CodeQuestion) -> list[Text]:
    """The same as a text of a bank, for fronts that set code; none where the exercise has no session."""
    if question.session is None:
        return []
    code = f"{FENCE}python\n{question.session.strip()}\n{FENCE}"
    return [Text(**{language: f"{say(language, 'practice.session')}\n{code}" for language in LANGUAGES})]


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(map(_code, names))


def _code(text: str) -> str:
    return f"`{text}`"
