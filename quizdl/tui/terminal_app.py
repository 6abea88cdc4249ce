"""A Textual app that handles keys at once, and keeps its error until the terminal is restored."""

from __future__ import annotations

from textual import constants
from textual.app import App
from textual.driver import Driver
from textual.events import Event, Key

QUITTING = ("q", "ㅂ")  # the same key of a Korean keyboard


class TerminalApp(App[int]):
    """The terminal side of `QuizApp`. `fault` is the error that ended it; `run_quiz` shows it."""

    fault: BaseException | None = None

    async def on_event(self, event: Event) -> None:
        """Handle a key at once if no widget has the focus, and `q` unless one writes.

        Textual sends it to the screen and acts when it comes back; letters typed right behind the key that gives a
        text field the focus would be commands by then, and `/` right behind `q` would open what finds questions.
        """
        if not isinstance(event, Key) or event.is_forwarded:
            await super().on_event(event)
            return
        if self._exit:
            return
        if self.focused is not None:
            writes = self.focused.check_consume_key(event.key, event.character)
            if writes or event.key not in QUITTING or not await self._check_bindings(event.key):
                await super().on_event(event)
            return
        if not self.app_focus:
            self.app_focus = True
        if not await self._check_bindings(event.key, priority=True):
            await self._on_key(event)

    def get_driver_class(self) -> type[Driver]:
        if constants.DRIVER:  # set by textual-serve, and for debugging
            return super().get_driver_class()
        from quizdl.tui.driver import TerminalDriver

        return TerminalDriver

    def ask_background(self) -> None:
        """Ask the terminal for its background colour, where the driver can; the reply comes as `background_is`."""
        if ask := getattr(self._driver, "ask_background", None):
            ask()

    def _handle_exception(self, error: Exception) -> None:
        self.fault = self.fault or error
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()  # run_quiz shows the error once the terminal is restored

    def panic(self, *renderables: object) -> None:
        self.fault = self.fault or RuntimeError(" ".join(map(str, renderables)))
        self._return_code = 1
        self._close_messages_no_wait()
