"""The calls of a contract: `step(theta: *s, g: *s) -> theta: *s` as names of arguments and results. Pure.

Shapes are for the reader; of them only the names of lengths are read, as in `x: (N, C, H, W)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_NAME = re.compile(r"[^\W\d]\w*")
_MORE = re.compile(r",\s*(…|\.\.\.)\s*$")
_SHAPE = re.compile(r":\s*\(\s*((?:\w+|\*)(?:\s*,\s*(?:\w+|\*))*)\s*,?\s*\)")
_ARROW = "->"
_CLOSING = {"(": ")", "[": "]", "{": "}"}


class BadCall(ValueError):
    """A call that cannot be read, with the column (from 1) of the fault."""

    def __init__(self, index: int, what: str) -> None:
        super().__init__(f"column {index + 1}: {what}")


class Call(NamedTuple):
    """A function or method, and the names of its arguments and results, in order."""

    name: str
    arguments: tuple[str, ...]
    results: tuple[str, ...]  # empty where a call gives nothing
    more_results: bool  # whether others follow, as many as the arguments ask for
    shapes: tuple[tuple[str, ...], ...] = ()  # names of the lengths of each argument; empty where it has no such shape


def parse_call(text: str) -> Call:
    """Read a call such as `conv2d(x: (N, C, H, W), w, stride=1) -> out: (N, F, *, *)`. Raises BadCall.

    An argument may have a shape, a default, or both. `dW_1, db_1, …` are two results and any number of others.
    """
    name, end = _name(text, _first(text, 0))
    opening = _first(text, end)
    if text[opening : opening + 1] != "(":
        raise BadCall(opening, f"'(' is missing after {name!r}")
    closing = _end_of_bracket(text, opening)
    has_arguments = _first(text, opening + 1) < closing
    arguments = tuple(_names(text, opening + 1, closing)) if has_arguments else ()
    shapes = tuple(_shape(text[begin:end]) for begin, end in _parts(text, opening + 1, closing)) if arguments else ()
    arrow = _first(text, closing + 1)
    if arrow == len(text):
        return Call(name, arguments, (), False, shapes)
    if not text.startswith(_ARROW, arrow):
        raise BadCall(arrow, "'->' is missing before the results")
    more = _MORE.search(text, arrow)
    results = tuple(_names(text, arrow + len(_ARROW), more.start() if more else len(text)))
    return Call(name, arguments, results, more is not None, shapes)


def _names(text: str, start: int, stop: int) -> Iterator[str]:
    """The names of a list between these indices, each without its shape and default."""
    seen = set[str]()
    for begin, end in _parts(text, start, stop):
        first = _first(text, begin)
        name, after = _name(text, first)
        after = _first(text, after)
        if after < end and text[after] not in ":=":
            raise BadCall(after, f"a comma or ':' is missing after {name!r}")
        if name in seen:
            raise BadCall(first, f"{name!r} occurs twice")
        seen.add(name)
        yield name


def _shape(argument: str) -> tuple[str, ...]:
    """The names of the lengths in `w: (F, C, k, k)`; a length without a name is "*"."""
    found = _SHAPE.search(argument)
    return tuple(name.strip() for name in found[1].split(",")) if found else ()


def _parts(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Where the parts of a list begin and end; commas inside of brackets do not part."""
    index = start
    while index < stop:
        if text[index] in _CLOSING:
            index = _end_of_bracket(text, index)
        elif text[index] == ",":
            yield start, index
            start = index + 1
        index += 1
    yield start, stop


def _end_of_bracket(text: str, opening: int) -> int:
    """The index of the bracket that closes the one at `opening`."""
    expected = list[tuple[int, str]]()
    for index in range(opening, len(text)):
        if text[index] in _CLOSING:
            expected.append((index, _CLOSING[text[index]]))
        elif text[index] == expected[-1][1]:
            expected.pop()
            if not expected:
                return index
        elif text[index] in _CLOSING.values():
            raise BadCall(index, f"{text[index]!r} stands where {expected[-1][1]!r} is due")
    raise BadCall(expected[-1][0], f"{text[expected[-1][0]]!r} is never closed")


def _name(text: str, index: int) -> tuple[str, int]:
    """The name at an index, and the index behind it."""
    match = _NAME.match(text, index)
    if match is None:
        raise BadCall(index, "a name is missing")
    return match[0], match.end()


def _first(text: str, index: int) -> int:
    """The index of the next character that is no blank."""
    while text[index : index + 1].isspace():
        index += 1
    return index
