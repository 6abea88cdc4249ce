"""Proving claims: running them and the bugs planted in them, and the sum of what came out."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, replace
from itertools import islice, zip_longest

import click
from rich.console import Console

from quizdl.cli.bars import Bars
from quizdl.cli.options import language_of_command
from quizdl.report.documents import result_entry, verify_document
from quizdl.report.errors import say_message
from quizdl.report.text import harmless
from quizdl.verdict import Verdict
from quizdl.verify.declared import Family, Mutant
from quizdl.verify.events import InOrder, TaskEnded
from quizdl.verify.judging import Catch, Hunt, as_declared, by_claim, noticed
from quizdl.verify.result import Result
from quizdl.verify.service import Service
from quizdl.verify.store import ResultStore
from quizdl.verify.task import Task
from quizdl.verify.witnesses import witnesses

ENDINGS = (signal.SIGTERM, signal.SIGHUP)  # asked to end by `kill`, or by a terminal that is closed

Teller = Callable[[Task, Result], None]


class ResultConsole(Console):
    """Where results are printed: colours by hand, and a reader who closes the pipe (`| head`) ends the run."""

    def __init__(self) -> None:
        super().__init__(highlight=False)

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def _ignore(task: Task, result: Result) -> None:
    del task, result


@dataclass(frozen=True, slots=True)
class Runs:
    """How tasks are run: where bars are drawn, how many at a time, whether kept results count."""

    console: Console | None = None
    jobs: int | None = None
    fresh: bool = False

    def of(self, tasks: Sequence[Task], tell: Teller = _ignore) -> list[Result]:
        """The results of the tasks, in their order. Raises EngineError."""
        return asyncio.run(run_tasks(tasks, self.jobs, self.fresh, self.console, tell)) if tasks else []


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
    """Run the tasks, and each again with every mutant of its family among `families`; `tell` hears of the tasks.

    So a mutant meets the claims, seeds and settings that were asked for, and no others. With `once` it meets all
    claims of its family instead, the likely ones first, until one catches it. Bars are drawn on `console` if that is a
    terminal. Raises EngineError.
    """
    runs = Runs(console, jobs, fresh)
    results = runs.of(tasks, tell)
    healthy = {_run(task): result for task, result in zip(tasks, results, strict=True)}
    hunts = [
        (Hunt(mutant, once or {claim.id for claim in family.claims} <= {task.claim.id for task in tasks}), planted)
        for family in families
        for mutant in family.mutants
        if (planted := _planted(family, mutant, tasks, once=once))
    ]
    rounds = zip_longest(*([[task] for task in planted] for _, planted in hunts)) if once else [[p for _, p in hunts]]
    for round_ in rounds:
        asked = [
            (hunt, planted)
            for (hunt, _), planted in zip(hunts, round_, strict=True)
            if planted and not (once and hunt.caught)
        ]
        _hunt(asked, healthy, runs)
    return Outcome(tasks, results, [hunt for hunt, _ in hunts])


def _planted(family: Family, mutant: Mutant, tasks: Sequence[Task], *, once: bool) -> list[Task]:
    """The runs that a mutant must be seen in."""
    if once:
        return [Task(claim, mutant=mutant) for claim in witnesses(family, mutant)]
    known = {claim.id for claim in family.claims}
    return [replace(task, mutant=mutant) for task in tasks if task.claim.id in known]


def _run(task: Task) -> tuple[str, int, str]:
    """What tells one run of a claim from another."""
    return task.claim.id, task.seed, repr(sorted(task.settings.items()))


def _hunt(
    asked: Sequence[tuple[Hunt, Sequence[Task]]], healthy: dict[tuple[str, int, str], Result], runs: Runs
) -> None:
    """Run planted tasks and note in each hunt what its claims say."""
    tasks = [task for _, planted in asked for task in planted]
    results = runs.of(tasks)
    unknown = {
        _run(task): replace(task, mutant=None)
        for task, result in zip(tasks, results, strict=True)
        if noticed(result) and _run(task) not in healthy  # a claim that is off without the bug cannot catch it
    }
    healthy.update(zip(unknown, runs.of(list(unknown.values())), strict=True))
    told = iter(results)
    for hunt, planted in asked:
        for claim, with_bug in by_claim(islice(told, len(planted))).items():
            without = [healthy[run] for task in planted if (run := _run(task)) in healthy and run[0] == claim]
            hunt.hear(claim, without, with_bug)


async def run_tasks(
    tasks: Sequence[Task],
    jobs: int | None,
    fresh: bool,
    console: Console | None,
    tell: Teller,
) -> list[Result]:
    """The results of the tasks, in their order; `tell` hears of each as soon as all before it are told.

    Claims that time something run after the others, one at a time. Raises EngineError, and SystemExit when the process
    is told to terminate: experiments are ended and the terminal is as it was before.
    """
    results: dict[int, Result] = {}
    in_order = InOrder(tasks)
    bars = Bars(console)
    service = Service(ResultStore())
    try:
        with _leaving_when_terminated():
            async with service, aclosing(service.run_all(tasks, jobs=jobs, fresh=fresh)) as events:
                with bars:
                    async for event in events:
                        bars.show(event)
                        if isinstance(event, TaskEnded):
                            results[event.index] = event.result
                            for ended in in_order.add(event):
                                tell(ended.task, ended.result)
    finally:
        if service.store_trouble:
            click.echo(harmless(f"quizdl: {say_message(language_of_command(), service.store_trouble)}"), err=True)
    return [results[index] for index in range(len(tasks))]


@contextmanager
def _leaving_when_terminated() -> Iterator[None]:
    """SIGTERM cancels what runs here, so that all is cleaned up; the process then exits with 143 (SIGHUP: 129)."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    heard: list[signal.Signals] = []

    def cancel(number: signal.Signals) -> None:
        heard.append(number)
        task.cancel()

    for number in ENDINGS:
        loop.add_signal_handler(number, cancel, number)
    try:
        yield
    except asyncio.CancelledError:
        if heard:
            raise SystemExit(128 + heard[0]) from None  # as a shell says it
        raise
    finally:
        for number in ENDINGS:
            loop.remove_signal_handler(number)


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that one call of `verify` found out."""

    tasks: Sequence[Task]
    results: Sequence[Result]
    hunts: Sequence[Hunt]  # one a mutant that was planted

    @property
    def agrees(self) -> bool:
        """Every claim as declared, every mutant caught; what is unavailable aside."""
        kept = all(as_declared(runs) for runs in by_claim(self.results).values())
        return kept and not any(hunt.fails for hunt in self.hunts)

    def exit_code(self, strict: bool) -> int:
        if not self.agrees:
            return 1
        unchecked = any(result.verdict == Verdict.UNAVAILABLE for result in self.results)
        unchecked = unchecked or any(hunt.outcome is Catch.UNJUDGED for hunt in self.hunts)
        return 3 if strict and unchecked else 0

    def to_json(self) -> dict[str, object]:
        entries = [result_entry(task.claim, result) for task, result in zip(self.tasks, self.results, strict=True)]
        return verify_document(entries, [hunt.to_json() for hunt in self.hunts], agrees=self.agrees)

    def show(self, console: Console, language: str) -> None:
        """The tables after the proofs: mutants, seeds, and the sum of it all."""
        from quizdl.report import proof

        if self.hunts:
            console.print(proof.render_mutants(self.hunts, language))
        console.print(proof.render_summary(self.results, language))
