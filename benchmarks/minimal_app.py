"""A minimal Textual app: the lower bound of every first frame."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class Minimal(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("What does bias correction do?")


if __name__ == "__main__":
    Minimal().run()
