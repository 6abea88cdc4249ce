"""The quiz in a real terminal: what it writes there, and how it leaves the terminal when it is ended."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pexpect
import psutil
import pyte
import pytest

from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from tests.processes import all_end
from tests.tui.small_bank import OPEN, bank_of

pytestmark = pytest.mark.slow  # each drives the program in a terminal of its own

PROGRAM = """
    import sys
    from pathlib import Path
    from quizdl.cli import exit_code
    from quizdl.study.learner import Learner
    from quizdl.study.progress import ProgressStore
    from quizdl.tui.run import run_quiz
    from quizdl.tui.screens.home import HomeScreen
    from tests.tui.small_bank import CHOICE, ENDLESS, OPEN, bank_of, catalogue_in

    def broken(self):
        raise RuntimeError("a fault of ours")

    HomeScreen.column = broken
    folder = Path(sys.argv[1])
    question = {"endless": ENDLESS, "open": OPEN}.get(sys.argv[2], CHOICE)
    theme = "terminal" if sys.argv[2] == "asks" else "dark"
    learner = Learner(ProgressStore.open(folder / "progress.sqlite"), bank_of(question, root=folder))
    questions = None if sys.argv[2] == "broken" else [question]
    language = "ko" if sys.argv[2] == "broken" else "en"
    sys.exit(exit_code(lambda: run_quiz(learner, catalogue_in(folder), language, questions, seed=1, theme=theme)))
"""
PATIENCE = 300  # seconds: other tests may keep the machine busy
LEFT = ("\x1b[?1049l", "\x1b[?1000l")  # alternate screen off, mouse off


class Terminal:
    """A program in a pseudo-terminal, and the screen that it draws."""

    def __init__(
        self, folder: Path, what: str, program: str = PROGRAM, width: int = 80, height: int = 24, **variables: str
    ) -> None:
        self.screen = pyte.Screen(width, height)
        self.stream = pyte.Stream(self.screen)
        self.raw = ""
        home = {"QUIZDL_HOME": str(folder), "PYTHONPATH": str(Path(__file__).parents[2])}
        environment = {**os.environ, "TERM": "xterm-256color", **home, **variables}
        self.child = pexpect.spawn(
            sys.executable,
            ["-c", textwrap.dedent(program), str(folder), what],
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


def test_a_proof_in_a_real_terminal_shows_its_verdict(terminal: Terminal) -> None:
    terminal.until("last ten gradients weigh")
    terminal.child.send("1\r")
    terminal.until("Said aloud")
    terminal.child.send("v")
    terminal.until("as the answer says")
    terminal.child.send("q")
    assert terminal.ended() == 0
    assert all(sequence in terminal.raw for sequence in LEFT)
    assert "Traceback" not in terminal.raw


@pytest.mark.fault
@pytest.mark.parametrize("terminal", ["endless"], indirect=True)
def test_quitting_during_an_experiment_leaves_no_process(terminal: Terminal) -> None:
    terminal.until("last ten gradients weigh")
    terminal.child.send("1\r")
    terminal.until("Said aloud")
    terminal.child.send("v")
    terminal.until(" left")
    quiz = psutil.Process(terminal.child.pid)
    deadline = time.monotonic() + PATIENCE
    while len(descendants := quiz.children(recursive=True)) < 3:  # server, supervisor, experiment
        terminal.read()
        assert time.monotonic() < deadline
    terminal.child.send("q")
    assert terminal.ended() == 0
    assert all_end(descendants)


@pytest.mark.fault
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_gives_the_terminal_back(terminal: Terminal, number: signal.Signals) -> None:
    terminal.until("last ten gradients weigh")
    entered = len(terminal.raw)
    terminal.child.kill(number)
    assert terminal.ended() == 128 + number
    assert all(sequence in terminal.raw[entered:] for sequence in LEFT)
    assert "Traceback" not in terminal.raw


@pytest.mark.fault
def test_a_terminal_that_reads_nothing_cannot_hold_the_quiz(terminal: Terminal) -> None:
    terminal.until("last ten gradients weigh")
    for _ in range(100):  # each draws the whole screen, and nothing reads it
        terminal.child.send("l")
        time.sleep(0.01)
    terminal.child.kill(signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    while psutil.Process(terminal.child.pid).status() != psutil.STATUS_ZOMBIE:  # dead, until it is waited for
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.fault
@pytest.mark.parametrize("terminal", ["broken"], indirect=True)
def test_a_fault_of_ours_gives_the_terminal_back_and_one_line_that_names_a_log(
    terminal: Terminal, tmp_path: Path
) -> None:
    assert terminal.ended() == 1
    restored = max(terminal.raw.rindex(sequence) for sequence in LEFT)
    told = terminal.raw[restored:]
    (log,) = (tmp_path / "state").glob("crash-*.log")
    assert "quizdl 내부 오류로 종료했습니다 (RuntimeError: a fault of ours)" in told
    assert str(log) in "".join(told.split())
    assert "Traceback" not in terminal.raw
    assert "Traceback" in log.read_text(encoding="utf-8")


NOISE = {
    "a byte that is never UTF-8": b"\xff",
    "Hangul in EUC-KR": "모멘텀".encode("euc-kr"),
    "Hangul in CP949 alone": "똠방각하".encode("cp949"),
    "a paste in EUC-KR": b"\x1b[200~" + "모멘텀".encode("euc-kr") + b"\x1b[201~",
    "a key code beyond Unicode": b"\x1b[99999999u",
    "half a pair of UTF-16": b"\x1b[55296u",
    "a key code that is none": b"\x1b[1:2:3;;:u\x1b[<1;2M\x1b[M\xff\xff\xff",
    "a size that no terminal has": b"\x1b[48;60000;60000;1;1t",
    "an escape without an end": b"\x1b]52;c;" + b"A" * 100 + b"\x1b[?9999999999;99999$y",
}


@pytest.mark.fault
@pytest.mark.parametrize("terminal", ["open"], indirect=True)
def test_input_that_is_no_utf8_shows_replacement_characters_and_the_quiz_lives(terminal: Terminal) -> None:
    terminal.until("Why does momentum help?")
    terminal.child.send("w")
    for noise in NOISE.values():
        os.write(terminal.child.child_fd, noise)
        terminal.read(0.3)
    os.write(terminal.child.child_fd, b"\x1b[200~still here\x1b[201~")
    shown = terminal.until("still here")
    assert "\ufffd" in shown
    terminal.child.send("\x1b")
    terminal.read(0.5)
    terminal.child.send("q")
    assert terminal.ended() == 0
    assert "Traceback" not in terminal.raw


@pytest.mark.fault
@pytest.mark.parametrize("terminal", ["open"], indirect=True)
def test_a_typed_answer_survives_a_kill(terminal: Terminal, tmp_path: Path) -> None:
    terminal.until("Why does momentum help?")
    terminal.child.send("wit averages 잡음")
    terminal.until("averages 잡음")
    terminal.read(1.0)
    terminal.child.kill(signal.SIGKILL)
    assert terminal.ended() == -signal.SIGKILL
    with closing(ProgressStore.open(tmp_path / "progress.sqlite")) as store:
        assert Learner(store, bank_of(OPEN, root=tmp_path)).draft(OPEN) == "it averages 잡음"


def test_keys_behind_q_end_the_quiz_in_peace(terminal: Terminal) -> None:
    terminal.until("last ten gradients weigh")
    terminal.child.send("qs")
    assert terminal.ended() == 0
    assert "Error" not in terminal.raw


@pytest.mark.parametrize("terminal", ["asks"], indirect=True)
@pytest.mark.parametrize(("colour", "light"), [("ffff/ffff/f0f0", True), ("1616/1717/1f1f", False)])
def test_the_theme_follows_the_background_that_the_terminal_tells(terminal: Terminal, colour: str, light: bool) -> None:
    terminal.until("last ten gradients weigh")
    assert "\x1b]11;?" in terminal.raw
    for part in ("\x1b]11;rgb:", colour, "\x1b", "\\"):  # however slowly it comes
        terminal.child.send(part)
        terminal.read(0.03)
    shown = terminal.read(1.0)
    assert "how sure" in shown.splitlines()[-1], "the reply is no key"
    ground = terminal.screen.buffer[5][5].bg
    assert (int(ground[:2], 16) > 128) is light
    terminal.child.send("q")
    assert terminal.ended() == 0


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
