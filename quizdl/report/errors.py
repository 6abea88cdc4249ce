"""What an error says, in the reader's language; `str` of an error says it in English."""

from __future__ import annotations

from quizdl.errors import BankError, CatalogueError, EngineError
from quizdl.report.forms import korean
from quizdl.report.problems import say_problems


def say_error(language: str, error: Exception) -> str:
    """What went wrong, as far as it is known in that language; not harmless yet."""
    if isinstance(error, EngineError):
        return error.sentence(language)
    if isinstance(error, BankError | CatalogueError):
        return say_problems(language, error)
    return say_message(language, str(error))


def say_message(language: str, message: str) -> str:
    """The message of an error in that language; as it is where `errors_ko` has no form of it."""
    if language != "ko":
        return message
    from quizdl.report.errors_ko import ERRORS_KO  # only where something went wrong

    return korean(message, ERRORS_KO)
