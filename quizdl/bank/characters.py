"""Characters that no bank may hold: those that steer a terminal, reorder text or cannot be seen."""

from __future__ import annotations

import re
import unicodedata

# C0 but tab and newline, DEL and C1; soft hyphen; Arabic letter mark; Hangul fillers; Mongolian vowel separator;
# zero-width characters, line and paragraph separators, bidi controls; invisible operators; byte-order mark;
# interlinear annotation; noncharacters; lone surrogates; tags
_RANGES = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f"
)
HARMFUL = re.compile(f"[{_RANGES}]")
HARMFUL_IN_FILE = re.compile(rf"(?!\r\n)[{_RANGES}]")  # a file may end its lines as Windows does


_BLANK_SYMBOLS = frozenset("\u2800\u3164\uffa0\u115f\u1160\U0001d159\U0001d15a\U00016fe4")  # drawn as nothing
_LETTER_OR_DIGIT = re.compile(r"[^\W_\u3164\uffa0\u115f\u1160]")


class _Seen(dict[int, int | None]):
    """A table for str.translate that drops what a reader does not see; each character is judged once."""

    def __missing__(self, code: int) -> int | None:
        shown = chr(code) not in _BLANK_SYMBOLS and unicodedata.category(chr(code))[0] in "LNPS"
        self[code] = code if shown else None
        return self[code]


_SEEN = _Seen()


def without_invisible(text: str) -> str:
    """`text` without what a reader does not see, and without spaces."""
    return text.translate(_SEEN)


def is_blank(text: str) -> bool:
    """Whether a reader sees nothing of `text`."""
    return _LETTER_OR_DIGIT.search(text) is None and not without_invisible(text)


def name(character: str) -> str:
    """How to tell a reader which character stands there: `U+001B`, `U+202E RIGHT-TO-LEFT OVERRIDE`."""
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()


def visible(text: str) -> str:
    """`text` with every harmful character spelled out as `<U+001B>`: what may be shown of a file not yet trusted."""
    return HARMFUL.sub(lambda match: f"<U+{ord(match[0]):04X}>", text)
