"""Textual's command palette, fixed to close once and to accept keys before it shows."""

from __future__ import annotations

from rich.align import Align
from rich.text import Text
from textual.await_complete import AwaitComplete
from textual.command import CommandList, CommandPalette
from textual.widgets.option_list import Option


class Palette(CommandPalette):
    """Enter struck twice at once is heard twice; Textual would dismiss the screen beneath as well.

    `nothing` is what stands where no command is found, as text.
    """

    def __init__(self, placeholder: str, nothing: str) -> None:
        super().__init__(placeholder=placeholder)
        self._nothing = nothing

    def dismiss(self, result: None = None) -> AwaitComplete:
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def _action_command_list(self, action: str) -> None:
        if self.query_one(CommandList).scrollable_content_region:  # else it has no lines yet to page through
            super()._action_command_list(action)

    def _start_no_matches_countdown(self, search_value: str) -> None:
        """Textual says it in English."""
        self._stop_no_matches_countdown()

        def show() -> None:
            self._list_visible = bool(search_value)
            if search_value:
                commands = self.query_one(CommandList)
                commands.add_option(
                    Option(Align.center(Text(self._nothing, style="not bold")), disabled=True, id=self._NO_MATCHES)
                )

        self._no_matches_timer = self.set_timer(self._NO_MATCHES_COUNTDOWN, show)
