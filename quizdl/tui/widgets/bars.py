"""The top bar with the title and progress, and the bottom bar with the keys that work now."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from textual.content import Content

from quizdl.report.wording import say_in_memory
from quizdl.tui.widgets.content import MUTED, LocalizedText, escaped, words
from quizdl.tui.widgets.lines_widget import Clickable, LinesWidget, ends, packed
from quizdl.words import Language, say

MOST_DOTS = 12  # questions of a set that has a dot for each; a longer one has a bar
STEPS = 12  # cells of that bar


class Mark(Enum):
    """What became of a question of the set: a sign, which colour alone never replaces, and its style."""

    RIGHT = ("●", "$success")
    PARTLY = ("◐", "$accent")
    WRONG = ("✗", "$error")
    SKIPPED = ("·", MUTED)
    NOW = ("●", "$foreground bold")
    TO_COME = ("○", MUTED)


class Place(NamedTuple):
    """Where one is: what the top line says, and how far the set is (0 of 0 outside of one)."""

    name: LocalizedText
    position: int = 0
    total: int = 0
    marks: Sequence[Mark] = ()  # of each question of the set
    note: LocalizedText | None = None  # at the right


class TopBar(LinesWidget):
    """The top line: the programme, the place, how far, the language. Below it, what must not be overlooked."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place

    def draw(self, language: Language, width: int) -> list[Content]:
        place, narrow = self.place, self.narrow
        brand = words("brand", "$primary bold")(language)
        left = Content(" " if narrow else "  ").join([brand, place.name(language)])
        right = [words("language", MUTED)(language)]
        if place.note is not None and (note := place.note(language)):
            right = [note] if narrow else [note, *right]  # the brand is not cut for the name of a language
        if place.total:
            count = Content(f"{place.position}/{place.total}")
            right.insert(0, count if narrow else Content("  ").join([self._how_far(), count]))
        unsaved = escaped(say_in_memory(language, self.app.learner.store.warning), "$accent")  # type: ignore[attr-defined]  # every app of ours has a learner
        bar = ends(left, Content("  ").join(["", *right]), width)
        return [bar, ends(unsaved, Content(""), width)] if unsaved else [bar]

    def _how_far(self) -> Content:
        place = self.place
        if 0 < len(place.marks) <= MOST_DOTS:
            return Content.assemble(*(mark.value for mark in place.marks))
        done = round(STEPS * place.position / place.total)
        return Content.assemble(("━" * done, "$primary"), ("━" * (STEPS - done), "$foreground 20%"))


class Hint(NamedTuple):
    """Keys that have no binding of their own in the key bar, and the name of the words that say what they do."""

    keys: str
    wording: str


class KeyBar(Clickable):
    """The keys that work now, in the reader's language; each can be clicked. It takes the lines that it needs.

    `hints` stand behind the first key. `wording` replaces the words of an action, or hides it if empty. On a flat
    screen only the actions in `least` are named, where there are any, and help.
    """

    def __init__(
        self,
        hints: Callable[[], Sequence[Hint]] = tuple,
        wording: Mapping[str, str] | None = None,
        least: Collection[str] = (),
    ) -> None:
        super().__init__()
        self.hints = hints
        self.wording = wording or {}
        self.least = least

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
            spare = active.node is self.app or (self.least and binding.action not in self.least)
            if self.flat and spare and binding.action != "help":
                continue  # few lines are left for the question; help names these keys
            wording = self.wording.get(binding.action, binding.description)
            if wording and binding.show and active.enabled and binding.action not in found:
                found[binding.action] = self.does(_named(binding.key_display or key, wording, language), key)
        hints = [] if self.flat else [_named(hint.keys, hint.wording, language) for hint in self.hints()]
        items = [found.pop("answer")] if "answer" in found else []  # what Enter does stands first
        items += found.values()
        return [*items[:1], *hints, *items[1:]]


def _named(keys: str, wording: str, language: Language) -> Content:
    return Content.assemble((keys, "$primary bold"), (f" {say(language, wording)}", MUTED))
