"""Results of experiments, and the store that keeps them by what they depend on."""

from __future__ import annotations

import hashlib
import json
import platform
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import quizdl
from quizdl import folders
from quizdl.verdict import Verdict
from quizdl.verify.declared import Claim, Mutant, Setting
from quizdl.verify.dependencies import Sources, pin, version_of
from quizdl.verify.evidence import Evidence, Measurement

KEPT = (Verdict.SUPPORTED, Verdict.REFUTED)  # what decided; anything else is worth another run
BUSY_SECONDS = 5.0


def versions() -> dict[str, str]:
    """Versions of what experiments run on, from package metadata: importing torch takes seconds."""
    return {**_interpreter(), **{name: version_of(name) for name in ("numpy", "torch")}}


def _interpreter() -> dict[str, str]:
    return {"quizdl": quizdl.__version__, "python": platform.python_version()}


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
        depends = [self.claim.id, self.parameters, _interpreter(), platform.machine(), platform.system()]
        depends.append(sources.digest(self.claim.path.resolve().parent))
        return hashlib.sha256(json.dumps(depends, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one run. The verdict was computed from the evidence by the parent, never by the child."""

    claim: str
    verdict: Verdict
    expected: Verdict
    seed: int | None  # None where the claim draws nothing
    settings: Mapping[str, Setting]
    seconds: float
    reason: str | None
    evidence: Evidence | None = None  # None where it failed or was unavailable
    output: str = ""  # what the experiment printed, cut short
    versions: Mapping[str, str] = field(default_factory=dict)
    mutant: str | None = None
    made: datetime = field(default_factory=lambda: datetime.now(UTC))
    kept: bool = False  # came from the store; was not run now
    reason_ko: str | None = None  # None where the verifier did not say it in Korean

    @property
    def as_declared(self) -> bool:
        return self.verdict == self.expected

    def age(self, now: datetime) -> str:
        """How long ago it was made: "3 hours ago"."""
        seconds = max(0, int((now - self.made).total_seconds()))
        for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
            if seconds >= size:
                count = seconds // size
                return f"{count} {unit}{'s' if count > 1 else ''} ago"
        return "just now"

    def to_json(self) -> dict[str, Any]:
        """The entry of `quizdl verify --json`: seed 0 where none is drawn from, and null for NaN and infinity."""

        def entry(number: Measurement) -> dict[str, Any]:
            interval = None if number.interval is None else [_finite(edge) for edge in number.interval]
            return {
                "name": number.name,
                "value": _finite(number.value),
                "unit": number.unit,
                "bound": number.bound,
                **{edge: _finite(getattr(number, edge)) for edge in ("equals", "within", "at_least", "at_most")},
                "because": number.because,
                "holds": number.holds,
                "interval": interval,
            }

        evidence = self.evidence
        return {
            "id": self.claim,
            "verdict": self.verdict,
            "expected": self.expected,
            "as_declared": self.as_declared,
            "seed": self.seed or 0,
            "settings": {
                knob: _finite(value) if isinstance(value, float) else value for knob, value in self.settings.items()
            },
            "seconds": round(self.seconds, 3),
            "reason": self.reason,
            "reason_ko": self.reason_ko,
            "kept": self.kept,
            "made": self.made.isoformat(timespec="seconds"),
            "measurements": [entry(number) for number in evidence.measurements] if evidence else [],
            "controls": [
                {**entry(control), "must": control.must, "came_out": control.came_out}
                for control in (evidence.controls if evidence else ())
            ],
        }


def _finite(value: float | None) -> float | None:
    return value if value is not None and abs(value) < float("inf") else None


SCHEMA = """
create table if not exists results (
    key text primary key,
    claim text not null,
    made text not null,
    document text not null
) strict
"""


class ResultStore:
    """Decided results, kept in one SQLite file in the cache folder. It is a cache: when it cannot be
    read or written, experiments simply run again, and `trouble` says why."""

    def __init__(self, path: Path | None = None) -> None:
        self.trouble: str | None = None
        self._database: sqlite3.Connection | None = None
        path = path or folders.cache_folder() / "results.sqlite"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
            self._database.execute("pragma journal_mode = wal")
            self._database.execute(SCHEMA)
        except (sqlite3.Error, OSError) as error:
            self.close()
            self.trouble = f"results are not kept: {path}: {_why(error)}"

    def close(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None

    def find(self, task: Task) -> Result | None:
        """The kept result of that very task, if any."""
        if self._database is None:
            return None
        try:
            row = self._database.execute("select document from results where key = ?", (task.key(),)).fetchone()
            return None if row is None else _read(json.loads(row[0]), task)
        except (sqlite3.Error, OSError, ValueError, TypeError, KeyError) as error:
            self.trouble = f"a kept result cannot be read and is made again: {error}"
            return None

    def keep(self, task: Task, result: Result) -> None:
        """Keep a result that decided, unless a source was edited while it ran; others are forgotten."""
        if self._database is None or result.verdict not in KEPT or result.evidence is None:
            return
        if task.sources is not None and not task.sources.unchanged():
            return  # a process that the claim started may have read the new text
        document = {
            "seconds": result.seconds,
            "made": result.made.isoformat(),
            "output": result.output,
            "evidence": result.evidence.to_json(),
        }
        row = (task.key(), task.claim.id, result.made.isoformat(), json.dumps(document))
        try:
            self._database.execute("insert or replace into results values (?, ?, ?, ?)", row)
        except (sqlite3.Error, OSError) as error:
            self.trouble = f"results are not kept: {_why(error)}"


def _why(error: Exception) -> str:
    """What the system or SQLite says, without numbers and names of Python's."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def decide(task: Task, evidence: Evidence, seconds: float, output: str = "") -> Result:
    """The result that evidence makes: its verdict comes from the numbers."""
    verdict, reason = evidence.judge()
    return replace(undecided(task, verdict, reason, seconds, output), evidence=evidence)


def undecided(task: Task, verdict: Verdict, reason: str | None, seconds: float, output: str = "") -> Result:
    """A result without evidence."""
    return Result(
        claim=task.claim.id,
        verdict=verdict,
        expected=task.claim.expects,
        seed=task.seed if task.claim.seeded else None,
        settings=task.settings,
        seconds=seconds,
        reason=reason,
        output=output,
        versions=versions(),
        mutant=task.mutant.id if task.mutant else None,
    )


def _read(document: dict[str, Any], task: Task) -> Result:
    evidence = Evidence.from_json(document["evidence"])
    result = decide(task, evidence, document["seconds"], document["output"])
    return replace(result, made=datetime.fromisoformat(document["made"]), kept=True)
