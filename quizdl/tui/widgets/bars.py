"""The line at the top, which says where one is, and the line at the bottom, which says what works now."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import HorizontalGroup
from textual.content import Content
from textual.events import Click
from textual.style import Style
from textual.widget import Widget

from quizdl.bank.model import Language
from quizdl.tui.widgets.plain import Voice, always, fixed, plain, words
from quizdl.tui.widgets.said import Said
from quizdl.tui.wording import say

STEPS = 12  # cells of the little bar that shows how far the sitting is
GAP = "  "
KEY = "key"  # meta of the words in the key bar: the key that a click on them presses


@dataclass(frozen=True, slots=True)
class Place:
    """Where one is: what the top line says, and how far the sitting is (0 of 0 outside of one)."""

    name: Voice
    position: int = 0
    total: int = 0


class TopBar(HorizontalGroup):
    """The top line: the programme, the place, how far, the language."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place

    def compose(self) -> ComposeResult:
        yield Said(words("brand"), classes="brand")
        yield Said(self.place.name, classes="place")
        if self.place.total:
            done = round(STEPS * self.place.position / self.place.total)
            bar = Content.assemble(("━" * done, "$accent"), ("━" * (STEPS - done), "$foreground 20%"))
            yield Said(always(bar), classes="steps")
            yield Said(fixed(f"{self.place.position}/{self.place.total}"), classes="position")
        yield Said(words("language"), classes="language")


class KeyBar(Widget):
    """The keys that work now, in the reader's language; each can be clicked. It takes the lines that it needs."""

    def on_mount(self) -> None:
        self.watch(self.app, "language", self._again)
        self.screen.bindings_updated_signal.subscribe(self, self._again)

    def _again(self, _: object) -> None:
        self.refresh(layout=True)

    def on_click(self, event: Click) -> None:
        if key := event.style.meta.get(KEY):
            self.app.simulate_key(key)

    def items(self, language: Language) -> list[Content]:
        """Key and words of each action, the screen's own first; an action with two keys is named once."""
        found: dict[str, Content] = {}
        flat = self.screen.has_class("-flat")
        for key, active in self.screen.active_bindings.items():
            binding = active.binding
            if flat and active.node is self.app and binding.action != "help":
                continue  # few lines are left for the question; help names these keys
            if binding.show and active.enabled and binding.action not in found:
                label = Content.assemble(
                    (binding.key_display or key, "$accent bold"),
                    (f" {say(language, binding.description)}", "$text-muted"),
                )
                found[binding.action] = label.stylize(Style.from_meta({KEY: key}))
        return list(found.values())

    def lines(self, width: int) -> list[Content]:
        """The items, packed into lines of at most `width` cells."""
        lines: list[Content] = []
        for item in self.items(self.app.language):  # type: ignore[attr-defined]  # every app of ours has one
            longer = Content(GAP).join([lines[-1], item]) if lines else item
            if lines and longer.cell_length <= width:
                lines[-1] = longer
            else:
                lines.append(item)
        return lines

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        del container, viewport
        return max(1, len(self.lines(width)))

    def render(self) -> Content:
        return Content("\n").join(self.lines(self.content_size.width or self.size.width)) or plain("")
