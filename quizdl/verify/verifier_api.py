"""The API of verifiers: claim, mutant, progress, show, Unavailable, Undecided.

The catalogue reads these from the source, without importing it; at run time they do next to nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sized
from typing import Any, Literal, ParamSpec, TypeVar

from quizdl.verify.curves import Curve
from quizdl.verify.evidence import Evidence

P = ParamSpec("P")
T = TypeVar("T")

Experiment = Callable[P, Evidence]
Listener = Callable[[dict[str, Any]], None]

SECONDS_BETWEEN_REPORTS = 0.05  # a terminal shows no more, and a tight loop must not drown in reports


class _WithReason(Exception):
    """An exception whose reason the reader sees: in English, and in Korean if given."""

    ko = ""

    def __init__(self, en: str = "", *, ko: str = "") -> None:
        super().__init__(en)
        self.ko = ko


class Unavailable(_WithReason):
    """Raise it if the machine lacks what the claim needs: a CUDA device, an optional package."""


class Undecided(_WithReason):
    """Raise it with a reason if the settings decide nothing; the verdict is then `inconclusive`.

    Two cases call for it: knobs at values for which the sentence says nothing (a decay of 1), and knobs
    that widen a bound until no measurement could break it.
    """


def claim(
    *,
    en: str,
    ko: str = "",
    short: str = "",
    seconds: float,
    expects: Literal["supported", "refuted"] = "supported",
    literature: str = "",
    alone: bool = False,
) -> Callable[[Experiment[P]], Experiment[P]]:
    """Bind one sentence that can be wrong to the function below it, which tests it and returns Evidence.

    en, ko      the sentence, in English and Korean
    short       its name in lists, at most 40 cells, without numbers; translated as the texts of evidence are
    seconds     how long it takes on two cores; the runner allows ten times that
    expects     "refuted" where the sentence is folklore
    literature  author, year, place
    alone       run it with no other claim beside it: it times something

    Every parameter of the function has a default (a number, a string, True or False) and is a knob
    that `quizdl verify --set` turns. A claim that draws random numbers takes `seed`.
    All arguments must be literals: the catalogue reads them from the source.
    """
    del en, ko, short, seconds, expects, literature, alone  # for the catalogue, which reads the source

    def unchanged(experiment: Experiment[P]) -> Experiment[P]:
        return experiment

    return unchanged


def mutant(description: str, old: str, new: str, *, program: str | None = None) -> None:
    """Declare a one-line bug that the claims of this family must catch: `old` becomes `new`.

    `old` occurs exactly once in the source of the file (declarations of mutants and docstrings aside),
    or, with `program="name"`, in `programs/name.py`; dots in the name lead into folders. Write the bug that a tired
    engineer would write.
    """


_listener: Listener | None = None


def listen(listener: Listener | None) -> None:
    """Send every report of `progress` and `show` to `listener` (the child process sets this)."""
    global _listener  # one experiment runs in a process
    _listener = listener


def progress(steps: Iterable[T], total: int | None = None) -> Iterator[T]:
    """Pass `steps` through and report how many are done: `for seed in progress(range(20)):`."""
    expected = total if total is not None else (len(steps) if isinstance(steps, Sized) else 0)
    last_report = 0.0
    for done, step in enumerate(steps):
        now = time.monotonic()
        if _listener is not None and expected and now - last_report >= SECONDS_BETWEEN_REPORTS:
            last_report = now
            _listener({"progress": min(done / expected, 1.0)})
        yield step


def show(*curves: Curve) -> None:
    """Show curves while the experiment still runs; those in the Evidence replace them at the end."""
    if _listener is not None:
        _listener({"curves": [{"name": c.name, "x": c.x, "y": c.y, "points": c.points} for c in curves]})
