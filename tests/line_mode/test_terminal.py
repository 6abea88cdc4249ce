"""The line mode in a terminal: lines are edited, what is typed survives, and the terminal is left as it was."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pexpect
import pytest

from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from tests.line_mode.playing import OPEN, bank

pytestmark = pytest.mark.slow

PROGRAM = """
    import sys
    from pathlib import Path
    from quizdl.cli import exit_code
    from quizdl.cli.play import play_by_lines
    from quizdl.cli.terminal import compose_line, read_line
    from quizdl.line_mode.interview import interview_line_mode
    from quizdl.study.learner import Learner
    from quizdl.study.progress import ProgressStore
    from quizdl.study.rehearsal import Rehearsal
    from tests.line_mode.playing import NUMBER, OPEN, bank
    import click

    question = {"open": OPEN, "number": NUMBER, "interview": OPEN}[sys.argv[2]]
    store = ProgressStore.open(Path(sys.argv[1]) / "progress.sqlite")
    learner = Learner(store, bank(question))

    def run():
        try:
            if sys.argv[2] == "interview":
                rehearsal = Rehearsal(learner, 5, 1)
                return interview_line_mode(
                    rehearsal, None, "en", read=read_line, write=click.echo, compose=compose_line
                )
            return play_by_lines(learner, None, "en", [question], 1, "")
        finally:
            store.close()

    sys.exit(exit_code(run))
"""
PATIENCE = 60  # seconds: other tests may keep the machine busy
LEFT, HOME, END = "\x1b[D", "\x1b[H", "\x1b[F"


def spawn(folder: Path, what: str, **variables: str) -> pexpect.spawn:
    environment = {
        **os.environ,
        "TERM": "xterm",
        "LC_ALL": "C.UTF-8",
        "QUIZDL_HOME": str(folder),
        "PYTHONPATH": str(Path(__file__).parents[2]),
        **variables,
    }
    program = "\n".join(line[4:] for line in PROGRAM.splitlines())
    return pexpect.spawn(
        sys.executable,
        ["-c", program, str(folder), what],
        env=environment,
        encoding="utf-8",
        codec_errors="replace",
        timeout=PATIENCE,
    )


@pytest.fixture
def child(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[pexpect.spawn]:
    child = spawn(tmp_path, request.param)
    yield child
    child.close(force=True)


def ended(child: pexpect.spawn) -> int:
    child.expect(pexpect.EOF)
    child.close()
    return int(child.exitstatus if child.exitstatus is not None else -child.signalstatus)


def draft(folder: Path) -> str:
    with closing(ProgressStore.open(folder / "progress.sqlite")) as store:
        return Learner(store, bank(OPEN)).draft(OPEN)


def wait_for_draft(folder: Path, text: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while (found := draft(folder)) != text:
        assert time.monotonic() < deadline, found
        time.sleep(0.1)


@pytest.mark.fault
@pytest.mark.parametrize("child", ["number"], indirect=True)
def test_left_and_home_edit_the_line(child: pexpect.spawn) -> None:
    child.expect("Type a number")
    child.expect("> ")
    child.send(f"54{LEFT}\x1b[3~{HOME}6{END}.0\r")  # 65.0
    child.expect("Right")
    assert "^[" not in child.before
    child.expect("> ")
    child.send("\r")
    child.expect("undo the last answer")
    child.send("u\r")
    child.expect("Undone")
    child.expect("> ")
    child.send(f"5{LEFT}6\r")
    child.expect("Right")
    child.send("\r\r")
    assert ended(child) == 0


@pytest.mark.fault
@pytest.mark.parametrize("child", ["open", "interview"], indirect=True)
def test_what_is_being_typed_survives_a_kill_and_can_be_gone_on_with(
    child: pexpect.spawn, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    child.expect("> ")
    child.send("평균 낸 값x\x7f")
    wait_for_draft(tmp_path, "평균 낸 값")
    child.kill(signal.SIGKILL)
    assert ended(child) == -signal.SIGKILL
    assert draft(tmp_path) == "평균 낸 값"
    again = spawn(tmp_path, request.node.callspec.params["child"])
    again.expect("Press Enter to take the answer that you began")
    again.expect("> 평균 낸 값")
    again.send(" 더\r")
    again.expect("key points that you said")
    wait_for_draft(tmp_path, "평균 낸 값 더")
    again.send("1 2\r\r\r")
    assert ended(again) == 0
    assert draft(tmp_path) == ""


@pytest.mark.fault
@pytest.mark.parametrize("child", ["open"], indirect=True)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_ends_it_with_its_code_and_the_terminal_echoes_again(
    child: pexpect.spawn, number: signal.Signals
) -> None:
    child.expect("> ")
    child.send("abc")
    child.expect("abc")
    assert not child.getecho(), "readline echoes itself"
    child.kill(number)
    child.expect(pexpect.EOF)
    echoes = child.getecho()
    assert ended(child) == 128 + number
    assert echoes
    assert "Traceback" not in child.before


@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
def test_bytes_that_are_no_utf8_are_a_wrong_answer(tmp_path: Path, locale: str) -> None:
    child = spawn(tmp_path, "number", LC_ALL=locale)
    child.expect("> ")
    os.write(child.child_fd, b"\xff\xb8\xf0" + "모멘텀".encode("euc-kr") + b"\x1b[99~\r")
    child.expect("not understood")
    child.send("65\r")
    child.expect("Right")
    child.send("\r\r")
    assert ended(child) == 0
