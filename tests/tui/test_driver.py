"""Bytes from the terminal become keys, whatever they are; replies about the background become none."""

import random
import time

import pytest
from textual.events import Key, MouseDown, Paste

from quizdl.tui.driver import Keys

PARTS = [b"\x1b", b"[", b"]", b"<", b"?", b";", b":", b"1", b"99999", b"u", b"M", b"m", b"t", b"~", b"R", b"$y", b"a"]
PARTS += [
    b"\xff",
    b"\xed\xa0\x80",
    "한".encode(),
    "한".encode("cp949"),
    b"\x1b[200~",
    b"\x1b[201~",
    b"\x00",
    b"\x1b[48;",
]


def typed(keys: Keys, data: bytes) -> str:
    """The characters of the keys and pastes in `data`."""
    text = ""
    for message in (*keys.feed(data), *keys.silence()):
        if isinstance(message, Key):
            text += message.character or ""
        elif isinstance(message, Paste):
            text += message.text
    return text


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.slow
def test_no_bytes_break_the_parser_and_every_character_can_be_written(seed: int) -> None:
    draw, keys = random.Random(seed), Keys()
    for _ in range(300):
        text = typed(keys, b"".join(draw.choices(PARTS, k=draw.randint(1, 12))))
        text.encode("utf-8")  # what cannot be encoded cannot be drawn


@pytest.mark.parametrize("sequence", [b"\x1b[1114112u", b"\x1b[55296u", b"\x1b[1:2u", b"\x1b[1;1;55296u", b"\xff"])
def test_what_is_no_character_becomes_a_replacement_character_and_what_follows_stays(sequence: bytes) -> None:
    keys = Keys()
    shown = typed(keys, sequence)
    assert set(shown) <= {"\ufffd"}
    assert typed(keys, b"ok").endswith("ok")


@pytest.mark.parametrize("end", [b"\x07", b"\x1b\\"])
@pytest.mark.parametrize(("colour", "lightness"), [(b"ffff/ffff/ffff", 1.0), (b"00/00/00", 0.0), (b"f/f/f", 1.0)])
def test_a_reply_about_the_background_is_no_key(end: bytes, colour: bytes, lightness: float) -> None:
    keys = Keys()
    keys.replies.expect()
    messages = list(keys.feed(b"a\x1b]11;rgb:" + colour[:3]))
    messages += keys.silence()  # a slow line
    messages += keys.feed(colour[3:] + end + b"b")
    told = [message for message in messages if isinstance(message, float)]
    assert told == [pytest.approx(lightness)]
    assert [message.character for message in messages if isinstance(message, Key)] == ["a", "b"]


def test_escape_is_a_key_while_a_reply_is_awaited() -> None:
    keys = Keys()
    keys.replies.expect()
    assert not list(keys.feed(b"\x1b"))
    messages = list(keys.silence())
    deadline = 50
    while not messages and deadline:  # the parser waits a moment of its own
        time.sleep(0.02)
        messages += keys.silence()
        deadline -= 1
    assert [message.key for message in messages if isinstance(message, Key)] == ["escape"]


@pytest.mark.fault
@pytest.mark.parametrize("pieces", [1, 7, 1000])
def test_a_paste_is_one_message_whatever_it_holds_and_no_part_of_it_acts_as_a_key(pieces: int) -> None:
    keys = Keys()
    pasted = (
        b"\x1b[200~a \x1b[31mred\x1b[0m\x00\x01\x03\x08 \x1bq \x1b]0;title\x07b\x7f\tc\r"
        + "한".encode()
        + b"\x1b[201~x"
    )
    messages = [
        message
        for at in range(0, len(pasted), pieces)
        for message in (*keys.feed(pasted[at : at + pieces]), *keys.silence())
    ]
    assert [message.text for message in messages if isinstance(message, Paste)] == ["a red q b\tc\r한"]
    assert [message.key for message in messages if isinstance(message, Key)] == ["x"]


@pytest.mark.fault
def test_a_paste_whose_end_never_comes_does_not_swallow_the_keys_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = Keys()
    assert not list(keys.feed(b"\x1b[200~half"))
    monkeypatch.setattr("quizdl.tui.driver.SECONDS_OF_A_PASTE", -1.0)
    assert [message.text for message in keys.silence() if isinstance(message, Paste)] == ["half"]
    assert typed(keys, b"q") == "q"


def test_a_sequence_that_breaks_the_parser_leaves_it_counting_the_mouse_in_pixels() -> None:
    keys = Keys()
    list(keys.feed(b"\x1b[48;24;80;480;800t"))  # the terminal's size in cells and in pixels
    list(keys.feed(b"\x1b[1114112u"))
    [press] = keys.feed(b"\x1b[<0;401;241M")
    assert isinstance(press, MouseDown)
    assert (press.x, press.y) == (40, 12)
