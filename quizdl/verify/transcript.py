"""What the supervisor of one run says, line by line: updates on the way, and in the end the result."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from quizdl.verdict import Verdict
from quizdl.verify import engine_errors
from quizdl.verify.channel import END, OWN
from quizdl.verify.curves import Curve
from quizdl.verify.diagnosis import Diagnosis
from quizdl.verify.evidence import Evidence
from quizdl.verify.result import Result, decide, result_without_evidence
from quizdl.verify.task import Task
from quizdl.verify.updates import Partial, Progress, Started, Starting, Update

NONSENSE = (ValueError, TypeError, KeyError, OverflowError, RecursionError)  # an experiment may write it into its pipe


class Transcript:
    """The lines of a supervisor about one run so far; `channel` says what their first byte means."""

    def __init__(self, on_update: Callable[[Update], None]) -> None:
        self.on_update = on_update
        self.last_report: dict[str, Any] = {}  # of the experiment itself, progress and curves aside
        self.ending: dict[str, Any] | None = None  # how the supervisor says that it ended
        self.loading: str | None = None  # the module that the experiment's process imports now, before its time counts
        self.loading_since = 0.0

    def silence(self) -> None:
        """No line came for a while: tell again what is being imported."""
        if self.loading is not None:
            self.on_update(Starting(self.loading, time.monotonic() - self.loading_since))

    def add(self, line: bytes) -> None:
        """Add the next line, and tell of the update that it holds."""
        kind, text = line[:1], line[1:]
        if kind == OWN:
            self._add_own(json.loads(text))
        elif kind == END:
            self.ending = json.loads(text)
        else:
            self._add_report(text)

    def _add_own(self, document: dict[str, Any]) -> None:
        """Add a line of the supervisor's own; an empty one is a sign of life."""
        if "loading" in document:
            self.loading, self.loading_since = str(document["loading"]), time.monotonic()
        elif "started" in document:
            self.loading = None
            self.on_update(Started())

    def _add_report(self, text: bytes) -> None:
        """Pass on a report of progress or curves; keep any other, which says how the experiment ended.

        The text is the experiment's own and may be anything: what is no report counts as a crash.
        """
        try:
            report = dict(json.loads(text))
            update = _update_of(report)
        except NONSENSE:
            report, update = {"error": "crash: its report cannot be read"}, None
        if update is not None:
            self.on_update(update)
        else:
            self.last_report = report

    def result(self, task: Task) -> Result:
        """The result of the experiment. Raises EngineError if it never started."""
        assert self.ending is not None
        report, ending = self.last_report, self.ending
        if not ending["loaded"]:
            raise engine_errors.not_started(ending)
        if "unimportable" in report:
            raise engine_errors.unimportable(str(report["unimportable"]), str(report.get("why", "")))
        seconds, output, stopped = float(ending["seconds"]), str(ending["output"]), str(ending["reason"])
        if dropped := int(ending["dropped"]):
            output += f"\n[{dropped / 1e6:.1f} MB dropped]"
        if stopped and "error" not in report:
            return _failed(task, stopped, seconds, output)
        for word, verdict in (("unavailable", Verdict.UNAVAILABLE), ("undecided", Verdict.INCONCLUSIVE)):
            if word in report:
                result = result_without_evidence(task, verdict, str(report[word]), seconds, output)
                return replace(result, reason_ko=str(report.get("ko") or "") or None)
        calls = dict(report["calls"]) if isinstance(report.get("calls"), dict) else None
        if isinstance(report.get("fault"), dict):
            broken = result_without_evidence(task, Verdict.FAILED, "solution: it breaks its contract", seconds, output)
            return replace(broken, fault=report["fault"], calls=calls)
        if "diagnosis" in report:
            found = result_without_evidence(task, Verdict.INCONCLUSIVE, "diagnosis: no claim is asked", seconds, output)
            return replace(found, diagnosis=Diagnosis.from_json(report["diagnosis"]))
        if "evidence" in report:
            try:
                evidence = Evidence.from_json(report["evidence"])
            except NONSENSE as error:
                return _failed(task, f"crash: no evidence: {error}", seconds, output)
            return replace(decide(task, evidence, seconds, output), calls=calls)
        return _failed(task, str(report.get("error", "crash: it ended without evidence")), seconds, output)


def _update_of(report: dict[str, Any]) -> Update | None:
    """The update in a report of progress or curves; None for any other report. Raises an error of NONSENSE."""
    if "progress" in report:
        return Progress(min(1.0, max(0.0, float(report["progress"]))))
    if "curves" in report:
        return Partial(tuple(Curve(**curve) for curve in report["curves"]))
    return None


def _failed(task: Task, reason: str, seconds: float, output: str = "") -> Result:
    """A failed result. It names turned knobs first, because the defaults may work."""
    turned = [f"{knob} = {value} (default {task.claim.knobs[knob]})" for knob, value in task.settings.items()]
    kind, colon, rest = reason.partition(": ")
    if turned and colon:
        cannot = {"crash": "it cannot be computed"}.get(kind, f"it exceeds its limit of {kind}")
        reason = f"{kind}: {cannot} with {', '.join(turned)}: {rest}"
    return result_without_evidence(task, Verdict.FAILED, reason, seconds, output)
