"""A search that ends when its time is up, also in the midst of a program that never ends."""

from __future__ import annotations

import signal
from collections.abc import Iterable
from types import FrameType
from typing import NoReturn, TypeVar

Found = TypeVar("Found")


class _TimeIsUp(BaseException):
    """Not an Exception, so that no program takes it for one of its own."""


def within(seconds: float, search: Iterable[Found]) -> tuple[list[Found], bool]:
    """What is found in so many seconds of computing, and whether all was searched by then."""

    def stop(signal_number: int, frame: FrameType | None) -> NoReturn:
        del signal_number, frame
        raise _TimeIsUp

    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    found: list[Found] = []
    try:
        found.extend(search)
        signal.setitimer(signal.ITIMER_PROF, 0)
    except _TimeIsUp:
        return found, False
    return found, True
