"""What a reader sees of a text."""

import sys

import pytest

from quizdl.bank.characters import is_blank, without_invisible


@pytest.mark.slow
def test_a_text_is_blank_where_nothing_of_it_is_seen() -> None:
    assert [
        hex(code) for code in range(sys.maxunicode + 1) if is_blank(chr(code)) == bool(without_invisible(chr(code)))
    ] == []


def test_what_is_seen_of_a_text_leaves_out_spaces_and_signs_that_draw_nothing() -> None:
    assert without_invisible("a b\tc\u2800, 학습률\u3164 \u0301√") == "abc,학습률√"
