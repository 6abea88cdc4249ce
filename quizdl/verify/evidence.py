"""Evidence: named numbers with bounds, what was found in words, and the verdict that follows from the numbers.

Nothing here runs anything. A child process produces `Evidence`; the parent computes the verdict
from its numbers alone, so an experiment can report what it saw but cannot declare itself right.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from quizdl.verdict import Verdict
from quizdl.verify.bounds import Bound, as_number
from quizdl.verify.curves import Axes, Curve, Mark
from quizdl.verify.texts import Field, check_fields, check_text, fill, placeholders

MOST_NUMBERS = 100
MOST_CURVES = 16


@dataclass(frozen=True)
class Measurement:
    """A named number with its unit, and the bound it must keep.

    interval  a confidence interval (low, high) of the value: where one is given, the measurement is decided only
              when the whole interval lies on one side of the bound, and is undecided otherwise
    check     it checks the experiment (the sample, an invariant) and is no finding: readers see it folded
    fields    fill the name and the reason of the bound: `"batch of {size}"` with `fields={"size": 32}`

    >>> Measurement("weight of the last ten", 0.65, at_most(1, because="weights sum to one")).holds
    True
    """

    name: str
    value: float
    bound: Bound
    unit: str = field(default="", kw_only=True)
    interval: tuple[float, float] | None = field(default=None, kw_only=True)
    check: bool = field(default=False, kw_only=True)
    fields: Mapping[str, Field] = field(default_factory=dict, kw_only=True)
    template: str = field(init=False, repr=False, compare=False, default="")  # the name with its fields open

    def __post_init__(self) -> None:
        check_text(self.name, self.unit)
        if not isinstance(self.bound, Bound):
            raise TypeError(f"{self.name!r}: give a bound: within(…), at_most(…), at_least(…) or between(…)")
        object.__setattr__(self, "fields", check_fields(self.fields))
        object.__setattr__(self, "template", self.name)
        object.__setattr__(self, "name", fill(self.name, self.fields))
        fill(self.bound.because, self.fields)
        object.__setattr__(self, "value", as_number(self.value, "the value"))
        if self.interval is not None:
            low, high = (as_number(edge, "an edge of the interval") for edge in self.interval)
            if low > high:
                raise ValueError(f"{self.name!r}: the interval {self.interval} runs backwards")
            object.__setattr__(self, "interval", (low, high))

    @property
    def because(self) -> str:
        """The reason of the bound, with its fields filled in."""
        return fill(self.bound.because, self.fields)

    @property
    def holds(self) -> bool | None:
        """True or False where the number decides; None for NaN and for an interval that contains an edge."""
        return None if math.isnan(self.value) else self.bound.holds(*(self.interval or (self.value, self.value)))


@dataclass(frozen=True)
class Control(Measurement):
    """The same experiment without the cause: it must come out differently.

    As a rule a control must break its bound (`must="break"`). A claim that expects to be refuted shows
    with `must="hold"` a case where the folklore is right: the instrument could have said yes.
    """

    must: Literal["break", "hold"] = field(default="break", kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.must not in ("break", "hold"):
            raise ValueError(f"control {self.name!r}: must={self.must!r} is neither 'break' nor 'hold'")

    @property
    def came_out(self) -> bool:
        """Whether the control behaved as it must; an undecided control did not."""
        return self.holds is (self.must == "hold")


@dataclass(frozen=True)
class Finding:
    """The headline of a proof: what was measured, in words, with its number. Never a verdict.

    `Finding("The first step is {first:.3g} learning rates long", first="first step")`: each field names a measurement
    or a control, or is a field of the evidence.
    """

    text: str
    numbers: Mapping[str, str]

    def __init__(self, text: str, /, **numbers: str) -> None:
        check_text(text, *numbers.values())
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "numbers", numbers)


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The output of one run of a claim: at least one measurement and one control, and curves to look at.

    finding  what was found, in words with its number; without one the claim's own sentence is the headline
    caption  what to see in the curves
    fields   fill the finding, the caption, the axes and the marks
    """

    measurements: Sequence[Measurement]
    controls: Sequence[Control]
    curves: Sequence[Curve] = ()
    axes: Axes = field(default_factory=Axes)
    finding: Finding | None = None
    caption: str = ""
    fields: Mapping[str, Field] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("measurements", "controls", "curves"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        if not self.measurements:
            raise ValueError("evidence needs at least one measurement")
        if not self.controls:
            raise ValueError("evidence needs a control: a claim that cannot come out otherwise proves nothing")
        if not all(isinstance(control, Control) for control in self.controls):
            raise TypeError("controls= takes Control(…), not Measurement(…)")
        if unreasoned := [m.name for m in self.measurements if not m.bound.because]:
            raise ValueError(f"say with because= where the bound comes from: {', '.join(unreasoned)}")
        names = [entry.name for entry in (*self.measurements, *self.controls)]
        if len(names) > MOST_NUMBERS:
            raise ValueError(f"{len(names)} numbers; a table stays legible up to {MOST_NUMBERS}")
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"two numbers share a name: {', '.join(twice)}")
        if len(self.curves) > MOST_CURVES:
            raise ValueError(f"{len(self.curves)} curves; a chart stays legible up to {MOST_CURVES}")
        self._check_texts(names)

    def _check_texts(self, names: Sequence[str]) -> None:
        """Raise unless every field of a text can be filled, and marks and finding name numbers of this evidence."""
        check_text(self.caption)
        object.__setattr__(self, "fields", check_fields(self.fields))
        told = [*(self.finding.numbers.values() if self.finding else ()), *(mark.of for mark in self.axes.marks)]
        if unknown := [name for name in told if name not in names]:
            raise ValueError(f"no number is called {unknown[0]!r}: one of {', '.join(names)}")
        for text in (self.caption, self.axes.x, self.axes.y):
            fill(text, self.fields)
        if self.finding:
            if placeholders(self.finding.text) and not self.values_told():
                raise ValueError("the finding has fields, and names no number to fill them")
            fill(self.finding.text, self.values_told())
        for mark in self.axes.marks:
            fill(mark.text, self.values_marked(mark))

    @property
    def repeats(self) -> list[tuple[str, str]]:
        """Controls that must break and have the very value of a measurement: such a control shows nothing of its own.

        Names of the control and of the measurement. Values of 0 and ±1 agree by chance, and are left out.
        """
        return [
            (control.name, number.name)
            for control in self.controls
            for number in self.measurements
            if control.must == "break" and control.value == number.value and abs(number.value) not in (0.0, 1.0)
        ]

    def value_of(self, name: str) -> float:
        """The value of the measurement or control of that name. Raises KeyError."""
        for entry in (*self.measurements, *self.controls):
            if entry.name == name:
                return entry.value
        raise KeyError(name)

    def values_told(self) -> dict[str, Field]:
        """What fills the finding: the numbers that it names, and the fields of the evidence."""
        numbers = self.finding.numbers if self.finding else {}
        return {**self.fields, **{name: self.value_of(of) for name, of in numbers.items()}}

    def values_marked(self, mark: Mark) -> dict[str, Any]:
        """What fills the text of a mark: its value, its place, and the fields of the evidence."""
        place = {} if mark.x is None else {"x": mark.x}
        return {**self.fields, **place, "value": self.value_of(mark.of)}

    @property
    def decisive(self) -> Sequence[Measurement]:
        """What rules out `supported`: failed controls, else broken measurements, else undecided ones."""
        stuck = [control for control in self.controls if not control.came_out]
        broken = [entry for entry in self.measurements if entry.holds is False]
        return stuck or broken or [entry for entry in self.measurements if entry.holds is None]

    @property
    def unrefuted(self) -> Sequence[Measurement]:
        """What does not speak against a sentence that is to be refuted: findings that hold, and checks that do not."""
        return [entry for entry in self.measurements if entry.holds is not entry.check]

    def judge(self) -> tuple[Verdict, str | None]:
        """The verdict and, unless it is `supported`, the reason for it in one sentence."""
        against = self.decisive
        if not against:
            return Verdict.SUPPORTED, None
        names = "; ".join(entry.name for entry in against)  # names hold commas
        if isinstance(against[0], Control):
            return Verdict.INCONCLUSIVE, f"the control did not come out as it must: {names}"
        if against[0].holds is False:
            return Verdict.REFUTED, f"breaks its bound: {names}"
        return Verdict.INCONCLUSIVE, f"the numbers do not decide: {names}"

    def to_json(self) -> dict[str, Any]:
        """Convert to plain values; `from_json` inverts this."""
        document = asdict(self)
        for entry in (*document["measurements"], *document["controls"], *document["curves"]):
            entry["name"] = entry.pop("template")
        return document

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Evidence:
        """The Evidence that `to_json` wrote; Raises ValueError, TypeError or KeyError if the document is invalid."""

        def number(entry: Mapping[str, Any]) -> dict[str, Any]:
            return {**entry, "bound": Bound(**entry["bound"])}

        axes, finding = document["axes"], document["finding"]
        return cls(
            measurements=[Measurement(**number(entry)) for entry in document["measurements"]],
            controls=[Control(**number(entry)) for entry in document["controls"]],
            curves=[Curve(**entry) for entry in document["curves"]],
            axes=Axes(**{**axes, "marks": [Mark(**mark) for mark in axes["marks"]]}),
            finding=Finding(finding["text"], **finding["numbers"]) if finding else None,
            caption=document["caption"],
            fields=document["fields"],
        )
