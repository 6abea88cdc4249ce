"""Judge a reader's solution by the claims that use it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from quizdl.errors import BadSetting
from quizdl.verify.dependencies import Sources
from quizdl.verify.events import SolutionJudged
from quizdl.verify.judging import SolutionJudgement, judge_claim
from quizdl.verify.result import Result
from quizdl.verify.solution import Solution
from quizdl.verify.symbol_use import uses
from quizdl.verify.task import Task, tasks_of_each_claim
from quizdl.verify.task_pool import TaskPool, in_phases, together


async def judge(solution: Solution, tasks: Sequence[Task], pool: TaskPool) -> None:
    """Judge a solution by those of the tasks whose claim uses what it replaces. Raises BadSetting where none does."""
    judges = _judges(solution, tasks)
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


def _judges(solution: Solution, tasks: Sequence[Task]) -> list[list[Task]]:
    """The tasks of each claim that uses what the solution replaces; an unreadable source says so when it runs.

    Raises UnknownName and BadSolution where it does not fit its module, BadSetting where no claim uses it.
    """
    module = solution.path.resolve()
    sources: dict[Path, Sources | None] = {}  # by family: claims of one file import the same
    for task in tasks:
        if task.claim.path not in sources:
            sources[task.claim.path] = _sources_of(task)
    importing = [task for task in tasks if (found := sources[task.claim.path]) is None or module in found.files]
    for task in importing[:1]:
        task.with_solution(solution).pinned()
    judges = [
        asked
        for asked in tasks_of_each_claim(importing)
        if (found := sources[asked[0].claim.path]) is None
        or uses(asked[0].claim.function, solution.symbol, found.files.values())
    ]
    if not judges:
        raise BadSetting(f"{module.stem}.{solution.symbol} cannot be judged: none of the claims uses it")
    return judges


def _sources_of(task: Task) -> Sources | None:
    try:
        return task.original.pinned().sources
    except (OSError, ValueError):
        return None
