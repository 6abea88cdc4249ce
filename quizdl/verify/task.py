"""One run to make, pinned to the sources that it runs."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from quizdl.verify.declared import Claim, Mutant, Setting
from quizdl.verify.dependencies import Sources, interpreter, pin


@dataclass(frozen=True, slots=True)
class Task:
    """One run to make: a claim, its seed, the knobs that were turned, a bug to plant."""

    claim: Claim
    seed: int = 0
    settings: Mapping[str, Setting] = field(default_factory=dict)
    mutant: Mutant | None = None
    sources: Sources | None = field(default=None, compare=False, repr=False)  # what runs, once it is read

    @property
    def parameters(self) -> dict[str, Setting]:
        """What the claim's function is called with."""
        return {**({"seed": self.seed} if self.claim.seeded else {}), **self.settings}

    @property
    def replaced(self) -> dict[Path, str]:
        """Files that are run as they stand here and not as on disk: what was vouched for, and the planted bug."""
        planted = {self.mutant.path.resolve(): self.mutant.source} if self.mutant else {}
        return {**self.claim.sources, **planted}

    def with_mutant(self, mutant: Mutant | None) -> Task:
        """The same run with that bug planted, or with none; its sources are not read yet."""
        return replace(self, mutant=mutant, sources=None)

    def pinned(self) -> Task:
        """This task with its sources, which are read from disk unless they were before.

        Raises OSError and UnicodeDecodeError where a source cannot be read.
        """
        return self if self.sources else replace(self, sources=pin(self.claim, self.replaced))

    def key(self) -> str:
        """Hash of all that the result depends on: what the claim can import, parameters, versions, machine.

        Raises what `pinned` raises.
        """
        sources = self.pinned().sources
        assert sources is not None
        depends = [self.claim.id, self.parameters, interpreter(), platform.machine(), platform.system()]
        depends.append(sources.digest(self.claim.path.resolve().parent))
        return hashlib.sha256(json.dumps(depends, sort_keys=True).encode()).hexdigest()
