"""A changed line of code as pieces: what stays, what goes, what comes in its place."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from quizdl.report.text import harmless


class Edit(StrEnum):
    """What a change does to a piece of a line."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


class Piece(NamedTuple):
    """Some characters of a line."""

    text: str
    edit: Edit


def change_of_line(old: str, new: str) -> list[Piece]:
    """The old line with the change in place, token by token."""
    before, after = (re.findall(r"\w+|\s+|.", line) for line in (old, new))
    pieces: list[Piece] = []
    for _, first, last, start, end in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        kept, came = "".join(before[first:last]), "".join(after[start:end])
        if kept == came:
            pieces.append(Piece(harmless(kept), Edit.SAME))
            continue
        pieces += [Piece(harmless(kept), Edit.REMOVED)] if kept else []
        pieces += [Piece(harmless(came), Edit.ADDED)] if came else []
    return pieces


def change_of_lines(old: Sequence[str], new: Sequence[str]) -> list[list[Piece]]:
    """The change in place where it is within one line; else the lines that go, and then those that come."""
    if len(old) == len(new) == 1:
        return [change_of_line(old[0].strip(), new[0].strip())]
    gone = [[Piece(harmless(line.rstrip()), Edit.REMOVED)] for line in old]
    return gone + [[Piece(harmless(line.rstrip()), Edit.ADDED)] for line in new]
