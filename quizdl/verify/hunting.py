"""Ask claims about a change of the code under test: a mutant that one must catch, or a reader's solution."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any

from quizdl.verify.events import ClaimAsked, HuntEnded, SolutionJudged
from quizdl.verify.hunt_plans import HuntPlan
from quizdl.verify.judging import Catch, Hunt, SolutionJudgement, catch, judge_claim, noticed
from quizdl.verify.result import Result
from quizdl.verify.solution import Solution
from quizdl.verify.task import Task
from quizdl.verify.task_pool import TaskPool, in_phases, together


async def hunt(plans: Sequence[HuntPlan], pool: TaskPool) -> None:
    """Hunt the mutants of these plans."""
    hunters = [_Hunter(plan, pool) for plan in plans]
    if len(plans) == 1 and plans[0].once:
        await hunters[0].ask_in_turn(_by_claim(plans[0].tasks))  # nothing runs beside it: the order is kept
    else:
        await in_phases([step for hunter in hunters for step in hunter.steps()])
    for hunter in hunters:
        pool.emit(HuntEnded(hunter.hunt()))


class _Hunter:
    """Hunts one mutant."""

    def __init__(self, plan: HuntPlan, pool: TaskPool) -> None:
        self._plan, self._pool = plan, pool
        self._caught = False
        self._answers: dict[str, tuple[list[Result], list[Result]]] = {}  # by claim: runs without and with the mutant

    def steps(self) -> list[tuple[bool, Callable[[], Coroutine[Any, Any, None]]]]:
        """The claims to ask, and whether each must run alone."""
        claims = _by_claim(self._plan.tasks)
        if not self._plan.once:
            return [(tasks[0].claim.alone, partial(self.ask, tasks)) for tasks in claims]
        phases = ((alone, [tasks for tasks in claims if tasks[0].claim.alone is alone]) for alone in (False, True))
        return [(alone, partial(self.ask_in_turn, asked)) for alone, asked in phases]

    async def ask_in_turn(self, claims: Sequence[Sequence[Task]]) -> None:
        """Ask one claim after the other, until one catches the mutant."""
        for tasks in claims:
            if not self._caught:
                await self.ask(tasks)

    async def ask(self, tasks: Sequence[Task]) -> None:
        """Ask one claim, by these tasks."""
        mutant, claim = self._plan.mutant, tasks[0].claim
        planted = await together(self._pool.run(task.with_mutant(mutant)) for task in tasks)
        turned = any(noticed(result) for result in planted)
        healthy = await self._pool.originals(tasks, known_only=self._plan.once and not turned)
        self._answers[claim.id] = (healthy, planted)
        said, _ = catch(healthy, planted)
        self._caught = self._caught or said is Catch.CAUGHT
        self._pool.emit(ClaimAsked(mutant, claim, said, planted))

    def hunt(self) -> Hunt:
        """The catches of the claims, in the order of the plan."""
        hunt = Hunt(self._plan.mutant, self._plan.whole)
        for [task, *_] in _by_claim(self._plan.tasks):
            if task.claim.id in self._answers:
                hunt.hear(task.claim.id, *self._answers[task.claim.id])
        return hunt


async def judge(solution: Solution, tasks: Sequence[Task], pool: TaskPool) -> None:
    """Judge a solution by those of the tasks whose claim imports its module."""
    families = {task.claim.path: task for task in tasks}  # claims of one file import the same
    importing = {path for path, task in families.items() if _imports(task, solution)}
    judges = _by_claim([task for task in tasks if task.claim.path in importing])
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
        sources = task.original.pinned().sources
    except (OSError, ValueError):
        return True
    return sources is not None and solution.path.resolve() in sources.files


def _by_claim(tasks: Sequence[Task]) -> list[list[Task]]:
    """The tasks of each claim, in their order."""
    grouped: dict[str, list[Task]] = {}
    for task in tasks:
        grouped.setdefault(task.claim.id, []).append(task)
    return list(grouped.values())
