"""What the command line says of the engine: while it starts, where it cannot, and what holds on this machine."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from quizdl.cli.bars import Bars
from quizdl.verify import confinement
from quizdl.verify.events import TaskBegan, TaskUpdated
from quizdl.verify.task import Task
from quizdl.verify.updates import Progress, Started, Starting
from tests.built_in import CATALOGUE
from tests.cli.conftest import Quizdl

WITHOUT_TORCH = """
import importlib.metadata
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "torch":
            raise ModuleNotFoundError("No module named 'torch'", name="torch")

sys.meta_path.insert(0, Missing())
found = importlib.metadata.version

def version(name):
    if name == "torch":
        raise importlib.metadata.PackageNotFoundError(name)
    return found(name)

importlib.metadata.version = version
importlib.metadata.packages_distributions = dict
"""

PLAIN = '''"""No torch."""
from quizdl.verify import Control, Evidence, Measurement, claim, within


@claim(en="One is one.", seconds=0.1)
def one() -> Evidence:
    return Evidence(
        measurements=[Measurement("one", 1.0, within(1.0, 0.0, because="arithmetic"))],
        controls=[Control("two", 2.0, within(1.0, 0.0))],
    )
'''


@pytest.fixture
def without_torch(tmp_path: Path) -> str:
    """A folder for PYTHONPATH by which every Python process finds no torch."""
    folder = tmp_path / "without"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(WITHOUT_TORCH)
    return str(folder)


@pytest.mark.fault
@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "told"), [("en", "torch is not installed"), ("ko", "torch가 설치되어 있지 않습니다")]
)
def test_without_torch_verify_says_in_one_line_how_to_get_it(
    quizdl: Quizdl, without_torch: str, language: str, told: str
) -> None:
    for name in ("adam.bias_correction", "adam"):  # one claim, and many at a time
        done = quizdl("verify", name, "--lang", language, PYTHONPATH=without_torch, PYTHONIOENCODING="utf-8")
        assert done.returncode == 2
        assert told in done.stderr
        assert "200 MB" in done.stderr
        assert "https://download.pytorch.org/whl/cpu" in done.stderr
        assert done.stderr.count("\n") == 1
        assert "failed" not in done.stdout


@pytest.mark.slow
def test_claims_that_need_no_torch_run_without_it(quizdl: Quizdl, without_torch: str, tmp_path: Path) -> None:
    path = tmp_path / "plain.py"
    path.write_text(PLAIN)
    assert quizdl("trust", str(path)).returncode == 0
    done = quizdl("verify", str(path), PYTHONPATH=without_torch)
    assert done.returncode == 0, done.stderr
    assert "1 of 1 as declared" in done.stdout


@pytest.mark.slow
def test_without_torch_the_doctor_says_so_and_exits_with_1(quizdl: Quizdl, without_torch: str) -> None:
    done = quizdl("doctor", PYTHONPATH=without_torch)
    assert done.returncode == 1
    assert done.stderr == ""
    assert "torch     not installed" in done.stdout
    assert "https://download.pytorch.org/whl/cpu" in done.stdout


@pytest.mark.parametrize(
    ("held", "told"),
    [
        (True, "Experiments write only to a scratch folder"),
        (False, "Experiments can write anywhere you can: this kernel has no Landlock"),
    ],
)
def test_the_doctor_says_what_confines_experiments_here(
    held: bool, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from quizdl.cli.doctor import write
    from quizdl.report.doctor import installation

    monkeypatch.setattr(confinement, "holds", lambda: {"files": held, "signals": held, "daemons": True})
    write(installation("en"))
    write(installation("ko"))
    output = capsys.readouterr().out
    assert told in output
    assert "Landlock" in output.partition("network")[2]  # in Korean, too


def test_bars_show_what_the_engine_imports_and_then_the_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=100)
    bars = Bars(console, "en")
    task = Task(CATALOGUE.claim("adam.bias_correction"))
    with bars:
        bars.show(TaskBegan(0, task))
        bars.show(TaskUpdated(0, task, Starting("torch", 12.3)))
        bars.progress.refresh()
        assert "starting the engine: importing torch, 12 s" in screen.getvalue()
        bars.show(TaskUpdated(0, task, Started()))
        bars.show(TaskUpdated(0, task, Progress(0.5)))
        seen = len(screen.getvalue())
        bars.progress.refresh()
        assert "starting" not in screen.getvalue()[seen:]
    assert "실험 엔진 시작 중" in korean_bar(task)


def korean_bar(task: Task) -> str:
    screen = io.StringIO()
    bars = Bars(Console(file=screen, force_terminal=True, width=100), "ko")
    with bars:
        bars.show(TaskBegan(0, task))
        bars.show(TaskUpdated(0, task, Starting("torch", 12.3)))
        bars.progress.refresh()
    return screen.getvalue()
