"""An attempt at an exercise, judged from Python."""

from __future__ import annotations

from functools import partial

from quizdl.api.background import background_service
from quizdl.api.judgement import Judgement
from quizdl.api.proofs import Proof, Proofs
from quizdl.practice.attempt import Attempt, judge_file
from quizdl.practice.exercise import Exercise
from quizdl.report.view.practice import attempt_view
from quizdl.verify.service import Service


def judge_attempt(
    exercise: Exercise, data: bytes, file: str, *, seed: int = 0, jobs: int | None = None, fresh: bool = False
) -> Judgement:
    """The judgement of an attempt, as a file of that name holds it. Raises EngineError."""

    async def judged(service: Service) -> Attempt:
        steps = [step async for step in judge_file(exercise, data, file, service, seed=seed, jobs=jobs, fresh=fresh)]
        assert isinstance(steps[-1], Attempt)
        return steps[-1]

    attempt = background_service().wait_for(judged)
    claim_of = {claim.id: claim for claim in exercise.judges}
    proofs = Proofs(tuple(Proof(claim_of[result.claim], result) for result in attempt.results))
    view = partial(attempt_view, attempt, exercise)
    fault = view("en").fault
    trouble = fault.text if fault else ""
    return Judgement(exercise.question.id, attempt.judges, attempt.passed, proofs, attempt.fault, trouble, view)
