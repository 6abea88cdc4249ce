"""What the quiz knows of experiments: which claims a question rests on, how to run them, how to break them."""

from __future__ import annotations

import difflib
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from quizdl.bank.question import AnyQuestion, NumberQuestion
from quizdl.errors import UnknownName

if TYPE_CHECKING:  # these take their time to import, and the first frame must not wait for them
    from quizdl.verify.catalogue import Catalogue
    from quizdl.verify.declared import Claim, Family, Mutant
    from quizdl.verify.events import Event, TaskEvent
    from quizdl.verify.reports import Report
    from quizdl.verify.result import Result
    from quizdl.verify.service import Service


class Passage(NamedTuple):
    """A file and the line (from 1) of a claim in it."""

    title: str
    source: str
    line: int


class Change(NamedTuple):
    """Lines that a planted bug changes in a file; `line` counts from 1."""

    file: str
    line: int
    old: tuple[str, ...]
    new: tuple[str, ...]


class Experiments:
    """Runs claims of a catalogue for the quiz. The service is made when it is first needed."""

    def __init__(self, catalogue: Catalogue | None, service: Service | None, why_not: str | None) -> None:
        self.catalogue = catalogue
        self.why_not = why_not  # None where experiments run; else the reason, perhaps empty
        self._service = service

    @property
    def service(self) -> Service:
        if self._service is None:
            from quizdl.verify.service import Service
            from quizdl.verify.store import ResultStore

            self._service = Service(ResultStore())
        return self._service

    async def warm(self) -> None:
        """Start the server that runs experiments, so that the first one answers at once."""
        if self.why_not is None:
            await self.service.warm()

    async def close(self) -> None:
        """End the server and every experiment that it runs."""
        if self._service is not None:
            await self._service.close()

    async def run(self, claim: Claim, report: Callable[[Report], None]) -> Result:
        """The result of a claim. Cancelling kills the experiment. Raises EngineError."""
        from quizdl.verify.task import Task

        return await self.service.run(Task(claim), report)

    def run_all(self, claims: Sequence[Claim], *, fresh: bool) -> AsyncGenerator[TaskEvent, None]:
        """Run claims side by side; what happens meanwhile. Raises EngineError."""
        from quizdl.verify.task import Task

        return self.service.run_all([Task(claim) for claim in claims], fresh=fresh)

    def hunt(self, mutant: Mutant, first: Sequence[Claim]) -> AsyncGenerator[Event, None]:
        """Ask the claims of the mutant's family about it, `first` and the likely ones first, until one catches it."""
        from quizdl.verify.hunts import HuntPlan, rank_claims
        from quizdl.verify.task import Task

        assert self.catalogue is not None
        ranked = rank_claims(self.catalogue.families[mutant.family], mutant)
        ranked.sort(key=lambda claim: claim not in first)
        return self.service.hunt([HuntPlan(mutant, [Task(claim) for claim in ranked], once=True)])

    def claims(self, question: AnyQuestion) -> Iterator[tuple[str, Claim | None]]:
        """Each claim that the question rests on, or that measures its answer: its id, and the claim if there is one."""
        names = list(question.verify)
        if isinstance(question, NumberQuestion) and question.measured:
            names.append(question.measured.partition("/")[0])
        for name in dict.fromkeys(names):
            try:
                yield name, self.catalogue.claim(name) if self.catalogue else None
            except UnknownName:
                yield name, None

    def family(self, claim: Claim) -> Family:
        """The family of a claim that `claims` gave."""
        assert self.catalogue is not None
        return self.catalogue.families[claim.family]

    def passage(self, claim: Claim) -> Passage:
        """Where the claim stands in its verifier: the line of its decorator."""
        source = self.family(claim).source
        lines = source.splitlines()
        line = claim.line
        while line > 1 and not lines[line - 1].startswith("@"):
            line -= 1
        return Passage(f"{claim.path.name} · {claim.id}", source, line if line > 1 else claim.line)

    def change(self, mutant: Mutant) -> Change:
        """The lines that a planted bug changes."""
        family = self.catalogue.families[mutant.family] if self.catalogue else None
        if family is not None and family.path == mutant.path:
            source = family.source
        else:
            source = mutant.path.read_text(encoding="utf-8")
        before, after = source.splitlines(), mutant.source.splitlines()
        matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
        changed = [code for code in matcher.get_opcodes() if code[0] != "equal"]
        if not changed:
            return Change(mutant.path.name, mutant.line, (mutant.old,), (mutant.new,))
        first, last = changed[0], changed[-1]
        return Change(
            mutant.path.name,
            first[1] + 1,
            tuple(before[first[1] : last[2]]),
            tuple(after[first[3] : last[4]]),
        )
