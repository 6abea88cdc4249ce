"""A file in the reader's own editor."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from textual.app import App, SuspendNotSupported

from quizdl.practice.editor import chosen_editor
from quizdl.tui.widgets.content import LocalizedText, words


def edit(app: App[Any], file: Path) -> LocalizedText | None:
    """Open a file in the editor; what is wrong where it does not open, or did not end well.

    An editor with a window opens beside the screen; any other one has the terminal until it ends. Raises OSError.
    """
    editor = chosen_editor(os.environ)
    if editor is None:
        return words("practice.which_editor")
    if not editor.is_installed:
        return words("practice.editor_missing", editor=editor.name)
    if editor.has_window:
        editor.open_window(file)
        return None
    try:
        with app.suspend():
            code = editor.edit(file)
    except SuspendNotSupported:
        return words("practice.other_terminal")
    return words("practice.editor_failed", editor=editor.name, code=code) if code else None
