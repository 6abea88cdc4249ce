"""Rules for verdicts: when a claim is as declared, and when it caught a mutant. Every front end uses them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from quizdl.verdict import Verdict
from quizdl.verify.declared import Mutant

if TYPE_CHECKING:  # the quiz imports this before its first frame
    from quizdl.verify.result import Result
    from quizdl.verify.solution import Solution
    from quizdl.verify.submission import Submission

SEEDS_AS_DECLARED = 0.99  # the share of seeds for which a claim must give its declared verdict


class Catch(StrEnum):
    """The outcome of one claim, or of a family, on a mutant."""

    CAUGHT = "caught"  # as declared without the bug and not with it, by its numbers
    MISSED = "missed"  # as declared with the bug as well
    UNJUDGED = "unjudged"  # no numbers to tell by, or not as declared even without the bug


def as_declared(results: Iterable[Result]) -> bool:
    """Whether a claim gives its declared verdict: for at least 99 of 100 of these seeds, unavailable runs aside."""
    ran = [result.as_declared for result in results if result.verdict != Verdict.UNAVAILABLE]
    return sum(ran) >= SEEDS_AS_DECLARED * len(ran)


def noticed(planted: Result) -> bool:
    """Whether a run with a bug in it differs by its numbers from what is declared; a crash has no numbers."""
    return planted.evidence is not None and not planted.as_declared


def catch(healthy: Sequence[Result], planted: Sequence[Result]) -> tuple[Catch, Result | None]:
    """What one claim says about a mutant, and for UNJUDGED the run that shows why.

    healthy: its runs without the bug; planted: its runs with the bug, at the same seeds and settings.
    """
    if not as_declared(healthy):
        return Catch.UNJUDGED, next(
            run for run in healthy if not run.as_declared and run.verdict != Verdict.UNAVAILABLE
        )
    measured = [run for run in planted if run.evidence is not None]
    if not as_declared(measured):
        return Catch.CAUGHT, None
    silent = next((run for run in planted if run.evidence is None), None)
    return (Catch.MISSED if silent is None else Catch.UNJUDGED), silent


@dataclass(frozen=True, slots=True)
class Hunt:
    """A mutant, and what became of it: the claims that caught it, those that missed it, those that could not judge."""

    mutant: Mutant
    whole: bool = True  # whether every claim of the family was to be asked
    caught: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    unjudged: dict[str, Result] = field(default_factory=dict)  # by claim: the run that shows why
    shown: tuple[Result, Result] | None = None  # a run without the mutant and one with it, by which it was caught

    def add(self, claim: str, outcome: Catch, why: Result | None) -> None:
        """Add what `catch` found of a claim."""
        if why is not None:
            self.unjudged[claim] = why
        else:
            (self.caught if outcome is Catch.CAUGHT else self.missed).append(claim)

    @property
    def outcome(self) -> Catch:
        """Caught if one claim caught it; missed only if every claim that was asked could judge it."""
        if self.caught:
            return Catch.CAUGHT
        return Catch.UNJUDGED if self.unjudged else Catch.MISSED

    @property
    def fails(self) -> bool:
        """Whether it speaks against the family: not caught, though all claims were asked and could run here."""
        if not self.whole or self.caught:
            return False
        return any(why.verdict != Verdict.UNAVAILABLE for why in self.unjudged.values()) or not self.unjudged

    def to_json(self) -> dict[str, object]:
        """The entry of `quizdl verify --mutants --json`."""
        unjudged = [
            {
                "claim": claim,
                "verdict": why.verdict,
                "reason": why.reason,
                "reason_ko": why.reason_ko,
                "with_bug": why.mutant is not None,
            }
            for claim, why in self.unjudged.items()
        ]
        return {"id": self.mutant.id, "outcome": self.outcome, "caught_by": self.caught, "unjudged_by": unjudged}


class Judged(StrEnum):
    """What one claim says about a solution."""

    PASSED = "passed"  # as declared with it
    REFUSED = "refused"  # not as declared with it, and as declared with the bank's own symbol
    UNJUDGED = "unjudged"  # it could not run here, or is not as declared with the bank's own symbol either


def judge_claim(originals: Sequence[Result], results: Sequence[Result]) -> Judged:
    """What a claim says about a solution.

    originals: its runs with the bank's own symbol, as far as they are known; results: those with the solution.
    """
    ran = [result for result in results if result.verdict != Verdict.UNAVAILABLE]
    if not ran or not as_declared(originals):
        return Judged.UNJUDGED
    return Judged.PASSED if as_declared(ran) else Judged.REFUSED


@dataclass(frozen=True, slots=True)
class SolutionJudgement:
    """What claims say about a solution: those that use what it replaces."""

    solution: Solution | Submission
    claims: Mapping[str, Judged]  # by id, in the order of their tasks
    results: Sequence[Result]  # of all runs with the solution, in the same order

    @property
    def passes(self) -> bool:
        """Whether claims passed it and none refused it; what no claim could judge does not pass."""
        return Judged.PASSED in self.claims.values() and Judged.REFUSED not in self.claims.values()


def agrees(results: Iterable[Result], hunts: Iterable[Hunt]) -> bool:
    """Whether every claim is as declared and every mutant is caught, by what could run here."""
    return all(as_declared(runs) for runs in by_claim(results).values()) and not any(hunt.fails for hunt in hunts)


def unchecked(results: Iterable[Result], hunts: Iterable[Hunt]) -> bool:
    """Whether a claim could not run here, or a mutant could not be judged."""
    unavailable = any(result.verdict == Verdict.UNAVAILABLE for result in results)
    return unavailable or any(hunt.outcome is Catch.UNJUDGED for hunt in hunts)


def by_claim(results: Iterable[Result]) -> Mapping[str, Sequence[Result]]:
    """The results of each claim, in their order."""
    grouped: dict[str, list[Result]] = {}
    for result in results:
        grouped.setdefault(result.claim, []).append(result)
    return grouped
