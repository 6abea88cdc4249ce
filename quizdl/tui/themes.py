"""The quiz's two themes: one for dark terminals, one for light ones."""

from __future__ import annotations

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
    accent="#9a5b00",
    warning="#9a5b00",
    error="#b3243f",
    success="#33691e",
    foreground="#22252e",
    background="#f7f6f2",
    surface="#efede6",
    panel="#e3e0d6",
    dark=False,
)
