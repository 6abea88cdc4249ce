"""The actions of every screen: language, theme, help, palette, undo, bookmarks, notes, search."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.timer import Timer

from quizdl.bank.question import AnyQuestion
from quizdl.study.selection import search
from quizdl.tui.keys import bind
from quizdl.tui.screens.base import QuizScreen
from quizdl.tui.screens.question import QuestionScreen
from quizdl.tui.screens.too_small import TooSmallScreen
from quizdl.words import as_language, known, next_language, say

if TYPE_CHECKING:
    from quizdl.tui.app import QuizApp

ABOUT_SCREEN = ("help", "undo", "bookmark", "note", "search", "command_palette")  # no use while it is covered

SECONDS_OF_PALETTE = 0.1  # Textual holds the screen back while the palette goes: nothing new has a place to scroll to


class GlobalActions:
    """The actions of every screen. The app binds the keys and forwards each action here."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("l", "language", "key.language", show=False),
        bind("t", "theme", "key.theme", show=False),
        bind("question_mark", "help", "key.help"),
        bind("u", "undo", "key.undo", show=False),
        bind("m", "bookmark", "key.bookmark", show=False),
        bind("e", "note", "key.note", show=False),
        Binding("slash", "search", "key.search", show=False, key_display="/"),
        bind("q", "quit", "key.quit", show=False),
        bind("ctrl+p", "command_palette", "key.palette", show=False),
        Binding("ctrl+c", "interrupt", show=False, priority=True),
    ]

    def __init__(self, app: QuizApp) -> None:
        self._app = app
        self._picked: Timer | None = None  # waits for the palette to be gone, then carries out what was picked

    def allows(self, action: str) -> bool:
        """Whether an action does anything now; others are not offered."""
        if action in ABOUT_SCREEN and isinstance(self._app.screen, TooSmallScreen):
            return False
        if action in ("bookmark", "note"):
            return self._question_in_sight() is not None
        if action == "undo":
            return self._can_undo()
        if action == "search":
            return not self._app.interview_flow.is_on
        return True

    def switch_language(self) -> None:
        self.choose("lang", next_language(self._app.language))

    def switch_theme(self) -> None:
        self._app.theme_choice.step()
        self._show_theme()

    def choose(self, setting: str, value: str) -> None:
        """Use a language, a theme or a day of the interview from now on, and at the next start."""
        if setting == "theme":
            self._app.theme_choice.chosen = value
            self._show_theme()
        elif setting == "until":
            self._app.navigator.interview_on(value)
        elif (language := as_language(value)) is not None:
            self._app.language = language
            self._app.remember("lang", language)

    def _show_theme(self) -> None:
        choice = self._app.theme_choice
        self._app.theme = choice.theme.name
        self._app.remember("theme", choice.chosen)
        if choice.follows_terminal:
            self._app.ask_background()

    def interrupt(self) -> None:
        """Ctrl-C stops a running experiment; otherwise it says how to quit."""
        if self._app.experiment_flow.is_running:
            self._app.experiment_flow.stop()
        else:
            self._app.notices.show("quit.hint")

    def _can_undo(self) -> bool:
        """Whether the last answer can be undone: its question, the next one or the summary is visible."""
        screen = self._app.screen
        return bool(self._app.study.session.answers) and isinstance(screen, QuizScreen) and screen.can_undo

    def undo(self) -> None:
        """Undo the last answer and ask its question again."""
        if self._app.study.undo():
            self._app.navigator.ask()
            self._app.notices.show("undone")

    def _question_in_sight(self) -> AnyQuestion | None:
        """The question on screen, asked or answered, also below help or code."""
        in_sight = self._app.answer_state is not None or isinstance(self._app.screen, QuestionScreen)
        return self._app.study.session.current if in_sight else None

    def bookmark(self) -> None:
        """Set or lift the bookmark of the question in sight."""
        if (question := self._question_in_sight()) is not None:
            self._app.notices.show("bookmark.on" if self._app.learner.bookmark(question.id) else "bookmark.off")

    def note(self) -> None:
        """Write a private note on the question in sight."""
        question = self._question_in_sight()
        if question is None:
            return
        from quizdl.tui.screens.note import NoteScreen

        def keep(note: str | None) -> None:
            self._app.learner.note(question.id, (note or "").strip())
            self._app.notices.show_storage_warning()

        self._app.push_screen(NoteScreen(self._app.learner.notes.get(question.id, ""), keep), keep)

    def search(self) -> None:
        """Find questions by their words, and ask the one that is picked."""
        from quizdl.tui.screens.search import SearchScreen

        def ask(question: AnyQuestion | None) -> None:
            if question is not None:
                self._app.navigator.begin([question])

        if not isinstance(self._app.screen, SearchScreen):
            self._app.push_screen(SearchScreen(partial(search, self._app.learner.bank)), ask)

    def help(self) -> None:
        from quizdl.tui.screens.help import HelpScreen

        if not isinstance(self._app.screen, HelpScreen):
            keys = [(key, name) for key, name, _ in self.commands(self._app.screen)]
            self._app.push_screen(HelpScreen(keys))

    def palette(self) -> None:
        from quizdl.tui.screens.palette import Palette

        if not isinstance(self._app.screen, Palette):
            language = self._app.language
            self._app.push_screen(Palette(say(language, "palette"), say(language, "palette.nothing")))

    def commands_of_palette(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        for key, name, call in self.commands(screen):
            if name != "key.palette":
                title = say(self._app.language, name)  # what the key bar calls it: readers type that
                if known(f"help.{name}"):
                    title += f": {say(self._app.language, f'help.{name}')}"
                yield SystemCommand(title, key, partial(self._after_palette, call))

    def _after_palette(self, call: Callable[[], object]) -> None:
        """Run the picked command, once."""
        if self._picked is not None:
            self._picked.stop()
        self._picked = self._app.set_timer(SECONDS_OF_PALETTE, call)

    def commands(self, screen: Screen[object]) -> Iterable[tuple[str, str, Callable[[], object]]]:
        """Key, name of the words and call of every action that works on `screen` now."""
        seen: set[str] = set()
        for active in screen.active_bindings.values():
            binding = active.binding
            if known(binding.description) and active.enabled and binding.action not in seen:
                seen.add(binding.action)
                call = partial(self._app.run_action, binding.action, default_namespace=active.node)
                yield binding.key_display or binding.key, binding.description, call
