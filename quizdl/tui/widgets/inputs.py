"""Input fields: a number, or notes for an open answer. Imported with the first question that needs one."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Key
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, TextArea

from quizdl.tui.keys import bind
from quizdl.tui.widgets.content import language_of
from quizdl.words import Language, say

LONGEST = 60
CELLS_AROUND_TITLE = 8  # corners, edges and blanks
SECONDS_TO_KEEP = 0.5  # from a key to the text on the disk; keys in between cost no write of their own
NOT_NUMERIC = re.compile(r"[a-zA-Z?ㄱ-ㅣ]")  # but for the e of 1e-3 these stay commands of the quiz


class NumberInput(Input):
    """A field for a number. Letters that no number holds stay keys of the quiz."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("enter", "submit", "key.answer")]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(max_length=LONGEST, id=id, compact=True)

    def on_mount(self) -> None:
        self.watch(self.app, "language", self._speak)

    def _speak(self, language: Language) -> None:
        self.placeholder = say(language, "ask.number_hint")

    def check_consume_key(self, key: str, character: str | None) -> bool:
        numeric = character in ("e", "E") or not NOT_NUMERIC.match(character or "")
        return numeric and super().check_consume_key(key, character)

    async def _on_key(self, event: Key) -> None:
        if event.is_printable and not self.check_consume_key(event.key, event.character):
            event.prevent_default()  # lets it bubble to the bindings
            return
        await super()._on_key(event)


class Notes(TextArea):
    """A field for a spoken answer. While it has the focus, the key bar shows its keys.

    `keep` is called with the text within half a second of each change, and when the field goes.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "newline", show=False),  # the text area takes the key itself, whatever it does elsewhere
        bind("ctrl+s", "screen.answer", "key.answer"),
        bind("escape", "done", "key.done"),
    ]

    def __init__(self, text: str = "", keep: Callable[[str], None] | None = None, *, id: str | None = None) -> None:
        super().__init__(text, id=id, compact=True, highlight_cursor_line=False, tab_behavior="focus")
        self._keep = keep
        self._kept = text  # what `keep` was called with last
        self._waiting: Timer | None = None

    def on_mount(self) -> None:
        self.move_cursor(self.document.end)

    def on_text_area_changed(self) -> None:
        if self._keep is not None and self._waiting is None:
            self._waiting = self.set_timer(SECONDS_TO_KEEP, self.flush)

    def flush(self) -> None:
        """Save the text now, if it has changed since the last save."""
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None
        if self._keep is not None and self.text != self._kept:
            self._kept = self.text
            self._keep(self.text)

    def on_blur(self) -> None:
        self.flush()

    def on_unmount(self) -> None:
        self.flush()

    def action_done(self) -> None:
        """Letters are commands again."""
        self.screen.set_focus(None)


class TimedNotes(Notes):
    """Notes with a border, in which a clock stands beside the title.

    `seconds` is what it shows, by default the time since the question was shown; `wording` names the title's words.
    """

    class Left(Message):
        """The reader is done with writing for now."""

    def __init__(
        self,
        text: str = "",
        keep: Callable[[str], None] | None = None,
        *,
        wording: str = "ask.open_title",
        seconds: Callable[[], float] | None = None,
        id: str | None = None,
    ) -> None:
        super().__init__(text, keep, id=id)
        self._wording = wording
        shown = time.monotonic()
        self._seconds = seconds or (lambda: time.monotonic() - shown)

    def on_mount(self) -> None:
        self.watch(self.app, "language", self._title)
        self.set_interval(1, self._title)

    def on_resize(self) -> None:
        self._title()

    def _title(self, _: object = None) -> None:
        minutes, seconds = divmod(int(self._seconds()), 60)
        title = Content(say(language_of(self.app), self._wording))
        clock = f"{minutes}:{seconds:02}"
        room = self.outer_size.width - title.cell_length - len(clock) - CELLS_AROUND_TITLE
        self.border_title = title + f" {'─' * room} {clock}" if room > 0 else title

    def action_done(self) -> None:
        self.post_message(self.Left())
