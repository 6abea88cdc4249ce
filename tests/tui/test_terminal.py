"""The quiz in a real terminal: what it writes there, and how it leaves the terminal when it is ended."""

import os
import signal
import sys
import textwrap
import time
from pathlib import Path

import pexpect
import pyte
import pytest

PROGRAM = """
    import sys
    from pathlib import Path
    from quizdl.tui.run import run_quiz
    from tests.tui.small_bank import CHOICE, OPEN, bank_of, catalogue_in

    folder = Path(sys.argv[1])
    sys.exit(run_quiz(bank_of(CHOICE, root=folder), catalogue_in(folder), "en", count=1, seed=1))
"""
PATIENCE = 60  # seconds: other tests may keep the machine busy
LEFT = ("\x1b[?1049l", "\x1b[?1000l")  # alternate screen off, mouse off


class Terminal:
    """A program in a pseudo-terminal, and the screen that it draws."""

    def __init__(self, folder: Path, width: int = 80, height: int = 24) -> None:
        self.screen = pyte.Screen(width, height)
        self.stream = pyte.Stream(self.screen)
        self.raw = ""
        environment = {**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(Path(__file__).parents[2])}
        self.child = pexpect.spawn(
            sys.executable,
            ["-c", textwrap.dedent(PROGRAM), str(folder)],
            dimensions=(height, width),
            env=environment,
            encoding="utf-8",
            timeout=PATIENCE,
        )

    def read(self, seconds: float = 0.1) -> str:
        """What arrives within that time, or until the program ends."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                text = self.child.read_nonblocking(65536, timeout=0.05)
            except pexpect.TIMEOUT:
                continue
            except pexpect.EOF:
                break
            self.raw += text
            self.stream.feed(text)
        return "\n".join(self.screen.display)

    def until(self, words: str) -> str:
        """The screen once it shows `words`."""
        deadline = time.monotonic() + PATIENCE
        while words not in (shown := self.read()):
            assert time.monotonic() < deadline, shown
            assert self.child.isalive(), self.raw
        return shown

    def ended(self) -> int:
        """The exit code, after the last of what was written."""
        deadline = time.monotonic() + PATIENCE
        while self.child.isalive() and time.monotonic() < deadline:
            self.read()
        self.read()
        self.child.close()
        return int(self.child.exitstatus if self.child.exitstatus is not None else -self.child.signalstatus)


@pytest.fixture
def terminal(tmp_path: Path):  # type: ignore[no-untyped-def]
    terminal = Terminal(tmp_path)
    yield terminal
    terminal.child.close(force=True)


def test_row_24_a_proof_runs_for_real_and_quitting_leaves_nothing_behind(terminal: Terminal) -> None:
    terminal.until("last ten gradients weigh")
    terminal.child.send("1\r")
    terminal.until("Model answer")
    terminal.child.send("v")
    terminal.until("✓ supported")
    terminal.child.send("q")
    assert terminal.ended() == 0
    assert all(sequence in terminal.raw for sequence in LEFT)
    assert "Traceback" not in terminal.raw


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_row_37_a_signal_gives_the_terminal_back(terminal: Terminal, number: signal.Signals) -> None:
    terminal.until("last ten gradients weigh")
    entered = len(terminal.raw)
    terminal.child.kill(number)
    assert terminal.ended() == 128 + number
    assert all(sequence in terminal.raw[entered:] for sequence in LEFT)
    assert "Traceback" not in terminal.raw
