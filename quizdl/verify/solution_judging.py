"""Judge a reader's solution by the claims that import its module."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from quizdl.verify.events import SolutionJudged
from quizdl.verify.judging import SolutionJudgement, judge_claim
from quizdl.verify.result import Result
from quizdl.verify.solution import Solution
from quizdl.verify.task import Task, tasks_of_each_claim
from quizdl.verify.task_pool import TaskPool, in_phases, together


async def judge(solution: Solution, tasks: Sequence[Task], pool: TaskPool) -> None:
    """Judge a solution by those of the tasks whose claim imports its module."""
    families = {task.claim.path: task for task in tasks}  # claims of one file import the same
    importing = {path for path, task in families.items() if _imports(task, solution)}
    judges = tasks_of_each_claim(task for task in tasks if task.claim.path in importing)
    results: dict[str, list[Result]] = {}
    originals: dict[str, list[Result]] = {}

    async def ask(asked: Sequence[Task]) -> None:
        claim = asked[0].claim.id
        results[claim] = await together(pool.run(task.with_solution(solution)) for task in asked)
        originals[claim] = await pool.originals(asked, known_only=all(result.as_declared for result in results[claim]))

    await in_phases([(asked[0].claim.alone, partial(ask, asked)) for asked in judges])
    claims = [asked[0].claim.id for asked in judges]
    says = {claim: judge_claim(originals[claim], results[claim]) for claim in claims}
    runs = [result for claim in claims for result in results[claim]]
    pool.emit(SolutionJudged(SolutionJudgement(solution, says, runs)))


def _imports(task: Task, solution: Solution) -> bool:
    """Whether the claim runs the module; a claim with an unreadable source says so when it runs."""
    try:
        return solution.path.resolve() in task.original.pinned().sources.files
    except (OSError, ValueError):
        return True
