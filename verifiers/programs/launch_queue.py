"""A device that is told what to do and does it later: the host goes on at once, as with kernels on a CUDA stream."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

Event = Future[float]  # when the device came to it, in seconds


class LaunchQueue:
    """One thread stands for the device. Launches return at once, unless they block (as with CUDA_LAUNCH_BLOCKING)."""

    def __init__(self, blocking: bool = False) -> None:
        self.blocking = blocking
        self._device = ThreadPoolExecutor(max_workers=1)  # it takes work in the order in which it comes

    def launch(self, kernel: Callable[[], object]) -> None:
        """Put work at the end of the queue."""
        self._device.submit(kernel)
        if self.blocking:
            self.synchronize()

    def record(self) -> Event:
        """An event at the end of the queue."""
        return self._device.submit(time.perf_counter)

    def synchronize(self) -> None:
        """Wait until the device has done all that it was given."""
        self.record().result()

    def elapsed(self, begin: Event, end: Event) -> float:
        """Seconds between two events by the device's own clock."""
        return end.result() - begin.result()
