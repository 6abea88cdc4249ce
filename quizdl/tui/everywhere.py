"""What the quiz does on every screen: language, theme, help, palette, undo, bookmarks, notes, search."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import constants
from textual.actions import ActionParseResult
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.driver import Driver
from textual.events import Event, Key
from textual.reactive import reactive
from textual.screen import Screen
from textual.timer import Timer

from quizdl.bank.model import Language
from quizdl.bank.question import AnyQuestion
from quizdl.study.learner import Learner
from quizdl.study.selection import search
from quizdl.study.study_session import StudySession
from quizdl.tui.keys import bind
from quizdl.tui.screens.question import QuestionScreen
from quizdl.tui.screens.too_small import TooSmallScreen
from quizdl.tui.themes import DARK, LIGHT
from quizdl.words import known, say

if TYPE_CHECKING:
    from quizdl.tui.screens.answer import AnswerScreen


ABOUT_SCREEN = ("help", "undo", "bookmark", "note", "search", "command_palette")  # no use while it is covered
AT_ALL_TIMES = ("quit", "language", "theme", "interrupt")  # also on a screen that has come to its end

SECONDS_OF_PALETTE = 0.1  # Textual holds the screen back while the palette goes: nothing new has a place to scroll to


class Everywhere(App[int]):
    """The actions that every screen of the quiz has, and the keys for them. `QuizApp` walks between the screens."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("l", "language", "key.language"),
        bind("t", "theme", "key.theme"),
        bind("question_mark", "help", "key.help"),
        bind("u", "undo", "key.undo", show=False),
        bind("m", "bookmark", "key.bookmark", show=False),
        bind("e", "note", "key.note", show=False),
        Binding("slash", "search", "key.search", show=False, key_display="/"),
        bind("q", "quit", "key.quit", show=False),
        bind("ctrl+p", "command_palette", "key.palette", show=False),
        Binding("ctrl+c", "interrupt", show=False, priority=True),
    ]
    COMMAND_PALETTE_BINDING = "ctrl+backslash"  # ours is ctrl+p, with words in both languages
    language: reactive[Language] = reactive("en")
    learner: Learner
    study: StudySession
    _picked: Timer | None = None  # waits for the palette to be gone, then carries out the command that was picked
    asks_background = False  # whether the terminal is asked for its background, for no theme is set
    fault: BaseException | None = None  # the error that ended the quiz
    over = False  # the reader has quit: what arrives from now on is nothing
    in_interview = False  # then nothing that shows an answer works

    def remember(self, setting: str, value: str) -> None:
        """Keep a setting for the next start."""
        raise NotImplementedError

    def show(self, screen: Screen[None]) -> None:
        """Put `screen` in the place of the present one."""
        raise NotImplementedError

    def ask(self) -> None:
        """Show the current question of the session."""
        raise NotImplementedError

    def sit(self, questions: Sequence[AnyQuestion]) -> None:
        """Begin a session over these questions."""
        raise NotImplementedError

    def tell_storage_warning(self) -> None:
        """Say it once, when progress is not saved or had to be restored."""
        raise NotImplementedError

    def keep_draft(self, question: AnyQuestion, text: str) -> None:
        """Write down what is being typed for an open question."""
        self.learner.keep_draft(question, text)
        self.tell_storage_warning()

    def answer_shown(self) -> AnswerScreen | None:
        """The answer screen, though help or code may lie over it; None where there is none."""
        from quizdl.tui.screens.answer import AnswerScreen

        return next((screen for screen in self.screen_stack if isinstance(screen, AnswerScreen)), None)

    def action_language(self) -> None:
        self.language = "en" if self.language == "ko" else "ko"
        self.remember("lang", self.language)

    def action_theme(self) -> None:
        self.asks_background = False
        self.theme = LIGHT.name if self.current_theme.dark else DARK.name
        self.remember("theme", "dark" if self.current_theme.dark else "light")

    def background_is(self, lightness: float) -> None:
        """Follow the terminal's background (0 black, 1 white), until the reader chooses a theme."""
        if self.asks_background:
            self.theme = (LIGHT if lightness > 0.5 else DARK).name

    async def on_event(self, event: Event) -> None:
        """Act on a key at once where no widget has the focus.

        Textual sends it to the screen and acts when it comes back; letters typed right behind the key that gives a
        text field the focus would be commands by then.
        """
        if not isinstance(event, Key) or event.is_forwarded or self.focused is not None:
            await super().on_event(event)
            return
        if not self.app_focus:
            self.app_focus = True
        if not await self._check_bindings(event.key, priority=True):
            await self._on_key(event)

    # What goes wrong

    def get_driver_class(self) -> type[Driver]:
        if constants.DRIVER:  # set by textual-serve, and for debugging
            return super().get_driver_class()
        from quizdl.tui.driver import TerminalDriver

        return TerminalDriver

    def _handle_exception(self, error: Exception) -> None:
        self.fault = self.fault or error
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()  # run_quiz reports the error once the terminal is restored

    def panic(self, *renderables: object) -> None:
        self.fault = self.fault or RuntimeError(" ".join(map(str, renderables)))
        self._return_code = 1
        self._close_messages_no_wait()

    async def action_interrupt(self) -> None:
        """Ctrl-C stops a running experiment; otherwise it says how to quit."""
        for screen in self.screen_stack:
            if getattr(screen, "running", False):
                await screen.run_action("stop")
                return
        self.notify(say(self.language, "quit.hint"), markup=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing is offered where it would do nothing."""
        if action in ABOUT_SCREEN and isinstance(self.screen, TooSmallScreen):
            return False
        if action in ("bookmark", "note"):
            return self._question_shown() is not None
        if action == "undo":
            return self._can_undo()
        if action == "search":
            return not self.in_interview
        return super().check_action(action, parameters)

    def _can_undo(self) -> bool:
        """Whether there is an answer to take back, and its question, the next or the summary is in sight."""
        if not self.study.session.answers:
            return False
        from quizdl.tui.screens.summary import SummaryScreen

        screen = self.answer_shown()
        beyond = isinstance(self.screen, (QuestionScreen, SummaryScreen))
        return beyond or (screen is self.screen and not screen.running)

    def action_undo(self) -> None:
        """Take the last answer back and ask its question again."""
        if self.study.undo():
            self.ask()
            self.notify(say(self.language, "undone"), markup=False)

    def _question_shown(self) -> AnyQuestion | None:
        """The question that the reader looks at, asked or answered."""
        question = self.study.session.current
        if question is None or isinstance(self.screen, QuestionScreen):
            return question  # before the first frame this must not import the answer screen
        return question if self.answer_shown() is not None else None

    def action_bookmark(self) -> None:
        """Set or lift the bookmark of the question in sight."""
        question = self._question_shown()
        if question is not None:
            on = self.learner.bookmark(question.id)
            self.notify(say(self.language, "bookmark.on" if on else "bookmark.off"), markup=False)

    def action_note(self) -> None:
        """Write a private note on the question in sight."""
        question = self._question_shown()
        if question is None:
            return
        from quizdl.tui.screens.note import NoteScreen

        def keep(note: str | None) -> None:
            self.learner.note(question.id, (note or "").strip())
            self.tell_storage_warning()

        self.push_screen(NoteScreen(self.learner.notes.get(question.id, ""), keep), keep)

    def action_search(self) -> None:
        """Find questions by what they say, and ask the one that is picked."""
        from quizdl.tui.screens.search import SearchScreen

        def ask(question: AnyQuestion | None) -> None:
            if question is not None:
                self.sit([question])

        if not isinstance(self.screen, SearchScreen):
            self.push_screen(SearchScreen(partial(search, self.learner.bank)), ask)

    def exit(self, *arguments: Any, **named: Any) -> None:
        self.over = True
        super().exit(*arguments, **named)

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Carry out what a key asks for; nothing once the quiz, or the screen that the key was meant for, is over.

        Keys come in bursts: those behind one that ends a screen are heard before the next screen shows.
        """
        ended = getattr(self.screen, "ended", False)
        if self.over or (ended and str(action).removeprefix("app.") not in AT_ALL_TIMES):
            return True
        return await super().run_action(action, default_namespace, namespaces)

    async def action_quit(self) -> None:
        self.exit(0)

    def action_help(self) -> None:
        from quizdl.tui.screens.help import HelpScreen

        if isinstance(self.screen, HelpScreen):
            return
        self.push_screen(HelpScreen([(key, name) for key, name, _ in self._commands(self.screen)]))

    def action_command_palette(self) -> None:
        from quizdl.tui.screens.palette import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(placeholder=say(self.language, "palette")))

    def _after_palette(self, call: Callable[[], object]) -> None:
        """Carry out the command that was picked, once."""
        if self._picked is not None:
            self._picked.stop()
        self._picked = self.set_timer(SECONDS_OF_PALETTE, call)

    def _commands(self, screen: Screen[object]) -> Iterable[tuple[str, str, Callable[[], object]]]:
        """Key, name of the words and call of every action that works on `screen` now."""
        seen: set[str] = set()
        for active in screen.active_bindings.values():
            binding = active.binding
            if known(binding.description) and active.enabled and binding.action not in seen:
                seen.add(binding.action)
                call = partial(self.run_action, binding.action, default_namespace=active.node)
                yield binding.key_display or binding.key, binding.description, call

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        for key, name, call in self._commands(screen):
            if name != "key.palette":
                title = say(self.language, name)  # what the key bar calls it: readers type that
                if known(f"help.{name}"):
                    title += f": {say(self.language, f'help.{name}')}"
                yield SystemCommand(title, key, partial(self._after_palette, call))
