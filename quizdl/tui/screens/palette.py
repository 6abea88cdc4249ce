"""The command palette: Textual's own, made to close once and to bear keys before it shows."""

from __future__ import annotations

from textual.await_complete import AwaitComplete
from textual.command import CommandList, CommandPalette


class Palette(CommandPalette):
    """Enter struck twice at once is heard twice; Textual would dismiss the screen beneath as well."""

    def dismiss(self, result: None = None) -> AwaitComplete:
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def _action_command_list(self, action: str) -> None:
        if self.query_one(CommandList).scrollable_content_region:  # else it has no lines yet to page through
            super()._action_command_list(action)
