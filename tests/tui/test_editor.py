"""The reader's editor in a real terminal: it gets the terminal for itself, and the screen is whole again after it."""

import shutil
import termios
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pytest

from tests.tui.test_terminal import Terminal

pytestmark = pytest.mark.slow  # each drives the program in a terminal of its own

PROGRAM = """
    import sys
    from pathlib import Path
    from quizdl.practice import diagnosing
    from quizdl.study.progress import ProgressStore
    from quizdl.tui.run import run_quiz
    from tests.tui.writing import FakeJudges, exercise_app

    diagnosing.judge_and_diagnose = FakeJudges()
    folder = Path(sys.argv[1])
    app = exercise_app(folder, ProgressStore.open(folder / "progress.sqlite"))
    sys.exit(run_quiz(app.learner, app.experiments.catalogue, "en", app.questions, 1, theme="dark"))
"""
LINE_MODE = termios.ICANON | termios.ECHO

Start = Callable[[str], Terminal]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """`start(EDITOR)`: the quiz at the exercise, in its terminal."""
    terminals: list[Terminal] = []

    def started(editor: str) -> Terminal:
        terminals.append(Terminal(tmp_path, "exercise", PROGRAM, VISUAL="", EDITOR=editor))
        terminals[0].until("Example: step")
        return terminals[0]

    yield started
    for terminal in terminals:
        terminal.child.close(force=True)


def script(folder: Path, text: str) -> str:
    """A shell script as an editor, with an argument that has to be split off."""
    path = folder / "editor of mine"
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return f"'{path}' --wait"


def edit(terminal: Terminal) -> None:
    """Open the editor on an empty screen: what is seen later was drawn later."""
    terminal.screen.reset()
    terminal.child.send("o")


def is_whole(screen: str) -> bool:
    """Whether every part of the screen is drawn: the bar, the task, the keys."""
    return all(words in screen for words in ("of 15 min", "1 Task", "o editor", "Esc leave"))


def test_an_editor_gets_the_terminal_and_the_screen_comes_back_whole(start: Start, tmp_path: Path) -> None:
    hears = "trap : INT; echo the terminal is mine; until read line; do :; done"
    terminal = start(script(tmp_path, f"{hears}; echo '# right' > \"$2\"; stty raw -echo"))
    edit(terminal)
    terminal.until("the terminal is mine")
    mode = termios.tcgetattr(terminal.child.child_fd)[3]
    assert mode & LINE_MODE == LINE_MODE, "lines are edited and echoed as in a shell"
    terminal.child.send("\x03")  # for the editor alone
    terminal.read(0.3)
    terminal.child.send("done\r")
    terminal.until("Right. 4 of 4 claims.")
    assert is_whole(shown := terminal.read(0.5)), shown
    terminal.child.send("q")
    terminal.child.expect(pexpect.EOF)
    mode = termios.tcgetattr(terminal.child.child_fd)[3]
    assert mode & LINE_MODE == LINE_MODE, "however the editor left it"
    assert "Traceback" not in terminal.raw


@pytest.mark.skipif(shutil.which("ed") is None, reason="ed is not installed")
def test_ed_edits_the_file(start: Start) -> None:
    terminal = start("ed -p ed:")
    edit(terminal)
    terminal.until("ed:")
    for line in ("1,$d", "a", "# right", ".", "w", "q"):
        terminal.child.send(f"{line}\r")
        terminal.read(0.1)
    terminal.until("Right. 4 of 4 claims.")
    assert is_whole(shown := terminal.read(0.5)), shown


@pytest.mark.fault
def test_an_editor_that_fails_leaves_screen_and_file_as_they_were(start: Start, tmp_path: Path) -> None:
    terminal = start(script(tmp_path, "exit 3"))
    (file,) = (tmp_path / "practice").glob("*.py")
    before = file.read_bytes()
    edit(terminal)
    terminal.until("ended with exit code 3")
    assert is_whole(shown := terminal.read(0.5)), shown
    assert file.read_bytes() == before


@pytest.mark.fault
def test_an_editor_that_is_killed_leaves_the_screen_whole(start: Start, tmp_path: Path) -> None:
    terminal = start(script(tmp_path, "kill -9 $$"))
    edit(terminal)
    terminal.until("ended with exit code -9")
    assert is_whole(shown := terminal.read(0.5)), shown
