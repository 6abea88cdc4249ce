"""The process that stands between the runner and its experiments, and leaves nothing alive behind it.

It runs one experiment after the other (a fork of a process that holds torch costs some 20 ms, so supervisors are
kept). It forks the experiment, passes on what it says, enforces the limits on time, memory, disk and output, and
kills the whole tree of its processes: at the deadline, when the experiment ends, and when the runner closes
the socket (or dies, which closes it too). As the reaper of its descendants it also finds daemons.

What it sends: lines that begin with `+` are the experiment's own; the last line begins
with `=` and says how it ended.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import json
import os
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psutil

from quizdl.verify import child, importing

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36  # from <linux/prctl.h>
SECONDS_BETWEEN_CHECKS = 0.1
SECONDS_FOR_THE_RUNNER = 10.0  # a runner that reads nothing for so long has hung
MOST_OUTPUT = 64 * 1024  # bytes of stdout and stderr that are kept; the rest is counted
MOST_SAID = 64 * 1024 * 1024  # bytes of reports in all
MOST_FILES = 2_000  # in the scratch folder: to count and remove them must not take long
LONGEST_LINE = 8 * 1024 * 1024


def preload(names: Iterable[str]) -> None:
    """Import what experiments will need, so that their forks find it there."""
    for name in names:
        try:
            importlib.import_module(name)
        except Exception:  # the experiment that needs it will fail and say why
            sys.modules.pop(name, None)


def supervise(channel: socket.socket) -> None:
    """Run the experiments that the lines on `channel` ask for, each to its end or to its limits."""
    os.setsid()
    _linux_prctl(PR_SET_CHILD_SUBREAPER, 1)
    _linux_prctl(PR_SET_PDEATHSIG, signal.SIGCONT)  # stopped by its experiment, it wakes and cleans up
    with channel, channel.makefile("rb") as lines:
        while (line := lines.readline(LONGEST_LINE)).endswith(b"\n"):  # until the runner closes its end
            request = json.loads(line)
            preload(request["imports"])
            scratch = Path(tempfile.mkdtemp(prefix="quizdl-"))
            try:
                _Watch(channel, request, scratch).run()
            except OSError:  # the runner is gone; nobody is left to tell
                return
            finally:
                _kill_descendants()
                _remove(scratch)
                channel.settimeout(None)


class _Watch:
    """One experiment under watch."""

    def __init__(self, channel: socket.socket, request: dict[str, Any], scratch: Path) -> None:
        self.channel, self.request, self.scratch = channel, request, scratch
        self.deadline = 0.0
        self.output, self.dropped = bytearray(), 0
        self.said, self.unfinished = 0, bytearray()
        self.reason = ""  # why it was stopped: "time: …", "memory: …", "disk: …", "cancelled"

    def run(self) -> None:
        started = time.monotonic()
        self.deadline = started + self.request["limits"]["seconds"]
        self.channel.settimeout(SECONDS_FOR_THE_RUNNER)
        woken, waker = socket.socketpair()
        woken.setblocking(False)
        waker.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(waker.fileno())
        replaced = {Path(file): source for file, source in self.request["replaced"].items()}
        importing.compile_ahead(Path(self.request["path"]), replaced)
        reports, report_end = os.pipe()
        output, output_end = os.pipe()
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            _linux_prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            os.setsid()  # what it signals to its group is not for this process
            for end in (self.channel, woken, waker):
                end.close()
            child.run(self.request, report_end, output_end, self.scratch)
        os.close(report_end)
        os.close(output_end)
        try:
            status = self.watch(pid, reports, output, woken)
            seconds = time.monotonic() - started
            _kill_descendants()
            self.drain(reports, output)
            _remove(self.scratch)  # before the end is told: then nothing is left
            self.send(b"=", json.dumps(self.ending(status, seconds)).encode())
        finally:
            signal.set_wakeup_fd(-1)
            for end in (woken, waker):
                end.close()
            for pipe in (reports, output):
                os.close(pipe)

    def watch(self, pid: int, reports: int, output: int, woken: socket.socket) -> int | None:
        """Pass on what is said until the experiment ends or has to be stopped; its wait status."""
        with selectors.DefaultSelector() as selector:
            for source in (reports, output, woken, self.channel):
                selector.register(source, selectors.EVENT_READ)
            for pipe in (reports, output):
                os.set_blocking(pipe, False)
            next_check = time.monotonic()
            while True:
                for key, _ in selector.select(SECONDS_BETWEEN_CHECKS):
                    if key.fileobj is self.channel:
                        self.reason = "cancelled"
                    elif key.fileobj is woken:
                        woken.recv(4096)
                    elif not self.read(key.fd, reports):
                        selector.unregister(key.fileobj)
                ended, status = os.waitpid(pid, os.WNOHANG)
                if ended:
                    return status
                now = time.monotonic()
                if now >= self.deadline:
                    self.reason = f"time: stopped after {self.request['limits']['seconds']:g} s"
                elif now >= next_check and not self.reason:
                    next_check = now + SECONDS_BETWEEN_CHECKS
                    self.reason = self.over_a_limit()
                if self.reason:
                    return None

    def read(self, pipe: int, reports: int) -> bool:
        """Read what the pipe holds; False once it is closed."""
        try:
            chunk = os.read(pipe, 256 * 1024)
        except BlockingIOError:
            return True
        if pipe == reports:
            self.pass_on(chunk)
        else:
            room = MOST_OUTPUT - len(self.output)
            self.output += chunk[:room]
            self.dropped += max(0, len(chunk) - room)
        return bool(chunk)

    def pass_on(self, chunk: bytes) -> None:
        self.said += len(chunk)
        if self.said > MOST_SAID:
            self.reason = f"memory: reports of more than {MOST_SAID // 2**20} MB"
            return
        *lines, rest = (self.unfinished + chunk).split(b"\n")
        self.unfinished = rest
        for line in lines:
            self.send(b"+", bytes(line))

    def send(self, kind: bytes, line: bytes) -> None:
        self.channel.sendall(kind + line + b"\n")

    def drain(self, reports: int, output: int) -> None:
        """What was written before the end and is still in the pipes."""
        for pipe in (reports, output):
            while self.read(pipe, reports) and self.waiting(pipe):
                pass

    @staticmethod
    def waiting(pipe: int) -> bool:
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, selectors.EVENT_READ)
            return bool(selector.select(0))

    def over_a_limit(self) -> str:
        """Which limit the tree of processes has passed, or ""."""
        limits = self.request["limits"]
        resident = written = 0
        for process in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error):
                resident += process.memory_info().rss
                if hasattr(process, "io_counters"):  # macOS has none
                    written += process.io_counters().write_bytes
        if resident > limits["memory"]:
            return f"memory: more than {limits['memory'] // 2**20} MB"
        used, files = _size_of(self.scratch)
        if files > MOST_FILES:
            return f"disk: more than {MOST_FILES} files"
        if max(used, written) > limits["disk"]:
            return f"disk: more than {limits['disk'] // 2**20} MB"
        return ""

    def ending(self, status: int | None, seconds: float) -> dict[str, Any]:
        reason = self.reason
        if not reason and status is not None and os.WIFSIGNALED(status):
            reason = f"crash: killed by {_signal_name(os.WTERMSIG(status))}"
        elif not reason and status is not None and os.WEXITSTATUS(status):
            reason = f"crash: exit code {os.WEXITSTATUS(status)}"
        return {
            "reason": reason,
            "seconds": seconds,
            "output": self.output.decode("utf-8", errors="replace"),
            "dropped": self.dropped,
        }


def _size_of(folder: Path) -> tuple[int, int]:
    """The bytes of all files below the folder, as far as they do not vanish meanwhile, and their number with folders.

    Stops counting once there are too many.
    """
    used = count = 0
    with contextlib.suppress(RecursionError):  # nested deeper than Python goes
        for parent, folders, names in os.walk(folder):
            count += len(folders) + len(names)
            if count > MOST_FILES:
                break
            for name in names:
                with contextlib.suppress(OSError):
                    used += os.lstat(os.path.join(parent, name)).st_size
    return used, count


def _remove(folder: Path) -> None:
    with contextlib.suppress(RecursionError):
        shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():  # nested deeper than Python goes
        subprocess.run(["rm", "-rf", str(folder)], stderr=subprocess.DEVNULL, check=False)


def _signal_name(number: int) -> str:
    try:
        return f"{signal.Signals(number).name} (signal {number})"
    except ValueError:  # real-time signals have no names
        return f"signal {number}"


def _kill_descendants() -> None:
    """Kill every process below this one, and reap it; those that fork meanwhile are met again."""
    while True:
        for process in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error):
                process.kill()
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        time.sleep(0.001)


def _linux_prctl(option: int, value: int) -> None:
    """Elsewhere there is no such call, and a daemon whose parents have ended escapes."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)
