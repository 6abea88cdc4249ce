"""A Textual driver that survives any bytes, and asks the terminal for its background colour."""

from __future__ import annotations

import os
import re
import selectors
import time
from codecs import getincrementaldecoder
from collections.abc import Iterator
from typing import Any

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key, Paste, Resize
from textual.message import Message

MOST_BYTES = 4096  # of one read
SECONDS_OF_SILENCE = 0.1  # after which an escape that nothing follows was the key
SECONDS_TO_ANSWER = 2.0  # that a terminal may take to say its colours
SECONDS_OF_A_PASTE = 3.0  # without input, after which a paste whose end never came is taken as it is
ASK_BACKGROUND = "\x1b]11;?\x1b\\"
UNKNOWN = "\ufffd"
WHERE_THE_MOUSE_IS = ("terminal_size", "terminal_pixel_size", "mouse_pixels", "last_x", "last_y")  # of a parser
PASTE_BEGINS, PASTE_ENDS = "\x1b[200~", "\x1b[201~"

_REPLY = re.compile(r"\x1b\]11;rgb:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})(?:\x07|\x1b\\)")
_BEGUN = re.compile(r"\x1b(?:\](?:1(?:1(?:;[^\x07\x1b]{0,30}\x1b?)?)?)?)?\Z")  # what may become a reply
_SEQUENCE = re.compile(r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[0-?]*[ -/]*[@-~]")  # of a terminal: colours, titles
_CONTROLS = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)))
for _kept in "\t\n\r":
    del _CONTROLS[ord(_kept)]


class BackgroundReplies:
    """Removes the terminal's replies about its background colour from the input, so that they never act as keys."""

    def __init__(self) -> None:
        self._held = ""
        self._until = 0.0

    def expect(self) -> None:
        """Expect a reply from now on."""
        self._until = time.monotonic() + SECONDS_TO_ANSWER

    def take(self, text: str) -> tuple[str, float | None]:
        """Remove replies: the rest of `text`, and the lightness (0..1) of the background from a complete reply."""
        text, self._held = self._held + text, ""
        lightness = None
        if reply := _REPLY.search(text):
            lightness = _lightness(*reply.groups())
            text = text[: reply.start()] + text[reply.end() :]
            self._until = 0.0
        if time.monotonic() < self._until and (begun := _BEGUN.search(text)):
            text, self._held = text[: begun.start()], begun.group()
        return text, lightness

    def release(self) -> str:
        """Release the text held back, as typed text. A reply that has begun is still expected."""
        if len(self._held) > 1 and time.monotonic() < self._until:
            return ""
        held, self._held = self._held, ""
        return held


def _lightness(*channels: str) -> float:
    """Relative lightness of a colour, 0 black to 1 white; each channel is 1 to 4 hexadecimal digits."""
    red, green, blue = (int(channel, 16) / int("f" * len(channel), 16) for channel in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


class Keys:
    """Turns bytes from the terminal into Textual's messages; no bytes raise an error.

    Bytes that are not UTF-8 become replacement characters, and so does an escape sequence that breaks the parser.
    A bracketed paste is one message, whatever it holds: Textual's parser would take an ESC in it, and all that
    follows, for keys.
    """

    def __init__(self, debug: bool = False) -> None:
        self._debug = debug
        self._decode = getincrementaldecoder("utf-8")(errors="replace").decode
        self._parser = XTermParser(debug)
        self._last = ""  # characters, to find a marker that came in pieces
        self._pasted: list[str] | None = None  # the paste that has begun
        self._fed = 0.0  # when input came last
        self.replies = BackgroundReplies()

    def feed(self, data: bytes) -> Iterator[Message | float]:
        """The messages in `data`, and the lightness of the background if the terminal replied."""
        self._fed = time.monotonic()
        text, lightness = self.replies.take(self._decode(data))
        yield from self._parse(text)
        if lightness is not None:
            yield lightness

    def silence(self) -> Iterator[Message]:
        """The messages that end because no input followed for a moment."""
        yield from self._parse(self.replies.release())
        if self._pasted is None:
            yield from self._guarded(self._parser.tick)
        elif time.monotonic() - self._fed > SECONDS_OF_A_PASTE:
            yield from self._paste("".join(self._pasted))

    def _parse(self, text: str) -> Iterator[Message]:
        for character in text:  # one at a time: only the character that breaks the parser is lost
            self._last = self._last[1 - len(PASTE_BEGINS) :] + character
            if self._pasted is not None:
                self._pasted.append(character)
                if self._last == PASTE_ENDS:
                    yield from self._paste("".join(self._pasted)[: -len(PASTE_ENDS)])
            else:
                yield from self._guarded(self._parser.feed, character)
                if self._last == PASTE_BEGINS:
                    self._pasted = []

    def _paste(self, text: str) -> Iterator[Message]:
        self._pasted = None
        for character in PASTE_ENDS:  # Textual's parser has seen it begin
            yield from (
                message for message in self._guarded(self._parser.feed, character) if type(message) is not Paste
            )
        if text := _SEQUENCE.sub("", text).translate(_CONTROLS):
            yield Paste(_shown(text))

    def _guarded(self, parse: Any, *text: str) -> Iterator[Message]:
        try:
            yield from [_printable(message) for message in parse(*text)]
        except Exception:  # bytes that no terminal sends break the parser in many ways; a new one goes on
            broken, self._parser = self._parser, XTermParser(self._debug)
            for name in WHERE_THE_MOUSE_IS:
                setattr(self._parser, name, getattr(broken, name))
            yield Key("replacement_character", UNKNOWN)


def _printable(message: Message) -> Message:
    """The message with lone surrogates replaced, which no terminal can show."""
    if isinstance(message, Key) and message.character and _lone(message.character):
        return Key("replacement_character", UNKNOWN)
    if isinstance(message, Paste) and _lone(message.text):
        return Paste(_shown(message.text))
    return message


def _lone(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def _shown(text: str) -> str:
    return "".join(UNKNOWN if _lone(character) else character for character in text)


class TerminalDriver(LinuxDriver):
    """Reads keys with `Keys`, and reports the terminal's lightness to the app if requested."""

    _keys: Keys | None = None  # of the thread that reads

    def ask_background(self) -> None:
        """Ask the terminal for its background colour."""
        if self._keys is not None and os.environ.get("TERM") != "linux":  # the console prints what it cannot read
            self._keys.replies.expect()
            self.write(ASK_BACKGROUND)
            self.flush()

    def run_input_thread(self) -> None:
        """Read until the app ends, or the terminal is gone."""
        keys = self._keys = Keys(self._debug)
        if getattr(self._app, "asks_background", False):
            self.ask_background()
        with selectors.DefaultSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if not selector.select(SECONDS_OF_SILENCE):
                    self._send(keys.silence())
                elif data := self._read():
                    self._send(keys.feed(data))
                else:
                    self._app.call_later(self._app.exit, return_code=129)  # as after SIGHUP: the terminal has closed
                    return

    def _read(self) -> bytes:
        """The available bytes; empty if the terminal is gone."""
        try:
            return os.read(self.fileno, MOST_BYTES)
        except OSError:
            return b""

    def _send(self, messages: Iterator[Message | float] | Iterator[Message]) -> None:
        for message in messages:
            if isinstance(message, float):
                self._app.call_later(self._app.background_is, message)  # type: ignore[attr-defined]  # ours
            elif not isinstance(message, Resize) or self._in_band_window_resize:  # otherwise it was pasted, or is noise
                self.process_message(message)

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except Exception as error:
            self._app.call_later(self._app._handle_exception, error)
