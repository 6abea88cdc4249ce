"""The cell of a notebook that is an attempt."""

import json
from typing import Any

import pytest

from quizdl.practice.notebook import notebook_of, read_program

IMPORTS = "!pip install numpy\nimport numpy as np, math\nfrom collections import deque\nimport matplotlib.pyplot as plt"
CELL = "# quizdl: write-adam\n\nclass Adam:\n    def step(self, theta, g):\n        return np.sqrt(theta) - g\n"


def program(*cells: str) -> Any:
    return read_program(notebook_of(cells), "homework.ipynb", "write-adam")


def test_a_cell_gets_the_imports_that_it_needs_and_its_lines_keep_their_numbers() -> None:
    assert program(IMPORTS, CELL, "print(1)") == "import numpy as np" + CELL.removeprefix("# quizdl: write-adam")
    assert program(CELL, IMPORTS) == CELL.removeprefix("# quizdl: write-adam"), "only those of earlier cells"


def test_the_last_of_several_cells_counts_and_the_magic_marks_one_as_well() -> None:
    assert program(CELL, "# quizdl: write-rmsprop\nx = 1", "%%practice write-adam\ny = 2", "z = 3") == "\ny = 2"


@pytest.mark.parametrize(
    ("earlier", "body", "hidden"),
    [
        ("def scaled(x): ...", "y = 1\nz = scaled(y)", {"kind": "hidden", "name": "scaled", "line": 3}),
        ("beta, eps = 0.9, 1e-8", "def step(g):\n    return g * eps", {"kind": "hidden", "name": "eps", "line": 3}),
        ("import numpy as np\nx = np.ones(3)", "def f(x):\n    return np.sum(x)", None),
        ("total = 1\nnumber = 2", "total = 0\nnumbers = [number for number in range(total)]", None),
        ("def len(x): ...", "print(len([]))", None),
        ("def inner():\n    local = 1", "print(local)", None),
        ("broken = (", "print(broken)", None),
    ],
)
def test_a_name_that_another_cell_defines_is_told(earlier: str, body: str, hidden: dict[str, Any] | None) -> None:
    found = program(earlier, f"# quizdl: write-adam\n{body}")
    assert (found if isinstance(found, dict) else None) == hidden


def test_imports_from_future_stay_the_first() -> None:
    found = program("import numpy as np", "# quizdl: write-adam\nfrom __future__ import annotations\nx: Q = np.e")
    assert found == "from __future__ import annotations; import numpy as np\n\nx: Q = np.e"
    compile(found, "cell", "exec")


def test_what_is_no_python_is_left_to_be_told_with_its_line() -> None:
    assert program("import math", "# quizdl: write-adam\nx = (math") == "\nx = (math"


def test_the_source_of_a_cell_may_be_a_list_of_lines_and_other_cells_are_no_code() -> None:
    document = {
        "cells": [
            {"cell_type": "markdown", "source": ["# quizdl: write-adam\n", "text"]},
            {"cell_type": "code", "source": ["# quizdl: write-adam\n", "x = 1\n", "y = 2"]},
        ]
    }
    assert read_program(json.dumps(document).encode(), "a.ipynb", "write-adam") == "\nx = 1\ny = 2"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "no_notebook"),
        (b'{"cells": [{}]}', "no_notebook"),
        (b'{"cells": [{"cell_type": "code", "source": 1}]}', "no_notebook"),
        (b'"cells"', "no_notebook"),
        (b"[" * 100_000, "no_notebook"),
        ("가".encode("cp949"), "no_notebook"),
        (b'{"cells": []}', "no_cell"),
        (notebook_of(["# quizdl: write-rmsprop", " # quizdl: write-adam"]), "no_cell"),
        (notebook_of(["# quizdl: write-adam"]), "empty"),
        (notebook_of(["# quizdl: write-adam\nx = '\\ud800'" + "#" * 2**20]), "too_large"),
    ],
)
def test_a_notebook_without_such_a_cell_is_told(data: bytes, kind: str) -> None:
    found = read_program(data, "a.ipynb", "write-adam")
    assert isinstance(found, dict)
    assert found["kind"] == kind


def test_another_file_is_its_text() -> None:
    assert read_program(b"x = 1\r\n", "write_adam.py", "write-adam") == "x = 1\n"
