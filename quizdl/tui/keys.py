"""Keys of the quiz: every letter is bound twice, to itself and to the key's letter on a Hangul keyboard."""

from __future__ import annotations

from textual.binding import Binding

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
