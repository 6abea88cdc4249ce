"""Errors in the reader's language; `str` of an error is in English."""

from __future__ import annotations

from typing import NamedTuple

from quizdl.errors import BankError, CatalogueError
from quizdl.report.problems import say_problems
from quizdl.words import say
from quizdl.words.sentences import translated

_NEVER, _CHANGED = " is not trusted: ", " has changed since it was trusted ("
_COMMAND = "Read what it would run, then: "


class Changed(NamedTuple):
    """What has changed in a bank since the reader trusted it."""

    total: str  # of the lines that came and went: `+3 -1`
    command: str  # that trusts it as it is now
    diff: tuple[str, ...]  # lines, harmless to show


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
    if (changed := what_changed(message)) is not None:
        return f"{say(language, 'trust.changed', lines=changed.total)}\n{changed.command}"
    if _NEVER in message.partition("\n")[0]:
        return f"{say(language, 'trust.never')}\n{_command(message)[0]}"
    return say(language, "proof.off", why=say_message(language, message))


def what_changed(message: str) -> Changed | None:
    """What the refusal of a bank that was trusted once says of its changes; None for another message."""
    _, changed, count = message.partition("\n")[0].partition(_CHANGED)
    if not changed:
        return None
    command, *diff = _command(message)
    return Changed(count.partition(")")[0], command, tuple(diff))


def _command(message: str) -> list[str]:
    """The command that trusts a bank, and the lines behind it."""
    return message.partition(_COMMAND)[2].split("\n")
