"""Read lines from stdin: edited with readline on a terminal, and saved while they are typed."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

import click

from quizdl.words import Language, say

SECONDS_TO_KEEP = 0.5  # between two looks at what is being typed


def read_line(prompt: str) -> str | None:
    """The next line of stdin without its newline; None at the end."""
    _tolerate()
    if _editable():
        return _edit(prompt)
    click.echo(prompt, nl=False)
    line = sys.stdin.readline() if sys.stdin is not None else ""
    return line.rstrip("\r\n") if line else None


def compose_line(prompt: str, text: str, keep: Callable[[str], None]) -> str | None:
    """As `read_line`, starting from `text`; `keep` gets the typed text within half a second.

    Where stdin is no terminal an empty line stands for `text`.
    """
    if not _editable():
        line = read_line(prompt)
        return line if line is None or line.strip() else text
    import readline

    def look(*_: object) -> None:
        keep(readline.get_line_buffer())

    readline.set_startup_hook(lambda: readline.insert_text(text))
    before = signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, SECONDS_TO_KEEP, SECONDS_TO_KEEP)
    try:
        return read_line(prompt)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        readline.set_startup_hook(None)


def confirms(question: str, language: Language) -> bool:
    """Ask until the reader says yes or no; `click.confirm` would complain in English.

    Raises click.Abort at the end of the input.
    """
    while (line := read_line(f"{question} [y/N]: ")) is not None:
        answer = line.strip().casefold()
        if answer in ("y", "yes"):
            return True
        if answer in ("", "n", "no"):
            return False
        click.echo(say(language, "study.yes_or_no"))
    raise click.Abort


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Within this context SIGTERM and SIGHUP save and close everything before they end the program."""

    def end(number: int, _: FrameType | None) -> NoReturn:
        sys.exit(128 + number)

    numbers = (signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(number, end) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _tolerate() -> None:
    """Treat bytes outside the terminal's encoding as wrong answers, not as errors."""
    if isinstance(sys.stdin, io.TextIOWrapper) and sys.stdin.errors != "replace":
        sys.stdin.reconfigure(errors="replace")


def _editable() -> bool:
    """Whether stdin and stdout are a terminal that can edit lines."""
    dumb = os.environ.get("TERM", "dumb") in ("", "dumb", "unknown")
    return not dumb and all(end is not None and end.isatty() for end in (sys.stdin, sys.stdout))


def _edit(prompt: str) -> str | None:
    import readline  # it takes over stdin: only where lines are edited

    readline.set_auto_history(False)
    for setting in ("input-meta on", "output-meta on", "convert-meta off"):  # bytes of Hangul are no commands, in
        readline.parse_and_bind(f"set {setting}")  # whichever locale
    try:
        return input(prompt)
    except EOFError:
        return None
