"""Imports of the engine: slow ones take no time from a claim, and failed ones are no verdict."""

import textwrap
from pathlib import Path

import pytest

from quizdl.errors import EngineError
from quizdl.report.errors import say_error
from quizdl.verdict import Verdict
from quizdl.verify import runner as runner_module
from quizdl.verify.reading import read_family
from quizdl.verify.runner import Runner
from quizdl.verify.task import Task
from quizdl.verify.updates import Started, Starting, Update
from tests.verify.conftest import MakeClaim

pytestmark = pytest.mark.slow  # processes start and end


@pytest.fixture
def gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package `slow` that the engine imports ahead, as it does torch: its import lasts until this file is there."""
    packages, gate = tmp_path / "packages", tmp_path / "gate"
    (packages / "slow").mkdir(parents=True)
    wait = f"import os, time\nwhile not os.path.exists({str(gate)!r}): time.sleep(0.01)\n"
    (packages / "slow" / "__init__.py").write_text(
        f"import os\nif not os.path.exists({str(gate)!r} + '-open'):\n{textwrap.indent(wait, '    ')}"
    )
    (packages / "slow" / "part.py").write_text(wait)
    monkeypatch.setenv("PYTHONPATH", str(packages))
    monkeypatch.setattr(runner_module, "WARM", {"slow": "slow"})
    monkeypatch.setattr(runner_module, "LEAST_SECONDS", 2.0)
    return gate


def claim_that_imports(module: str, make_claim: MakeClaim) -> Task:
    path = make_claim("return PROOF").path
    path.write_text(path.read_text().replace("import os,", f"import {module}\nimport os,"))
    return Task(read_family(path).claims[0])


@pytest.mark.fault
async def test_a_slow_import_is_told_and_takes_no_time_from_the_claim(make_claim: MakeClaim, gate: Path) -> None:
    heard: list[Update] = []

    def hear(update: Update) -> None:
        heard.append(update)
        if isinstance(update, Starting) and update.module == "slow" and update.seconds > 3.0:  # its limit is 2 s
            gate.touch()

    async with Runner() as runner:
        result = await runner.run(claim_that_imports("slow", make_claim).pinned(), hear)
    assert result.verdict == Verdict.SUPPORTED, result.reason
    assert any(isinstance(update, Starting) and update.module == "slow" for update in heard)
    assert heard[-1] == Started()


async def test_a_slow_import_of_a_part_of_a_package_takes_no_time_from_the_claim(
    make_claim: MakeClaim, gate: Path
) -> None:
    Path(f"{gate}-open").touch()
    heard: list[Update] = []

    def hear(update: Update) -> None:
        heard.append(update)
        if isinstance(update, Starting) and update.module == "slow.part" and update.seconds > 3.0:
            gate.touch()

    async with Runner() as runner:
        result = await runner.run(claim_that_imports("slow.part", make_claim).pinned(), hear)
    assert result.verdict == Verdict.SUPPORTED, result.reason
    assert any(isinstance(update, Starting) and update.module == "slow.part" for update in heard)


@pytest.mark.parametrize("module", ["slow", "slow.part"])
async def test_an_import_that_never_ends_is_an_error_of_the_engine_and_no_verdict(
    module: str, make_claim: MakeClaim, gate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if module == "slow.part":
        Path(f"{gate}-open").touch()
    monkeypatch.setattr(runner_module, "IMPORT_SECONDS", 1.0)
    task = claim_that_imports(module, make_claim)
    async with Runner() as runner:
        with pytest.raises(EngineError) as told:
            await runner.run(task.pinned())
        assert module in str(told.value)
        assert module in say_error("ko", told.value) != str(told.value)
        assert task.claim.id not in str(told.value)
        monkeypatch.setattr(runner_module, "IMPORT_SECONDS", 300.0)
        gate.touch()
        assert (await runner.run(task.pinned())).verdict == Verdict.SUPPORTED  # the next try starts afresh


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("raise ModuleNotFoundError(\"No module named 'slow'\", name='slow')", "slow is not installed"),
        ("import ctypes\nctypes.CDLL('libnowhere.so.1')", "slow is not installed"),
        ("import os\nos._exit(3)", "has ended unexpectedly"),
    ],
    ids=["missing", "broken", "ends the process"],
)
@pytest.mark.usefixtures("gate")
async def test_a_failed_import_is_an_error_of_the_engine_and_names_no_claim_and_no_knob(
    source: str, says: str, make_claim: MakeClaim, tmp_path: Path
) -> None:
    (tmp_path / "packages" / "slow" / "__init__.py").write_text(source)
    path = make_claim("return PROOF").path
    text = path.read_text().replace("import os,", "import slow\nimport os,").replace("def it()", "def it(n: int = 1)")
    path.write_text(text)
    task = Task(read_family(path).claims[0], settings={"n": 2})
    async with Runner() as runner:
        with pytest.raises(EngineError, match=says) as told:
            await runner.run(task.pinned())
    assert "example" not in str(told.value)
    assert "n = 2" not in str(told.value)


@pytest.mark.usefixtures("gate")
async def test_an_experiment_that_does_without_the_missing_package_runs(make_claim: MakeClaim, tmp_path: Path) -> None:
    (tmp_path / "packages" / "slow" / "__init__.py").write_text("raise ModuleNotFoundError('no', name='slow')")
    claim = make_claim("""
        try:
            import slow
        except ImportError:
            raise Unavailable("needs slow") from None
    """)
    async with Runner() as runner:
        result = await runner.run(Task(claim).pinned())
    assert (result.verdict, result.reason) == (Verdict.UNAVAILABLE, "needs slow")
