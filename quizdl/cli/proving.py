"""Proving claims: running them and the bugs planted in them, and the sum of what came out."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

import click
from rich.console import Console

from quizdl.cli.bars import Bars
from quizdl.errors import EngineError
from quizdl.verdict import Verdict
from quizdl.verify.declared import Family, Mutant
from quizdl.verify.results import Result, ResultStore, Task, versions
from quizdl.verify.runner import Runner
from quizdl.verify.witnesses import witnesses

SEEDS_AS_DECLARED = 0.99  # the share of seeds for which a claim must give its declared verdict

Teller = Callable[[Task, Result], None]


class ResultConsole(Console):
    """Where results are printed: colours by hand, and a reader who closes the pipe (`| head`) ends the run."""

    def __init__(self) -> None:
        super().__init__(highlight=False)

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def prove(
    tasks: Sequence[Task],
    families: Sequence[Family],
    console: Console | None,
    tell: Teller,
    *,
    jobs: int | None = None,
    fresh: bool = False,
    once: bool = False,
) -> Outcome:
    """Run the tasks, and every claim of the families with each of their bugs planted; `tell` hears of the tasks.

    With `once` a bug is asked about until one claim notices it, the likely ones first. Bars are drawn on `console` if
    that is a terminal. Raises EngineError.
    """
    seed = tasks[0].seed if tasks else 0
    mutants = [(family, mutant) for family in families for mutant in family.mutants]
    planted = [
        [Task(claim, seed, mutant=mutant) for claim in (witnesses(family, mutant) if once else family.claims)]
        for family, mutant in mutants
    ]
    rounds = zip_longest(*planted) if once else [chain.from_iterable(planted)]
    results = asyncio.run(run_tasks(tasks, jobs, fresh, console, tell))
    caught: dict[str, list[str]] = {mutant.id: [] for _, mutant in mutants}
    unasked: dict[str, list[str]] = {mutant.id: [] for _, mutant in mutants}
    for asked in rounds:
        still = [task for task in asked if task and task.mutant and not (once and caught[task.mutant.id])]
        if not still:
            break
        for task, result in zip(still, asyncio.run(run_tasks(still, jobs, fresh, console, tell)), strict=True):
            if task.mutant and notices(result):
                caught[task.mutant.id].append(task.claim.id)
            elif task.mutant and result.verdict == Verdict.UNAVAILABLE:
                unasked[task.mutant.id].append(task.claim.id)
    return Outcome(results, families, caught, {bug: claims for bug, claims in unasked.items() if not caught[bug]})


async def run_tasks(
    tasks: Sequence[Task],
    jobs: int | None,
    fresh: bool,
    console: Console | None,
    tell: Teller,
) -> list[Result]:
    """The results of the tasks, in their order; `tell` hears of each as soon as all before it are told.

    Claims that time something run after the others, one at a time. Raises EngineError.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    slots = asyncio.Semaphore(jobs or cores)
    results: list[Result | None] = [None] * len(tasks)
    order = sorted(range(len(tasks)), key=lambda index: tasks[index].claim.alone)
    untold = iter(order)
    next_told = next(untold, None)
    store = ResultStore()
    bars = Bars(console)

    async def prove(index: int) -> None:
        nonlocal next_told
        task = tasks[index]
        async with slots:
            with bars.bar(task) as report:
                results[index] = await runner.run(task, report, fresh=fresh)
        while next_told is not None and (result := results[next_told]) is not None:
            if tasks[next_told].mutant is None:
                tell(tasks[next_told], result)
            next_told = next(untold, None)

    try:
        async with Runner(store) as runner:
            with bars:
                async with asyncio.TaskGroup() as group:
                    for index in order:
                        if not tasks[index].claim.alone:
                            group.create_task(prove(index))
                for index in order:
                    if tasks[index].claim.alone:
                        await prove(index)
    except* (EngineError, OSError) as errors:
        raise errors.exceptions[0] from None
    finally:
        store.close()
        if store.trouble:
            click.echo(f"quizdl: {store.trouble}", err=True)
    return [result for result in results if result is not None]


def notices(result: Result) -> bool:
    """Whether a claim noticed the bug that was planted, by its numbers; a crash proves nothing."""
    return not result.as_declared and result.evidence is not None


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that one call of `verify` found out."""

    results: Sequence[Result]
    families: Sequence[Family]  # those whose mutants were planted
    caught: Mapping[str, Sequence[str]]
    unasked: Mapping[str, Sequence[str]]  # by bug that nobody caught: the claims that cannot run here and might have

    @property
    def agrees(self) -> bool:
        """Every claim as declared (for 99 of 100 seeds), every mutant caught; what is unavailable aside."""
        ran: dict[str, list[bool]] = {}
        for result in self.results:
            if result.verdict != Verdict.UNAVAILABLE:
                ran.setdefault(result.claim, []).append(result.as_declared)
        kept = all(sum(seeds) >= SEEDS_AS_DECLARED * len(seeds) for seeds in ran.values())
        return kept and all(claims or self.unasked[bug] for bug, claims in self.caught.items())

    def exit_code(self, strict: bool) -> int:
        if not self.agrees:
            return 1
        unchecked = any(result.verdict == Verdict.UNAVAILABLE for result in self.results) or any(self.unasked.values())
        return 3 if strict and unchecked else 0

    def to_json(self) -> dict[str, object]:
        return {
            "schema": "quizdl.verify/1",
            "agrees": self.agrees,
            "versions": versions(),
            "claims": [result.to_json() for result in self.results],
            "mutants": [{"id": name, "caught_by": list(claims)} for name, claims in self.caught.items()],
        }

    def show(self, console: Console, language: str) -> None:
        """The tables after the proofs: mutants, seeds, and the sum of it all."""
        from quizdl.report import proof

        mutants: list[Mutant] = [mutant for family in self.families for mutant in family.mutants]
        if mutants:
            console.print(proof.render_mutants(mutants, self.caught, self.unasked, language))
        console.print(proof.render_summary(self.results, language))
