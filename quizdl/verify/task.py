"""Runs of claims, and one run pinned to its sources."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from quizdl.errors import BadSetting, UnknownName
from quizdl.verify.declared import Claim, Mutant, Setting
from quizdl.verify.dependencies import Sources, interpreter, pin
from quizdl.verify.diagnosis import Drawn
from quizdl.verify.solution import Solution
from quizdl.verify.submission import Submission

MOST_SEEDS = 10_000  # each is a task in memory, and hours of work


@dataclass(frozen=True, slots=True)
class Task:
    """One run: a claim, its seed, turned knobs, and perhaps a bug to plant."""

    claim: Claim
    seed: int = 0
    settings: Mapping[str, Setting] = field(default_factory=dict)
    mutant: Mutant | None = None
    solution: Solution | Submission | None = None
    drawn: Drawn | None = None  # then the claim is not asked, but the submission is diagnosed

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
        if isinstance(self.solution, Solution):
            path = self.solution.path.resolve()
            module = files[path] if self.claim.sources else path.read_text(encoding="utf-8")
            files[path] = self.solution.replaced_in(module)
        return files

    def with_mutant(self, mutant: Mutant) -> Task:
        """The same run with that bug planted."""
        return replace(self, mutant=mutant)

    def with_solution(self, solution: Solution | Submission) -> Task:
        """The same run with that solution."""
        return replace(self, solution=solution)

    @property
    def is_original(self) -> bool:
        """Whether it has neither a mutant nor a solution."""
        return self.mutant is None and self.solution is None

    @property
    def original(self) -> Task:
        """The same run with neither a mutant nor a solution."""
        return replace(self, mutant=None, solution=None)

    def pinned(self) -> PinnedTask:
        """This task with its sources, read now.

        Raises OSError and UnicodeDecodeError where a source cannot be read, UnknownName and BadSolution where the
        solution does not fit.
        """
        return PinnedTask(self, pin(self.claim, self.replaced))


@dataclass(frozen=True, slots=True)
class PinnedTask:
    """A task with the sources that run, read once: the same texts are hashed, run and named in the key."""

    task: Task
    sources: Sources
    patience: float = 1.0  # how many times its limit of time it gets

    def key(self) -> str:
        """Hash of everything that the result depends on: what the claim can import, parameters, versions, machine."""
        claim = self.task.claim
        depends = [claim.id, self.task.parameters, interpreter(), platform.machine(), platform.system()]
        depends.append(self.sources.digest(claim.folder.resolve()))
        if isinstance(self.task.solution, Submission):
            depends.append(self.task.solution.to_json())
        return hashlib.sha256(json.dumps(depends, sort_keys=True).encode()).hexdigest()


def tasks_for(claims: Sequence[Claim], settings: Mapping[str, str], *, seed: int = 0, seeds: int = 1) -> list[Task]:
    """A task for each claim and, if it draws random numbers, for each of `seeds` seeds from `seed` on.

    A claim is run with those of the settings that it has a knob for; their values become those of the knob's type.
    The seed is no knob, since results are kept and named by it. Raises UnknownName where none of the claims has the
    knob, BadSetting for a value that does not fit.
    """
    if seed < 0 or not 1 <= seeds <= MOST_SEEDS:
        raise BadSetting(f"seed={seed} and seeds={seeds} do not fit: from 0 on, and 1 to {MOST_SEEDS} of them")
    known = sorted({knob for claim in claims for knob in claim.turnable})
    for name in settings:
        if name not in known:
            raise UnknownName("knob of these claims", name, known)
    turned = [
        {name: claim.setting(name, value) for name, value in settings.items() if name in claim.knobs}
        for claim in claims
    ]
    return [
        Task(claim, seed + shift, values)
        for claim, values in zip(claims, turned, strict=True)
        for shift in range(seeds if claim.seeded else 1)
    ]


def tasks_of_each_claim(tasks: Iterable[Task]) -> list[list[Task]]:
    """The tasks of each claim, in their order."""
    grouped: dict[str, list[Task]] = {}
    for task in tasks:
        grouped.setdefault(task.claim.id, []).append(task)
    return list(grouped.values())
