"""What is wrong with a reader's program apart from its numbers, in words: what happened, in which line, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from quizdl.digits import readable
from quizdl.practice.exercise import Exercise
from quizdl.report.text import one_line
from quizdl.verify.practice.faults import FaultKind
from quizdl.words import known, say

MEBI = 2**20
GIBI = 2**30
_STOPPED = (FaultKind.RAISED, FaultKind.EXITED, FaultKind.KILLED, FaultKind.SLOW)
_CONTRACT = (
    FaultKind.COUNT,
    FaultKind.NOTHING,
    FaultKind.CONTAINER,
    FaultKind.SHAPE,
    FaultKind.DTYPE,
    FaultKind.NOT_FINITE,
    FaultKind.CHANGED,
)


class FaultView(NamedTuple):
    """A fault, ready to show."""

    headline: str  # what this means for the attempt
    line: int | None  # of the reader's file
    column: int | None
    sentence: str  # what happened, with the line
    advice: str  # what to do; may be empty

    @property
    def text(self) -> str:
        """Sentence and advice."""
        end = "" if self.sentence.endswith((".", "?", "!")) else "."  # a message of Python has none
        return f"{self.sentence}{end} {self.advice}" if self.advice else self.sentence


def fault_view(fault: Mapping[str, Any], exercise: Exercise, language: str) -> FaultView:
    """The view of a fault; its details are those that `verify.practice.faults` lists."""
    kind = FaultKind(fault["kind"])
    name = _name_of_words(kind, fault, exercise)
    values = _values(fault, exercise)
    sentence = say(language, f"fault.{name}", **values)
    line = fault.get("line")
    if line is not None and kind is not FaultKind.MISSING:  # there it is the line of another name
        place = "fault.in_function" if fault.get("function", "<module>") not in ("", "<module>") else "fault.in_line"
        sentence = say(language, place, what=sentence, **{"function": "", **values})
    advice = f"fault.{name}.advice"
    return FaultView(
        headline=say(language, _headline(kind)),
        line=line,
        column=fault.get("column"),
        sentence=sentence,
        advice=say(language, advice, **values) if known(advice) else "",
    )


def _headline(kind: FaultKind) -> str:
    if kind is FaultKind.UNCHANGED:
        return "attempt.starter"
    if kind in _CONTRACT:
        return "attempt.contract"
    if kind in _STOPPED:
        return "attempt.stopped"
    return "attempt.no_result" if kind is FaultKind.PROTOCOL else "attempt.does_not_run"


def _name_of_words(kind: FaultKind, fault: Mapping[str, Any], exercise: Exercise) -> str:
    """The name of the sentence for a fault: of some kinds the details decide between several."""
    match kind:
        case FaultKind.RAISED:
            return _raised(str(fault["type"]), fault.get("line"))
        case FaultKind.SLOW:
            return "slow_import" if fault["call"] == "import" else "slow"
        case FaultKind.MISSING:
            return "missing_near" if fault.get("near") else "missing"
        case FaultKind.NOT_UTF8:
            return "not_utf8_but" if fault.get("looks_like") else "not_utf8"
        case FaultKind.FORBIDDEN:
            asked = any(f"{fault['name']}.".startswith(f"{name}.") for name in exercise.question.forbidden)
            return "forbidden" if asked else "refused"
        case FaultKind.CONTAINER:
            return "other_kind" if "asked" in fault else "container" if "name" in fault else "untransferable"
        case FaultKind.CHANGED:
            return "changed_at" if fault["index"] else "changed"
        case FaultKind.NOT_FINITE:
            return "not_finite_at" if fault["index"] else "not_finite"
    return kind.value


def _raised(error: str, line: int | None) -> str:
    if error == "TypeError" and line is None:  # before the first line of theirs: it cannot be called so
        return "not_callable"
    special = {"MemoryError": "memory", "FromTheJudge": "handed", "NotImplementedError": "not_written"}
    return special.get(error, "raised")


def _values(fault: Mapping[str, Any], exercise: Exercise) -> dict[str, object]:
    """The details as texts, with what the sentences need of the exercise."""
    values: dict[str, object] = {name: _text(name, value) for name, value in fault.items() if value is not None}
    values["calls"] = ", ".join(f"`{call}`" for call in exercise.question.contract.calls)
    values["memory"] = readable(exercise.memory / GIBI)
    if "type" in fault:
        values["error"] = ": ".join(filter(None, (str(values["type"]), str(values.get("message", "")))))
    if fault["kind"] == FaultKind.COUNT:
        values["count"] = fault["given"]
    if fault["kind"] == FaultKind.TOO_LARGE:
        values["most"] = readable(fault["most"] / MEBI, 3)
    return values


def _text(name: str, value: object) -> str:
    if isinstance(value, float):
        return readable(value)
    if isinstance(value, list):
        if any(isinstance(item, str) for item in value):
            return one_line(", ".join(map(str, value)))
        return str(value) if name == "index" else str(tuple(value))
    return one_line(str(value))
