"""Which claims use a symbol, told from sources alone."""

import pytest

from quizdl.verify.symbol_use import uses

PROGRAM = """
class Adam:
    def step(self, theta):
        return update(theta)

def update(theta):
    return theta

def unused():
    return Adam

if __name__ == "__main__":
    print(unused())
"""
VERIFIER = """
from .programs import program
from .programs.program import update as rule

OPTIMIZERS = {"adam": program.Adam}

def descend(optimizer):
    return OPTIMIZERS[optimizer]().step(1.0)

def by_descent():
    return descend("adam")

def by_rule():
    return rule(1.0)

def by_name():
    return getattr(program, "update")

def neither():
    return 1.0
"""


@pytest.mark.parametrize(
    ("claim", "used"),
    [
        ("by_descent", {"Adam", "update", "descend"}),
        ("by_rule", {"update"}),
        ("by_name", {"update"}),
        ("neither", set()),
    ],
)
def test_a_claim_uses_what_its_function_leads_to(claim: str, used: set[str]) -> None:
    symbols = ("Adam", "update", "descend", "unused")
    assert {symbol for symbol in symbols if uses(claim, symbol, [VERIFIER, PROGRAM])} == used


def test_what_runs_when_a_module_is_imported_is_used_by_every_claim() -> None:
    assert uses("neither", "update", [f"{VERIFIER}\nfor _ in range(3): rule(1.0)\n", PROGRAM])


def test_a_claim_that_runs_programs_by_name_uses_only_what_it_names() -> None:
    sources = [f"{VERIFIER}\nimport importlib\nimportlib.import_module('x')\n", PROGRAM]
    assert not uses("neither", "update", sources)
    assert uses("by_name", "update", sources)
