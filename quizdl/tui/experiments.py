"""Look up experiments for the quiz: the claims of a question, their code, and the change of a mutant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from quizdl.bank.question import AnyQuestion, CodeQuestion, NumberQuestion
from quizdl.errors import UnknownName
from quizdl.report.errors import say_proofs_off
from quizdl.report.view.source import Passage, code_of, program_of
from quizdl.tui.widgets.content import LocalizedText, escaped, problem, words

if TYPE_CHECKING:  # these take their time to import, and the first frame must not wait for them
    from quizdl.verify.catalogue import Catalogue
    from quizdl.verify.declared import Claim, Family, Mutant


class Change(NamedTuple):
    """Lines that a planted bug changes in a file; `line` counts from 1."""

    file: str
    line: int
    old: tuple[str, ...]
    new: tuple[str, ...]


class Experiments:
    """Looks up the claims of a catalogue for the quiz; `experiment_flow` runs them.

    Without a catalogue experiments are off; `error` is the message of the error that is to blame, if one is.
    """

    def __init__(self, catalogue: Catalogue | None, error: str) -> None:
        self.catalogue = catalogue
        self._error = error

    @property
    def are_off(self) -> bool:
        """Whether no experiment runs."""
        return self.catalogue is None

    @property
    def why_off(self) -> LocalizedText:
        """The reason that they are off: an error, or that the quiz was opened without them."""
        return problem(self._error) if self._error else words("proof.off_default")

    @property
    def notice(self) -> LocalizedText:
        """That they are off, and why, in the words of home."""
        if not self._error:
            return words("proof.off", "$accent", why=self.why_off)
        return lambda language: escaped(say_proofs_off(language, self._error), "$accent")

    def claims(self, question: AnyQuestion) -> Iterator[tuple[str, Claim | None]]:
        """The claims that the question rests on or is measured by: id, and the claim if it exists."""
        names = list(question.verify)
        if isinstance(question, NumberQuestion) and question.measured:
            names.append(question.measured.partition("/")[0])
        for name in dict.fromkeys(names):
            try:
                yield name, self.catalogue.claim(name) if self.catalogue else None
            except UnknownName:
                yield name, None

    def seconds_of(self, question: AnyQuestion) -> float | None:
        """How long the experiment takes that measures the answer; None where none does, or does not run."""
        name = (question.measured or "").partition("/")[0] if isinstance(question, NumberQuestion) else ""
        claim = dict(self.claims(question)).get(name) if name else None
        return claim.seconds if claim else None

    def family(self, claim: Claim) -> Family:
        """The family of a claim that `claims` gave."""
        assert self.catalogue is not None
        return self.catalogue.families[claim.family]

    def family_of(self, mutant: Mutant) -> Family:
        """The family whose code a mutant changes."""
        assert self.catalogue is not None
        return self.catalogue.families[mutant.family]

    def mutants_of(self, claims: Iterable[Claim]) -> list[Mutant]:
        """The bugs of the families of these claims."""
        families = {claim.family: self.family(claim) for claim in claims}
        return [mutant for family in families.values() for mutant in family.mutants]

    def original_of(self, mutant: Mutant) -> str:
        """The text of the file that a bug changes, without it."""
        return self.family_of(mutant).files.get(mutant.path) or mutant.path.read_text(encoding="utf-8")

    def passage(self, claim: Claim) -> Passage:
        """The position of the claim in its verifier: the line of its decorator."""
        source = self.family(claim).files[claim.path]
        lines = source.splitlines()
        line = claim.line
        while line > 1 and not lines[line - 1].startswith("@"):
            line -= 1
        return Passage(f"{claim.path.name} · {claim.id}", source, line if line > 1 else claim.line)

    def passage_at(self, claim: Claim, path: Path, line: int) -> Passage:
        """A line of a file that the claim ran; raises OSError where the file is gone."""
        source = self.family(claim).files.get(path) or path.read_text(encoding="utf-8")
        return Passage(f"{path.name} · {claim.id}", source, line)

    def code_of(self, claim: Claim) -> list[Passage]:
        """The code under test that the file of a claim names, and then the claim itself."""
        return code_of(claim, self.family(claim))

    def program_of(self, question: CodeQuestion) -> Passage | None:
        """Our program of an exercise: the function or class; None where no claim of it is known."""
        claim = next((claim for _, claim in self.claims(question) if claim is not None), None)
        return program_of(question.symbol, claim) if claim and question.symbol else None

    def change(self, mutant: Mutant) -> Change:
        """The lines that a planted bug changes."""
        before, after = self.original_of(mutant).splitlines(), mutant.source.splitlines()
        matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
        changed = [code for code in matcher.get_opcodes() if code[0] != "equal"]
        if not changed:
            return Change(mutant.file, mutant.line, (mutant.old,), (mutant.new,))
        first, last = changed[0], changed[-1]
        return Change(
            mutant.file,
            first[1] + 1,
            tuple(before[first[1] : last[2]]),
            tuple(after[first[3] : last[4]]),
        )
