"""The conversation of the line mode: lines shown and read, in the reader's language."""

from __future__ import annotations

from quizdl.line_mode.input import Compose, Keep, Read, Write
from quizdl.report.wording import say_storage_warning
from quizdl.study.progress import ProgressStore
from quizdl.study.storage_warnings import StorageWarning
from quizdl.words import Language, say

MOST_TRIES = 20  # lines that answer nothing, before the question is passed over: `yes | quizdl` must end


class Leave(Exception):
    """The reader quits, or the input has ended."""


class Conversation:
    """Shows lines and reads them. `language` may be switched; `heard_anything` says whether a line was read."""

    def __init__(self, store: ProgressStore, language: Language, *, read: Read, write: Write, compose: Compose) -> None:
        self.language = language
        self.read = read
        self.heard_anything = False
        self._write, self._compose, self._store = write, compose, store
        self._warned: StorageWarning | None = None  # the warning that the reader has seen

    def tell(self, *lines: str) -> None:
        """Show lines as they are."""
        for line in lines:
            self._write(line)

    def say(self, name: str, **values: object) -> None:
        """Show words of the catalogue."""
        self.tell(*say(self.language, name, **values).split("\n"))

    def hear(self, draft: str = "", keep: Keep | None = None) -> str:
        """The next line without its margins. Raises Leave at the end of the input.

        With `keep` it begins with the draft of an answer, and `keep` gets what is typed.
        """
        line = self.read("> ") if keep is None else self._compose("> ", draft, keep)
        if line is None:
            raise Leave
        self.heard_anything = True
        return line.strip()

    def tell_storage_warning(self) -> None:
        """Say it once, when progress is not saved or had to be restored."""
        warning = self._store.warning
        if warning and warning != self._warned:
            self.tell(say_storage_warning(self.language, warning))
        self._warned = warning
