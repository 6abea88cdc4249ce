"""Read lines, and parse them as commands or numbers of choices."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

Read = Callable[[str], str | None]  # shows a prompt; a line without its end, or None at the end of the input
Write = Callable[[str], None]  # shows one line
Keep = Callable[[str], None]
Compose = Callable[[str, str, Keep], str | None]  # as Read, starting from a text; passes on what is typed

# Commands, also as they come from a Hangul keyboard; NFKC turns both jamo and full-width letters into these.
_COMMANDS = {"v": "v", "l": "l", "?": "?", "q": "q", "s": "s", "u": "u", "a": "a", "x": "x", "h": "h", "k": "k"} | {
    unicodedata.normalize("NFKC", jamo): key for jamo, key in zip("ㅍㅣㅂㄴㅕㅁㅌㅗㅏ", "vlqsuaxhk", strict=True)
}


def composed(read: Read) -> Compose:
    """Read an open answer by `read`; an empty line keeps the earlier text."""

    def compose(prompt: str, text: str, keep: Keep) -> str | None:
        del keep
        line = read(prompt)
        return line if line is None or line.strip() else text

    return compose


def command_in(line: str) -> str | None:
    """The command in a line, also typed on a Hangul layout; None if it is none."""
    return _COMMANDS.get(unicodedata.normalize("NFKC", line).casefold())


def numbers_in(line: str, most: int) -> list[int] | None:
    """The positions 1..`most` in a line, in its order: `1 3`, `1,3`, `13` and `3 > 1` alike.

    None where it names none, names one twice, or says anything else.
    """
    plain = unicodedata.normalize("NFKC", line)
    if not re.fullmatch(r"[\d\s,;.>)(-]*", plain):
        return None
    places = [int(digit) for digit in re.findall(r"\d", plain)]  # a question has at most nine parts
    if not places or len(set(places)) < len(places) or not all(1 <= place <= most for place in places):
        return None
    return places
