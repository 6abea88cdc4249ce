"""The warm process from which supervisors are forked: it imports numpy and torch once, and only imports.

Started by the runner as `python -m quizdl.verify.forkserver FD`. A message on the socket FD names what to
import and, if a supervisor is wanted, carries its end of the socket on which the runner will talk to it.
multiprocessing's forkserver would do the forking, but it imports the caller's main module into every child
and leaves children alive when the caller is killed; here a closed socket ends everything.

Preloading may import but never compute: a fork after torch has used its threads hangs the child.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys

from quizdl.verify import child, importing, supervisor  # noqa: F401  # imported here, so that forks find them warm

MESSAGE_BYTES = 512  # every message has this length, so that a stream of them needs no framing


def encode(imports: list[str]) -> bytes:
    """The message that asks for these imports."""
    return json.dumps(imports).encode().ljust(MESSAGE_BYTES)


def serve(control: socket.socket) -> None:
    """Answer messages until the runner closes its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the runner's business
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # supervisors that end leave no zombies
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, MESSAGE_BYTES, 1, socket.MSG_WAITALL)
        if not message:
            return
        supervisor.preload(json.loads(message))
        for descriptor in descriptors:
            if os.fork() == 0:
                control.close()
                supervisor.supervise(socket.socket(fileno=descriptor))
                os._exit(0)
            os.close(descriptor)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
