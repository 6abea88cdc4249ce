"""Texts of a bank as HTML with formulas in MathML and code in colours. Everything is escaped."""

from __future__ import annotations

from functools import lru_cache
from xml.etree import ElementTree

from latex2mathml.converter import convert
from markupsafe import Markup, escape
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer, TextLexer

from quizdl.mathematics import set_formula
from quizdl.prose import Piece, formulas_in, inline_code, pieces_of, typeset_prose
from quizdl.report.text import bank_heading, first_sentence, harmless

MOST_IN_HEADING = 240  # characters
MATHML = "http://www.w3.org/1998/Math/MathML"
ELEMENTS = frozenset(
    [
        *("math", "mrow", "mstyle", "mpadded", "mspace", "mi", "mn", "mo", "mtext", "mfrac", "msqrt"),
        *("msub", "msup", "msubsup", "munder", "mover", "munderover"),
    ]
)
ATTRIBUTES = frozenset(["accent", "display", "fence", "form", "largeop", "mathvariant", "stretchy", "width"])

ElementTree.register_namespace("", MATHML)


def block(text: str) -> Markup:
    """A text of a bank as block elements."""
    return Markup("").join(map(_piece, pieces_of(harmless(text))))


def headed(text: str) -> tuple[Markup, Markup]:
    """The beginning of a text for a heading, and the rest as block elements.

    That is the first paragraph; of a long one its first sentence.
    """
    first, *rest = pieces_of(harmless(text)) or [Piece("")]
    if first.code:
        return Markup(""), block(text)
    head, _, more = first.text.partition("\n\n")
    if len(head) > MOST_IN_HEADING and (sentence := first_sentence(head)).count("`") % 2 == 0:
        head, more = sentence, f"{head[len(sentence) :]}\n\n{more}"
    return line(head), Markup("").join(map(_piece, [Piece(more), *rest]))


def title(prompt: str) -> str:
    """A prompt as plain text on one line, without its blocks of code."""
    return "".join(part for part, _ in inline_code(bank_heading(prompt)))


def line(text: str) -> Markup:
    """Prose of a bank within a line."""
    parts = inline_code(harmless(text))
    return Markup("").join(Markup("<code>{}</code>").format(part) if code else _prose(part) for part, code in parts)


def code(source: str, language: str = "python") -> Markup:
    """A block of code, which the keyboard can scroll."""
    return Markup('<pre tabindex="0"><code>{}</code></pre>').format(_coloured(harmless(source), language))


@lru_cache(maxsize=4096)  # claims and programs stand on several pages
def _coloured(source: str, language: str) -> Markup:
    lexer = PythonLexer(stripnl=False) if language in ("python", "py") else TextLexer(stripnl=False)
    return Markup(highlight(source, lexer, HtmlFormatter(nowrap=True)).rstrip("\n"))


def _piece(piece: Piece) -> Markup:
    if piece.code:
        return code(piece.text, piece.language)
    paragraphs = (paragraph.strip() for paragraph in piece.text.split("\n\n"))
    return Markup("").join(Markup("<p>{}</p>").format(_lines(text)) for text in paragraphs if text)


def _lines(paragraph: str) -> Markup:
    return Markup("<br>").join(map(line, paragraph.split("\n")))


def _prose(text: str) -> Markup:
    parts = formulas_in(text)
    return Markup("").join(formula(part) if is_formula else escape(typeset_prose(part)) for part, is_formula in parts)


@lru_cache(maxsize=4096)
def formula(latex: str) -> Markup:
    """A formula in MathML; as Unicode where the table of formulas does not know it, as in the terminal.

    latex2mathml writes what stands in `\\text{…}` as it is, so its elements and attributes are held against a list.
    """
    written = set_formula(latex)
    if not written.unknown:
        try:
            tree = ElementTree.fromstring(convert(latex))
        except Exception:  # of the many that latex2mathml raises; and what it wrote may be no XML
            return escape(written.text)
        if all(_is_plain(element) for element in tree.iter()):
            return Markup(ElementTree.tostring(tree, encoding="unicode"))
    return escape(written.text)


def _is_plain(element: ElementTree.Element) -> bool:
    return element.tag.removeprefix(f"{{{MATHML}}}") in ELEMENTS and element.attrib.keys() <= ATTRIBUTES
