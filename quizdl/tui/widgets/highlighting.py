"""Code in colours that keep their meaning: no red, green or violet. Imported only where there is code to show."""

from __future__ import annotations

from pygments.token import Token
from textual.content import Content
from textual.highlight import HighlightTheme, TokenType, highlight

from quizdl.tui.widgets.content import MUTED


class CodeTheme(HighlightTheme):
    """Words of the language in blue, remarks in grey, all else as text; nothing bold."""

    STYLES: dict[TokenType, str] = {  # noqa: RUF012  # declared so by Textual
        Token.Comment: MUTED,
        Token.Literal.String.Doc: MUTED,
        Token.Keyword: "$primary",
        Token.Operator.Word: "$primary",
    }


def highlighted(code: str, language: str) -> Content:
    """`code`, which is never markup, in the colours of its language."""
    return highlight(code, language=language, theme=CodeTheme)
