"""Texts of a bank as HTML: paragraphs, inline code, blocks of code; formulas as Unicode. Everything is escaped."""

from __future__ import annotations

from html import escape

from quizdl.prose import inline_code, pieces_of, typeset_prose
from quizdl.report.text import harmless


def text_html(text: str) -> str:
    """A text of a bank as block elements."""
    return "".join(_code(piece.text) if piece.code else _paragraphs(piece.text) for piece in pieces_of(harmless(text)))


def prose_html(text: str) -> str:
    """Prose of a bank within a line."""
    parts = inline_code(typeset_prose(text))
    return "".join(f"<code>{escape(part)}</code>" if is_code else escape(part) for part, is_code in parts)


def _code(text: str) -> str:
    return f"<pre><code>{escape(text)}</code></pre>"


def _paragraphs(text: str) -> str:
    return "".join(
        f"<p>{'<br>'.join(prose_html(line) for line in paragraph.strip().split(chr(10)))}</p>"
        for paragraph in text.split("\n\n")
        if paragraph.strip()
    )
