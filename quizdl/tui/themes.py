"""The quiz's themes, and which of them is shown: the reader's choice, or what suits the terminal's background."""

from __future__ import annotations

import os

from textual.theme import Theme

DARK = Theme(
    name="quizdl-dark",
    primary="#7aa2f7",
    secondary="#bb9af7",
    accent="#e0af68",
    warning="#e0af68",
    error="#f7768e",
    success="#9ece6a",
    foreground="#d5daf0",
    background="#16171f",
    surface="#1d1f2a",
    panel="#262937",
    dark=True,
)

LIGHT = Theme(
    name="quizdl-light",
    primary="#2e5aac",
    secondary="#7847bd",
    accent="#8e5300",
    warning="#8e5300",
    error="#b3243f",
    success="#33691e",
    foreground="#22252e",
    background="#f7f6f2",
    surface="#efede6",
    panel="#e3e0d6",
    dark=False,
)

HIGH_CONTRAST = Theme(
    name="quizdl-high-contrast",
    primary="#8ab4ff",
    secondary="#d2a8ff",
    accent="#ffd33d",
    warning="#ffd33d",
    error="#ff9a9a",
    success="#7ee787",
    foreground="#ffffff",
    background="#000000",
    surface="#101010",
    panel="#202020",
    dark=True,
)

THEMES = {"dark": DARK, "light": LIGHT, "high-contrast": HIGH_CONTRAST}  # by the names of the setting
AS_TERMINAL = "terminal"  # the choice of dark or light by the terminal's background
LIGHT_GROUNDS = ("7", "15")  # of the 16 colours: white, in two shades


def light_by_environment() -> bool:
    """Whether COLORFGBG, which some terminals set to "foreground;background", names a light background."""
    return os.environ.get("COLORFGBG", "").rpartition(";")[2] in LIGHT_GROUNDS


class ThemeChoice:
    """What the reader chose, one of `THEMES` or `AS_TERMINAL`, and the theme that is shown for it."""

    def __init__(self, chosen: str = AS_TERMINAL, *, light_terminal: bool | None = None) -> None:
        """`light_terminal`: whether the terminal's background is light; from the environment if None."""
        self.chosen = chosen
        self.light_terminal = light_by_environment() if light_terminal is None else light_terminal

    @property
    def theme(self) -> Theme:
        """The theme to show."""
        return THEMES.get(self.chosen) or (LIGHT if self.light_terminal else DARK)

    @property
    def follows_terminal(self) -> bool:
        return self.chosen == AS_TERMINAL

    def step(self) -> None:
        """Choose the next theme that looks otherwise than the present one."""
        ring, before = [*THEMES, AS_TERMINAL], self.theme
        place = ring.index(self.chosen)
        while self.theme is before:
            place = (place + 1) % len(ring)
            self.chosen = ring[place]
