"""The magic of notebooks, in a shell that knows what IPython's does of it."""

from collections.abc import Callable
from typing import Any

import pytest

import quizdl
from quizdl.api.judgement import Judgement
from quizdl.errors import UnknownName

STEP = """
def momentum_step(theta, v, g, lr, beta):
    v = beta * v + g
    return theta - lr * v, np.copy(v)
"""


class Shell:
    """Cells that ran, and the magics."""

    def __init__(self) -> None:
        self.user_ns: dict[str, Any] = {"In": [""]}
        self.magics: dict[str, Callable[[str, str], Judgement]] = {}

    def register_magic_function(self, function: Any, magic_kind: str, magic_name: str) -> None:
        self.magics[f"{magic_kind} {magic_name}"] = function

    def run(self, *cells: str) -> None:
        self.user_ns["In"].extend(cells)

    def practice(self, name: str, cell: str) -> Judgement:
        self.run(f"get_ipython().run_cell_magic('practice', {name!r}, {cell!r})")
        return self.magics["cell practice"](name, cell)


@pytest.fixture
def shell() -> Shell:
    made = Shell()
    quizdl.load_ipython_extension(made)
    return made


@pytest.mark.slow
def test_the_magic_judges_its_cell_with_the_imports_of_earlier_ones(shell: Shell) -> None:
    shell.run("get_ipython().run_line_magic('load_ext', 'quizdl')", "import numpy as np\nimport matplotlib")
    right = shell.practice("write-momentum", STEP)
    assert (right.passes, right.trouble, set(right.claims.values())) == (True, "", {"passed"})
    assert "Right." in right.to_html("en")
    wrong = shell.practice("write-momentum", STEP.replace("v = beta * v + g", "v = beta * v + (1 - beta) * g"))
    assert not wrong.passes
    assert "Not right yet." in wrong.to_html("en")
    assert "아직 아닙니다." in wrong.to_html("ko")
    assert "<script" not in wrong.to_html("en")


def test_a_name_from_another_cell_is_told_with_its_line(shell: Shell) -> None:
    shell.run("def np_copy(v): return v")
    judgement = shell.practice("write-momentum", STEP.replace("np.copy", "np_copy"))
    assert judgement.fault == {"kind": "hidden", "name": "np_copy", "line": 5}, "the line of the magic is the first"
    assert judgement.trouble in judgement.to_html("en")
    assert "Line 5: Another cell defines np_copy." in repr(judgement)


def test_an_unknown_exercise_is_named_with_the_nearest_one(shell: Shell) -> None:
    with pytest.raises(UnknownName, match="did you mean write-momentum"):
        shell.practice("write-momentun", STEP)
