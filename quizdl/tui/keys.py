"""Keys of the quiz: every letter is bound twice, to itself and to the key's letter on a Hangul keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from textual.binding import Binding

from quizdl.words import known, say

# The two-set layout (KS X 5002): what the same key types while the Hangul keyboard is on.
HANGUL = dict(zip("qwertyuiopasdfghjklzxcvbnm", "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ", strict=True))

SHOWN = {
    "enter": "Enter",
    "space": "Space",
    "escape": "Esc",
    "question_mark": "?",
    "ctrl+s": "^s",
    "ctrl+p": "^p",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
}


def bind(key: str, action: str, wording: str, *, show: bool = True, priority: bool = False) -> Binding:
    """A binding for `key`; `wording` names its words in `quizdl.words`, which the key bar looks up."""
    letter = HANGUL.get(key)
    keys = f"{key},{key.upper()},{letter}" if letter else key
    display = SHOWN.get(key, key)
    return Binding(keys, action, wording, show=show, key_display=display, priority=priority)


def shown_keys(key: str, binding: Binding) -> str:
    """A key as it is shown, and the letter on it on a Hangul keyboard."""
    shown = binding.key_display or key
    return f"{shown} {HANGUL[key]}" if key in HANGUL else shown


def described(wording: str, language: str) -> str:
    """What the key bar calls an action, since readers look for that, and what it does."""
    name = say(language, wording)
    return f"{name}: {say(language, longer)}" if known(longer := f"help.{wording}") else name


class Command(NamedTuple):
    """What works now: the keys that do it, if any, the name of its words, and its call."""

    keys: str
    wording: str
    call: Callable[[], object]

    def text(self, language: str) -> str:
        return described(self.wording, language)
