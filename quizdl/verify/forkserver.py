"""The warm process from which supervisors are forked: it imports numpy and torch once, and only imports.

Started by the runner as `python -m quizdl.verify.forkserver FD FOLDER`. A message on the socket FD names what to
import and, if a supervisor is wanted, carries its end of the socket on which the runner will talk to it. The server
says on FD which module it imports, one JSON line each. multiprocessing's forkserver would do the forking, but it
imports the caller's main module into every child and leaves children alive when the caller is killed; here a closed
socket ends everything.

Processes that a supervisor leaves behind when it is killed become children of the server, which kills them: when the
runner asks for it, and when the runner is gone. Then it also removes FOLDER, which holds all scratch folders.

Preloading may import but never compute: a fork after torch has used its threads hangs the child.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psutil

from quizdl.verify import child, importing, supervisor  # noqa: F401  # imported here, so that forks find them warm
from quizdl.verify.descendants import adopt_orphans, kill_descendants
from quizdl.verify.scratch import remove_tree

MESSAGE_BYTES = 512  # every message has this length, so that a stream of them needs no framing
SECONDS_FOR_SUPERVISORS = 5.0  # to end by themselves once the runner is gone


def encode(request: dict[str, Any]) -> bytes:
    """The message that holds this request."""
    return json.dumps(request).encode().ljust(MESSAGE_BYTES)


class _ForkServer:
    def __init__(self, control: socket.socket, folder: Path) -> None:
        self.control, self.folder = control, folder
        self.supervisors: set[int] = set()
        self.unimportable: dict[str, str] = {}  # modules that could not be imported, and why

    def serve(self) -> None:
        """Answer messages until the runner closes its end; then clean up."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the runner's business
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children that end leave no zombies
        adopt_orphans()
        with contextlib.suppress(ConnectionError):
            while True:
                message, descriptors, _, _ = socket.recv_fds(self.control, MESSAGE_BYTES, 1, socket.MSG_WAITALL)
                if len(message) < MESSAGE_BYTES:
                    break
                self.answer(json.loads(message), descriptors)
        self.end()

    def answer(self, request: dict[str, Any], descriptors: list[int]) -> None:
        if "sweep" in request:
            self.sweep()
            self.say({"swept": request["sweep"]})
            return
        self.preload(request["imports"])
        for descriptor in descriptors:
            pid = os.fork()
            if pid == 0:
                self.control.close()
                supervisor.supervise(socket.socket(fileno=descriptor), self.folder, self.unimportable)
                os._exit(0)
            self.supervisors.add(pid)
            os.close(descriptor)

    def preload(self, names: Iterable[str]) -> None:
        """Import modules that experiments will need, so that their forks have them."""
        for name in names:
            if name in sys.modules:
                continue
            self.say({"importing": name, "since": time.monotonic()})
            try:
                importlib.import_module(name)
                self.unimportable.pop(name, None)
            except Exception as error:  # the experiment that needs it meets the same error
                sys.modules.pop(name, None)
                self.unimportable[name] = child.described(error)
            self.say({"importing": None})

    def say(self, document: dict[str, Any]) -> None:
        self.control.sendall(json.dumps(document).encode() + b"\n")

    def sweep(self) -> None:
        """Kill the children that are not supervisors: orphans of supervisors that were killed."""
        while True:
            children = psutil.Process().children()
            self.supervisors &= {process.pid for process in children}
            orphans = [process for process in children if process.pid not in self.supervisors]
            if not orphans:
                return
            for orphan in orphans:
                with contextlib.suppress(psutil.Error):
                    for process in (*orphan.children(recursive=True), orphan):
                        process.kill()
            time.sleep(0.001)

    def end(self) -> None:
        """End when the runner is gone: let supervisors end, kill the rest, and remove the folder."""
        until = time.monotonic() + SECONDS_FOR_SUPERVISORS
        while time.monotonic() < until and psutil.Process().children():
            time.sleep(0.02)
        kill_descendants()
        remove_tree(self.folder)


if __name__ == "__main__":
    _ForkServer(socket.socket(fileno=int(sys.argv[1])), Path(sys.argv[2])).serve()
