"""Bubblewrap around the server of experiments."""

from pathlib import Path

import psutil
import pytest

from quizdl.verify import sealing
from quizdl.verify.reading import read_family
from quizdl.verify.runner import Runner
from quizdl.verify.sealing import Seal, can_seal
from quizdl.verify.task import Task

CLAIM = '''"""What a program sees of the system."""

import os
from pathlib import Path

from quizdl.verify import Control, Evidence, Measurement, claim, within


def writes(folder):
    try:
        Path(folder, "written").touch()
    except OSError:
        return 0.0
    return 1.0


@claim(en="It sees nothing.", seconds=0.1)
def sees() -> Evidence:
    folder = "FOLDER"
    seen = {
        "files of the bank": len(os.listdir(folder + "/bank")),
        "files beside it": len(os.listdir(folder + "/beside")),
        "written": writes(folder + "/beside"),
        "network": len([line for line in open("/proc/net/dev") if ":" in line]),
        "processes": len([name for name in os.listdir("/proc") if name.isdigit()]),
        "own scratch": writes("."),
    }
    return Evidence(
        measurements=[Measurement(name, value, within(0, 99, because="seen")) for name, value in seen.items()],
        controls=[Control("c", 1.0, within(0, 0))],
    )
'''


def test_folders_that_are_not_there_are_not_hidden(tmp_path: Path) -> None:
    command = Seal((tmp_path, tmp_path / "none")).around(["true"], tmp_path / "scratch")
    assert (command[0], command[-2:], command.count("--tmpfs")) == ("bwrap", ["--", "true"], 1)


def test_without_bubblewrap_nothing_is_sealed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not sealing.can_seal.__wrapped__()
    (tmp_path / "bwrap").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "bwrap").chmod(0o755)
    assert not sealing.can_seal.__wrapped__(), "it is there, and must not do its work"


@pytest.mark.slow
@pytest.mark.fault
@pytest.mark.skipif(not can_seal(), reason="bubblewrap is not here, or may not work")
async def test_what_runs_sealed_off_sees_no_bank_no_network_and_no_other_process(tmp_path: Path) -> None:
    for name in ("bank/claims.py", "bank/other.py", "beside/file"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(CLAIM.replace("FOLDER", str(tmp_path)))
    [claim] = read_family(tmp_path / "bank" / "claims.py").claims
    earlier = {process.pid for process in psutil.Process().children()}  # what other tests have left
    seen = []
    for seal in (Seal((tmp_path / "bank",)), None):
        async with Runner(seal) as runner:
            results = [await runner.run(Task(claim).pinned()) for _ in range(2)]  # the second by an idle supervisor
        assert results[0].evidence is not None, results[0].reason
        assert results[1].evidence is not None, results[1].reason
        seen.append({number.name: number.value for number in results[1].evidence.measurements})
    sealed, unsealed = seen
    assert [sealed[name] for name in ("files of the bank", "files beside it", "written", "network", "own scratch")] == [
        *(0.0, 1.0, 0.0, 1.0, 1.0)
    ]
    assert unsealed["files of the bank"] == 2
    assert sealed["processes"] < 8 <= unsealed["processes"]
    left = [process for process in psutil.Process().children() if process.pid not in earlier]
    assert not [process for process in left if process.name() == "bwrap"]
