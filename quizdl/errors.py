"""Every error that quizdl raises on purpose; each is one sentence for a reader.

QuizdlError
├── BankError         a question bank cannot be read (holds every Problem found)
├── CatalogueError    a verifier's source does not say what its claims are (holds every Problem found)
├── UnknownName       no family, claim, question, topic or parameter of that name (suggests the nearest)
├── BadSetting        a setting or argument has a value that it cannot take
│   └── NeedsRealStep the memory of a model cannot be traced without values, only measured
├── BadSolution       a reader's own function or class, to be judged, is not Python
├── LacksExtra        a command needs a package that only an extra of quizdl installs
├── CannotFit         the scheduler's parameters cannot be fitted to the log (too short, or an extra is missing)
├── NotTrusted        a verifier outside the built-in bank is not vouched for, or was edited since
└── EngineError       the process that runs experiments could not be started or died
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path


MOST_LETTERS = 1_000  # of one part of a problem as it is shown
MOST_LETTERS_OF_A_PATH = 200


class Problem(NamedTuple):
    """One problem in a file, with its position and, where known, a fix.

    `line` and `column` count from 1. `path` is where it is inside the document
    (`questions[0].choices[1].text`), empty for the file as a whole.
    """

    file: Path
    line: int
    column: int
    path: str
    what: str
    fix: str = ""

    def __str__(self) -> str:
        """One line in all cases: unprintable characters are escaped, and long texts are cut."""
        place = f"{_printable(str(self.file), MOST_LETTERS)}:{self.line}:{self.column}: "
        inside = f"{_printable(self.path, MOST_LETTERS_OF_A_PATH)}: " if self.path else ""
        fix = f" ({_printable(self.fix, MOST_LETTERS)})" if self.fix else ""
        return f"{place}{inside}{_printable(self.what, MOST_LETTERS)}{fix}"


def _printable(text: str, most: int) -> str:
    if len(text) > most:
        text = f"{text[:most]}…"
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)


class QuizdlError(Exception):
    """Base of all: catch this one to report any of them."""


class _Problems(QuizdlError):
    """An error that reports many problems at once, in the order of their positions."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class BankError(_Problems):
    """A question bank cannot be read.

    `partial` is what can be checked of it all the same, a `quizdl.bank.check.PartialBank`; None where that is nothing.
    """

    def __init__(self, problems: Iterable[Problem], partial: Any = None) -> None:
        super().__init__(problems)
        self.partial = partial


class CatalogueError(_Problems):
    """A verifier's source does not say what its claims are."""


class UnknownName(QuizdlError):
    """Nothing has the name `name`; `near` holds similar names, the likeliest first.

    advice: how to name what is not among the known.
    """

    def __init__(self, kind: str, name: str, known: Iterable[str], advice: str = "") -> None:
        import difflib  # only where somebody mistyped

        self.name = name
        self.near: Sequence[str] = difflib.get_close_matches(name, list(dict.fromkeys(known)), n=3)
        hint = f"; did you mean {', '.join(self.near)}?" if self.near else ""
        super().__init__(f"no {kind} is called {name!r}{f' ({advice})' if advice else ''}{hint}")


class BadSetting(QuizdlError):
    """A setting or argument has a value that it cannot take."""


class NeedsRealStep(BadSetting):
    """The memory of a model cannot be traced on tensors without values; one real step can measure it."""


class BadSolution(QuizdlError):
    """A reader's own function or class, to be judged, is not Python."""


class LacksExtra(QuizdlError):
    """A command needs a package that only an extra of quizdl installs."""


class CannotFit(QuizdlError):
    """The scheduler's parameters cannot be fitted: the log is too short, or the extra `fit` is not installed."""


class NotTrusted(QuizdlError):
    """A verifier outside the built-in bank may not run: it is not vouched for, or was edited since."""


class EngineError(QuizdlError):
    """The process that runs experiments could not be started, or died. It says nothing about any claim."""
