"""One run of a claim, pinned to its sources."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from quizdl.verify.declared import Claim, Mutant, Setting
from quizdl.verify.dependencies import Sources, interpreter, pin
from quizdl.verify.solution import Solution


@dataclass(frozen=True, slots=True)
class Task:
    """One run: a claim, its seed, turned knobs, and perhaps a bug to plant."""

    claim: Claim
    seed: int = 0
    settings: Mapping[str, Setting] = field(default_factory=dict)
    mutant: Mutant | None = None
    solution: Solution | None = None
    sources: Sources | None = field(default=None, compare=False, repr=False)  # what runs, once it is read

    @property
    def parameters(self) -> dict[str, Setting]:
        """The arguments of the claim's function."""
        return {**({"seed": self.seed} if self.claim.seeded else {}), **self.settings}

    @property
    def replaced(self) -> dict[Path, str]:
        """Texts that run instead of files on disk: trusted sources, a planted bug, the module of a solution.

        Raises what `Solution.replaced_in` raises.
        """
        files = {path.resolve(): text for path, text in self.claim.sources.items()}
        if self.mutant is not None:
            files[self.mutant.path.resolve()] = self.mutant.source
        if self.solution is not None:
            path = self.solution.path.resolve()
            module = files[path] if self.claim.sources else path.read_text(encoding="utf-8")
            files[path] = self.solution.replaced_in(module)
        return files

    def with_mutant(self, mutant: Mutant) -> Task:
        """The same run with that bug planted; its sources are not read yet."""
        return replace(self, mutant=mutant, sources=None)

    def with_solution(self, solution: Solution) -> Task:
        """The same run with that solution; its sources are not read yet."""
        return replace(self, solution=solution, sources=None)

    @property
    def original(self) -> Task:
        """The same run with neither a mutant nor a solution."""
        if self.mutant is None and self.solution is None:
            return self
        return replace(self, mutant=None, solution=None, sources=None)

    def pinned(self) -> Task:
        """This task with its sources, read from disk if they were not read before.

        Raises OSError and UnicodeDecodeError where a source cannot be read, UnknownName and BadSolution where the
        solution does not fit.
        """
        return self if self.sources else replace(self, sources=pin(self.claim, self.replaced))

    def key(self) -> str:
        """Hash of everything that the result depends on: what the claim can import, parameters, versions, machine.

        Raises what `pinned` raises.
        """
        sources = self.pinned().sources
        assert sources is not None
        depends = [self.claim.id, self.parameters, interpreter(), platform.machine(), platform.system()]
        depends.append(sources.digest(self.claim.path.resolve().parent))
        return hashlib.sha256(json.dumps(depends, sort_keys=True).encode()).hexdigest()
