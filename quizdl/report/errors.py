"""Errors in the reader's language; `str` of an error is in English."""

from __future__ import annotations

from quizdl.errors import BankError, CatalogueError
from quizdl.report.problems import say_problems
from quizdl.words import say
from quizdl.words.sentences import translated

_REFUSALS = {"trust.never": " is not trusted: ", "trust.changed": " has changed since it was trusted; "}
_COMMAND = "Read what it would run, then: "


def say_error(language: str, error: Exception) -> str:
    """The message of an error in that language; not yet made harmless."""
    if isinstance(error, BankError | CatalogueError):
        return say_problems(language, error)
    return say_message(language, str(error))


def say_message(language: str, message: str) -> str:
    """The message of an error in that language; as it is where the language has no form of it."""
    return translated(language, "errors", message)


def say_proofs_off(language: str, message: str) -> str:
    """That no experiment runs, and why: of a bank that is not trusted in two lines, the command on the second."""
    for name, what in _REFUSALS.items():
        if what in message.partition("\n")[0]:
            command = message.partition(_COMMAND)[2].partition("\n")[0]
            return f"{say(language, name)}\n{command}"
    return say(language, "proof.off", why=say_message(language, message))
