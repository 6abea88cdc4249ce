"""Run each claim in its own process, forked from a warm server, with limits and clean-up.

async with Runner() as runner:
    result = await runner.run(Task(claim).pinned())
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import psutil

from quizdl import folders
from quizdl.errors import EngineError
from quizdl.verdict import Verdict
from quizdl.verify import engine_errors
from quizdl.verify.closing import ClosedOnExit
from quizdl.verify.dependencies import imports_of, module_file
from quizdl.verify.result import Result, result_without_evidence
from quizdl.verify.sealing import Seal
from quizdl.verify.server_handle import ServerHandle
from quizdl.verify.submission import Submission
from quizdl.verify.task import PinnedTask
from quizdl.verify.transcript import Transcript
from quizdl.verify.updates import Starting, Update, ignore

TIMES_DECLARED = 10  # how much longer than declared a claim may run
LEAST_SECONDS = 20.0  # even for the shortest claim
IMPORT_SECONDS = 300.0  # for each of numpy, torch and what else of them is imported before a claim's time counts
MEMORY_BYTES = 4 * 2**30
DISK_BYTES = 2**30
SECONDS_BETWEEN_LOOKS = 0.25  # at a supervisor that says nothing
PATIENCE_SECONDS = 5.0  # with a supervisor that is stopped, and with one that is to end
SILENCE_SECONDS = 300.0  # of a supervisor that is not stopped: it may wait for a busy machine
ATTEMPTS = 2  # a supervisor that dies may have been killed from outside; one that dies twice was killed by the claim
WARM = {  # what a claim imports or mentions: what the server imports on its behalf
    "numpy": "numpy",
    "torch": "torch",
    "torch.optim": "torch._dynamo",  # the first optimizer imports it, which takes as long as torch itself
}
STOPPED = (psutil.STATUS_STOPPED, psutil.STATUS_TRACING_STOP, psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)


@dataclass(frozen=True, slots=True, eq=False)
class _Supervisor:
    """The connection to a supervisor."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    pid: int
    process: psutil.Process | None  # None where it is gone already
    imports: frozenset[str]  # what it found imported when it was forked

    @property
    def stopped(self) -> bool:
        """Whether it is stopped, traced or gone, and cannot answer."""
        try:
            return self.process is None or self.process.status() in STOPPED
        except psutil.Error:
            return True

    def kill(self) -> None:
        """Kill it and its descendants."""
        with contextlib.suppress(psutil.Error):
            family = [self.process, *self.process.children(recursive=True)] if self.process is not None else []
            for process in family:
                with contextlib.suppress(psutil.Error):
                    process.kill()


class Runner(ClosedOnExit):
    """Runs claims. Use it as an async context manager: leaving it ends the server and every experiment.

    With a seal everything runs sealed off by bubblewrap.
    """

    def __init__(self, seal: Seal | None = None) -> None:
        self._server = ServerHandle(seal)
        self._idle: list[_Supervisor] = []

    async def close(self) -> None:
        """End the server and every experiment."""
        idle, self._idle = self._idle, []
        await asyncio.gather(*(self._dismiss(supervisor) for supervisor in idle))
        self._server.stop()

    async def warm(self, imports: Iterable[str] = tuple(WARM.values())) -> None:
        """Start the server and let it import; returns at once, while the server is still importing."""
        self._server.ask(imports)

    async def run(self, pinned: PinnedTask, on_update: Callable[[Update], None] = ignore) -> Result:
        """Run a task and return its result; `on_update` receives its progress. Cancelling kills its processes first.

        A bad experiment never raises: its verdict is `failed`. Raises EngineError where the server cannot be started,
        or cannot import what the experiment needs: that is no verdict on the claim.
        """
        imports = _imports(pinned)
        request = json.dumps(_request(pinned, imports)).encode() + b"\n"
        begun = time.monotonic()
        for _ in range(ATTEMPTS):
            supervisor = await self._idle_supervisor(imports) or await self._new_supervisor(imports, on_update)
            transcript = Transcript(on_update)
            try:
                supervisor.writer.write(request)
                await self._listen(supervisor, transcript)
            finally:
                if transcript.ending is not None:
                    self._idle.append(supervisor)
                else:
                    await self._dismiss(supervisor)
            if transcript.ending is not None:
                return transcript.result(pinned.task)
        reason = "crash: the process that watches it was killed or stopped, twice"
        return result_without_evidence(pinned.task, Verdict.FAILED, reason, time.monotonic() - begun)

    async def _listen(self, supervisor: _Supervisor, transcript: Transcript) -> None:
        """Read the lines of a supervisor until the experiment ends, or the supervisor dies or is stopped.

        Time is counted in looks, so that a supervisor is not blamed while this process itself is stopped.
        """
        silent = 0.0
        while transcript.ending is None:
            try:
                async with asyncio.timeout(SECONDS_BETWEEN_LOOKS):
                    line = await supervisor.reader.readline()
            except TimeoutError:
                silent += SECONDS_BETWEEN_LOOKS
                transcript.silence()
                if silent >= PATIENCE_SECONDS and supervisor.stopped:
                    return
                if silent >= SILENCE_SECONDS:
                    raise engine_errors.silent(silent) from None
                continue
            except (ConnectionError, ValueError):  # ValueError: a line beyond the limit
                return
            if not line:
                return
            silent = 0.0
            transcript.add(line)

    async def _idle_supervisor(self, imports: Iterable[str]) -> _Supervisor | None:
        """An idle supervisor that has imported these modules; others are ended, because new ones are cheap."""
        while self._idle:
            supervisor = self._idle.pop()
            if supervisor.imports.issuperset(imports) and not supervisor.reader.at_eof() and not supervisor.stopped:
                return supervisor
            await self._dismiss(supervisor)
        return None

    async def _new_supervisor(self, imports: Iterable[str], on_update: Callable[[Update], None]) -> _Supervisor:
        ours, theirs = socket.socketpair()
        with theirs:
            self._server.ask(imports, [theirs.fileno()])
        reader, writer = await asyncio.open_unix_connection(sock=ours, limit=2**24)
        try:
            pid = await self._ready(reader, on_update)
        except BaseException:
            writer.close()  # one that is forked later meets its end
            raise
        try:
            process = self._server.process_of(pid)
        except psutil.Error:
            process = None
        return _Supervisor(reader, writer, pid, process, frozenset(imports))

    async def _ready(self, reader: asyncio.StreamReader, on_update: Callable[[Update], None]) -> int:
        """Wait until the server has imported everything and forked the supervisor; return its pid."""
        module, waited = None, 0.0
        while True:
            try:
                async with asyncio.timeout(SECONDS_BETWEEN_LOOKS):
                    line = await reader.readline()
                break
            except TimeoutError:
                self._server.look()
                waited = waited + SECONDS_BETWEEN_LOOKS if self._server.importing == module else 0.0
                module = self._server.importing
                if module is not None:
                    on_update(Starting(module, time.monotonic() - self._server.importing_since))
                if waited >= IMPORT_SECONDS:
                    self._server.give_up(engine_errors.too_slow(module or "quizdl", IMPORT_SECONDS))
            except ConnectionError:
                line = b""
                break
        if not line:
            raise self._server.died()
        return int(json.loads(line[1:])["ready"])

    async def _dismiss(self, supervisor: _Supervisor) -> None:
        """Tell a supervisor to kill its experiment and to end; kill both if it does not."""
        with contextlib.suppress(OSError):
            supervisor.writer.write_eof()
        ended, waited = False, 0.0
        try:
            while not ended and waited < PATIENCE_SECONDS and not supervisor.stopped:
                try:
                    async with asyncio.timeout(SECONDS_BETWEEN_LOOKS):
                        await supervisor.reader.read()
                    ended = True
                except TimeoutError:
                    waited += SECONDS_BETWEEN_LOOKS
                except OSError:
                    ended = True
        finally:
            supervisor.writer.close()
        if not ended or self._server.has_left(supervisor.pid):
            await self._destroy(supervisor)

    async def _destroy(self, supervisor: _Supervisor) -> None:
        """Kill a supervisor and its descendants, and remove its scratch folder."""
        supervisor.kill()
        with contextlib.suppress(EngineError):
            number, waited = self._server.ask_to_sweep(), 0.0
            while self._server.swept < number and waited < PATIENCE_SECONDS:
                await asyncio.sleep(0.01)
                waited += 0.01
                self._server.look()
        await asyncio.to_thread(self._server.remove_scratch, supervisor.pid)


def _imports(pinned: PinnedTask) -> list[str]:
    """The modules that the server imports for the claim, in order."""
    mentioned = {*pinned.sources.mentions, *pinned.sources.packages}
    if isinstance(pinned.task.solution, Submission):
        mentioned |= imports_of(pinned.task.solution.source).absolute
    drawn = pinned.task.drawn
    for source in [*(mistake.source for mistake in drawn.mistakes), *drawn.right] if drawn is not None else ():
        mentioned |= imports_of(source).absolute
    return [module for name, module in WARM.items() if name in mentioned]


def _solution(pinned: PinnedTask) -> dict[str, Any] | None:
    """What the experiment's process must know of a reader's program, and the folders that this may not read."""
    solution = pinned.task.solution
    if not isinstance(solution, Submission):
        return None
    return {**solution.to_json(), "closed": [str(pinned.task.claim.folder.resolve()), str(folders.PACKAGE)]}


def _request(pinned: PinnedTask, imports: Iterable[str]) -> dict[str, Any]:
    """What the supervisor must know to run the task."""
    task, sources, solution = pinned.task, pinned.sources, _solution(pinned)
    seconds = pinned.patience * max(LEAST_SECONDS, TIMES_DECLARED * task.claim.seconds)
    lab = {name: str(module_file(name)) for name in sources.modules if name.startswith("quizdl.lab.")}
    return {
        "path": str(task.claim.path.resolve()),  # the child has a folder of its own
        "folder": str(task.claim.folder.resolve()),
        "files": {str(path): source for path, source in sources.files.items()},
        "modules": {name: sources.modules[name] for name in lab},
        "lab": lab,
        "prepared": [name for name in lab if "\ndef prepare(" in sources.modules[name]],
        "ahead": sorted(name for name in sources.third_party if name.partition(".")[0] in imports),
        "function": task.claim.function,
        "parameters": task.parameters,
        "solution": solution,
        "drawn": task.drawn.to_json() if task.drawn is not None else None,
        "limits": {
            "seconds": seconds + (solution["seconds"] if solution else 0),  # so that a slow call is told as such
            "loading": IMPORT_SECONDS,
            "memory": MEMORY_BYTES,
            "disk": DISK_BYTES,
        },
    }
