"""Running claims: each in a process of its own, forked from a warm server, watched and always cleaned up.

async with Runner() as runner:
    result = await runner.run(Task(claim))
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from quizdl.errors import EngineError
from quizdl.verdict import Verdict
from quizdl.verify.declared import Claim
from quizdl.verify.evidence import Curve, Evidence
from quizdl.verify.results import Result, ResultStore, Task, decide, undecided

TIMES_DECLARED = 10  # how much longer than declared a claim may run
LEAST_SECONDS = 20.0  # a machine under load needs this even for the shortest claim
MEMORY_BYTES = 4 * 2**30
DISK_BYTES = 2**30
PATIENCE_SECONDS = 5.0  # past the deadline, before the supervisor itself is given up
WARM = {  # what a verifier mentions: what the server imports on its behalf
    "numpy": "numpy",
    "torch": "torch",
    "torch.optim": "torch._dynamo",  # the first optimizer imports it, which takes as long as torch itself
}

ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an experiment is, from 0 to 1."""

    fraction: float


@dataclass(frozen=True, slots=True)
class Partial:
    """Curves of an experiment that still runs."""

    curves: tuple[Curve, ...]


NONSENSE = (ValueError, TypeError, KeyError, OverflowError, RecursionError)  # an experiment may write it into its pipe
Report = Progress | Partial
Supervisor = tuple[asyncio.StreamReader, asyncio.StreamWriter]  # the connection to one


def _ignore(report: Report) -> None:
    del report


class Runner:
    """Runs claims. Use it as an async context manager: leaving it ends the server and every experiment.

    Given a store, it answers from kept results where it can and keeps those that it makes.
    """

    def __init__(self, store: ResultStore | None = None) -> None:
        self._store = store
        self._server: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._idle: list[Supervisor] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for supervisor in self._idle:
            await _dismiss(supervisor)
        self._idle.clear()
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._server is not None:
            server, self._server = self._server, None
            server.kill()  # its experiments see their own sockets close
            server.wait()
            if server.stderr is not None:
                server.stderr.close()

    async def warm(self, imports: Iterable[str] = tuple(WARM.values())) -> None:
        """Start the server and let it import; returns at once, while the server is still importing."""
        self._ask(imports, [])

    async def run(self, task: Task, report: Callable[[Report], None] = _ignore, *, fresh: bool = False) -> Result:
        """The result of the task; `report` hears of its progress meanwhile.

        A bad experiment never raises: its verdict is `failed`. Cancelling kills its processes first.
        Raises EngineError where the server cannot be started.
        """
        if self._store is not None and not fresh and (kept := self._store.find(task)) is not None:
            return kept
        result = await self._run(task, report)
        if self._store is not None:
            self._store.keep(task, result)
        return result

    async def _run(self, task: Task, report: Callable[[Report], None]) -> Result:
        reader, writer = supervisor = self._idle_supervisor() or await self._new_supervisor(_imports(task.claim))
        seconds = max(LEAST_SECONDS, TIMES_DECLARED * task.claim.seconds)
        listening = _Listening(report)
        started = time.monotonic()
        try:
            writer.write(json.dumps(_request(task, seconds)).encode() + b"\n")
            async with asyncio.timeout(seconds + PATIENCE_SECONDS):
                while listening.ending is None and (line := await reader.readline()):
                    listening.hear(line)
        except (TimeoutError, ConnectionError, ValueError):  # ValueError: a line beyond the limit
            pass
        finally:
            if listening.ending is not None:
                self._idle.append(supervisor)
            else:
                await _dismiss(supervisor)
        return listening.result(task, time.monotonic() - started)

    def _idle_supervisor(self) -> Supervisor | None:
        while self._idle:
            supervisor = self._idle.pop()
            if not supervisor[0].at_eof():
                return supervisor
            supervisor[1].close()
        return None

    async def _new_supervisor(self, imports: Iterable[str]) -> Supervisor:
        ours, theirs = socket.socketpair()
        with theirs:
            self._ask(imports, [theirs.fileno()])
        return await asyncio.open_unix_connection(sock=ours, limit=2**24)

    def _ask(self, imports: Iterable[str], descriptors: list[int]) -> None:
        """Send the server a message, starting it where it does not run."""
        from quizdl.verify.forkserver import encode

        if self._server is None or self._server.poll() is not None:
            self._start()
        assert self._control is not None
        try:
            socket.send_fds(self._control, [encode(list(imports))], descriptors)
        except OSError as error:
            assert self._server is not None
            said = self._server.communicate()[1].decode(errors="replace")
            raise EngineError(f"the process that runs experiments has died: {error}\n{said}") from error

    def _start(self) -> None:
        self._control, theirs = socket.socketpair()
        with theirs:
            try:
                self._server = subprocess.Popen(
                    [sys.executable, "-B", "-P", "-m", "quizdl.verify.forkserver", str(theirs.fileno())],
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    env={**os.environ, **ONE_THREAD},
                    start_new_session=True,  # a terminal's Ctrl-C is ours to handle
                )
            except OSError as error:
                raise EngineError(f"the process that runs experiments cannot be started: {error}") from error


class _Listening:
    """What a supervisor has said so far."""

    def __init__(self, report: Callable[[Report], None]) -> None:
        self.report = report
        self.last: dict[str, Any] = {}  # the experiment's own last word
        self.ending: dict[str, Any] | None = None

    def hear(self, line: bytes) -> None:
        try:
            document = dict(json.loads(line[1:]))
            if line.startswith(b"="):
                self.ending = document
            elif "progress" in document:
                self.report(Progress(min(1.0, max(0.0, float(document["progress"])))))
            elif "curves" in document:
                self.report(Partial(tuple(Curve(**curve) for curve in document["curves"])))
            else:
                self.last = document
        except NONSENSE:
            self.last = {"error": "crash: its report cannot be read"}

    def result(self, task: Task, waited: float) -> Result:
        if self.ending is None:
            return _failed(task, "crash: its supervisor died or hung", waited)
        seconds = float(self.ending["seconds"])
        output = str(self.ending["output"])
        if dropped := int(self.ending["dropped"]):
            output += f"\n[{dropped / 1e6:.1f} MB dropped]"
        stopped = str(self.ending["reason"]) if not self.last or self.ending["reason"] else ""
        if stopped and "error" not in self.last:
            return _failed(task, stopped, seconds, output)
        if "unavailable" in self.last:
            return undecided(task, Verdict.UNAVAILABLE, str(self.last["unavailable"]), seconds, output)
        if "undecided" in self.last:
            return undecided(task, Verdict.INCONCLUSIVE, str(self.last["undecided"]), seconds, output)
        if "evidence" in self.last:
            try:
                evidence = Evidence.from_json(self.last["evidence"])
            except NONSENSE as error:
                return _failed(task, f"crash: no evidence: {error}", seconds, output)
            return decide(task, evidence, seconds, output)
        reason = str(self.last.get("error", "crash: it ended without evidence"))
        return _failed(task, reason, seconds, output)


def _failed(task: Task, reason: str, seconds: float, output: str = "") -> Result:
    """A failure; where knobs were turned, it names them first: the defaults may well work."""
    turned = [f"{knob} = {value} (default {task.claim.knobs[knob]})" for knob, value in task.settings.items()]
    kind, colon, rest = reason.partition(": ")
    if turned and colon:
        cannot = {"crash": "it cannot be computed"}.get(kind, f"it exceeds its limit of {kind}")
        reason = f"{kind}: {cannot} with {', '.join(turned)}: {rest}"
    return undecided(task, Verdict.FAILED, reason, seconds, output)


async def _dismiss(supervisor: Supervisor) -> None:
    """Tell a supervisor to kill what it runs and to end, and wait until it has."""
    reader, writer = supervisor
    with contextlib.suppress(OSError):
        writer.write_eof()
    with contextlib.suppress(TimeoutError, OSError):
        async with asyncio.timeout(PATIENCE_SECONDS):
            await reader.read()
    writer.close()


def _imports(claim: Claim) -> list[str]:
    return [module for mentioned, module in WARM.items() if mentioned in claim.imports]


def _request(task: Task, seconds: float) -> dict[str, Any]:
    return {
        "path": str(task.claim.path.resolve()),  # the child has a folder of its own
        "imports": _imports(task.claim),
        "function": task.claim.function,
        "parameters": task.parameters,
        "replaced": {str(path): source for path, source in task.replaced.items()},
        "sealed": bool(task.claim.sources),
        "limits": {"seconds": seconds, "memory": MEMORY_BYTES, "disk": DISK_BYTES},
    }
