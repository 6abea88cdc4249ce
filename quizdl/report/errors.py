"""Errors in the reader's language; `str` of an error is in English."""

from __future__ import annotations

from quizdl.errors import BankError, CatalogueError
from quizdl.report.problems import say_problems
from quizdl.words.sentences import translated


def say_error(language: str, error: Exception) -> str:
    """The message of an error in that language; not yet made harmless."""
    if isinstance(error, BankError | CatalogueError):
        return say_problems(language, error)
    return say_message(language, str(error))


def say_message(language: str, message: str) -> str:
    """The message of an error in that language; as it is where the language has no form of it."""
    return translated(language, "errors", message)
