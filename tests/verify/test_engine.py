"""The engine itself: what it does when a source changes, and when its processes stop or die."""

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from quizdl.errors import EngineError
from quizdl.verdict import Verdict
from quizdl.verify import engine as engine_module
from quizdl.verify import runner as runner_module
from quizdl.verify import scratch
from quizdl.verify.runner import Runner
from quizdl.verify.service import Service
from quizdl.verify.store import ResultStore
from quizdl.verify.task import Task
from quizdl.verify.updates import Progress, Update
from tests.processes import runs
from tests.verify.conftest import MakeClaim

pytestmark = pytest.mark.slow  # processes start and end

PATIENCE = 120  # seconds until a test gives up: other programs may keep the machine busy


async def until(holds: Callable[[], bool]) -> None:
    """Wait until it holds; TimeoutError where it never does."""
    async with asyncio.timeout(PATIENCE):
        while not holds():
            await asyncio.sleep(0.02)


def server_of(runner: Runner) -> psutil.Process:
    assert runner._server._process is not None
    return psutil.Process(runner._server._process.pid)


@pytest.mark.fault
async def test_a_verdict_is_kept_under_the_source_that_ran(make_claim: MakeClaim, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    (tmp_path / "programs").mkdir()
    program = tmp_path / "programs" / "walk.py"
    program.write_text("value = 1.0")
    claim = make_claim(f"""
        for _ in progress(range(10**9)):
            if os.path.exists({str(gate)!r}):
                break
            time.sleep(0.01)
        from .programs.walk import value
        return Evidence(
            measurements=[Measurement("one", value, within(1.0, 0.0, because="arithmetic"))],
            controls=[Control("two", 2.0, within(1.0, 0.0))],
        )
    """)
    task, before = Task(claim), claim.path.read_text()
    store = ResultStore(tmp_path / "results.sqlite")

    def edit(update: Update) -> None:
        if isinstance(update, Progress):
            program.write_text("value = 2.0")
            claim.path.write_text(before.replace("within(1.0", "within(3.0"))
            gate.touch()

    async with Service(store) as service:
        assert (await service.run(task, edit)).verdict == Verdict.SUPPORTED
        assert store.find(task.pinned()) is None  # for what is on the disk now, nothing is known
        assert (await service.run(task)).verdict == Verdict.REFUTED
        program.write_text("value = 1.0")
        claim.path.write_text(before)
        kept = await service.run(task)
        assert (kept.verdict, kept.kept) == (Verdict.SUPPORTED, True)


ENDLESS = """
import subprocess
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
for _ in progress(range(10**9)):
    if os.path.exists({gate!r}):
        break
    time.sleep(0.01)
return PROOF
"""


class Tree:
    """What a runner has started, once an experiment runs."""

    def __init__(self, runner: Runner) -> None:
        self.server = server_of(runner)
        self.processes = self.server.children(recursive=True)
        [self.supervisor, *_] = self.server.children()
        assert runner._server._root is not None
        self.root = runner._server._root.path


@pytest.mark.fault
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "stopped"])
async def test_after_a_supervisor_is_killed_or_stopped_nothing_is_left_and_the_claim_runs_again(
    number: signal.Signals, make_claim: MakeClaim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner_module, "PATIENCE_SECONDS", 0.5)
    monkeypatch.setattr(runner_module, "LEAST_SECONDS", float(PATIENCE))
    gate = tmp_path / "gate"
    trees: list[Tree] = []

    async with Runner() as runner:

        def hear(update: Update) -> None:
            if isinstance(update, Progress) and not trees:
                trees.append(Tree(runner))
                gate.touch()
                os.kill(trees[0].supervisor.pid, number)

        result = await runner.run(Task(make_claim(ENDLESS.format(gate=str(gate)))).pinned(), hear)
        assert result.verdict == Verdict.SUPPORTED, result.reason
        assert len(trees[0].processes) >= 3  # the supervisor, the experiment, and what it started
        await until(lambda: not any(runs(process) for process in trees[0].processes))
        assert list(trees[0].root.glob(f"{trees[0].supervisor.pid}-*")) == []
    assert not trees[0].root.exists()
    assert not runs(trees[0].server)


async def test_a_claim_whose_supervisor_is_killed_twice_has_failed(
    make_claim: MakeClaim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner_module, "LEAST_SECONDS", float(PATIENCE))
    killed: list[Tree] = []

    async with Runner() as runner:

        def hear(update: Update) -> None:
            if isinstance(update, Progress) and not any(runs(tree.supervisor) for tree in killed):
                killed.append(Tree(runner))
                os.kill(killed[-1].supervisor.pid, signal.SIGKILL)

        result = await runner.run(Task(make_claim(ENDLESS.format(gate=str(tmp_path / "never")))).pinned(), hear)
        assert (result.verdict, result.reason) == (
            Verdict.FAILED,
            "crash: the process that watches it was killed or stopped, twice",
        )
        left = [process for tree in killed for process in tree.processes]
        await until(lambda: not any(runs(process) for process in left))
        assert not any(path.is_dir() for path in killed[0].root.iterdir())


READER = """
import asyncio, sys
from pathlib import Path
from quizdl.verify.reading import read_family
from quizdl.verify.task import Task
from quizdl.verify.updates import Progress
from quizdl.verify.runner import Runner

def hear(update):
    if isinstance(update, Progress):
        print(runner._server._process.pid, runner._server._root.path, flush=True)

async def main():
    global runner
    async with Runner() as runner:
        result = await runner.run(Task(read_family(Path(sys.argv[1])).claims[0]).pinned(), hear)
        print(result.verdict, result.reason)

asyncio.run(main())
"""


@pytest.mark.parametrize("with_supervisors", [False, True], ids=["the reader's process", "and every supervisor"])
async def test_after_kill_9_nothing_is_left(with_supervisors: bool, make_claim: MakeClaim, tmp_path: Path) -> None:
    path = make_claim(ENDLESS.format(gate=str(tmp_path / "never"))).path
    reader = subprocess.Popen([sys.executable, "-c", READER, str(path)], stdout=subprocess.PIPE, text=True)
    assert reader.stdout is not None
    pid, root = (await asyncio.to_thread(reader.stdout.readline)).split()
    server = psutil.Process(int(pid))
    processes = [server, *server.children(recursive=True)]
    supervisors = server.children()
    reader.kill()
    if with_supervisors:
        for supervisor in supervisors:
            with contextlib.suppress(psutil.NoSuchProcess):
                supervisor.kill()
    reader.communicate()
    await until(lambda: not any(runs(process) for process in processes))
    await until(lambda: not Path(root).exists())


async def test_scratch_folders_that_cannot_be_made_are_no_verdict(make_claim: MakeClaim) -> None:
    task = Task(make_claim("return PROOF"))
    async with Runner() as runner:
        assert (await runner.run(task.pinned())).verdict == Verdict.SUPPORTED
        assert runner._server._root is not None
        root = runner._server._root.path
        shutil.rmtree(root)  # as what cleans up /tmp may do
        assert (await runner.run(task.pinned())).verdict == Verdict.SUPPORTED
        shutil.rmtree(root)
        root.touch()
        with pytest.raises(EngineError, match="no scratch folder can be made"):
            await runner.run(task.pinned())
        root.unlink()
        assert (await runner.run(task.pinned())).verdict == Verdict.SUPPORTED


def test_scratch_folders_of_runners_that_died_are_removed_by_the_next_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    living = scratch.ScratchRoot()
    abandoned = tmp_path / f"{scratch.PREFIX}abandoned"
    (abandoned / "17-x").mkdir(parents=True)
    (abandoned / scratch.LOCK).touch()
    starting = tmp_path / f"{scratch.PREFIX}starting"  # has no lock yet
    starting.mkdir()
    half = tmp_path / f"{scratch.PREFIX}half"  # never got one
    half.mkdir()
    os.utime(half, (time.time() - 3600,) * 2)
    other = scratch.ScratchRoot()
    assert sorted(tmp_path.iterdir()) == sorted([living.path, other.path, starting])
    living.remove()
    other.remove()
    assert list(tmp_path.iterdir()) == [starting]


async def test_a_reader_that_was_stopped_for_a_while_finds_its_experiment_as_it_should_be(
    make_claim: MakeClaim,
) -> None:
    """While the reader is stopped, the experiment reports more than a socket holds."""
    path = make_claim("""
        for step in progress(range(200)):
            show(Curve("so far", [1.0] * 5000))
            time.sleep(0.01)
        return PROOF
    """).path
    reader = subprocess.Popen([sys.executable, "-c", READER, str(path)], stdout=subprocess.PIPE, text=True)
    assert reader.stdout is not None
    await asyncio.to_thread(reader.stdout.readline)
    reader.send_signal(signal.SIGSTOP)
    await asyncio.sleep(2.0)
    reader.send_signal(signal.SIGCONT)
    said, _ = await asyncio.to_thread(reader.communicate)
    assert said.splitlines()[-1] == "supported None"


async def test_an_experiment_cannot_end_another_ones_report(make_claim: MakeClaim, runner: Runner) -> None:
    """Lines that look like those of a supervisor are lines of the experiment, also without an end of line."""
    forged = b'={"reason": "", "seconds": 0, "output": "", "dropped": 0, "loaded": true, "loading": ""}\n~{"ready": 1}'
    first = make_claim(f"""
        for pipe in range(3, 64):
            try:
                os.write(pipe, {forged!r})
            except OSError:
                pass
        os._exit(0)
    """)
    assert (await runner.run(Task(first).pinned())).verdict == Verdict.FAILED
    assert (await runner.run(Task(make_claim("return PROOF")).pinned())).verdict == Verdict.SUPPORTED


async def test_a_report_without_end_fails_for_memory(
    make_claim: MakeClaim, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner_module, "LEAST_SECONDS", float(PATIENCE))
    claim = make_claim("""
        pipe = max(int(name) for name in os.listdir("/dev/fd") if os.path.exists(f"/dev/fd/{name}"))
        while True:
            os.write(pipe, b"x" * 65536)
    """)
    result = await runner.run(Task(claim).pinned())
    assert (result.verdict, result.reason) == (Verdict.FAILED, "memory: a report of more than 8 MB")


async def test_an_error_in_what_hears_reports_is_not_the_experiments(make_claim: MakeClaim, runner: Runner) -> None:
    def hear(update: Update) -> None:
        if isinstance(update, Progress):
            raise KeyError("a screen that is gone")

    with pytest.raises(KeyError):
        await runner.run(Task(make_claim("for _ in progress(range(3)): pass\nreturn PROOF")).pinned(), hear)


async def test_a_run_that_ran_out_of_time_gets_more_when_it_is_asked_for_again(
    make_claim: MakeClaim, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "MORE_TIME", 20.0)
    task = Task(make_claim("time.sleep(3)\nreturn PROOF"))
    engine = engine_module.Engine(runner, None)
    assert (await engine.run(task, lambda _: None, fresh=True)).out_of_time
    assert (await engine.run(task, lambda _: None, fresh=True)).verdict is Verdict.SUPPORTED
    other = Task(make_claim("time.sleep(3.1)\nreturn PROOF"))
    assert (await engine.run(other, lambda _: None, fresh=True)).out_of_time, "another run has its usual time"
