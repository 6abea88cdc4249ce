"""Reports of an experiment while it runs, and its result."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from quizdl.verdict import Verdict
from quizdl.verify import engine_errors
from quizdl.verify.evidence import Curve, Evidence
from quizdl.verify.result import Result, decide, result_without_evidence
from quizdl.verify.task import Task

NONSENSE = (ValueError, TypeError, KeyError, OverflowError, RecursionError)  # an experiment may write it into its pipe


@dataclass(frozen=True, slots=True)
class Starting:
    """The engine has been importing `module` for `seconds`. No claim is charged for them."""

    module: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Started:
    """The experiment begins now."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an experiment is, from 0 to 1."""

    fraction: float


@dataclass(frozen=True, slots=True)
class Partial:
    """Curves of an experiment that still runs."""

    curves: tuple[Curve, ...]


Report = Starting | Started | Progress | Partial


def ignore(report: Report) -> None:
    del report


class Listening:
    """The reports of a supervisor so far."""

    def __init__(self, report: Callable[[Report], None]) -> None:
        self.report = report
        self.last: dict[str, Any] = {}  # the experiment's own last word
        self.ending: dict[str, Any] | None = None
        self.loading: str | None = None  # the module that the experiment's process imports now, before its time counts
        self.loading_since = 0.0

    def wait(self) -> None:
        """No report came for a while."""
        if self.loading is not None:
            self.report(Starting(self.loading, time.monotonic() - self.loading_since))

    def hear(self, line: bytes) -> None:
        if line.startswith(b"~"):
            self.hear_supervisor(json.loads(line[1:]))
        elif line.startswith(b"="):
            self.ending = json.loads(line[1:])
        elif (report := self.understood(line[1:])) is not None:
            self.report(report)

    def hear_supervisor(self, document: dict[str, Any]) -> None:
        if "loading" in document:
            self.loading, self.loading_since = str(document["loading"]), time.monotonic()
        elif "started" in document:
            self.loading = None
            self.report(Started())

    def understood(self, line: bytes) -> Report | None:
        """Parse a line of the experiment as a report of progress; otherwise keep it and return None."""
        try:
            document = dict(json.loads(line))
            if "progress" in document:
                return Progress(min(1.0, max(0.0, float(document["progress"]))))
            if "curves" in document:
                return Partial(tuple(Curve(**curve) for curve in document["curves"]))
            self.last = document
        except NONSENSE:
            self.last = {"error": "crash: its report cannot be read"}
        return None

    def result(self, task: Task) -> Result:
        """The result of the experiment. Raises EngineError if it never started."""
        assert self.ending is not None
        if not self.ending["loaded"]:
            raise engine_errors.not_started(self.ending)
        if "unimportable" in self.last:
            raise engine_errors.unimportable(str(self.last["unimportable"]), str(self.last.get("why", "")))
        seconds = float(self.ending["seconds"])
        output = str(self.ending["output"])
        if dropped := int(self.ending["dropped"]):
            output += f"\n[{dropped / 1e6:.1f} MB dropped]"
        stopped = str(self.ending["reason"]) if not self.last or self.ending["reason"] else ""
        if stopped and "error" not in self.last:
            return _failed(task, stopped, seconds, output)
        for word, verdict in (("unavailable", Verdict.UNAVAILABLE), ("undecided", Verdict.INCONCLUSIVE)):
            if word in self.last:
                korean = str(self.last.get("ko") or "") or None
                told = result_without_evidence(task, verdict, str(self.last[word]), seconds, output)
                return replace(told, reason_ko=korean)
        if "evidence" in self.last:
            try:
                evidence = Evidence.from_json(self.last["evidence"])
            except NONSENSE as error:
                return _failed(task, f"crash: no evidence: {error}", seconds, output)
            return decide(task, evidence, seconds, output)
        reason = str(self.last.get("error", "crash: it ended without evidence"))
        return _failed(task, reason, seconds, output)


def _failed(task: Task, reason: str, seconds: float, output: str = "") -> Result:
    """A failed result. It names turned knobs first, because the defaults may work."""
    turned = [f"{knob} = {value} (default {task.claim.knobs[knob]})" for knob, value in task.settings.items()]
    kind, colon, rest = reason.partition(": ")
    if turned and colon:
        cannot = {"crash": "it cannot be computed"}.get(kind, f"it exceeds its limit of {kind}")
        reason = f"{kind}: {cannot} with {', '.join(turned)}: {rest}"
    return result_without_evidence(task, Verdict.FAILED, reason, seconds, output)
