"""The supervisor's end of its connection to the runner: lines in both directions, without waiting for a slow reader."""

from __future__ import annotations

import contextlib
import json
import select
import socket
from typing import Any, Self

OWN, CHILD, END = b"~", b"+", b"="  # the first byte of a line tells who speaks: the supervisor, its child, the end


class Channel:
    """Sends lines as fast as the runner reads them, and keeps the rest: a runner may be stopped for hours."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.unsent = bytearray()
        self._received = bytearray()
        connection.setblocking(False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def fileno(self) -> int:
        return self.connection.fileno()

    def send(self, kind: bytes, document: dict[str, Any]) -> None:
        """Send a line from the supervisor itself. Raises OSError if the runner is gone."""
        self.send_line(kind, json.dumps(document).encode())

    def send_line(self, kind: bytes, line: bytes) -> None:
        """Send a line unchanged. Raises OSError if the runner is gone."""
        self.unsent += kind + line + b"\n"
        self.send_more()

    def send_more(self) -> None:
        """Send what the runner accepts without waiting. Raises OSError if it is gone."""
        with contextlib.suppress(BlockingIOError):
            while self.unsent:
                del self.unsent[: self.connection.send(self.unsent)]

    def send_all(self) -> None:
        """Wait until the runner has read everything. Raises OSError if it goes away first."""
        while self.unsent:
            readable, _, _ = select.select([self.connection], [self.connection], [])
            if readable and not self.connection.recv(1, socket.MSG_PEEK):
                raise ConnectionError("the runner is gone")
            self.send_more()

    def next_line(self) -> bytes | None:
        """Wait for a line; None if the runner has closed its end."""
        while (end := self._received.find(b"\n")) < 0:
            select.select([self.connection], [], [])
            chunk = self.connection.recv(2**20)
            if not chunk:
                return None
            self._received += chunk
        line = bytes(self._received[:end])
        del self._received[: end + 1]
        return line
