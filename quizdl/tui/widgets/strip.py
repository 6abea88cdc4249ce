"""The strip of views: each with its key, one of them open."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content
from textual.reactive import reactive

from quizdl.tui.widgets.content import MUTED, words
from quizdl.tui.widgets.lines_widget import Clickable
from quizdl.words import Language


class ViewStrip(Clickable):
    """Views by key; `open` is the key of the one in sight. A click does what the key does."""

    open = reactive("")

    def __init__(self, views: Mapping[str, str]) -> None:
        """`views`: the name of the words of each view, by key."""
        super().__init__()
        self.views = views

    def watch_open(self) -> None:
        self.refresh()

    async def do(self, what: str) -> None:
        self.app.simulate_key(what)

    def draw(self, language: Language, width: int) -> list[Content]:
        gap = Content("  " if width < 60 else "    ")
        return [gap.join(self._view(key, name, language) for key, name in self.views.items())]

    def _view(self, key: str, name: str, language: Language) -> Content:
        here = key == self.open
        said = Content.assemble((f" {key} ", "$primary bold"), words(name, "bold" if here else MUTED)(language), " ")
        return self.does(said.stylize_before("on $panel") if here else said, key)
