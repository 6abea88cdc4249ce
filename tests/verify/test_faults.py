"""Experiments that misbehave."""

import asyncio
import json
import signal
import uuid
from pathlib import Path

import psutil
import pytest

from quizdl.verdict import Verdict
from quizdl.verify import runner as runner_module
from quizdl.verify.reading import read_family
from quizdl.verify.result import Result
from quizdl.verify.runner import Runner
from quizdl.verify.service import Service
from quizdl.verify.store import ResultStore
from quizdl.verify.task import Task
from quizdl.verify.updates import Partial, Progress, Update
from tests.verify.conftest import MakeClaim

pytestmark = pytest.mark.slow  # deadlines have to pass

TEXT_WANTED = "crash: TypeError: 5 stands where a text belongs"
M = {"name": "m", "value": 1.0, "at_most": 2.0, "because": "made so"}
HARMLESS = {  # evidence as an experiment would report it
    "measurements": [M],
    "controls": [{"name": "c", "value": 3.0, "at_most": 2.0}],
    "curves": [],
    "axes": {},
}


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
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", "crash: killed by SIGSEGV (signal 11)"),
        ("os.abort()", "crash: killed by SIGABRT (signal 6)"),
        ("sys.exit(3)", "crash: exit code 3"),
        ("os._exit(4)", "crash: exit code 4"),
        ("os._exit(0)", "crash: it ended without evidence"),
        ("raise ValueError('no such thing')", "crash: ValueError: no such thing"),
        ("raise ValueError", "crash: ValueError"),
        ("raise ValueError('no\\n  such thing')", "crash: ValueError: no such thing"),
        ("raise ValueError('x' * 5_000)", f"crash: ValueError: {'x' * 999}…"),
        ("sys.exit()", "crash: exit code 0"),
        (
            "raise RuntimeError('bad shape\\nException raised from x.h:30:\\nframe #0: c10')",
            "crash: RuntimeError: bad shape",
        ),
        ("raise MemoryError", "memory: it asked for more than 400 MB in all"),
        ("import errno; raise OSError(errno.ENOSPC, '')", "disk: No space left on device"),
        ("raise Unavailable", "it does not say what is missing"),
        ("import nosuchmodule", "crash: ModuleNotFoundError: No module named 'nosuchmodule'"),
        ("os.killpg(0, signal.SIGKILL)", "crash: killed by SIGKILL (signal 9)"),
        ("os.kill(os.getpid(), signal.SIGRTMIN + 6)", f"crash: killed by signal {signal.SIGRTMIN + 6}"),
        ("return None", "crash: it returned NoneType, not Evidence"),
        ("return Evidence(measurements=[Measurement(5, 1.0, at_most(2.0))], controls=[])", TEXT_WANTED),
    ],
)
async def test_a_crash_fails_and_names_its_signal_or_code(
    body: str, reason: str, make_claim: MakeClaim, runner: Runner
) -> None:
    result = await runner.run(Task(make_claim(body)).pinned())
    assert result.verdict in (Verdict.FAILED, Verdict.UNAVAILABLE)
    assert result.reason == reason


@pytest.mark.fault
@pytest.mark.parametrize(
    "line",
    [
        "[1]",
        "7",
        "[" * 100_000,
        '{"progress": 1' + "0" * 400 + "}",
        '{"curves": [{"name": "y", "y": [1' + "0" * 400 + "]}]}",
        json.dumps({"evidence": {**HARMLESS, "measurements": [{**M, "name": ["m"]}]}}),
        json.dumps({"evidence": {**HARMLESS, "axes": {"x": ["step"]}}}),
        json.dumps({"evidence": {**HARMLESS, "controls": [{"name": "c", "value": 10**400, "at_most": 2}]}}),
    ],
    ids=["list", "number", "deep", "progress", "curve", "name", "axis", "value"],
)
async def test_nonsense_in_the_pipe_of_reports_fails_that_experiment_alone(
    line: str, make_claim: MakeClaim, runner: Runner
) -> None:
    claim = make_claim(f"""
        for descriptor in range(3, 64):
            try:
                os.write(descriptor, {line!r}.encode() + b"\\n")
            except OSError:
                pass
        os._exit(0)
    """)
    result = await runner.run(Task(claim).pinned())
    assert result.verdict == Verdict.FAILED
    assert (result.reason or "").startswith("crash: ")


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


async def test_a_failure_with_a_knob_turned_says_so(make_claim: MakeClaim, runner: Runner) -> None:
    claim = make_claim("return PROOF if 1 / (1 - beta) else PROOF")
    source = claim.path.read_text().replace("def it()", "def it(beta: float = 0.9)")
    claim.path.write_text(source)
    claim = read_family(claim.path).claims[0]
    result = await runner.run(Task(claim, settings={"beta": 1.0}).pinned())
    assert result.reason == (
        "crash: it cannot be computed with beta = 1.0 (default 0.9): ZeroDivisionError: float division by zero"
    )


@pytest.mark.fault
async def test_an_experiment_that_reads_stdin_gets_its_end(make_claim: MakeClaim, runner: Runner) -> None:
    result = await runner.run(
        Task(make_claim("assert sys.stdin.read() == '' and os.read(0, 1) == b''\nreturn PROOF")).pinned()
    )
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


async def test_nonsense_on_the_report_pipe_is_a_failure_and_not_a_verdict(
    make_claim: MakeClaim, runner: Runner
) -> None:
    claim = make_claim("""
        for pipe in range(3, 32):
            try:
                os.write(pipe, b'= {"reason": "", "seconds": 0, "output": "", "dropped": 0}\\nnonsense\\n')
            except OSError:
                pass
        os._exit(0)
    """)
    result: Result = await runner.run(Task(claim).pinned())
    assert result.verdict == Verdict.FAILED


async def test_progress_and_curves_arrive_while_the_experiment_runs(make_claim: MakeClaim, runner: Runner) -> None:
    claim = make_claim("""
        for step in progress(range(4)):
            show(Curve("so far", [1.0, 2.0]))
            time.sleep(0.06)
        return PROOF
    """)
    updates: list[Update] = []
    result = await runner.run(Task(claim).pinned(), updates.append)
    assert result.verdict == Verdict.SUPPORTED, result.reason
    assert Progress(0.5) in updates
    assert [update.curves[0].name for update in updates if isinstance(update, Partial)] == ["so far"] * 4


async def test_what_a_machine_lacks_is_unavailable(make_claim: MakeClaim, runner: Runner) -> None:
    result = await runner.run(Task(make_claim("raise Unavailable('needs a CUDA device')")).pinned())
    assert (result.verdict, result.reason) == (Verdict.UNAVAILABLE, "needs a CUDA device")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("raise Undecided('beta = 1 forgets nothing')", "beta = 1 forgets nothing"),
        ("raise Undecided", "it does not say why"),
    ],
)
async def test_settings_that_decide_nothing_are_inconclusive(
    body: str, reason: str, make_claim: MakeClaim, runner: Runner
) -> None:
    result = await runner.run(Task(make_claim(body)).pinned())
    assert (result.verdict, result.reason, result.evidence) == (Verdict.INCONCLUSIVE, reason, None)


@pytest.mark.parametrize(
    ("body", "verdict", "korean"),
    [
        (
            "raise Undecided(en='beta = 1 forgets nothing', ko='beta = 1이면 잊지 않는다')",
            Verdict.INCONCLUSIVE,
            "beta = 1이면 잊지 않는다",
        ),
        (
            "raise Unavailable('needs a CUDA device', ko='CUDA\\n장치가 필요하다')",
            Verdict.UNAVAILABLE,
            "CUDA 장치가 필요하다",
        ),
        ("raise Undecided('beta = 1 forgets nothing')", Verdict.INCONCLUSIVE, None),
        ("raise Undecided('forgets nothing', ko=3)", Verdict.INCONCLUSIVE, None),
        ("raise Undecided", Verdict.INCONCLUSIVE, "이유를 밝히지 않음"),
        ("raise Unavailable", Verdict.UNAVAILABLE, "무엇이 없는지 밝히지 않음"),
    ],
)
async def test_a_reason_reaches_the_result_in_korean_where_the_verifier_gives_it(
    body: str, verdict: Verdict, korean: str | None, make_claim: MakeClaim, runner: Runner
) -> None:
    result = await runner.run(Task(make_claim(body)).pinned())
    assert (result.verdict, result.reason_ko, result.to_json()["reason_ko"]) == (verdict, korean, korean)
    assert result.reason
    assert result.reason.isascii()


async def test_a_sealed_verifier_can_say_that_its_settings_decide_nothing(
    make_claim: MakeClaim, runner: Runner
) -> None:
    path = make_claim("raise Undecided('beta = 1 forgets nothing')").path
    claim = read_family(path, {path: path.read_text()}).claims[0]
    result = await runner.run(Task(claim).pinned())
    assert (result.verdict, result.reason) == (Verdict.INCONCLUSIVE, "beta = 1 forgets nothing")
