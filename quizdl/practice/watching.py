"""Watch one file of the reader's, and judge it at once and after each save.

The path is polled: that is right for editors that rename a new file over the old one, and for network and container
mounts that do not report changes. A look costs microseconds.
"""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

SECONDS_BETWEEN_LOOKS = 0.05  # two equal looks in a row count, so a save is seen within 0.15 s
MOST_READ = 2**25  # of a notebook with its pictures; more than a program may have, so that one too large is seen to be

Step = TypeVar("Step")
Signature = tuple[int, int, int, int]


class Lost(StrEnum):
    """Why there is nothing to read at the path."""

    MISSING = "missing"
    FOLDER = "folder"
    SPECIAL = "special"  # a pipe, a socket or a device: never opened, for that might wait forever
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Saved:
    """The bytes of the file, which did not change while they were read."""

    data: bytes


async def watch(path: Path, seconds: float = SECONDS_BETWEEN_LOOKS) -> AsyncGenerator[Saved | Lost, None]:
    """What is at the path: at once, and again after each change."""
    told: Signature | Lost | None = None
    before: Signature | Lost | None = None
    while True:
        seen = _look(path)
        if seen == before and seen != told:
            found = seen if isinstance(seen, Lost) else _read(path, seen)
            if found is not None and found != told:
                told = found if isinstance(found, Lost) else seen
                yield found
        before = seen
        await asyncio.sleep(seconds)


def read_once(path: Path) -> Saved | Lost:
    """What is at the path now; a file that is being written is read as it is."""
    seen = _look(path)
    return seen if isinstance(seen, Lost) else _read(path, None) or Lost.UNREADABLE


async def judge_saves(
    path: Path, judge: Callable[[bytes], AsyncGenerator[Step, None]], seconds: float = SECONDS_BETWEEN_LOOKS
) -> AsyncGenerator[Saved | Lost | Step, None]:
    """Judge the file at once and after each save; a save during a run ends that run and starts the next.

    Each state of the file comes first, then the steps of `judge` with its bytes. A file that is gone does not end a
    run. Ends only when it is closed. Raises what `judge` raises.
    """
    async with aclosing(watch(path, seconds)) as states:
        state = asyncio.ensure_future(anext(states))
        run: AsyncGenerator[Step, None] | None = None
        step: asyncio.Future[Step] | None = None
        try:
            while True:
                waiting: list[asyncio.Future[Any]] = [state, step] if step is not None else [state]
                await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                if state.done():
                    found = state.result()
                    state = asyncio.ensure_future(anext(states))
                    if isinstance(found, Saved):
                        await _end(run, step)
                        run = judge(found.data)
                        step = asyncio.ensure_future(anext(run))
                    yield found
                elif step is not None and run is not None:
                    try:
                        told = step.result()
                    except StopAsyncIteration:
                        run = step = None
                    else:
                        step = asyncio.ensure_future(anext(run))
                        yield told
        finally:
            state.cancel()
            with suppress(asyncio.CancelledError):
                await state
            await _end(run, step)


async def _end(run: AsyncGenerator[Step, None] | None, step: asyncio.Future[Step] | None) -> None:
    """End a run with what it does now."""
    if step is not None:
        step.cancel()
        with suppress(asyncio.CancelledError, StopAsyncIteration):
            await step
    if run is not None:
        await run.aclose()


def _look(path: Path) -> Signature | Lost:
    """What tells one state of the file from the next."""
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return Lost.MISSING
    except OSError:
        return Lost.UNREADABLE
    if stat.S_ISDIR(status.st_mode):
        return Lost.FOLDER
    return _signature(status) if stat.S_ISREG(status.st_mode) else Lost.SPECIAL


def _signature(status: os.stat_result) -> Signature:
    return status.st_mtime_ns, status.st_size, status.st_ino, status.st_dev


def _read(path: Path, seen: Signature | None) -> Saved | Lost | None:
    """The bytes of the file; None where it is not, or is no longer, the one that was `seen`."""
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:  # should it be a pipe by now
            data = file.read(MOST_READ)
            after = _signature(os.fstat(file.fileno()))
    except FileNotFoundError:
        return None
    except OSError:
        return Lost.UNREADABLE
    return Saved(data) if seen in (None, after) else None
