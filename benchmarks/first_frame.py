"""Draws one frame and leaves on the spot: `python -m benchmarks.first_frame minimal|quiz`."""

import os
import sys


def leave() -> None:
    """End at once: what an app does after its first frame, and how it closes, is not asked here."""
    os._exit(0)


def minimal() -> None:
    """The least that Textual can draw: the floor under every first frame."""
    from textual.app import App, ComposeResult
    from textual.widgets import Static

    class Minimal(App[None]):
        def compose(self) -> ComposeResult:
            yield Static("What does bias correction do?")

        def on_mount(self) -> None:
            self.call_after_refresh(leave)

    Minimal().run()


def quiz() -> None:
    """The first question of the built-in bank, opened as the command line opens it."""
    from quizdl import folders
    from quizdl.bank.cache import open_bank
    from quizdl.cli.play import catalogue_of
    from quizdl.tui.app import QuizApp

    bank = open_bank(folders.builtin_bank())
    catalogue, why = catalogue_of(bank.verifiers, None)

    class FirstQuestion(QuizApp):
        def on_mount(self) -> None:
            super().on_mount()
            self.call_after_refresh(self.call_after_refresh, leave)

    FirstQuestion(bank, catalogue, language="en", topics=[bank.topics[0].name], why_no_proofs=why).run()


if __name__ == "__main__":
    {"minimal": minimal, "quiz": quiz}[sys.argv[1]]()
