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
# of the time of a large model, by stage; how long a search takes cannot be said
DONE = {"loading": 0.0, "search": 0.0, "first_pass": 0.3, "step": 0.4, "layers": 0.9}


def estimated(request: dict[str, object], timeout: float, language: str) -> dict[str, Any]:
    """Estimate in a separate process, so that this one does not import torch; its children end with it.

    timeout: in seconds. Raises BadSetting and EngineError.
    """
    from quizdl.verify.descendants import adopt_orphans, kill_descendants

    command = [sys.executable, "-P", "-m", "quizdl.estimate", json.dumps(request)]
    searching = request["room"] is not None
    adopt_orphans()  # processes that the module leaves behind become ours, and are found
    # a pipe would wait for such processes
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as answers, _bar(language, searching) as show:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=answers)
        try:
            code = _wait(process, timeout, lambda: show(_last_answer(answers.name)))
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
def _bar(language: str, searching: bool) -> Iterator[Callable[[dict[str, Any]], None]]:
    """Within it a bar on stderr, if that is a terminal; gives what moves it to the stage of an answer.

    One bar serves a whole search for the largest batch: it shows only that something happens, and at which batch.
    """
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(24), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        row = progress.add_task("", total=None if searching else 1.0)

        def show(answer: dict[str, Any]) -> None:
            stage = answer.get("stage", "loading")
            if stage in DONE:
                doing = say(language, f"memory.doing.{stage}", batch=answer.get("batch"))
                progress.update(row, completed=DONE[stage], description=doing)

        show({})
        yield show
