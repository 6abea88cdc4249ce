"""Hunt mutants: run claims with a mutant planted, and see which of them catch it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any

from quizdl.verify.events import ClaimAsked, HuntEnded
from quizdl.verify.hunt_plans import HuntPlan
from quizdl.verify.judging import Catch, Hunt, catch, noticed
from quizdl.verify.result import Result
from quizdl.verify.task import Task, tasks_of_each_claim
from quizdl.verify.task_pool import TaskPool, in_phases, together


async def hunt(plans: Sequence[HuntPlan], pool: TaskPool) -> None:
    """Hunt the mutants of these plans."""
    hunters = [_Hunter(plan, pool) for plan in plans]
    if len(plans) == 1 and plans[0].until_caught:
        await hunters[0].ask_in_turn(hunters[0].claims)  # nothing runs beside it: the order is kept
    else:
        await in_phases([step for hunter in hunters for step in hunter.steps()])
    for hunter in hunters:
        pool.emit(HuntEnded(hunter.hunt()))


class _Hunter:
    """Hunts one mutant."""

    def __init__(self, plan: HuntPlan, pool: TaskPool) -> None:
        self._plan, self._pool = plan, pool
        self.claims = tasks_of_each_claim(plan.tasks)
        self._catches: dict[str, tuple[Catch, Result | None]] = {}  # by claim, as they come
        self._shown: dict[str, tuple[Result, Result]] = {}  # by claim that caught it: a run without it, one with it

    def steps(self) -> list[tuple[bool, Callable[[], Coroutine[Any, Any, None]]]]:
        """The claims to ask, and whether each must run alone."""
        if not self._plan.until_caught:
            return [(tasks[0].claim.alone, partial(self.ask, tasks)) for tasks in self.claims]
        phases = ((alone, [tasks for tasks in self.claims if tasks[0].claim.alone is alone]) for alone in (False, True))
        return [(alone, partial(self.ask_in_turn, asked)) for alone, asked in phases]

    async def ask_in_turn(self, claims: Sequence[Sequence[Task]]) -> None:
        """Ask one claim after the other, until one catches the mutant."""
        for tasks in claims:
            if not any(outcome is Catch.CAUGHT for outcome, _ in self._catches.values()):
                await self.ask(tasks)

    async def ask(self, tasks: Sequence[Task]) -> None:
        """Ask one claim, by these tasks."""
        mutant, claim = self._plan.mutant, tasks[0].claim
        planted = await together(self._pool.run(task.with_mutant(mutant)) for task in tasks)
        turned = any(noticed(result) for result in planted)
        healthy = await self._pool.originals(tasks, known_only=self._plan.until_caught and not turned)
        self._catches[claim.id] = outcome, _ = catch(healthy, planted)
        if outcome is Catch.CAUGHT:
            off = next(result for result in planted if noticed(result))
            self._shown[claim.id] = next((result for result in healthy if result.seed == off.seed), healthy[0]), off
        self._pool.emit(ClaimAsked(mutant, claim, outcome, planted, healthy))

    def hunt(self) -> Hunt:
        """The catches of the claims, in the order of the plan."""
        caught = (tasks[0].claim.id for tasks in self.claims if tasks[0].claim.id in self._shown)
        shown = next((self._shown[claim] for claim in caught), None)
        hunt = Hunt(self._plan.mutant, self._plan.whole, shown=shown)
        for [task, *_] in self.claims:
            if task.claim.id in self._catches:
                hunt.add(task.claim.id, *self._catches[task.claim.id])
        return hunt
