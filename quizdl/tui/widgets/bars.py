"""The top bar with the title and progress, and the bottom bar with the keys that work now."""

from __future__ import annotations

from typing import NamedTuple

from textual.content import Content

from quizdl.tui.widgets.content import MUTED, LocalizedText, words
from quizdl.tui.widgets.lines_widget import Clickable, LinesWidget, ends, packed
from quizdl.words import Language, say

STEPS = 12  # cells of the little bar that shows how far the session is


class Place(NamedTuple):
    """Where one is: what the top line says, and how far the session is (0 of 0 outside of one)."""

    name: LocalizedText
    position: int = 0
    total: int = 0


class TopBar(LinesWidget):
    """The top line: the programme, the place, how far, the language."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place

    def draw(self, language: Language, width: int) -> list[Content]:
        place, narrow = self.place, self.narrow
        brand = words("brand", "$primary bold")(language)
        left = Content(" " if narrow else "  ").join([brand, place.name(language)])
        right = [words("language", MUTED)(language)]
        if place.total:
            right.insert(0, Content.styled(f"{place.position}/{place.total}", "bold"))
            if not narrow:
                done = round(STEPS * place.position / place.total)
                steps = Content.assemble(("━" * done, "$primary"), ("━" * (STEPS - done), "$foreground 20%"))
                right[0] = Content(" ").join([steps, right[0]])
        return [ends(left, Content("  ").join(["", *right]), width)]


class KeyBar(Clickable):
    """The keys that work now, in the reader's language; each can be clicked. It takes the lines that it needs."""

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self.again)

    async def do(self, what: str) -> None:
        self.app.simulate_key(what)

    def draw(self, language: Language, width: int) -> list[Content]:
        return packed(self._items(language), width)

    def _items(self, language: Language) -> list[Content]:
        """Key and words of each action, the screen's own first; an action with two keys is named once."""
        found: dict[str, Content] = {}
        for key, active in self.screen.active_bindings.items():
            binding = active.binding
            if self.flat and active.node is self.app and binding.action != "help":
                continue  # few lines are left for the question; help names these keys
            if binding.show and active.enabled and binding.action not in found:
                label = Content.assemble(
                    (binding.key_display or key, "$primary bold"),
                    (f" {say(language, binding.description)}", MUTED),
                )
                found[binding.action] = self.does(label, key)
        return list(found.values())
