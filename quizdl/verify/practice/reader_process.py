"""The judge's side of the reader's process: start it, call it, and end it where it takes too long."""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import socket
import time
from pathlib import Path
from typing import Any, NoReturn

import psutil

from quizdl.verify.practice import reader
from quizdl.verify.practice.faults import FaultKind, SolutionFault
from quizdl.verify.practice.peer import Gone, Peer
from quizdl.verify.practice.wire import Array, BadMessage, Untransferable
from quizdl.verify.submission import SECONDS_OF_A_CALL

IMPORT = "import"
SECONDS_BETWEEN_LOOKS = 0.1
ASLEEP = (psutil.STATUS_SLEEPING, psutil.STATUS_STOPPED, psutil.STATUS_TRACING_STOP)
SECONDS_FOR_THE_STACK = 1.0  # that a slow program gets to say where it is


class ReaderProcess:
    """The process that holds the reader's program. Its calls raise SolutionFault."""

    def __init__(self, request: dict[str, Any], scratch: Path) -> None:
        """Fork it from this process, which must not have computed anything yet; `request` holds the solution."""
        folder = scratch / "reader"
        folder.mkdir()
        ours, theirs = socket.socketpair()
        self._file = str(request["solution"]["file"])
        self._seconds = float(request["solution"]["seconds"])  # for each call
        self._scratch = scratch
        self._pid = os.fork()
        if self._pid == 0:
            reader.serve(theirs, request, folder)
        theirs.close()
        self._connection = ours
        self._peer = Peer(ours, _described, _raise, self._wait)
        self._process = psutil.Process(self._pid)
        self._call = ""
        self.seconds = 0.0  # that the last call took there

    def load(self) -> str:
        """Import the program, and return "class" or "function"."""
        return str(self._ask(IMPORT, 0, ()))

    def invoke(
        self, number: int | None, method: str, arguments: tuple[Any, ...], keywords: dict[str, Any]
    ) -> tuple[object, list[tuple[tuple[int | str, ...], Array]]]:
        """Call the program or a method of an object; return the value, and the arrays that it changed, by path."""
        reply = self._ask(method, 1, (number, method, arguments, keywords))
        try:
            assert isinstance(reply, dict)
            self.seconds = float(reply["seconds"])
            return reply["value"], [(tuple(path), array) for path, array in reply["changed"]]
        except (AssertionError, KeyError, ValueError, TypeError):
            raise SolutionFault(FaultKind.PROTOCOL) from None

    def close(self) -> None:
        """End it."""
        self._connection.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self._pid, 0)

    def _ask(self, call: str, function: int, arguments: tuple[Any, ...]) -> object:
        self._call = call
        try:
            return self._peer.call(function, (arguments, {}))
        except Gone:
            self._ended()
        except (BadMessage, IndexError, KeyError, ValueError):
            raise SolutionFault(FaultKind.PROTOCOL) from None

    def _wait(self) -> None:
        """Wait until the reader's process says something. Raises SolutionFault where that takes too long."""
        used_before, slept = None, 0.0
        most = SECONDS_OF_A_CALL if self._call == IMPORT else self._seconds
        while not select.select([self._connection], [], [], SECONDS_BETWEEN_LOOKS)[0]:
            used_before = self._seconds_used() if used_before is None else used_before  # most calls need no look
            with contextlib.suppress(psutil.Error):
                slept += SECONDS_BETWEEN_LOOKS * (self._process.status() in ASLEEP)
            seconds = self._seconds_used() - used_before + slept
            if seconds >= most:
                raise SolutionFault(FaultKind.SLOW, call=self._call, seconds=most, line=self._line())

    def _seconds_used(self) -> float:
        try:
            times = self._process.cpu_times()
        except psutil.Error:
            return 0.0
        return float(times.user + times.system)

    def _line(self) -> int | None:
        """The line of the reader's file that runs now."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, reader.STACK_SIGNAL)
        stack = self._scratch / reader.STACK
        until = time.monotonic() + SECONDS_FOR_THE_STACK
        while time.monotonic() < until:
            time.sleep(0.02)
            if found := re.search(rf'File "{re.escape(self._file)}", line (\d+)', stack.read_text(errors="replace")):
                return int(found[1])
        return None

    def _ended(self) -> NoReturn:
        _, status = os.waitpid(self._pid, 0)
        if os.WIFSIGNALED(status):
            raise SolutionFault(FaultKind.KILLED, signal=signal.Signals(os.WTERMSIG(status)).name)
        raise SolutionFault(FaultKind.EXITED, code=os.WEXITSTATUS(status), line=None)


def _raise(error: dict[str, Any]) -> NoReturn:
    """Raise what the reader's process says of an error."""
    try:
        kind = FaultKind(error.pop("kind"))
    except (KeyError, ValueError):
        raise SolutionFault(FaultKind.PROTOCOL) from None
    raise SolutionFault(kind, **{str(name): value for name, value in error.items()})


def _described(error: BaseException) -> dict[str, Any]:
    """What the reader's program is told of an error of a function that it was handed."""
    if isinstance(error, SolutionFault | Untransferable):
        raise error
    return {"type": type(error).__name__, "message": str(error)[: reader.MOST_LETTERS]}
