"""One run at a time: pin its sources, return the stored result or run it, and store what it decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from quizdl.verdict import Verdict
from quizdl.verify.result import Result, result_without_evidence
from quizdl.verify.runner import Runner
from quizdl.verify.store import ResultStore
from quizdl.verify.task import Task
from quizdl.verify.updates import Update

MORE_TIME = 4.0  # times the limit of a run that ran out of time, for another run of the same task


class Engine:
    """Owns the runner of a service and its store of results, if it has one."""

    def __init__(self, runner: Runner, store: ResultStore | None) -> None:
        self._runner, self._store = runner, store
        self._patience: dict[str, float] = {}  # of tasks that ran out of time, by their key: another run gets more
        self._originals: dict[str, Result] = {}  # of tasks with neither a mutant nor a solution, by their key

    async def run(self, task: Task, on_update: Callable[[Update], None], *, fresh: bool) -> Result:
        """The result of a task. The sources are read once, here; these run, and the result is kept under their hash."""
        try:
            pinned = task.pinned()
        except (OSError, ValueError) as error:
            return result_without_evidence(task, Verdict.FAILED, f"crash: its source cannot be read: {error}", 0.0)
        result = None if fresh or self._store is None else self._store.find(pinned)
        if result is None:
            key = pinned.key()
            pinned = replace(pinned, patience=self._patience.get(key, 1.0))
            result = await self._runner.run(pinned, on_update)
            if result.out_of_time:
                self._patience[key] = MORE_TIME * pinned.patience
            if self._store is not None:
                self._store.keep(pinned, result)
        if task.is_original:
            self._originals[pinned.key()] = replace(result, output="")
        return result

    def known_original(self, task: Task) -> Result | None:
        """The result, without output, of a task that has run here with neither a mutant nor a solution, or None.

        It is known whatever its verdict, also where results are not stored or fresh ones are wanted: a hunt compares
        all its mutants with one and the same run.
        """
        try:
            return self._originals.get(task.pinned().key())
        except (OSError, ValueError):  # its source cannot be read, which `run` tells
            return None

    @property
    def store_trouble(self) -> str | None:
        """The reason that results are not stored or found; None without a problem."""
        return self._store.trouble if self._store is not None else None

    async def warm(self) -> None:
        """Start the server and let it import; returns at once, while the server is still importing."""
        await self._runner.warm()

    async def close(self) -> None:
        """End all experiments and their server; close the store."""
        try:
            await self._runner.close()
        finally:
            if self._store is not None:
                self._store.close()
