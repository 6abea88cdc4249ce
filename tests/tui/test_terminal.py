"""The quiz in a real terminal: what it writes there, and how it leaves the terminal when it is ended."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pexpect
import psutil
import pyte
import pytest

pytestmark = pytest.mark.slow  # each drives the program in a terminal of its own

PROGRAM = """
    import sys
    from pathlib import Path
    from quizdl.study.learner import Learner
    from quizdl.study.progress import ProgressStore
    from quizdl.tui.run import run_quiz
    from quizdl.tui.screens.home import HomeScreen
    from tests.tui.small_bank import CHOICE, ENDLESS, bank_of, catalogue_in

    def broken(self):
        raise RuntimeError("a fault of ours")

    HomeScreen.column = broken
    folder = Path(sys.argv[1])
    question = ENDLESS if sys.argv[2] == "endless" else CHOICE
    learner = Learner(ProgressStore.open(folder / "progress.sqlite"), bank_of(question, root=folder))
    questions = None if sys.argv[2] == "broken" else [question]
    sys.exit(run_quiz(learner, catalogue_in(folder), "en", questions, seed=1))
"""
PATIENCE = 60  # seconds: other tests may keep the machine busy
LEFT = ("\x1b[?1049l", "\x1b[?1000l")  # alternate screen off, mouse off


class Terminal:
    """A program in a pseudo-terminal, and the screen that it draws."""

    def __init__(self, folder: Path, what: str, width: int = 80, height: int = 24) -> None:
        self.screen = pyte.Screen(width, height)
        self.stream = pyte.Stream(self.screen)
        self.raw = ""
        environment = {**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(Path(__file__).parents[2])}
        self.child = pexpect.spawn(
            sys.executable,
            ["-c", textwrap.dedent(PROGRAM), str(folder), what],
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
def terminal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Terminal]:
    terminal = Terminal(tmp_path, getattr(request, "param", "choice"))
    yield terminal
    terminal.child.close(force=True)


def test_a_proof_runs_for_real(terminal: Terminal) -> None:
    terminal.until("last ten gradients weigh")
    terminal.child.send("1\r")
    terminal.until("Model answer")
    terminal.child.send("v")
    terminal.until("✓ supported")
    terminal.child.send("q")
    assert terminal.ended() == 0
    assert all(sequence in terminal.raw for sequence in LEFT)
    assert "Traceback" not in terminal.raw


@pytest.mark.parametrize("terminal", ["endless"], indirect=True)
def test_row_24_quitting_during_an_experiment_leaves_no_process(terminal: Terminal) -> None:
    terminal.until("last ten gradients weigh")
    terminal.child.send("1\r")
    terminal.until("Model answer")
    terminal.child.send("v")
    terminal.until("s left")
    quiz = psutil.Process(terminal.child.pid)
    deadline = time.monotonic() + PATIENCE
    while len(descendants := quiz.children(recursive=True)) < 3:  # server, supervisor, experiment
        terminal.read()
        assert time.monotonic() < deadline
    terminal.child.send("q")
    assert terminal.ended() == 0
    _, left = psutil.wait_procs(descendants, timeout=1)
    alive = [process for process in left if process.status() != psutil.STATUS_ZOMBIE]  # dead; init may be slow to reap
    assert not alive


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_row_37_a_signal_gives_the_terminal_back(terminal: Terminal, number: signal.Signals) -> None:
    terminal.until("last ten gradients weigh")
    entered = len(terminal.raw)
    terminal.child.kill(number)
    assert terminal.ended() == 128 + number
    assert all(sequence in terminal.raw[entered:] for sequence in LEFT)
    assert "Traceback" not in terminal.raw


def test_row_37_a_terminal_that_reads_nothing_cannot_hold_the_quiz(terminal: Terminal) -> None:
    terminal.until("last ten gradients weigh")
    for _ in range(100):  # each draws the whole screen, which nobody reads
        terminal.child.send("l")
        time.sleep(0.01)
    terminal.child.kill(signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    while psutil.Process(terminal.child.pid).status() != psutil.STATUS_ZOMBIE:  # dead, until it is waited for
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("terminal", ["broken"], indirect=True)
def test_row_23_a_fault_of_ours_gives_the_terminal_back_and_then_the_traceback(terminal: Terminal) -> None:
    assert terminal.ended() == 1
    restored = max(terminal.raw.rindex(sequence) for sequence in LEFT)
    assert terminal.raw.index("a fault of ours", restored) > restored


FIRST_FRAME = """
    import sys
    from pathlib import Path
    from quizdl.bank.model import Bank, Text, Topic
    from quizdl.bank.question import Choice, ChoiceQuestion
    from quizdl.study.learner import Learner
    from quizdl.study.progress import ProgressStore
    from quizdl.tui.app import QuizApp

    seen = []

    def at_the_first_frame(self):
        seen.extend(sys.modules)
        self.exit(0)

    QuizApp.on_ready = at_the_first_frame
    text = Text(en="one", ko="하나")
    choices = (Choice(text=text, because=text, correct=True), Choice(text=text, because=text))
    question = ChoiceQuestion(
        id="q", kind="choice", level=1, prompt=text, choices=choices, answer=text, verify=("a.b",)
    )
    bank = Bank(root=Path(), topics=(Topic(name="t", title=text, questions=(question,)),))
    learner = Learner(ProgressStore.open(), bank)
    QuizApp(learner, None, language="en", questions=[question]).run(headless=True)
    print(*seen)
"""


def test_nothing_heavy_is_imported_before_the_first_question_is_shown() -> None:
    command = [sys.executable, "-c", textwrap.dedent(FIRST_FRAME)]
    modules = set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())
    assert "quizdl.tui.app" in modules
    heavy = {"torch", "numpy", "pydantic", "yaml", "plotext", "pygments", "matplotlib", "fsrs"}
    late = {"quizdl.verify.runner", "quizdl.tui.screens.answer", "textual.widgets._text_area"}
    assert not modules & (heavy | late)
