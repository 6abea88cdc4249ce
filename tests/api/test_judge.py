"""A function of the reader's in the place of the bank's, judged from Python."""

from collections.abc import Callable
from pathlib import Path

import pytest

import quizdl
from quizdl.bank.trust import TrustStore
from quizdl.errors import BadSetting, BadSolution, NotTrusted, UnknownName
from tests.api.conftest import MakeBank


def same(n: int) -> int:
    """Another way to the same."""
    return (n + n) // 2


def off_by_one() -> Callable[[int], int]:
    def same(n: int) -> int:
        return n + 1

    return same


@pytest.fixture
def bank(make_bank: MakeBank) -> Path:
    """A trusted bank."""
    TrustStore().trust(made := make_bank())
    return made


def test_a_right_function_passes(bank: Path) -> None:
    judgement = quizdl.judge("coin.same", same, bank=bank, seeds=2)
    assert judgement.passes
    assert judgement.claims == {"coin.holds": "passed"}
    assert [proof.seed for proof in judgement.proofs] == [0, 1]
    assert repr(judgement) == "<Judgement of coin.same: passes>\npassed    coin.holds"


def test_a_wrong_function_is_refused_by_its_numbers(bank: Path) -> None:
    judgement = quizdl.judge("coin.same", off_by_one(), "coin.holds", bank=bank)
    assert not judgement.passes
    assert judgement.claims == {"coin.holds": "refused"}
    assert judgement.proofs[0].measurements[0].value == 3
    assert judgement.to_dict()["says"] == {"coin.holds": "refused"}
    assert "It holds" in judgement._repr_html_()


def test_a_solution_may_be_a_file_or_a_text_with_its_imports(bank: Path, tmp_path: Path) -> None:
    text = "import math\n\n\ndef same(n):\n    return math.floor(n)\n"
    (tmp_path / "mine.py").write_text(text)
    assert quizdl.judge("coin.same", text, "coin", bank=bank).passes
    assert quizdl.judge("coin.same", tmp_path / "mine.py", "coin", bank=bank).passes


def test_of_two_modules_of_one_name_that_which_defines_the_symbol_counts(bank: Path) -> None:
    (bank / "verifiers" / "programs").mkdir()
    (bank / "verifiers" / "programs" / "coin.py").write_text("def flip(): ...\n")
    TrustStore().trust(bank)
    assert quizdl.judge("coin.same", same, bank=bank).passes


def test_a_symbol_that_no_claim_uses_is_told(bank: Path) -> None:
    with pytest.raises(BadSetting, match=r"^coin\.unused cannot be judged: none of the claims uses it"):
        quizdl.judge("coin.unused", "def unused(): ...", bank=bank)


def test_a_solution_may_replace_what_stands_in_a_file_of_a_folder(make_bank: MakeBank) -> None:
    verifiers = make_bank() / "verifiers"
    for folder in ("coin", "programs/metal"):
        (verifiers / folder).mkdir(parents=True)
    source = (verifiers / "coin.py").read_text().replace("def same", "def not_asked")
    (verifiers / "coin.py").unlink()
    (verifiers / "coin" / "tosses.py").write_text("from .sides import same\n" + source)
    (verifiers / "coin" / "sides.py").write_text(
        "from ..programs.metal.silver import weight\n\n\ndef same(n):\n    return weight(n)\n"
    )
    (verifiers / "programs" / "metal" / "silver.py").write_text("def weight(n):\n    return n\n")
    TrustStore().trust(verifiers.parent)
    for symbol, name in {"coin.sides.same": "same", "metal.silver.weight": "weight"}.items():
        for result, judged in {"n": "passed", "5": "refused"}.items():
            text = f"def {name}(n):\n    return {result}\n"
            assert quizdl.judge(symbol, text, bank=verifiers.parent).claims == {"coin.holds": judged}


def test_the_verifiers_of_a_foreign_bank_need_trust(make_bank: MakeBank) -> None:
    with pytest.raises(NotTrusted, match="quizdl trust"):
        quizdl.judge("coin.same", same, "coin", bank=make_bank())


@pytest.mark.parametrize(
    ("symbol", "solution", "error", "message"),
    [
        ("coins.same", same, UnknownName, "no module of the bank is called 'coins'; did you mean coin?"),
        ("coin.sane", same, UnknownName, "no function or class of the solution is called 'sane'; did you mean same?"),
        ("coin.other", "def other(): ...", UnknownName, "no function or class of coin.py is called 'other'"),
        ("coin.same", "def same(", BadSolution, "the solution is not Python: line 1"),
        ("coin.same", Path("nowhere.py"), BadSolution, "the source of the solution cannot be read"),
        ("coin.same", len, BadSolution, "the source of the solution cannot be read"),
    ],
)
def test_what_cannot_be_judged_is_a_sentence(
    bank: Path, symbol: str, solution: str | Path | Callable[..., object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=f"^{message}"):
        quizdl.judge(symbol, solution, "coin", bank=bank)
