"""The process between the runner and its experiments; it leaves no process alive.

It runs one experiment after the other (a fork of a process that holds torch costs some 20 ms, so supervisors are
kept). It forks the experiment, passes on what it says, enforces the limits on time, memory, disk and output, and
kills the whole tree of its processes: at the deadline, when the experiment ends, and when the runner closes
the socket (or dies, which closes it too). As the reaper of its descendants it also finds daemons.

What it sends: lines that begin with `~` are its own (`{"ready": PID}`, `{"loading": "torch.nn"}`,
`{"started": true}`, and `{}` every second as a sign of life); those that begin with `+` are the experiment's; the last
line begins with `=` and says how it ended.

The time of an experiment begins when its process has imported what it needs of numpy and torch, and a machine that is
busy with other programs does not shorten it (`charged_time`).
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import socket
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from quizdl.verify import child, importing
from quizdl.verify.channel import CHILD, END, OWN, Channel
from quizdl.verify.confinement import devices
from quizdl.verify.descendants import adopt_orphans, kill_descendants, signal_when_parent_ends
from quizdl.verify.resource_limits import ResourceLimits
from quizdl.verify.scratch import remove_tree

SECONDS_BETWEEN_CHECKS = 0.1
SECONDS_BETWEEN_SIGNS = 1.0  # of life
MOST_OUTPUT = 64 * 1024  # bytes of stdout and stderr that are kept; the rest is counted
MOST_SENT = 64 * 1024 * 1024  # bytes of reports in all
LONGEST_LINE = 8 * 1024 * 1024  # of a report
LOADED = json.dumps(child.LOADED).encode()


def supervise(connection: socket.socket, root: Path, unimportable: Mapping[str, str]) -> None:
    """Run the experiments that the lines on `connection` ask for, each to its end or to its limits.

    Their scratch folders are made in `root`. `unimportable` holds modules that the server could not import, and why.
    """
    os.setsid()
    adopt_orphans()
    signal_when_parent_ends(signal.SIGCONT)  # stopped while the server ends, it wakes and cleans up
    with Channel(connection) as channel, contextlib.suppress(OSError):  # OSError: the runner is gone
        devices()
        channel.send(OWN, {"ready": os.getpid()})
        while (line := channel.next_line()) is not None:  # until the runner closes its end
            request = {**json.loads(line), "unimportable": dict(unimportable)}
            try:
                root.mkdir(mode=0o700, exist_ok=True)  # what cleans up /tmp may have removed it
                scratch = Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=root))
            except OSError as error:
                channel.send(END, _nowhere(root, error))
                continue
            try:
                _Watch(channel, request, scratch).run()
            finally:
                kill_descendants()
                remove_tree(scratch)


def _nowhere(root: Path, error: OSError) -> dict[str, Any]:
    """The ending of an experiment that could not begin without a scratch folder."""
    reason = f"no scratch folder can be made in {root}: {error.strerror}"
    return {"reason": reason, "seconds": 0.0, "output": "", "dropped": 0, "loaded": False, "loading": ""}


class _Watch:
    """One experiment under watch."""

    def __init__(self, channel: Channel, request: dict[str, Any], scratch: Path) -> None:
        self.channel, self.request, self.scratch = channel, request, scratch
        self.limits = ResourceLimits(request["limits"], scratch)
        self.pid = 0
        self.loading = ""  # what is being imported
        self.started = time.monotonic()
        self.output, self.dropped = bytearray(), 0
        self.sent, self.unfinished = 0, bytearray()
        self.reason = ""  # why it was stopped: "time: …", "memory: …", "disk: …", "cancelled"

    def run(self) -> None:
        woken, waker = socket.socketpair()
        woken.setblocking(False)
        waker.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(waker.fileno())
        importing.compile_ahead(
            {
                **{Path(file): source for file, source in self.request["files"].items()},
                **{Path(file): self.request["modules"][name] for name, file in self.request["lab"].items()},
            }
        )
        reports, report_end = os.pipe()
        output, output_end = os.pipe()
        pid = self.pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            signal_when_parent_ends(signal.SIGKILL)
            os.setsid()  # what it signals to its group is not for this process
            for end in (self.channel.connection, woken, waker):
                end.close()  # by these objects, or they would close the child's own descriptors later
            child.run(self.request, report_end, output_end, self.scratch)
        os.close(report_end)
        os.close(output_end)
        try:
            status = self.watch(pid, reports, output, woken)
            seconds = time.monotonic() - self.started
            kill_descendants()
            self.drain(reports, output)
            remove_tree(self.scratch)  # before the end is told: then nothing is left
            self.channel.send(END, self.ending(status, seconds))
            self.channel.send_all()
        finally:
            signal.set_wakeup_fd(-1)
            for end in (woken, waker):
                end.close()
            for pipe in (reports, output):
                os.close(pipe)

    def watch(self, pid: int, reports: int, output: int, woken: socket.socket) -> int | None:
        """Pass reports on until the experiment ends or must be stopped; return its wait status."""
        with selectors.DefaultSelector() as selector:
            for source in (reports, output, woken, self.channel):
                selector.register(source, selectors.EVENT_READ)
            for pipe in (reports, output):
                os.set_blocking(pipe, False)
            next_check = next_sign = time.monotonic()
            while True:
                writing = selectors.EVENT_WRITE if self.channel.unsent else 0
                selector.modify(self.channel, selectors.EVENT_READ | writing)
                for key, events in selector.select(SECONDS_BETWEEN_CHECKS):
                    if key.fileobj is self.channel:
                        if events & selectors.EVENT_READ:
                            self.reason = "cancelled"
                        self.channel.send_more()
                    elif key.fileobj is woken:
                        woken.recv(4096)
                    elif not self.read(key.fd, reports):
                        selector.unregister(key.fileobj)
                ended, status = os.waitpid(pid, os.WNOHANG)
                if ended:
                    return status
                now = time.monotonic()
                if now >= next_check and not self.reason:
                    next_check = now + SECONDS_BETWEEN_CHECKS
                    self.reason = self.limits.exceeded()
                if now >= next_sign and not self.channel.unsent:
                    next_sign = now + SECONDS_BETWEEN_SIGNS
                    self.channel.send(OWN, {})
                if self.reason:
                    return None

    def read(self, pipe: int, reports: int) -> bool:
        """Read the content of the pipe; False if it is closed."""
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
        self.sent += len(chunk)
        if self.sent > MOST_SENT:
            self.reason = f"memory: reports of more than {MOST_SENT // 2**20} MB"
            return
        *lines, rest = (self.unfinished + chunk).split(b"\n")
        self.unfinished = rest
        if max(map(len, (*lines, rest))) > LONGEST_LINE:
            self.reason = f"memory: a report of more than {LONGEST_LINE // 2**20} MB"
            return
        for line in lines:
            if self.limits.started:
                self.channel.send_line(CHILD, bytes(line))
            elif line == LOADED:
                self.start()
            else:
                self.loading = str(json.loads(line)["loading"])
                self.channel.send(OWN, {"loading": self.loading})

    def start(self) -> None:
        """Start charging time: everything is imported."""
        self.started = time.monotonic()
        self.limits.start(self.pid)
        self.channel.send(OWN, {"started": True})

    def drain(self, reports: int, output: int) -> None:
        """Read the rest of the pipes after the end."""
        for pipe in (reports, output):
            while self.read(pipe, reports) and self.waiting(pipe):
                pass

    @staticmethod
    def waiting(pipe: int) -> bool:
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, selectors.EVENT_READ)
            return bool(selector.select(0))

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
            "loaded": self.limits.started,
            "loading": self.loading,
        }


def _signal_name(number: int) -> str:
    try:
        return f"{signal.Signals(number).name} (signal {number})"
    except ValueError:  # real-time signals have no names
        return f"signal {number}"
