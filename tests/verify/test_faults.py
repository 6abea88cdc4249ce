"""Experiments that crash, send nonsense, or say that they decide nothing."""

import json
import signal

import pytest

from quizdl.verdict import Verdict
from quizdl.verify.reading import read_family
from quizdl.verify.result import Result
from quizdl.verify.runner import Runner
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
