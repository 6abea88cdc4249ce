"""The text of a bank: prose with formulas and inline code, and blocks of code between fences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextvars import ContextVar
from functools import cache
from typing import NamedTuple

from quizdl.mathematics import GLUE, MINUS, set_formula

PLAIN_MATHS = ContextVar("PLAIN_MATHS", default=False)  # set where a program starts, from the reader's settings
INDENT = "    "  # of a block of code where there are no boxes
FENCE = "```"
MOST_GLUED = 24  # characters of a formula without dollars that does not break
_OPERATORS = frozenset("-−+=<>≤≥≠≈∼∝·×/±→←")


class Piece(NamedTuple):
    """A piece of a text: prose, or code in a language, which may be unnamed."""

    text: str
    code: bool = False
    language: str = ""


def pieces_of(text: str) -> list[Piece]:
    """The pieces of a text, in order; none is empty. A fence that nothing closes holds all that follows."""
    if FENCE not in text:
        return [Piece(text)] if text else []
    pieces, lines, language = list[Piece](), list[str](), ""
    code = False

    def close() -> None:
        inside = "\n".join(lines).strip("\n")
        if inside.strip():
            pieces.append(Piece(inside if code else inside.strip(), code, language))
        lines.clear()

    for line in text.split("\n"):
        if line.strip().startswith(FENCE):
            close()
            code, language = not code, line.strip().removeprefix(FENCE).strip()
        else:
            lines.append(line)
    close()
    return pieces


def typeset(text: str) -> str:
    """The text as plain lines: formulas as Unicode, code indented, without fences. Inline code keeps its marks."""
    return "\n".join(
        "\n".join(INDENT + line for line in piece.text.split("\n")) if piece.code else typeset_prose(piece.text)
        for piece in pieces_of(text)
    )


def heading(text: str) -> str:
    """The prose of a text without its blocks of code, for lists."""
    return " ".join(typeset_prose(piece.text) for piece in pieces_of(text) if not piece.code)


def typeset_prose(text: str) -> str:
    """Prose with its formulas set, and with a minus between operands; in ASCII if `PLAIN_MATHS` is so."""
    if PLAIN_MATHS.get():
        from quizdl.plain_mathematics import in_ascii  # few readers want it

        return "".join(part if inline else in_ascii(_set(part)) for part, inline in _by_code(text))
    if "$" not in text and _OPERATORS.isdisjoint(text.split()):  # an operator is a word of its own
        return text
    return "".join(part if inline else _set(part) for part, inline in _by_code(text))


def unknown_in(text: str) -> Iterator[str]:
    """What the formulas of a text hold that cannot be set."""
    for piece in pieces_of(text):
        for part, inline in () if piece.code else _by_code(piece.text):
            if not inline and "$" in part:
                for formula in _patterns()[0].findall(part):
                    yield from set_formula(formula).unknown


def inline_code(text: str) -> list[tuple[str, bool]]:
    """Parts of prose, and whether each is inline code; without the marks of the latter."""
    return [(part[1:-1] if inline else part, inline) for part, inline in _by_code(text)]


def formulas_in(prose: str) -> list[tuple[str, bool]]:
    """Parts of prose without inline code, and whether each is a formula; without the dollars of the latter."""
    parts = _patterns()[0].split(prose) if "$" in prose else [prose]
    return [(part, place % 2 == 1) for place, part in enumerate(parts) if part]


def _by_code(text: str) -> Iterator[tuple[str, bool]]:
    if "`" not in text:
        yield text, False
        return
    for place, part in enumerate(_patterns()[1].split(text)):
        if part:
            yield part, place % 2 == 1


def _set(text: str) -> str:
    text = _patterns()[0].sub(lambda match: set_formula(match[1]).text, text) if "$" in text else text
    return "\n".join(_bare(line) for line in text.split("\n"))


def _bare(line: str) -> str:
    """A line whose formulas without dollars do not break, and have a minus for a hyphen between two operands.

    A formula that is too long for that may break before an operator.
    """
    words = line.split(" ")
    if _OPERATORS.isdisjoint(words):  # most lines: a hyphen stands inside a word
        return line
    places = range(1, len(words) - 1)
    operators = {at for at in places if words[at] in _OPERATORS and _are_operands(words[at - 1], words[at + 1])}
    shown, length = words[0], len(words[0])  # of the formula that the line ends with so far
    for at, word in enumerate(words[1:], 1):
        longer = length + 1 + len(word)
        fits = at in operators and longer + 1 + len(words[at + 1]) <= MOST_GLUED
        joined = fits or at - 1 in operators
        shown += (GLUE if joined else " ") + (MINUS if word == "-" and at in operators else word)
        length = longer if joined else len(word)
    return shown


def _are_operands(left: str, right: str) -> bool:
    """Whether two words may stand beside an operator: not two words of prose, nor one of four letters or more."""
    words = [word.rstrip(",.;:?!") for word in (left, right)]
    if not all(words) or not _OPERATORS.isdisjoint(words):
        return False
    return not any(len(word) > 3 and word.isalpha() for word in words) and not all(
        len(word) > 1 and word.isalpha() for word in words
    )


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Formulas and inline code: compiled for the first text that needs them, not before the first frame.

    As in Pandoc, no blank stands inside of the dollars of a formula, and no digit behind them: prices are no formulas.
    """
    return re.compile(r"(?<!\\)\$(?!\s)([^$\n]+?)(?<![\s\\])\$(?!\d)"), re.compile(r"(`[^`\n]+`)")
