"""Processes that experiments start: they end with the experiment, and say why where they fail."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from quizdl import folders
from quizdl.verify.importing import load_verifier

PATIENCE = 600  # seconds: other programs may keep the machine busy
VERIFIERS = folders.builtin_bank() / "verifiers"
PROCESSES = VERIFIERS / "data_parallel" / "common.py"
ENDLESS = f"""
from pathlib import Path
from quizdl.verify.importing import load_verifier
verifier = load_verifier(Path({str(PROCESSES)!r}), folder=Path({str(VERIFIERS)!r}))
verifier.together(0, {{"endless": verifier.train("by hand", steps=10**9)}})
"""


@pytest.mark.slow
def test_a_group_of_processes_dies_with_the_one_that_started_it(tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}  # what it leaves there goes with the test
    starter = subprocess.Popen([sys.executable, "-c", ENDLESS], env=environment)
    try:
        group: list[psutil.Process] = []
        deadline = time.monotonic() + PATIENCE
        while len(group) < 2 and time.monotonic() < deadline:
            time.sleep(0.1)
            group = psutil.Process(starter.pid).children()
        assert len(group) == 2
    finally:
        starter.kill()  # it can clean up nothing itself
        starter.wait()
    assert psutil.wait_procs(group, timeout=PATIENCE)[1] == []


@pytest.mark.slow
def test_a_process_that_fails_takes_its_group_down_and_is_quoted() -> None:
    verifier = load_verifier(PROCESSES, folder=VERIFIERS)
    before = psutil.Process().children()
    with pytest.raises(RuntimeError, match="no such optimizer"):
        verifier.together(0, {"wrong": verifier.train("DDP", optimizer="no such optimizer")})
    assert [child for child in psutil.Process().children() if child not in before] == []
