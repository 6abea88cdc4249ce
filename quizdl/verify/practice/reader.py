"""The reader's process: it holds their program and runs it when the judge asks.

Nothing of the judge is in it: its descriptors are closed, our modules are gone from `sys.modules`, and what the
exercise asks to write raises. That stops accidents and idle hands; the numbers are computed in the judge's process.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import re
import resource
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn, cast

from quizdl.verify import importing, landlock
from quizdl.verify.confinement import close_all_but, devices
from quizdl.verify.practice.faults import FaultKind
from quizdl.verify.practice.peer import Peer
from quizdl.verify.practice.program import Program
from quizdl.verify.practice.wire import Untransferable

MODULE = "__practice__"
STACK = "stack"  # the file in the scratch folder to which a slow program's stack goes
STACK_SIGNAL = signal.SIGUSR1
MOST_LETTERS = 500  # of an error's message
OURS = ("quizdl", "verifiers")
LEAVES_THE_PROCESS = frozenset(  # audit events of what no exercise needs
    ("os.exec", "os.fork", "os.forkpty", "os.kill", "os.killpg", "os.posix_spawn", "os.system", "pty.spawn")
) | {"socket.bind", "socket.connect", "subprocess.Popen"}


class Refused(PermissionError):
    """The reader's program used what it may not."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class FromTheJudge(RuntimeError):
    """A function that was handed to the reader's program failed on what it was given."""


def serve(connection: socket.socket, request: dict[str, Any], folder: Path) -> NoReturn:
    """Hold the reader's program in this process until the judge closes the connection; never returns."""
    code = 1
    try:
        solution = dict(request["solution"])
        _confine(connection, folder, solution)
        request.clear()
        reader = _Reader(solution)
        peer = Peer(connection, reader.describe, _fail)
        peer.number_of(reader.load)
        peer.number_of(reader.invoke)
        _forget_ours(solution["closed"])
        peer.serve()
        code = 0
    finally:
        os._exit(code)


def _fail(error: dict[str, Any]) -> NoReturn:
    raise FromTheJudge(f"{error['type']}: {error['message']}")


def _confine(connection: socket.socket, folder: Path, solution: Mapping[str, Any]) -> None:
    stack = (folder.parent / STACK).open("w")
    close_all_but(0, 1, 2, connection.fileno(), stack.fileno())
    faulthandler.register(STACK_SIGNAL, file=stack, all_threads=False)
    os.chdir(folder)
    _limit_memory(int(solution["memory"]))
    with contextlib.suppress(OSError):  # a container may forbid it
        landlock.write_only_to([folder, *devices()])
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)


def _limit_memory(more: int) -> None:
    """Allow this process so many bytes beyond what it was forked with."""
    status = Path("/proc/self/status")
    if status.exists():  # Linux
        held = int(re.findall(r"VmData:\s*(\d+) kB", status.read_text())[0]) * 1024
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        most = held + more if hard == resource.RLIM_INFINITY else min(held + more, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _forget_ours(closed: list[str]) -> None:
    """Take our modules out of this process, and refuse to find or read them again."""
    importing.forget_compiled()
    for name in list(sys.modules):
        if name.partition(".")[0] in OURS or name.startswith(importing.PACKAGE_PREFIX):
            del sys.modules[name]
    folders = tuple(os.path.join(folder, "") for folder in closed)

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if event == "import" and str(arguments[0]).partition(".")[0] in OURS:
            raise Refused(str(arguments[0]))
        if event == "open" and isinstance(arguments[0], str) and os.path.realpath(arguments[0]).startswith(folders):
            raise Refused(os.path.basename(arguments[0]))
        if event in LEAVES_THE_PROCESS:
            raise Refused(event)

    sys.addaudithook(watch)


class _Reader:
    """The reader's program, and the objects that the judge made of its class."""

    def __init__(self, solution: Mapping[str, Any]) -> None:
        self.file, self.source, self.symbol = str(solution["file"]), str(solution["source"]), str(solution["symbol"])
        self.forbidden: list[str] = solution["forbidden"]
        self.keeps: bool = solution["keeps"]
        self.results: Mapping[str, list[str]] = solution["contract"]["results"]
        self.program: Program | None = None

    def load(self) -> str:
        """Run the module, and say whether the symbol is a "class" or a "function"."""
        module = ModuleType(MODULE)
        module.__file__ = self.file
        sys.modules[MODULE] = module
        self._forbid()  # what is imported already, so that `from torch.optim import Adam` finds none
        exec(compile(self.source, self.file, "exec"), module.__dict__)
        self._forbid()
        self.program = Program(module.__dict__[self.symbol], keeps=self.keeps)
        return self.program.kind

    def invoke(self, number: int | None, method: str, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> object:
        """Call the program; see `Program.invoke`. What a call returns that is to give nothing is dropped."""
        assert self.program is not None
        reply = self.program.invoke(number, method, arguments, keywords)
        return reply if self.results.get(method, True) else {**reply, "value": None}

    def describe(self, error: BaseException) -> dict[str, Any]:
        """What the judge is told of an error: its line is the last one in the reader's file."""
        line, function = self._place(error)
        if isinstance(error, SystemExit):
            return {"kind": FaultKind.EXITED, "code": error.code if isinstance(error.code, int) else 0, "line": line}
        if isinstance(error, Refused):
            return {"kind": FaultKind.FORBIDDEN, "name": error.name, "line": line}
        if isinstance(error, Untransferable):
            return {"kind": FaultKind.CONTAINER, "given": str(error)}
        if isinstance(error, KeyError) and self.program is None and line is None:
            return {"kind": FaultKind.MISSING, "name": self.symbol}
        if isinstance(error, SyntaxError) and self.program is None:
            line = error.lineno
        message = _message(error)
        kind = FaultKind.NOT_LOADED if self.program is None else FaultKind.RAISED
        return {"kind": kind, "type": type(error).__name__, "message": message, "line": line, "function": function}

    def _forbid(self) -> None:
        for name in self.forbidden:
            _forbid(name)

    def _place(self, error: BaseException) -> tuple[int | None, str]:
        place: tuple[int | None, str] = None, ""
        trace = error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == self.file:
                place = trace.tb_lineno, trace.tb_frame.f_code.co_name
            trace = trace.tb_next
        return place


def _message(error: BaseException) -> str:
    try:
        return " ".join(str(error).split())[:MOST_LETTERS]
    except Exception:  # an error of the reader's own that cannot be shown
        return ""


def _forbid(dotted: str) -> None:
    """Let what this name leads to raise: a function or class, or all of a module."""
    module, _, name = dotted.rpartition(".")
    if dotted in sys.modules:
        place = sys.modules[dotted]
        for public in [public for public in dir(place) if not public.startswith("_")]:
            found = getattr(place, public)
            if callable(found) and str(getattr(found, "__module__", "")).startswith(dotted):
                setattr(place, public, _refusing(f"{dotted}.{public}"))
    elif module in sys.modules and hasattr(sys.modules[module], name):
        setattr(sys.modules[module], name, _refusing(dotted))


def _refusing(dotted: str) -> Callable[..., NoReturn]:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise Refused(dotted)

    return cast(Callable[..., NoReturn], refuse)
