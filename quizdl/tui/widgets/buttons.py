"""Buttons: words to click, which run an action of the screen; the keyboard has a key for each."""

from __future__ import annotations

from typing import NamedTuple

from textual.content import Content

from quizdl.tui.widgets.content import LocalizedText
from quizdl.tui.widgets.lines_widget import Clickable, packed
from quizdl.words import Language


class Button(NamedTuple):
    """The words and action of a button; `primary` is the usual next step."""

    text: LocalizedText
    action: str
    primary: bool = False


class Buttons(Clickable):
    """A row of buttons; only those whose action works now are visible."""

    def __init__(self, *buttons: Button, id: str | None = None) -> None:
        super().__init__(id=id)
        self.buttons = buttons

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self.again)
        self.again()

    def again(self, _: object = None) -> None:
        self.display = any(map(self._works, self.buttons))
        super().again()

    def draw(self, language: Language, width: int) -> list[Content]:
        return packed([self._words(button, language) for button in self.buttons if self._works(button)], width)

    def _works(self, button: Button) -> bool:
        return bool(self.screen.check_action(button.action, ()))

    def _words(self, button: Button, language: Language) -> Content:
        padded = Content("  ").join(["", button.text(language), ""])
        style = "bold on $primary 30%" if button.primary else "on $panel"
        return self.does(padded.stylize_before(f"$foreground {style}"), button.action)

    async def do(self, what: str) -> None:
        await self.screen.run_action(what)
