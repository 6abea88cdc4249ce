"""The result of a run, with the verdict computed from its evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from quizdl.verdict import Verdict
from quizdl.verify.declared import Setting
from quizdl.verify.dependencies import versions
from quizdl.verify.diagnosis import Diagnosis
from quizdl.verify.evidence import Evidence, Measurement
from quizdl.verify.task import Task


@dataclass(frozen=True, slots=True)
class Result:
    """The result of one run. The parent computes the verdict from the evidence, never the child."""

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
    fault: Mapping[str, Any] | None = None  # what is wrong with a reader's program (`practice.faults`)
    calls: Mapping[str, Any] | None = (
        None  # how many calls of a reader's program agreed with ours, and one that did not
    )
    diagnosis: Diagnosis | None = None  # of a task that was run for it

    @property
    def as_declared(self) -> bool:
        return self.verdict == self.expected

    @property
    def unrefuted(self) -> Sequence[Measurement]:
        """What leaves a claim inconclusive that was to be refuted, where other numbers of it break their bounds."""
        if self.evidence is None or (self.verdict, self.evidence.judge()[0]) != (Verdict.INCONCLUSIVE, Verdict.REFUTED):
            return ()
        return self.evidence.unrefuted

    @property
    def out_of_time(self) -> bool:
        """Whether it was stopped at its limit of time."""
        return self.verdict is Verdict.FAILED and (self.reason or "").startswith("time: ")

    def to_json(self) -> dict[str, Any]:
        """The entry of `quizdl verify --json`: seed 0 if the claim draws none, and null for NaN and infinity."""

        def entry(number: Measurement) -> dict[str, Any]:
            interval = None if number.interval is None else [_finite(edge) for edge in number.interval]
            return {
                "name": number.name,
                "value": _finite(number.value),
                "unit": number.unit,
                "bound": str(number.bound),
                **{edge: _finite(getattr(number.bound, edge)) for edge in ("equals", "within", "at_least", "at_most")},
                "because": number.because,
                "check": number.check,
                "holds": number.holds,
                "interval": interval,
            }

        evidence = self.evidence
        return {
            "id": self.claim,
            "verdict": str(self.verdict),
            "expected": str(self.expected),
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


def decide(task: Task, evidence: Evidence, seconds: float, output: str = "") -> Result:
    """Make a result from evidence: its verdict comes from the numbers.

    A claim that expects to be refuted is so by each of its findings: one of them that holds, or a check that does not,
    leaves it inconclusive.
    """
    verdict, reason = evidence.judge()
    if verdict is task.claim.expects is Verdict.REFUTED and evidence.unrefuted:
        names = "; ".join(entry.name for entry in evidence.unrefuted)
        verdict, reason = Verdict.INCONCLUSIVE, f"does not speak against the sentence: {names}"
    return replace(result_without_evidence(task, verdict, reason, seconds, output), evidence=evidence)


def result_without_evidence(
    task: Task, verdict: Verdict, reason: str | None, seconds: float, output: str = ""
) -> Result:
    """The result of a run that gave no evidence: it failed, was unavailable or decides nothing."""
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
