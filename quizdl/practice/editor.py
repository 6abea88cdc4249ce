"""The reader's own editor, as `$VISUAL` or `$EDITOR` names it."""

from __future__ import annotations

import shlex
import shutil
import signal
import subprocess
import termios
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

VARIABLES = ("VISUAL", "EDITOR")
WITH_WINDOWS = frozenset(("code", "codium", "gvim", "idea", "pycharm", "subl", "zed"))


class Editor(NamedTuple):
    """A command that opens a file."""

    command: tuple[str, ...]

    @property
    def name(self) -> str:
        return Path(self.command[0]).name

    @property
    def has_window(self) -> bool:
        """Whether it opens a window of its own; others take the terminal."""
        return self.name in WITH_WINDOWS

    @property
    def is_installed(self) -> bool:
        return shutil.which(self.command[0]) is not None

    def open_window(self, path: Path) -> None:
        """Start it apart from this terminal. Raises OSError."""
        nothing, command = subprocess.DEVNULL, [*self.command, str(path)]
        window = subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True)
        threading.Thread(target=window.wait, daemon=True).start()  # nothing of it is left once it has ended

    def edit(self, path: Path) -> int:
        """Edit a file in this terminal, which is the editor's until it ends; its exit code (1: it did not start).

        Ctrl-C is meant for the editor: a handler that does nothing keeps it from ending this program, too. The modes
        of the terminal are as before in the end, however the editor leaves them.
        """
        modes = termios.tcgetattr(0)
        before = signal.signal(signal.SIGINT, lambda *_: None)
        try:
            return subprocess.call([*self.command, str(path)])
        except OSError:
            return 1
        finally:
            signal.signal(signal.SIGINT, before)
            termios.tcsetattr(0, termios.TCSADRAIN, modes)


def chosen_editor(environment: Mapping[str, str]) -> Editor | None:
    """The editor that the environment names; None where it names none, or what is no command."""
    for variable in VARIABLES:
        try:
            command = shlex.split(environment.get(variable, ""))
        except ValueError:  # a quote that does not end
            continue
        if command:
            return Editor(tuple(command))
    return None
