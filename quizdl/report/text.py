"""Text for display: text of banks and verifiers made harmless."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta

from quizdl.mathematics import GLUE
from quizdl.prose import heading, typeset

TAB = "    "

# What changes how text looks without being seen, beyond the categories below: sets, for no frame is to wait until a
# pattern is compiled.
_SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))  # terminals differ on their width
_UNSEEN = _SELECTORS | frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u3164\uffa0")
# the latter: the grapheme joiner, fillers of Hangul, vowels of Khmer, selectors of Mongolian
_HIDDEN_CATEGORIES = ("Cc", "Cf", "Cn", "Cs", "Zl", "Zp")


def harmless(text: str) -> str:
    """`text` without control or invisible characters, in NFC.

    Control characters become their pictures (ESC becomes ␛); C1 controls, bidi and zero-width characters and
    lone surrogates become `<U+202E>`. Newlines stay, CR LF becomes one, a tab becomes four spaces, and
    variation selectors go. Done twice it changes nothing more. Square brackets and backslashes are left
    alone: show the result without markup.
    """
    if text.replace("\n", "").isprintable() and (
        text.isascii() or (_UNSEEN.isdisjoint(text) and unicodedata.is_normalized("NFC", text))
    ):
        return text
    text = text.replace("\r\n", "\n").replace("\t", TAB)
    shown = "".join(character if _seen(character) else _picture(character) for character in text)
    return unicodedata.normalize("NFC", shown)


def one_line(text: str) -> str:
    """`text` made harmless, on one line."""
    return " ".join(harmless(text).split())


def bank_text(text: str) -> str:
    """A text of a bank, harmless, as plain lines: formulas as Unicode, code indented."""
    return typeset(harmless(text))


def bank_lines(text: str) -> str:
    """As `bank_text`, for fronts that do not wrap: with plain blanks, so that it can be searched."""
    return bank_text(text).replace(GLUE, " ")


def bank_heading(text: str) -> str:
    """The prose of a text of a bank on one line, for lists: without its code, and with blanks that may be cut at."""
    return " ".join(heading(harmless(text)).split())


def first_sentence(text: str) -> str:
    """The first sentence of a text, which a stop or a mark ends."""
    return re.split(r"(?<=[.!?])\s", text.strip(), maxsplit=1)[0]


def bar_text(share: float, cells: int) -> tuple[str, str]:
    """A line of `cells` cells in two parts: the full one, to the half cell, and the rest; what is not 0 is seen."""
    halves = min(round(2 * cells * share), 2 * cells)
    full, half = divmod(max(halves, 1 if share > 0 else 0), 2)
    return "━" * full + "╸" * half, "─" * (cells - full - half)


def _seen(character: str) -> bool:
    if character == "\n":
        return True
    return unicodedata.category(character) not in _HIDDEN_CATEGORIES and character not in _UNSEEN


def _picture(character: str) -> str:
    code = ord(character)
    if character in _SELECTORS:
        return ""
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"<U+{code:04X}>"


def largest_unit(time: timedelta) -> tuple[str, int]:
    """The largest unit (minutes, hours, days, months) that fits twice into a length of time, and how many.

    Just one day is `day`: what is due tomorrow is not due in 24 hours, but from the morning on.
    """
    if time == timedelta(days=1):
        return "day", 1
    minutes = max(time.total_seconds() / 60, 1)
    for unit, size in (("months", 60 * 24 * 30), ("days", 60 * 24), ("hours", 60)):
        if minutes >= 2 * size:
            return unit, round(minutes / size)
    return "minutes", round(minutes)
