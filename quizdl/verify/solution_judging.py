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
from quizdl.verify.submission import Submission
from quizdl.verify.symbol_use import uses
from quizdl.verify.task import Task, tasks_of_each_claim
from quizdl.verify.task_pool import TaskPool, in_phases, together


async def judge(solution: Solution | Submission, tasks: Sequence[Task], pool: TaskPool) -> None:
    """Judge a solution by those of the tasks whose claim uses what it replaces. Raises BadSetting where none does."""
    judges = _judges(solution, tasks)
    results: dict[str, list[Result]] = {}
    originals: dict[str, list[Result]] = {}

    async def ask(asked: Sequence[Task]) -> None:
        claim = asked[0].claim.id
        results[claim] = await together(pool.run(task.with_solution(solution)) for task in asked)
        settled = all(result.as_declared or result.fault for result in results[claim])
        originals[claim] = await pool.originals(asked, known_only=settled)

    await in_phases([(asked[0].claim.alone, partial(ask, asked)) for asked in judges])
    claims = [asked[0].claim.id for asked in judges]
    says = {claim: judge_claim(originals[claim], results[claim]) for claim in claims}
    runs = [result for claim in claims for result in results[claim]]
    pool.emit(SolutionJudged(SolutionJudgement(solution, says, runs)))


def tasks_with(solution: Solution, tasks: Sequence[Task]) -> list[Task]:
    """Those of the tasks whose claim uses what the solution replaces, with it; none where no claim does.

    Raises UnknownName and BadSolution where it does not fit its module.
    """
    try:
        asked = _judges(solution, tasks)
    except BadSetting:
        return []
    return [task.with_solution(solution) for runs in asked for task in runs]


def _judges(solution: Solution | Submission, tasks: Sequence[Task]) -> list[list[Task]]:
    """The tasks of each claim that uses what the solution replaces; an unreadable source says so when it runs.

    All claims that are asked judge a submission: an exercise names them. Raises UnknownName and BadSolution where a
    solution does not fit its module, BadSetting where no claim uses it.
    """
    if isinstance(solution, Submission):
        return tasks_of_each_claim(tasks)
    sources: dict[Path, Sources | None] = {}  # by file: its claims import the same; None where it cannot be read
    for task in tasks:
        if task.claim.path not in sources:
            sources[task.claim.path] = _sources_of(task)
    module = solution.path.resolve()
    importing = [task for task in tasks if (known := sources[task.claim.path]) is not None and module in known.files]
    for task in importing[:1]:
        task.with_solution(solution).pinned()
    judges = []
    for asked in tasks_of_each_claim(tasks):
        claim = asked[0].claim
        known = sources[claim.path]
        if known is None or (module in known.files and uses(claim.function, solution.symbol, known.files.values())):
            judges.append(asked)
    if not judges:
        raise BadSetting(f"{module.stem}.{solution.symbol} cannot be judged: none of the claims uses it")
    return judges


def _sources_of(task: Task) -> Sources | None:
    try:
        return task.original.pinned().sources
    except (OSError, ValueError):
        return None
