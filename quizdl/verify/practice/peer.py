"""One end of the connection between the judge's process and the reader's: both call functions of the other."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable
from typing import Any, cast

from quizdl.verify.practice.wire import receive, send


class Gone(Exception):
    """The other end is closed."""


class Peer:
    """Calls functions of the other process by their numbers; before it answers, the other may call some of this one.

    `describe` says what is wrong with an error of a function here, for the other end; `raise_described` raises there
    what it says. `wait` is called before each read, and may raise.
    """

    def __init__(
        self,
        connection: socket.socket,
        describe: Callable[[BaseException], dict[str, Any]],
        raise_described: Callable[[dict[str, Any]], None],
        wait: Callable[[], None] = lambda: None,
    ) -> None:
        self._connection = connection
        self._describe, self._raise_described, self._wait = describe, raise_described, wait
        self._functions: list[Callable[..., object]] = []
        self._arrived = bytearray()

    def number_of(self, function: Callable[..., object]) -> int:
        """The number by which the other end calls this function from now on."""
        self._functions.append(function)
        return len(self._functions) - 1

    def function(self, number: int) -> Callable[..., object]:
        """The function of the other end with this number."""
        return lambda *arguments, **keywords: self.call(number, (arguments, keywords))

    def call(self, number: int, arguments: object) -> object:
        """Call the function of the other end, and return what it returns. Raises what `raise_described` makes of
        its error, Gone, BadMessage and Untransferable."""
        self._send({"call": number}, arguments)
        while True:
            message, value = self._receive()
            if "call" not in message:
                break
            self._answer(message, value)
        if "error" in message:
            self._raise_described(dict(message["error"]))
        return value

    def serve(self) -> None:
        """Run functions of this end until the other end is closed."""
        with contextlib.suppress(Gone):
            while True:
                self._answer(*self._receive())

    def _answer(self, message: dict[str, Any], value: object) -> None:
        function = self._functions[int(message["call"])]
        try:
            arguments, keywords = cast(tuple[list[Any], dict[str, Any]], value)
            self._send({}, function(*arguments, **keywords))
        except Gone:
            raise
        except BaseException as error:  # the other end is to hear of it, whatever it is
            self._send({"error": self._describe(error)}, None)

    def _send(self, message: dict[str, Any], value: object) -> None:
        try:
            send(self._connection, message, value, self.number_of)
        except (BrokenPipeError, ConnectionError):
            raise Gone from None

    def _receive(self) -> tuple[dict[str, Any], object]:
        return receive(self._read, self.function)

    def _read(self, size: int) -> bytes:
        while len(self._arrived) < size:
            self._wait()
            try:
                chunk = self._connection.recv(2**20)
            except ConnectionError:
                chunk = b""
            if not chunk:
                raise Gone
            self._arrived += chunk
        taken = bytes(self._arrived[:size])
        del self._arrived[:size]
        return taken
