"""What can be wrong with a reader's program apart from its numbers. `report.view` has the words for each kind."""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class FaultKind(StrEnum):
    """Each with the details that it carries."""

    RAISED = "raised"  # type, message, line, function
    EXITED = "exited"  # code, line
    KILLED = "killed"  # signal
    SLOW = "slow"  # call, seconds, line
    NOT_LOADED = "not_loaded"  # type, message, line: it could not be imported
    MISSING = "missing"  # name, near: the symbol or a method of it
    COUNT = "count"  # given, asked: numbers of results
    NOTHING = "nothing"  # asked: it returned None
    CONTAINER = "container"  # name, given: a value that is neither a number nor an array
    SHAPE = "shape"  # name, given, asked
    DTYPE = "dtype"  # name, given, asked
    NOT_FINITE = "not_finite"  # name, index, value
    CHANGED = "changed"  # name, index, before, after: an argument that the caller still needs
    FORBIDDEN = "forbidden"  # name, line: what the exercise asks to write, or may not be used
    PROTOCOL = "protocol"  # it wrote what is no message
    # seen before it runs
    TOO_LARGE = "too_large"  # bytes, most
    NOT_UTF8 = "not_utf8"  # looks_like: the name of an encoding, or None
    EMPTY = "empty"
    NO_NOTEBOOK = "no_notebook"
    NO_CELL = "no_cell"  # name: no cell of the notebook begins with that of the exercise
    HIDDEN = "hidden"  # name, line: another cell defines it
    SYNTAX = "syntax"  # line, column, message
    NESTED = "nested"  # too deeply for Python
    UNCHANGED = "unchanged"  # still the starter
    IMPORTED = "imported"  # name, line, may_use


class SolutionFault(BaseException):
    """Ends an experiment: the reader's program broke its contract, or ended.

    Not an Exception, so that no claim takes it for an error that it expects.
    """

    def __init__(self, kind: FaultKind, **details: Any) -> None:
        super().__init__(f"{kind}: {details}")
        self.kind = kind
        self.details = details

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind.value, **self.details}


class BrokenClaim(Exception):
    """A claim uses the symbol beyond its contract: our fault, not the reader's."""
