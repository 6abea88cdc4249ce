"""Runs claims for the line mode, on an event loop of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import aclosing

from quizdl.errors import EngineError, QuizdlError
from quizdl.line_mode.conversation import Conversation
from quizdl.practice.attempt import Attempt
from quizdl.practice.diagnosing import judge_and_diagnose
from quizdl.practice.exercise import Exercise
from quizdl.report.errors import say_error, say_message
from quizdl.report.text import harmless
from quizdl.verify.catalogue import Catalogue
from quizdl.verify.declared import Claim
from quizdl.verify.diagnosis import Diagnosis
from quizdl.verify.events import InOrder, TaskEnded, TaskUpdated
from quizdl.verify.result import Result
from quizdl.verify.service import Service
from quizdl.verify.task import Task
from quizdl.verify.updates import Starting, Update
from quizdl.words import say

Hear = Callable[[Claim, Result], None]


class Prover:
    """Runs claims on a service, which it closes, and tells the reader why where they do not run."""

    def __init__(
        self, loop: asyncio.Runner, catalogue: Catalogue | None, why_not: str, service: Service, talk: Conversation
    ) -> None:
        self.catalogue = catalogue
        self._loop, self._why_not, self._service, self._talk = loop, why_not, service, talk
        self._starting = ""  # the module whose import was told last

    def run_claim(self, claim_id: str) -> tuple[Claim, Result] | None:
        """Run one claim; print the reason and return None if it cannot run or Ctrl-C stops it."""
        ran: list[tuple[Claim, Result]] = []
        self.run_claims([claim_id], lambda claim, result: ran.append((claim, result)))
        return ran[0] if ran else None

    def run_claims(self, claim_ids: Sequence[str], hear: Hear) -> None:
        """Run claims side by side; print the reason if one cannot run or Ctrl-C stops them.

        `hear` gets each result in the order in which the claims began.
        """
        talk, catalogue = self._talk, self.catalogue
        if catalogue is None:
            self.tell_why_not()
            return
        tasks = []
        for claim_id in claim_ids:
            try:
                tasks.append(Task(catalogue.claim(claim_id)))
            except QuizdlError as error:
                talk.tell(harmless(say_error(talk.language, error)))
        for task in tasks:
            talk.say("line.running", claim=task.claim.id, seconds=f"{task.claim.seconds:g}")
        try:
            self._loop.run(self._run(tasks, hear))
        except EngineError as error:
            talk.tell(harmless(say_error(talk.language, error)))
        except KeyboardInterrupt:
            talk.say("line.stopped")

    def tell_why_not(self) -> None:
        """Print why nothing runs."""
        talk, why = self._talk, say_message(self._talk.language, self._why_not)
        talk.say("proof.off", why=harmless(why) if why else say(talk.language, "proof.off_default"))

    def judge(self, exercise: Exercise, data: bytes, file: str) -> tuple[Attempt, Diagnosis | None] | None:
        """Judge a state of a reader's file, and diagnose a wrong one.

        Prints the reason and returns None if it cannot be judged, or Ctrl-C stops it.
        """
        try:
            return self._loop.run(self._judge(exercise, data, file))
        except EngineError as error:
            self._talk.tell(harmless(say_error(self._talk.language, error)))
        except KeyboardInterrupt:
            self._talk.say("line.stopped")
        return None

    async def _judge(self, exercise: Exercise, data: bytes, file: str) -> tuple[Attempt, Diagnosis | None]:
        attempt, diagnosis = None, None
        async with aclosing(judge_and_diagnose(exercise, data, file, self._service)) as steps:
            async for step in steps:
                if isinstance(step, TaskUpdated):
                    self._tell_start(step.update)
                elif isinstance(step, Attempt):
                    attempt = step
                elif isinstance(step, Diagnosis):
                    diagnosis = step
        assert attempt is not None
        return attempt, diagnosis

    async def _run(self, tasks: Sequence[Task], hear: Hear) -> None:
        in_order = InOrder(tasks)
        async with aclosing(self._service.run_all(tasks)) as events:
            async for event in events:
                if isinstance(event, TaskUpdated):
                    self._tell_start(event.update)
                elif isinstance(event, TaskEnded):
                    for ended in in_order.add(event):
                        hear(ended.task.claim, ended.result)

    def _tell_start(self, update: Update) -> None:
        """Print once for each module that the engine imports it."""
        if isinstance(update, Starting) and update.module != self._starting:
            if not self._starting:
                self._talk.say("proof.first_start")
            self._starting = update.module
            self._talk.say("proof.starting", module=update.module, seconds=f"{update.seconds:.0f}")

    def close(self) -> None:
        self._loop.run(self._service.close())
