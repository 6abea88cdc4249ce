"""A changed line of code, with the characters that go and those that come."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from quizdl.report.view.code_change import Edit, Piece
from quizdl.tui.widgets.content import escaped

STYLES = {Edit.SAME: "", Edit.REMOVED: "$error on $error 20% strike", Edit.ADDED: "$error underline"}


def changed_line(pieces: Iterable[Piece]) -> Content:
    """The pieces of a line in the styles of their edits."""
    return Content.assemble(*(escaped(piece.text, STYLES[piece.edit]) for piece in pieces))
