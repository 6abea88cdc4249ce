"""The result of `quizdl.judge`, and the sources of solutions."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quizdl import folders
from quizdl.api.proofs import Proofs
from quizdl.config import readers_language
from quizdl.errors import BadSolution, UnknownName
from quizdl.verify.judging import Judged
from quizdl.verify.solution import Solution

if TYPE_CHECKING:
    from quizdl.report.view.practice import AttemptView


@dataclass(frozen=True, slots=True, repr=False)
class Judgement:
    """The judgement of a function or class of yours in place of the bank's, or of an attempt at an exercise."""

    symbol: str  # or the id of the exercise
    claims: Mapping[str, Judged]  # by id: "passed", "refused" or "unjudged"; those that do not use it are left out
    passes: bool  # whether claims passed it and none refused it; of an exercise all must pass it
    proofs: Proofs  # their runs with the solution
    fault: Mapping[str, Any] | None = None  # what kept an attempt from being judged: kind, line, details
    trouble: str = ""  # the same in words
    _view: Callable[[str], AttemptView] | None = None  # of an attempt, in a language

    def to_dict(self) -> dict[str, Any]:
        """Plain values: the outcome of each claim, and the runs as in `quizdl verify --json`."""
        said = {claim: str(judged) for claim, judged in self.claims.items()}
        runs = [proof.to_dict() for proof in self.proofs]
        about = {"schema": "quizdl.judge/1", "symbol": self.symbol, "passes": self.passes}
        fault = dict(self.fault) if self.fault else None
        return {**about, "says": said, "fault": fault, "trouble": self.trouble or None, "claims": runs}

    def to_html(self, language: str | None = None) -> str:
        """A `<div>` without scripts or links, in "en" or "ko"; in the reader's language unless one is given."""
        if self._view is None:
            return self.proofs.to_html(language)
        from quizdl.report.html import attempt_html

        return attempt_html(self._view(language or readers_language()))

    def _repr_html_(self) -> str:
        return self.to_html()

    def __repr__(self) -> str:
        lines = [f"{judged:8}  {claim}" for claim, judged in self.claims.items()]
        title = f"<Judgement of {self.symbol}: {'passes' if self.passes else 'does not pass'}>"
        return "\n".join([title, *([self.trouble] if self.trouble else []), *lines])


def solution_for(symbol: str, given: str | Path | Callable[..., object], bank: Path | None) -> Solution:
    """The solution in the module of the bank that `symbol` names.

    symbol: `adam.Adam`: the file in `verifiers/programs/`, or else in `verifiers/`, and what it defines;
        `nets.mlp.Layer` for the file `mlp.py` of a folder in either. Of two such files that which defines it counts.
    given: a class or function, whose source Python knows; the path of a file; or source text.

    Raises UnknownName for the module, and BadSolution where the source cannot be read.
    """
    module, _, name = symbol.rpartition(".")
    verifiers = (bank or folders.builtin_bank()) / "verifiers"
    places: dict[str, list[Path]] = {}
    for folder in (verifiers / "programs", verifiers):
        for path in folder.rglob("*.py"):
            places.setdefault(".".join(path.relative_to(folder).with_suffix("").parts), []).append(path)
    if module not in places:
        raise UnknownName("module of the bank", module, places)
    solutions = [Solution(path, name, _source(given)) for path in places[module]]
    return next((solution for solution in solutions if solution.fits()), solutions[0])


def bytes_of(given: str | Path | Callable[..., object]) -> bytes:
    """A solution as a file holds it. Raises BadSolution where it cannot be read."""
    if not isinstance(given, Path):
        return _source(given).encode()
    try:
        return given.read_bytes()
    except OSError as error:
        raise BadSolution(f"the source of the solution cannot be read: {error}") from None


def _source(given: str | Path | Callable[..., object]) -> str:
    if isinstance(given, str):
        return given
    try:
        if isinstance(given, Path):
            return given.read_text(encoding="utf-8")
        return textwrap.dedent(inspect.getsource(given))
    except (OSError, TypeError, UnicodeDecodeError) as error:
        raise BadSolution(f"the source of the solution cannot be read: {error}") from None
