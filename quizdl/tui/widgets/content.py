"""Text on its way to the screen: the one function that bank and verifier text passes, and the quiz's own words.

A localized text is a function of the language; widgets keep these, so that they follow the language of the reader.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Protocol, cast

from textual.app import App
from textual.content import Content

from quizdl.bank.model import Text
from quizdl.mathematics import GLUE
from quizdl.prose import Piece, inline_code, pieces_of, typeset_prose
from quizdl.report.errors import say_message
from quizdl.report.text import bank_heading, harmless, largest_unit
from quizdl.report.wording import say_unsaved
from quizdl.study.storage_warnings import Unsaved
from quizdl.words import Language, say

LocalizedText = Callable[[Language], Content]
CODE = "$foreground on $surface"  # inline
HIGHLIGHTED = ("python", "py", "yaml", "json", "bash", "sh", "toml")
UNBROKEN = "\u2800"  # stands for glue while lines are wrapped: Textual breaks lines at every kind of space
HIGHEST_LEVEL = 3
MUTED = "$foreground 70%"  # the one grey: what may be skipped. $text-muted is drawn whiter than the text here


class HasLanguage(Protocol):
    """An app of ours, as far as widgets need it for their texts."""

    language: Language


def language_of(app: App[object]) -> Language:
    """The language that the reader has chosen."""
    return cast(HasLanguage, app).language


def escaped(text: str, style: str = "") -> Content:
    """Text of a bank or a verifier as content: without markup, control or invisible characters."""
    return Content.styled(harmless(text), style)


def always(content: Content) -> LocalizedText:
    """The same `content` in every language."""

    def text(language: Language) -> Content:
        del language
        return content

    return text


def fixed(text: str, style: str = "") -> LocalizedText:
    """The same `text` in every language."""
    return always(escaped(text, style))


def problem(message: str) -> LocalizedText:
    """The message of an error."""
    return lambda language: escaped(say_message(language, message))


def bank(text: Text, style: str = "") -> LocalizedText:
    """A text of a bank: formulas as Unicode, inline code on its own ground, blocks of code in colours."""
    return lambda language: Content("\n").join(
        code(piece) if piece.code else prose(piece.text, style) for piece in pieces_of(harmless(text.to(language)))
    )


def prose_of(text: Text) -> LocalizedText:
    """The prose of a text of a bank, without its blocks of code."""
    return lambda language: Content("\n").join(
        prose(piece.text) for piece in pieces_of(harmless(text.to(language))) if not piece.code
    )


def prose(text: str, style: str = "") -> Content:
    """Prose of a bank, already harmless."""
    return typeset(typeset_prose(text), style)


def typeset(text: str, style: str = "") -> Content:
    """Prose whose formulas are set already, and that is harmless: inline code on its own ground."""
    parts = inline_code(text)
    return Content.assemble(*((part, CODE if inline else style) for part, inline in parts)).stylize_before(style)


def code(piece: Piece) -> Content:
    """A block of code in the colours of its language, without a final newline."""
    if piece.language not in HIGHLIGHTED:
        return Content(piece.text)
    from quizdl.tui.widgets.highlighting import highlighted  # only where there is code: it takes as long as a frame

    return highlighted(piece.text, piece.language)


def name_of(text: Text) -> LocalizedText:
    """The prose of a text of a bank on one line, for lists."""
    return lambda language: Content(bank_heading(text.to(language)))


def wrapped(content: Content, width: int) -> list[Content]:
    """The lines of a content at that width; none ends at the glue of a formula."""
    if GLUE not in content.plain:
        return content.wrap(max(width, 1))
    glued = Content(content.plain.replace(GLUE, UNBROKEN), list(content.spans))
    return [Content(line.plain.replace(UNBROKEN, " "), list(line.spans)) for line in glued.wrap(max(width, 1))]


def words(name: str, style: str = "", **values: object) -> LocalizedText:
    """The quiz's own words of that name; a value that is localized is filled in in the same language."""

    def text(language: Language) -> Content:
        filled = {key: value(language).plain if callable(value) else value for key, value in values.items()}
        return escaped(say(language, name, **filled), style)

    return text


def level_of(level: int) -> LocalizedText:
    """A level as dots and in words: `●●○ level 2`."""
    return together(fixed("●" * level + "○" * (HIGHEST_LEVEL - level) + " "), words("level", level=level))


def styled(text: LocalizedText, style: str) -> LocalizedText:
    """The same text in a style, beneath the styles that it has itself."""
    return lambda language: text(language).stylize_before(style)


def together(*texts: LocalizedText, between: str = "") -> LocalizedText:
    """The texts one after the other."""
    return lambda language: Content(between).join(text(language) for text in texts)


def below(*texts: LocalizedText, apart: bool = False) -> LocalizedText:
    """The texts below each other, with a blank line between them if `apart`."""
    return together(*texts, between="\n\n" if apart else "\n")


def listed(texts: Iterable[LocalizedText]) -> LocalizedText:
    """The texts with a middle dot between them, as the quiz lists small facts."""
    return together(*texts, between=" · ")


def span(time: timedelta) -> LocalizedText:
    """A length of time in its largest unit."""
    unit, count = largest_unit(time)
    return words(f"span.{unit}", count=count)


def not_saved(unsaved: Unsaved) -> LocalizedText:
    """How many answers are not saved so far; says nothing where all are."""
    return lambda language: escaped(say_unsaved(language, unsaved, ended=False))
