"""Text on its way to the screen: the one function that bank and verifier text passes, and the quiz's own words.

A voice says the same thing in either language; widgets keep voices, so that switching language needs nothing anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from textual.content import Content

from quizdl.bank.model import Text
from quizdl.report.errors import say_message
from quizdl.report.text import harmless, largest_unit
from quizdl.report.wording import say_unsaved
from quizdl.study.storage_warnings import Unsaved
from quizdl.words import Language, say

Voice = Callable[[Language], Content]
MUTED = "$foreground 65%"  # for text of less weight: the theme's own $text-muted is for CSS alone


def plain(text: str, style: str = "") -> Content:
    """Text that a bank or a verifier wrote, shown as it stands: no markup, no controls, nothing unseen."""
    return Content.styled(harmless(text), style)


def always(content: Content) -> Voice:
    """A voice that shows `content` in both languages."""

    def voice(language: Language) -> Content:
        del language
        return content

    return voice


def fixed(text: str, style: str = "") -> Voice:
    """A voice that says `text` in both languages."""
    return always(plain(text, style))


def problem(message: str) -> Voice:
    """A voice that says the message of an error."""
    return lambda language: plain(say_message(language, message))


def bank(text: Text, style: str = "") -> Voice:
    """A voice that says a bank's text."""
    return lambda language: plain(text.to(language), style)


def words(name: str, style: str = "", **values: object) -> Voice:
    """A voice that says the quiz's own words of that name; a value that is a voice speaks the same language."""

    def voice(language: Language) -> Content:
        filled = {key: value(language).plain if callable(value) else value for key, value in values.items()}
        return plain(say(language, name, **filled), style)

    return voice


def styled(voice: Voice, style: str) -> Voice:
    """The same voice in a style, beneath the styles that it has itself."""
    return lambda language: voice(language).stylize_before(style)


def together(*voices: Voice, between: str = "") -> Voice:
    """One voice after the other, in one line of thought."""
    return lambda language: Content(between).join(voice(language) for voice in voices)


def below(*voices: Voice, apart: bool = False) -> Voice:
    """One voice below the other, with a blank line between them where they are to stand apart."""
    return together(*voices, between="\n\n" if apart else "\n")


def listed(voices: Iterable[Voice]) -> Voice:
    """Voices apart by a middle dot, as the quiz lists small facts."""
    return together(*voices, between=" · ")


def span(time: timedelta) -> Voice:
    """A length of time in its largest unit."""
    unit, count = largest_unit(time)
    return words(f"span.{unit}", count=count)


def not_saved(unsaved: Unsaved) -> Voice:
    """How many answers are not saved so far; says nothing where all are."""
    return lambda language: plain(say_unsaved(language, unsaved, ended=False))
