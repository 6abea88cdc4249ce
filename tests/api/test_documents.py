"""The page and the notebook about Python show what happens."""

import doctest
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from quizdl.api.background import close_background_service
from quizdl.bank.new import new_bank
from tests.processes import PATIENCE

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture
def _mybank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """In the current folder, mybank as `quizdl bank new` makes it, without trust."""
    monkeypatch.chdir(tmp_path)
    new_bank(tmp_path / "mybank")
    yield
    close_background_service()


@pytest.mark.slow
@pytest.mark.usefixtures("_mybank")
def test_the_page_about_python_shows_what_comes_out() -> None:
    blocks = re.findall(r"```python\n(.*?)```", (DOCS / "api.md").read_text(encoding="utf-8"), re.DOTALL)
    examples = doctest.DocTestParser().get_doctest("".join(blocks), {}, "api.md", None, None)
    report: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    runner.run(examples, out=report.append)
    assert runner.tries > 20
    assert not report, "".join(report)


@pytest.mark.slow
def test_the_notebook_runs_inside_a_loop_and_gives_the_outputs_that_it_shows() -> None:
    path = DOCS / "tour.ipynb"
    environment = {**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "tools.run_notebook", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=DOCS.parent, env=environment, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    now, kept = json.loads(done.stdout), json.loads(path.read_text(encoding="utf-8"))
    assert plain_outputs(now) == plain_outputs(kept), "python -m tools.run_notebook docs/tour.ipynb --write"
    assert [output for output in plain_outputs(now) if "(declared: " in output] == []


def plain_outputs(notebook: dict[str, Any]) -> list[str]:
    """The outputs of all cells as text; those as HTML say how long something took."""
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", ())]
    return ["".join(output.get("text") or output["data"]["text/plain"]) for output in outputs]
