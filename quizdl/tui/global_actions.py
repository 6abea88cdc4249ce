"""The actions of every screen: language, theme, help, undo, bookmarks, notes, find and its commands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.screen import Screen

from quizdl.bank.question import AnyQuestion
from quizdl.study.selection import asked_for
from quizdl.tui.keys import Command, bind, described, shown_keys
from quizdl.tui.screens.base import QuizScreen
from quizdl.tui.screens.too_small import TooSmallScreen
from quizdl.words import Language, as_language, known, next_language

if TYPE_CHECKING:
    from quizdl.report.view.find import Hit
    from quizdl.tui.app import QuizApp

ABOUT_SCREEN = ("help", "undo", "bookmark", "note", "find", "commands")  # no use while it is covered


class GlobalActions:
    """The actions of every screen. The app binds the keys and forwards each action here."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("l", "language", "key.language", show=False),
        bind("t", "theme", "key.theme", show=False),
        bind("question_mark", "help", "key.help"),
        bind("u", "undo", "key.undo", show=False),
        bind("m", "bookmark", "key.bookmark", show=False),
        bind("e", "note", "key.note", show=False),
        # These have priority so that the box is there before the letters behind the key.
        Binding("slash", "find", "key.search", show=False, key_display="/", priority=True),
        bind("q", "quit", "key.quit", show=False),
        bind("ctrl+p", "commands", "key.palette", show=False, priority=True),
        Binding("ctrl+c", "interrupt", show=False, priority=True),
    ]

    def __init__(self, app: QuizApp) -> None:
        self._app = app

    def allows(self, action: str) -> bool:
        """Whether an action does anything now; others are not offered."""
        if action in ABOUT_SCREEN and isinstance(self._app.screen, TooSmallScreen):
            return False
        if action in ("bookmark", "note"):
            return self._question_in_sight() is not None
        if action == "undo":
            return self._can_undo()
        if action == "find":
            return not (self._app.screen.is_modal or self._app.interview_flow.is_on or self._types("/"))
        return action != "commands" or not self._app.screen.is_modal

    def _types(self, character: str) -> bool:
        """Whether the field that has the focus takes a character as text."""
        focused = self._app.focused
        return focused is not None and focused.check_consume_key(character, character)

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
        asked = getattr(self._app.screen, "is_about_question", False)
        in_sight = self._app.answer_state is not None or asked
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

    def help(self) -> None:
        """Show the keys of the screen in sight."""
        from quizdl.tui.screens.entries import EntriesScreen

        keys = self._keys(self._app.screen)

        def entries(language: Language) -> list[tuple[str, str]]:
            return [(key, described(wording, language)) for key, wording in keys]

        self._app.push_screen(EntriesScreen(entries, titled="help.title", footed="help.foot", columns=2))

    def _keys(self, screen: Screen[object]) -> list[tuple[str, str]]:
        """The keys that work on `screen` now, with the names of their words: first those that it has no binding for."""
        bound = [(command.keys, command.wording) for command in self.commands(screen)]
        hints = screen.hints() if isinstance(screen, QuizScreen) else ()
        known = {key for keys, _ in bound for key in keys.split()}
        return [(hint.keys, hint.wording) for hint in hints if not known.issuperset(hint.keys.split())] + bound

    def doctor(self) -> None:
        """Check the installation and the stored data."""
        from quizdl.report.doctor import installation, stored_data
        from quizdl.tui.screens.entries import EntriesScreen

        def entries(language: Language) -> list[tuple[str, str]]:
            return [*installation(language), *stored_data(self._app.learner, language)]

        self._app.push_screen(EntriesScreen(entries, titled="doctor.title", footed="doctor.foot", columns=1))

    # Find

    def find(self) -> None:
        """Find questions, claims and topics by their words, and open what is picked."""
        self._find("")

    def find_commands(self) -> None:
        """Find what can be done here by its name, and do what is picked."""
        from quizdl.tui.screens.find import COMMANDS

        self._find(COMMANDS)

    def _find(self, text: str) -> None:
        from quizdl.tui.screens.find import FindScreen

        finder, screen = None, self._app.screen
        if not self._app.interview_flow.is_on:
            from quizdl.report.view.find import Finder

            question = self._question_in_sight()
            asked = question.id if question and self._app.answer_state is None else ""
            finder = Finder(self._app.learner, self._app.experiments.catalogue, asked)
        here = [command for command in self.commands(screen) if command.wording != "key.palette"]
        commands = [*here, *self._commands_everywhere(here)]
        self._app.push_screen(FindScreen(finder, commands, text), self._open)

    def _open(self, picked: Hit | Command | None) -> None:
        """Open what was picked."""
        match picked:
            case Command(call=call):
                self._app.call_later(call)
            case ("topic", name):
                self._app.navigator.go("topic", name)
            case ("question", name):
                self._app.navigator.begin(asked_for([name], self._app.learner.bank))
            case ("claim", name):
                self._app.navigator.claim(name)

    def commands(self, screen: Screen[object]) -> Iterator[Command]:
        """Every action that works on `screen` now, the screen's own first."""
        seen: set[str] = set()
        wordings = screen.key_words if isinstance(screen, QuizScreen) else {}
        for key, active in screen.active_bindings.items():
            binding = active.binding
            if known(binding.description) and active.enabled and binding.action not in seen:
                seen.add(binding.action)
                call = partial(self._app.run_action, binding.action, default_namespace=active.node)
                wording = wordings.get(binding.action) or binding.description  # it may be left out of the key bar
                yield Command(shown_keys(key, binding), wording, call)

    def _commands_everywhere(self, here: Iterable[Command]) -> Iterator[Command]:
        """What can be done on every screen, unless a key does it `here`; little in an interview."""
        from quizdl.tui.screens.home import HomeScreen

        if not self._app.interview_flow.is_on:  # these would end it
            named = {command.wording for command in here}
            go = self._app.navigator.go
            for what in ("interview", "reports", "stats", "asked", "all"):
                if f"key.{what}" not in named:
                    yield Command("", f"key.{what}", partial(go, what))
            if "key.home" not in named and not isinstance(self._app.screen, HomeScreen):
                yield Command("", "key.home", self._app.navigator.home)
        yield Command("", "key.doctor", self.doctor)
