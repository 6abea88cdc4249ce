"""The runner's handle on the forkserver: it starts it at first use, and cleans up after it."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from typing import Any

import psutil

from quizdl.errors import EngineError
from quizdl.verify.confinement import harmless_environment
from quizdl.verify.scratch import ScratchRoot, remove_tree
from quizdl.verify.sealing import Seal, kill_sealed, seen_from_outside

ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)
HOME = "home"  # in the same place: of a sealed server, with a cache of its own
LOG = "server.log"  # in the folder of the scratch folders: what the server says on stderr
MOST_QUOTED = 2_000  # letters of it in an error


class ServerHandle:
    """Starts the forkserver, sends it requests, and tracks its imports."""

    def __init__(self, seal: Seal | None = None) -> None:
        self._seal = seal
        self.importing: str | None = None  # the module that it imports now
        self.importing_since = 0.0  # by time.monotonic
        self.swept = 0  # how many requests to sweep it has answered
        self.fault: EngineError | None = None  # why it was given up
        self._asked_to_sweep = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._root: ScratchRoot | None = None
        self._unread = b""

    def ask(self, imports: Iterable[str], descriptors: Iterable[int] = ()) -> None:
        """Make it import these modules and fork a supervisor for each descriptor; start it first if necessary.

        Raises EngineError.
        """
        self._send({"imports": list(imports)}, list(descriptors))

    def ask_to_sweep(self) -> int:
        """Make it kill orphans of killed supervisors; `swept` reaches the returned number when that is done."""
        self._asked_to_sweep += 1
        self._send({"sweep": self._asked_to_sweep}, [])
        return self._asked_to_sweep

    def look(self) -> None:
        """Read its messages."""
        if self._control is None:
            return
        with contextlib.suppress(OSError):
            while chunk := self._control.recv(65536, socket.MSG_DONTWAIT):
                self._unread += chunk
        *lines, self._unread = self._unread.split(b"\n")
        for line in lines:
            document: dict[str, Any] = json.loads(line)
            if "swept" in document:
                self.swept = document["swept"]
            elif "importing" in document:
                self.importing = document["importing"]
                self.importing_since = document.get("since", 0.0)

    def died(self) -> EngineError:
        """The reason that it no longer answers."""
        if self.fault is not None:
            return self.fault
        log = ""
        if self._root is not None:
            with contextlib.suppress(OSError):
                log = (self._root.path / LOG).read_text(encoding="utf-8", errors="replace")[-MOST_QUOTED:].strip()
        log = f" {log}" if log else ""
        return EngineError(f"The process that runs experiments has ended unexpectedly. Run it again.{log}")

    def give_up(self, fault: EngineError) -> None:
        """Kill it for this reason; the next request starts a new one."""
        self.fault = fault
        self._end()

    def process_of(self, pid: int) -> psutil.Process:
        """The process of a supervisor by its own number for itself. Raises psutil.NoSuchProcess."""
        if self._seal is None or self._process is None:
            return psutil.Process(pid)
        return seen_from_outside(pid, self._process.pid)

    def has_left(self, pid: int) -> bool:
        """Whether a dead supervisor left a scratch folder, and so did not end by itself."""
        return self._root is not None and any(self._root.path.glob(f"{pid}-*"))

    def remove_scratch(self, pid: int) -> None:
        for folder in self._root.path.glob(f"{pid}-*") if self._root is not None else ():
            remove_tree(folder)

    def stop(self) -> None:
        """End it, and remove all files of experiments."""
        self._end()
        if self._root is not None:
            self._root.remove()
            self._root = None

    def _end(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            process, self._process = self._process, None
            if self._seal is not None:
                kill_sealed(process)
            process.kill()  # it may be importing; its supervisors see their own sockets close
            process.wait()
        self.importing = None

    def _send(self, request: dict[str, Any], descriptors: list[int]) -> None:
        from quizdl.verify.forkserver import encode

        if self._process is None or self._process.poll() is not None:
            self._start()
        assert self._control is not None
        try:
            socket.send_fds(self._control, [encode(request)], descriptors)
        except OSError as error:
            raise self.died() from error

    def _start(self) -> None:
        self._end()
        self.fault, self._unread = None, b""
        self._root = self._root or ScratchRoot()
        self._control, theirs = socket.socketpair()
        command = [sys.executable, "-B", "-P", "-m", "quizdl.verify.forkserver"]
        command += [str(theirs.fileno()), str(self._root.path)]
        environment = {**harmless_environment(os.environ), **ONE_THREAD}
        if self._seal is not None:
            command = self._seal.around(command, self._root.path)
            environment |= {"QUIZDL_HOME": str(self._root.path / HOME), "TMPDIR": str(self._root.path)}
        with theirs, open(self._root.path / LOG, "wb") as log:
            try:
                self._process = subprocess.Popen(
                    command,
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=log,
                    env=environment,
                    start_new_session=True,  # a terminal's Ctrl-C is ours to handle
                )
            except OSError as error:
                raise EngineError(f"The process that runs experiments cannot be started: {error}.") from error
        self.importing, self.importing_since = "quizdl", time.monotonic()
