"""Run an estimate of memory in a process of its own, with a bar on stderr if that is a terminal."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from quizdl.errors import BadSetting, EngineError
from quizdl.words import say

SECONDS_BETWEEN_LOOKS = 0.2
DONE = {"loading": 0.0, "first_pass": 0.3, "step": 0.4, "layers": 0.9}  # of the time of a large model, by stage


def estimated(request: dict[str, object], timeout: float, language: str) -> dict[str, Any]:
    """Estimate in a separate process, so that this one does not import torch; its children end with it.

    timeout: in seconds. Raises BadSetting and EngineError.
    """
    from quizdl.verify.descendants import adopt_orphans, kill_descendants

    command = [sys.executable, "-P", "-m", "quizdl.estimate", json.dumps(request)]
    adopt_orphans()  # processes that the module leaves behind become ours, and are found
    # a pipe would wait for such processes
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as answers, _bar(language) as show:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=answers)
        try:
            code = _wait(process, timeout, lambda: show(_last_answer(answers.name).get("stage")))
        except subprocess.TimeoutExpired:
            raise EngineError(
                f"{request['model']} gave no estimate within {timeout:g} s; --timeout SECONDS allows more"
            ) from None
        finally:
            kill_descendants()
        answer = _last_answer(answers.name)
    if "error" in answer:
        raise BadSetting(answer["error"])
    if "estimate" not in answer:
        died = f"signal {-code}" if code < 0 else f"exit code {code}"
        raise EngineError(f"the process that ran {request['model']} ended without an answer ({died})")
    estimate: dict[str, Any] = answer["estimate"]
    return estimate


def _wait(process: subprocess.Popen[bytes], timeout: float, look: Callable[[], object]) -> int:
    """Wait for its exit code, and `look` now and then. Raises TimeoutExpired."""
    end = time.monotonic() + timeout
    while (left := end - time.monotonic()) > SECONDS_BETWEEN_LOOKS:
        try:
            return process.wait(SECONDS_BETWEEN_LOOKS)
        except subprocess.TimeoutExpired:
            look()
    return process.wait(max(left, 0))


def _last_answer(path: str) -> dict[str, Any]:
    """The last whole line that the process has written; empty if there is none."""
    whole, _, _ = Path(path).read_text(encoding="utf-8", errors="replace").rpartition("\n")
    try:
        answer = json.loads(whole.rpartition("\n")[2])
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


@contextmanager
def _bar(language: str) -> Iterator[Callable[[str | None], None]]:
    """Within it a bar on stderr, if that is a terminal; gives what moves it to a stage (None: none yet)."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(24), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        row = progress.add_task("", total=1.0)

        def show(stage: str | None) -> None:
            stage = stage if stage in DONE else "loading"
            progress.update(row, completed=DONE[stage], description=say(language, f"memory.doing.{stage}"))

        show(None)
        yield show
