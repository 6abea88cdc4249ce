"""Experiments that take too much time, memory, disk or output, or leave processes behind."""

import asyncio
import uuid
from pathlib import Path

import psutil
import pytest

from quizdl.verdict import Verdict
from quizdl.verify import runner as runner_module
from quizdl.verify.runner import Runner
from quizdl.verify.service import Service
from quizdl.verify.store import ResultStore
from quizdl.verify.task import Task
from quizdl.verify.updates import Progress, Update
from tests.verify.conftest import MakeClaim

pytestmark = pytest.mark.slow  # deadlines have to pass


def alive(mark: str) -> list[psutil.Process]:
    """Processes whose command line or environment carries the mark."""
    found = []
    for process in psutil.process_iter():
        try:
            if mark in process.name() or any(mark in part for part in process.cmdline()):
                found.append(process)
        except psutil.Error:
            continue
    return found


async def gone(pids: list[int]) -> bool:
    """Whether all of these end soon (a killed process may linger, longer on a busy machine)."""
    for _ in range(1_000):
        if not any(runs(pid) for pid in pids):
            return True
        await asyncio.sleep(0.01)
    return False


def runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE  # init takes its time to reap an orphan
    except psutil.NoSuchProcess:
        return False


@pytest.mark.fault
@pytest.mark.parametrize(
    "body",
    [
        "while True: pass",
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: pass",
        "os.kill(os.getpid(), signal.SIGSTOP)\nreturn PROOF",
        "sys.stdout.flush(); os.closerange(1, 64)\ntime.sleep(60)",
        "sys.stdout.close(); sys.stderr.close(); os.close(1); os.close(2)\ntime.sleep(60)",
    ],
    ids=[
        "loops",
        "ignores SIGTERM",
        "stops itself",
        "closes everything and sleeps",
        "closes stdout and sleeps",
    ],
)
async def test_an_experiment_that_does_not_end_is_killed_at_its_deadline(
    body: str, make_claim: MakeClaim, runner: Runner
) -> None:
    result = await runner.run(Task(make_claim(body)).pinned())
    assert result.verdict == Verdict.FAILED
    assert (result.reason or "").startswith("time: ")


@pytest.mark.fault
async def test_daemons_and_forked_trees_do_not_outlive_their_experiment(
    make_claim: MakeClaim, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner_module, "LEAST_SECONDS", 60.0)  # sixteen processes take their time on a busy machine
    claim = make_claim("""
        for _ in range(4):
            if os.fork() == 0:
                os.setsid()
                for _ in range(3):
                    if os.fork() == 0:
                        os.setsid()
                        break
                with open("pids", "a") as file:
                    file.write(f"{os.getpid()}\\n")
                time.sleep(60)
        while len(open("pids").readlines()) < 16 if os.path.exists("pids") else True:
            time.sleep(0.01)
        print(open("pids").read())
        return PROOF
    """)
    result = await runner.run(Task(claim).pinned())
    assert result.verdict == Verdict.SUPPORTED, result.reason
    started = [int(line) for line in result.output.split()]
    assert len(started) == 16
    assert await gone(started)


@pytest.mark.fault
async def test_a_memory_bomb_fails_for_memory(make_claim: MakeClaim, runner: Runner) -> None:
    result = await runner.run(Task(make_claim("hoard = []\nwhile True: hoard.append(bytearray(10_000_000))")).pinned())
    assert result.verdict == Verdict.FAILED
    assert (result.reason or "").startswith("memory: ")


@pytest.mark.fault
async def test_memory_spread_over_many_processes_fails_for_memory(make_claim: MakeClaim, runner: Runner) -> None:
    claim = make_claim("""
        for _ in range(8):
            if os.fork() == 0:
                hoard = bytearray(os.urandom(1000)) * 150_000
                time.sleep(60)
        time.sleep(60)
    """)
    result = await runner.run(Task(claim).pinned())
    assert (result.verdict, (result.reason or "")[:8]) == (Verdict.FAILED, "memory: ")


@pytest.mark.fault
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("file = open('one', 'wb')\nwhile True: file.write(bytes(1_000_000))", "disk: File too large"),
        (
            "for n in range(10_000): open(f'many{n}', 'wb').write(bytes(1_000_000))\ntime.sleep(60)",
            "disk: more than 40 MB",
        ),
        ("for n in range(20_000): open(f'empty{n}', 'w').close()\ntime.sleep(60)", "disk: more than 2000 files"),
        (
            "for n in range(1100): os.mkdir('deeper'); os.chdir('deeper')\nraise OSError(28, 'made up')",
            "disk: made up",
        ),
    ],
    ids=["one file", "many files", "empty files", "nested folders"],
)
async def test_a_disk_filler_fails_for_disk_and_leaves_nothing(
    body: str, reason: str, make_claim: MakeClaim, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner_module, "LEAST_SECONDS", 30.0)  # files and folders take their time on a busy machine
    result = await runner.run(Task(make_claim(f"print(os.getcwd(), flush=True)\n{body}")).pinned())
    assert (result.verdict, result.reason) == (Verdict.FAILED, reason)
    assert not Path(result.output.splitlines()[0]).exists()


@pytest.mark.fault
async def test_a_flood_of_output_is_counted_and_dropped(
    make_claim: MakeClaim, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner_module, "LEAST_SECONDS", 60.0)  # a gigabyte takes its time on a busy machine
    before = psutil.Process().memory_info().rss
    claim = make_claim("""
        chunk = bytes(range(256)) * 4096
        for _ in range(1000):
            os.write(1, chunk)
        return PROOF
    """)
    result = await runner.run(Task(claim).pinned())
    assert result.verdict == Verdict.SUPPORTED, result.reason
    assert "1048.5 MB dropped" in result.output
    assert psutil.Process().memory_info().rss - before < 50e6


@pytest.mark.fault
async def test_an_experiment_may_make_and_remove_files_while_they_are_counted(
    make_claim: MakeClaim, runner: Runner
) -> None:
    claim = make_claim("""
        until = time.monotonic() + 1.0
        while time.monotonic() < until:
            for number in range(100):
                os.makedirs(f"folder{number}")
                open(f"folder{number}/file", "w").close()
            for number in range(100):
                os.unlink(f"folder{number}/file")
                os.rmdir(f"folder{number}")
        return PROOF
    """)
    result = await runner.run(Task(claim).pinned())
    assert result.verdict == Verdict.SUPPORTED, result.reason


@pytest.mark.fault
async def test_cancelling_kills_the_whole_tree_and_keeps_nothing(make_claim: MakeClaim, tmp_path: Path) -> None:
    mark = f"quizdl-test-{uuid.uuid4().hex}"
    claim = make_claim(f"""
        import subprocess
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", {mark!r}], start_new_session=True)
        for _ in progress(range(10**9)):
            time.sleep(0.01)
    """)
    store = ResultStore(tmp_path / "results.sqlite")
    started = asyncio.Event()

    def hear(update: Update) -> None:
        if isinstance(update, Progress):
            started.set()

    async with Service(store) as service:
        running = asyncio.create_task(service.run(Task(claim), hear))
        await started.wait()
        assert alive(mark)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert await gone([process.pid for process in alive(mark)])
        assert store.find(Task(claim).pinned()) is None
