"""The service of this process in its own thread, for callers that block, even inside an event loop."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import os
import signal
import threading
import warnings
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, TypeVar

from quizdl.verify.service import Service
from quizdl.verify.store import ResultStore

Made = TypeVar("Made")


class BackgroundService:
    """A service that stays warm between calls. Its experiments and their server end with `close`."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="quizdl", daemon=True)
        self._thread.start()
        self._service: Service | None = None

    def wait_for(self, work: Callable[[Service], Coroutine[Any, Any, Made]]) -> Made:
        """Run the work and return its result. An interrupt (Ctrl-C) first cancels the work and waits for its end.

        Raises what the work raises. Warns where results are not kept.
        """
        tasks: list[asyncio.Task[Made]] = []
        ended = threading.Event()

        def start() -> None:
            self._service = self._service or Service(ResultStore())  # here, since SQLite keeps to one thread
            tasks.append(self._loop.create_task(work(self._service)))
            tasks[0].add_done_callback(lambda _: ended.set())

        self._loop.call_soon_threadsafe(start)
        try:
            with _interruptible():
                ended.wait()
        except BaseException:
            self._loop.call_soon_threadsafe(lambda: tasks[0].cancel())
            ended.wait()
            raise
        if self._service is not None and self._service.store_trouble:
            warnings.warn(self._service.store_trouble, RuntimeWarning, stacklevel=3)
        return tasks[0].result()

    def close(self) -> None:
        """End the experiments, their server and the thread."""
        if self._service is not None:
            self.wait_for(lambda service: service.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    """Ctrl-C raises KeyboardInterrupt here, even if `asyncio.run` handles it in the blocked loop."""
    before = signal.getsignal(signal.SIGINT)
    in_main = threading.current_thread() is threading.main_thread()
    if not (in_main and callable(before) and asyncio.events._get_running_loop() is not None):
        yield
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


_current: dict[int, BackgroundService] = {}  # by process: a fork has neither the thread nor the server
_changing = threading.Lock()


def background_service() -> BackgroundService:
    """The service of this process, started at its first use."""
    with _changing:
        if os.getpid() not in _current:
            _current[os.getpid()] = BackgroundService()
        return _current[os.getpid()]


@atexit.register
def close_background_service() -> None:
    """Close the service of this process, if started; the next use starts a new one."""
    with _changing:
        if service := _current.pop(os.getpid(), None):
            service.close()
