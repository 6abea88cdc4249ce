"""`--sealed` of `quizdl practice`: bubblewrap around what judges, with the bank out of its sight."""

from __future__ import annotations

from quizdl.errors import BadSetting
from quizdl.practice.exercise import Exercise
from quizdl.verify.runner import Runner
from quizdl.verify.sealing import Seal, can_seal
from quizdl.verify.service import Service
from quizdl.verify.store import ResultStore


def check_sealing() -> None:
    """Raise BadSetting where nothing can be sealed off here."""
    if not can_seal():
        raise BadSetting("--sealed needs bubblewrap: bwrap is not installed, or this system does not let it work")


def judging_service(exercise: Exercise, *, sealed: bool) -> Service:
    """The service that judges programs of an exercise."""
    verifiers = exercise.program.parents[1]
    seal = Seal((verifiers, verifiers.parent / "questions")) if sealed else None
    return Service(ResultStore(), Runner(seal))
