"""Runs that Ctrl-C, a closed pipe or an unwritable output ends."""

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import psutil
import pytest

from tests.cli.conftest import PATIENCE, QUIZDL, Quizdl
from tests.processes import all_end
from tests.verify.conftest import HEAD

pytestmark = pytest.mark.slow  # each starts the program anew


@pytest.mark.fault
def test_ctrl_c_exits_with_130_and_leaves_no_process_and_no_traceback(quizdl: Quizdl, tmp_path: Path) -> None:
    path = tmp_path / "sleepy.py"
    path.write_text(f'"""Sleeps."""\n{HEAD}\n@claim(en="z", seconds=9)\ndef z() -> Evidence:\n    time.sleep(60)\n')
    assert quizdl("trust", str(path)).returncode == 0
    environment = {**os.environ, "QUIZDL_HOME": str(tmp_path / "home")}
    command = [str(QUIZDL), "verify", str(path)]
    process = subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # a shell in the background has it ignored
    )
    children: list[psutil.Process] = []
    deadline = time.monotonic() + PATIENCE
    while len(children) < 3 and time.monotonic() < deadline:  # the server, the supervisor and the child
        children = psutil.Process(process.pid).children(recursive=True)
        time.sleep(0.02)
    assert len(children) >= 3
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert all_end(children)


IMPATIENT = """
import sys
from quizdl.__main__ import main

class Interrupt:
    def find_spec(self, name, *_):
        if name == "quizdl.cli":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupt())
main()
"""


@pytest.mark.fault
def test_ctrl_c_while_the_program_still_starts_exits_with_130_too() -> None:
    done = subprocess.run([sys.executable, "-c", IMPATIENT], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (130, "")


def test_a_reader_who_closes_the_pipe_ends_the_run_without_a_traceback(tmp_path: Path) -> None:
    environment = {**os.environ, "QUIZDL_HOME": str(tmp_path / "home"), "PYTHONUNBUFFERED": "1"}
    command = [str(QUIZDL), "verify", "momentum", "--fresh"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == ""
    assert process.wait(timeout=PATIENCE) == 128 + signal.SIGPIPE
    process.stderr.close()


@pytest.mark.parametrize("arguments", [("verify", "--list"), ("list",), ("bank", "schema")])
def test_a_listing_whose_reader_has_seen_enough_ends_as_a_shell_expects(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    environment = {**os.environ, "QUIZDL_HOME": str(tmp_path / "home")}
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([str(QUIZDL), *arguments], env=environment, stdout=writer, stderr=subprocess.PIPE, text=True)
    os.close(writer)
    assert (done.returncode, done.stderr) == (128 + signal.SIGPIPE, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize("arguments", [("list",), ("verify", "momentum.last_ten")])
def test_what_cannot_be_printed_is_told_in_a_sentence_and_is_no_verdict(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    environment = {**os.environ, "QUIZDL_HOME": str(tmp_path / "home")}
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [str(QUIZDL), *arguments], env=environment, stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert (done.returncode, done.stderr) == (2, "quizdl: [Errno 28] No space left on device\n")
