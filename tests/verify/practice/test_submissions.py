"""A reader's program in a process of its own: what it gives, and every way in which it can go wrong."""

import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from quizdl.verdict import Verdict
from quizdl.verify.reading import read_family
from quizdl.verify.result import Result
from quizdl.verify.runner import Runner
from quizdl.verify.submission import Submission
from quizdl.verify.task import Task

PROGRAM = '''
"""Sums."""

import numpy as np


class Sum:
    def __init__(self, start=0.0):
        self.total = start

    def add(self, x, g):
        self.total = self.total + g
        return x - self.total

    def begin(self, total):
        self.total = total


def scale(x, by, function=None):
    return (function or (lambda y: y))(x * by), float(x.sum())
'''
CLAIMS = '''
"""Claims about sums."""

import numpy as np

from quizdl.verify import Control, Evidence, Measurement, claim, within

from .programs import sums


def evidence(value, expected):
    return Evidence(
        measurements=[Measurement("off", float(np.abs(value - expected).max()), within(0, 1e-12, because="exact"))],
        controls=[Control("moved", float(np.abs(expected).max()), within(0, 1e-12))],
    )


@claim(en="A sum adds up.", seconds=0.1)
def adds(steps: int = 3) -> Evidence:
    total = sums.Sum(1.0)
    other = sums.Sum()
    g = np.array([1.0, 2.0])
    x = np.zeros(2)
    for _ in range(steps):
        x = total.add(x, g)
        other.add(x, 2 * g)
        g += 1.0
    return evidence(x, -np.array([1.0 + 1, 1.0 + 2]) - np.array([1 + 3.0, 1 + 5.0]) - np.array([1 + 6.0, 1 + 9.0]))


@claim(en="It begins anew.", seconds=0.1)
def begins() -> Evidence:
    total = sums.Sum(1.0)
    given = total.begin(np.array([5.0]))
    return evidence(total.add(np.zeros(1), np.ones(1)), np.array([-6.0] if given is None else [0.0]))


@claim(en="It scales.", seconds=0.1)
def scales() -> Evidence:
    y, total = sums.scale(np.array([1.0, 2.0, 3.0]), 2.0, function=lambda x: x + 1)
    return evidence(np.append(y, total), np.array([3.0, 5.0, 7.0, 6.0]))


@claim(en="It says nothing of the program.", seconds=0.1)
def idle() -> Evidence:
    return evidence(np.ones(2), np.ones(2))


@claim(en="It looks inside.", seconds=0.1)
def nosy() -> Evidence:
    return evidence(sums.Sum(1.0).total, np.ones(2))
'''
SUM = """
    class Sum:
        def __init__(self, start=0.0):
            self.total = start
        def add(self, x, g):
            self.total = self.total + g
            return x - self.total
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "programs").mkdir()
    (tmp_path / "programs" / "sums.py").write_text(PROGRAM)
    (tmp_path / "claims.py").write_text(CLAIMS)
    return tmp_path


async def run(
    runner: Runner, folder: Path, source: str, claim: str = "adds", symbol: str = "Sum", **rules: Any
) -> Result:
    [found] = [found for found in read_family(folder / "claims.py").claims if found.function == claim]
    results = {"add": ("x",), "scale": ("y", "total"), "begin": ()}
    rules = {"in_place": frozenset({"x"}), **rules}
    text = textwrap.dedent(source).lstrip()
    submission = Submission(folder / "programs" / "sums.py", symbol, text, "/home/me/sum.py", results, **rules)
    return await runner.run(Task(found).with_solution(submission).pinned())


@pytest.mark.slow
async def test_right_programs_pass_however_they_give_their_results(folder: Path, runner: Runner) -> None:
    in_place = """
        import torch
        class Sum:
            def __init__(self, start=0.0):
                self.totals = [start]
            def add(self, x: torch.Tensor, g: torch.Tensor):
                self.totals.append(self.totals[-1] + g.clone())
                x -= self.totals[-1]
    """
    for source in (SUM, in_place):
        result = await run(runner, folder, source)
        assert (result.verdict, result.fault) == (Verdict.SUPPORTED, None)
        assert result.calls == {"made": 6, "agreed": 6, "first": None}
    for returned in ("y, t", "[y, t]", "dict(y=y, total=t)", "dict(total=t, y=y)", "(y for y in (y, t))"):
        source = f"def scale(x, by, function=None):\n    y = function(by * x)\n    t = x.sum()\n    return {returned}\n"
        result = await run(runner, folder, source, "scales", "scale")
        assert (returned, result.verdict, result.fault) == (returned, Verdict.SUPPORTED, None)


@pytest.mark.slow
@pytest.mark.parametrize("compared", [True, False])
async def test_what_a_call_returns_that_is_to_give_nothing_is_dropped(
    compared: bool, folder: Path, runner: Runner
) -> None:
    for returned in ("self", "None"):
        begin = f"def begin(self, total):\n            self.total = total + 0\n            return {returned}\n"
        result = await run(runner, folder, f"{SUM}        {begin}", "begins", compared=compared)
        assert (returned, result.verdict, result.fault) == (returned, Verdict.SUPPORTED, None)


@pytest.mark.slow
async def test_a_wrong_program_is_refuted_with_its_smallest_call_that_differs(folder: Path, runner: Runner) -> None:
    result = await run(runner, folder, SUM.replace("self.total + g", "g"))
    assert (result.verdict, result.fault) == (Verdict.REFUTED, None)
    assert result.calls == {
        "made": 6,
        "agreed": 1,
        "first": {
            "call": "add",
            "number": 1,
            "object": 0,
            "names": ["x", "g"],
            "arguments": [[0.0, 0.0], [1.0, 2.0]],
            "given": [-1.0, -2.0],
            "asked": [-2.0, -3.0],
            "apart": {"name": "x", "index": [0], "given": -1.0, "asked": -2.0},
        },
    }


@pytest.mark.slow
async def test_where_other_numbers_may_be_right_no_call_is_said_to_differ(folder: Path, runner: Runner) -> None:
    result = await run(runner, folder, SUM.replace("self.total + g", "g"), numbers=False)
    assert (result.verdict, result.fault) == (Verdict.REFUTED, None)
    assert result.calls == {"made": 0, "agreed": 0, "first": None}
    shapes = await run(runner, folder, SUM.replace("return x", "return x[None]"), numbers=False)
    assert shapes.fault is not None, "the rest of the contract holds"


IN_ADD = "self.total = self.total + g"
BEYOND_THE_CONTRACT: Mapping[str, tuple[str, dict[str, object]]] = {
    "an argument is changed": (
        "g *= 2",
        {"kind": "changed", "name": "g", "index": [0], "before": 1.0, "after": 2.0},
    ),
    "it raises": (
        "raise ValueError('no\\nway')",
        {"kind": "raised", "type": "ValueError", "message": "no way", "line": 5, "function": "add"},
    ),
    "a shape": ("return x[None]", {"kind": "shape", "name": "x", "given": [1, 2], "asked": [2]}),
    "a dtype": (
        "return x.astype('float32')",
        {"kind": "dtype", "name": "x", "given": "float32", "asked": "float64"},
    ),
    "one result too many": ("return x, g", {"kind": "count", "given": 2, "asked": 1, "names": ["x"]}),
    "NaN": ("return x + float('nan')", {"kind": "not_finite", "name": "x", "index": [0], "value": "nan"}),
    "a text": ("return 'x'", {"kind": "container", "name": "x", "given": "str"}),
    "nothing": ("return None", {"kind": "nothing", "asked": ["x"]}),
    "an object": ("return object()", {"kind": "container", "given": "object"}),
    "it leaves": ("raise SystemExit(3)", {"kind": "exited", "code": 3, "line": 5}),
    "it leaves at once": ("import os; os._exit(3)", {"kind": "exited", "code": 3, "line": None}),
    "a segmentation fault": ("import ctypes; ctypes.string_at(0)", {"kind": "killed", "signal": "SIGSEGV"}),
    "it kills the judge": (
        "import os; os.kill(os.getppid(), 9)",
        {"kind": "forbidden", "name": "os.kill", "line": 5},
    ),
    "it forks": ("import os; os.fork()", {"kind": "forbidden", "name": "os.fork", "line": 5}),
    "it starts a program": (
        "import subprocess; subprocess.run(['true'])",
        {"kind": "forbidden", "name": "subprocess.Popen", "line": 5},
    ),
    "too much memory": (
        "b = bytearray(2 * 2**30)",
        {"kind": "raised", "type": "MemoryError", "message": "", "line": 5, "function": "add"},
    ),
    "it imports quizdl": ("import quizdl.verify", {"kind": "forbidden", "name": "quizdl.verify", "line": 5}),
    "it forges messages": (
        "import os\n            for i in range(3, 99):\n                try: os.write(i, b'~{}' * 99)\n"
        "                except OSError: pass",
        {"kind": "protocol"},
    ),
}


@pytest.mark.slow
@pytest.mark.fault
async def test_each_way_to_break_the_contract_is_told_with_its_line(folder: Path, runner: Runner) -> None:
    told = {}
    for name, (line, _) in BEYOND_THE_CONTRACT.items():
        result = await run(runner, folder, SUM.replace(IN_ADD, line))
        told[name] = (result.verdict, result.fault)
    assert told == {name: (Verdict.FAILED, fault) for name, (_, fault) in BEYOND_THE_CONTRACT.items()}


@pytest.mark.slow
@pytest.mark.fault
async def test_a_file_that_cannot_be_loaded_is_told(folder: Path, runner: Runner) -> None:
    told = [
        (await run(runner, folder, source)).fault
        for source in (
            "class Som: ...",
            "class Sum:\n  def add(self) return",
            "1 / 0",
            "def Sum(): ...",
            "raise SystemExit",
        )
    ]
    assert told == [
        {"kind": "missing", "name": "Sum"},
        {
            "kind": "not_loaded",
            "type": "SyntaxError",
            "message": "expected ':' (sum.py, line 2)",
            "line": 2,
            "function": "",
        },
        {
            "kind": "not_loaded",
            "type": "ZeroDivisionError",
            "message": "division by zero",
            "line": 1,
            "function": "<module>",
        },
        {"kind": "container", "name": "Sum", "given": "function", "asked": "class"},
        {"kind": "exited", "code": 0, "line": 1},
    ]


@pytest.mark.slow
@pytest.mark.fault
@pytest.mark.parametrize("line", ["while True: pass", "import time; time.sleep(1e4)"])
async def test_a_call_that_does_not_come_back_is_ended_with_its_line(line: str, folder: Path, runner: Runner) -> None:
    result = await run(runner, folder, SUM.replace(IN_ADD, line), seconds=1.0)
    assert result.fault is not None
    assert (result.fault["kind"], result.fault["call"], result.fault["line"]) == ("slow", "add", 5)


@pytest.mark.slow
@pytest.mark.fault
async def test_what_a_program_changes_of_its_process_reaches_no_judge(folder: Path, runner: Runner) -> None:
    changes = """
        import sys
        import numpy as np
        np.abs = lambda *_: np.zeros(1)
        np.allclose = np.array_equal = lambda *_, **__: True
        np.seterr(all="raise")
        sys.setrecursionlimit(500)
        sys.stdout.close()
    """
    wrong = textwrap.dedent(SUM.replace("self.total + g", "g + g"))
    result = await run(runner, folder, textwrap.dedent(changes) + wrong)
    assert (result.verdict, result.fault) == (Verdict.REFUTED, None)


@pytest.mark.slow
@pytest.mark.fault
async def test_state_kept_in_the_callers_array_is_noticed(folder: Path, runner: Runner) -> None:
    keeps = """
        class Sum:
            def __init__(self, start=0.0):
                self.start, self.all = start, []
            def add(self, x, g):
                self.all.append(g)
                return x - self.start - sum(self.all)
    """
    lent = await run(runner, folder, keeps)
    copied = await run(runner, folder, keeps.replace("append(g)", "append(g.copy())"))
    allowed = await run(runner, folder, keeps, keeps=True)
    assert [result.verdict for result in (lent, copied, allowed)] == [
        Verdict.REFUTED,
        Verdict.SUPPORTED,
        Verdict.SUPPORTED,
    ]


@pytest.mark.slow
async def test_what_the_exercise_asks_to_write_raises(folder: Path, runner: Runner) -> None:
    for line, name in (
        ("torch.optim.SGD([g], 1)", "torch.optim.SGD"),
        ("torch.zeros(1, requires_grad=True).sum().backward()", "torch.autograd.backward"),
        ("torch.nn.functional.softmax(g, 0)", "torch.nn.functional.softmax"),
    ):
        forbidden = ("torch.optim", "torch.autograd", "torch.nn.functional.softmax")
        result = await run(
            runner, folder, "import torch\n" + textwrap.dedent(SUM.replace(IN_ADD, line)), forbidden=forbidden
        )
        assert result.fault == {"kind": "forbidden", "name": name, "line": 7}


@pytest.mark.slow
async def test_a_claim_that_does_not_keep_to_the_contract_is_our_fault(folder: Path, runner: Runner) -> None:
    idle = await run(runner, folder, SUM, "idle")
    nosy = await run(runner, folder, SUM, "nosy")
    assert (idle.fault, nosy.fault) == (None, None)
    assert idle.reason == "crash: the claim never calls Sum, so it cannot judge it"
    assert nosy.reason == "crash: BrokenClaim: the claim reads Sum.total, which is no part of the contract"
