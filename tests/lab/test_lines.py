"""Counting lines: programs whose counts can be read off by eye."""

import pytest

from quizdl.lab.lines import RULES, LineCount, count_lines, statements

PROGRAM = '''"""What it is for.

Two paragraphs.
"""

import numpy as np; import math  # two statements


@staticmethod
def root(
    x,
):
    """A docstring."""
    # a comment
    if x > 0: return math.sqrt(x)
    else:
        return np.sqrt(
            -x)
'''


def test_a_program_is_counted_by_three_rules() -> None:
    assert count_lines(PROGRAM) == LineCount(physical=18, code=9, statements=8)


def test_statements_are_normalised_one_a_line() -> None:
    assert statements(PROGRAM) == [
        "import numpy as np",
        "import math",
        "@staticmethod",
        "def root(x):",
        "    if x > 0:",
        "        return math.sqrt(x)",
        "    else:",
        "        return np.sqrt(-x)",
    ]


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("", LineCount(0, 0, 0)),
        ("# only a comment\n\n", LineCount(2, 0, 0)),
        ('"""only a docstring"""', LineCount(1, 0, 0)),
        ("x = 1", LineCount(1, 1, 1)),
        ("x = 1; y = 2", LineCount(1, 1, 2)),
        ("x, y = 1, 2\r\n", LineCount(1, 1, 1)),
        ("x = (1 +\n     # why\n     2)\n", LineCount(3, 2, 1)),
        ("x = '''a\n\nb'''\n", LineCount(3, 2, 1)),
        ("x = f'''a\n{1}'\"\n'''\n", LineCount(3, 3, 1)),
        ("'one'\n'two\\nlines'\nx = 1\n", LineCount(3, 2, 1)),
        ('def 함수(): "문서"; return 1\n', LineCount(1, 1, 2)),
        ('class A:\n    """a\n\n    b"""\n    x: int\n', LineCount(5, 2, 2)),
        ("x = 1\n\x0cy = 2\n", LineCount(2, 2, 2)),
        ("try:\n    x\nfinally:\n    y", LineCount(4, 4, 4)),
    ],
)
def test_small_programs_are_counted_as_the_rules_say(source: str, count: LineCount) -> None:
    assert count_lines(source) == count


def test_layout_changes_lines_but_not_statements() -> None:
    spread, dense = "x = [\n    1,\n\n    2,\n]\n", "x = [1, 2]"
    assert count_lines(spread).code > count_lines(dense).code
    assert statements(spread) == statements(dense)


def test_there_is_a_rule_in_words_for_each_count() -> None:
    assert list(RULES) == ["physical lines", "code lines", "statements"]


def test_what_is_not_python_is_refused() -> None:
    with pytest.raises(SyntaxError):
        count_lines("def :")
