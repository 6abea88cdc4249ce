"""A call of a reader's program as text: its arguments, and what came out, in digits that tell apart what differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from quizdl.digits import digits_to_tell_apart, readable
from quizdl.report.text import one_line
from quizdl.words import say

if TYPE_CHECKING:
    from quizdl.practice.example import Example

DIGITS = 6
DIFFERENT = 1e-7  # a difference below that, relative to the larger number, is rounding: no digits are spent on it


class DifferenceView(NamedTuple):
    """A call in which a reader's program differs from ours."""

    call: str  # with its number and its arguments
    place: str  # the entry of the result that is shown, where the whole is too long; else empty
    yours: str
    ours: str
    yours_head: str
    ours_head: str

    @property
    def text(self) -> str:
        """All of it on one line."""
        place = f"{self.place} " if self.place else ""
        return f"{self.call}  {self.yours_head} {place}{self.yours}  {self.ours_head} {place}{self.ours}"


def difference_view(call: Mapping[str, Any], language: str) -> DifferenceView:
    """The view of the call in `Attempt.calls["first"]`."""
    given, asked = call["given"], call["asked"]
    place = ""
    if (apart := call.get("apart")) and _has_shapes(asked):
        given, asked = apart["given"], apart["asked"]
        place = one_line(apart["name"] + (str(apart["index"]) if apart["index"] else ""))
    digits = _digits(given, asked)
    return DifferenceView(
        call=say(
            language,
            "attempt.call",
            call=one_line(call["call"]),
            number=call["number"],
            arguments=named_values(call["names"], call["arguments"], language),
        ),
        place=place,
        yours=value_text(given, language, digits),
        ours=value_text(asked, language, digits),
        yours_head=say(language, "attempt.yours"),
        ours_head=say(language, "attempt.ours"),
    )


def example_lines(example: Example, name: str, language: str) -> list[str]:
    """The calls of an example with our results, a line each, after how its object is made."""
    made = []
    if example.make is not None:
        settings = (f"{setting}={value_text(value, language)}" for setting, value in example.make.items())
        made = [f"{name}({', '.join(settings)})"]
    return made + [
        f"{call.name}({named_values(call.names, call.arguments, language)})"
        f" → {named_values(call.result_names, call.results, language)}"
        for call in example.calls
    ]


def named_values(names: Sequence[str], values: Sequence[Any], language: str) -> str:
    """Values with their names: `theta [1, -2], g [0.5, 0.5]`."""
    return ", ".join(f"{name} {value_text(value, language)}" for name, value in zip(names, values, strict=False))


def value_text(value: Any, language: str, digits: int = DIGITS) -> str:
    """A value as `verify.practice.calls.shown` writes it: numbers in so many digits; of a long array its shape."""
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return readable(value, digits)
    if isinstance(value, list | tuple):
        return f"[{', '.join(value_text(item, language, digits) for item in value)}]"
    if isinstance(value, dict):
        if value.keys() == {"shape"}:
            return say(language, "attempt.shape", shape=tuple(value["shape"]))
        if value.keys() == {"function"}:
            return one_line(str(value["function"]))
        pairs = (f"{one_line(name)}: {value_text(item, language, digits)}" for name, item in value.items())
        return f"{{{', '.join(pairs)}}}"
    return one_line(str(value))


def _has_shapes(value: Any) -> bool:
    if isinstance(value, dict):
        return value.keys() == {"shape"} or any(map(_has_shapes, value.values()))
    return isinstance(value, list) and any(map(_has_shapes, value))


def _digits(given: Any, asked: Any) -> int:
    """The number of digits that tells apart all pairs of numbers that differ by more than rounding."""
    pairs = zip(_numbers(given), _numbers(asked), strict=False)
    different = [(one, other) for one, other in pairs if abs(one - other) > DIFFERENT * max(abs(one), abs(other))]
    return max((digits_to_tell_apart(one, (other,), DIGITS) for one, other in different), default=DIGITS)


def _numbers(value: Any) -> Iterator[float]:
    if isinstance(value, float):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _numbers(item)
