"""`bank check --prove` judges the programs of exercises, and `judge` takes an exercise by its name."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import quizdl as library
from quizdl.api.background import close_background_service
from quizdl.bank.trust import TrustStore
from quizdl.errors import BadSetting, BadSolution, UnknownName
from tests.cli.conftest import Quizdl
from tests.practice.small_bank import PROGRAM, write_small_bank

pytestmark = pytest.mark.slow


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    return write_small_bank(tmp_path / "bank")


def test_an_exercise_is_proven_by_its_right_and_wrong_programs(quizdl: Quizdl, bank: Path) -> None:
    assert quizdl("trust", str(bank)).returncode == 0
    done = quizdl("bank", "check", str(bank), "--prove")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "write-sum: 3 programs show what they must"), done


def test_programs_that_do_not_show_what_they_must_are_named(quizdl: Quizdl, bank: Path) -> None:
    folder = bank / "verifiers" / "exercises" / "write-sum"
    (folder / "wrong_none.py").write_text(PROGRAM)
    (folder / "right_none.py").write_text(PROGRAM.replace("self.total + g", "None"))
    assert quizdl("trust", str(bank)).returncode == 0
    done = quizdl("bank", "check", str(bank), "--prove")
    assert done.returncode == 2
    assert done.stdout.splitlines()[-3:] == [
        "write-sum: right_none.py is right, and does not pass: "
        "Line 10, in add: TypeError: unsupported operand type(s) for -: 'float' and 'NoneType'",
        "write-sum: wrong_none.py is wrong, and every judge passes it",
        "write-sum: 2 of 5 programs do not show what they must",
    ]
    done = quizdl("bank", "check", str(bank), "--prove", "--lang", "ko")
    assert done.stdout.splitlines()[-2:] == [
        "write-sum: wrong_none.py 답안은 틀렸는데 모든 주장을 통과함",
        "write-sum: 프로그램 5개 중 2개가 예상과 다르게 판정됨",
    ]


class Sum:
    """Another way to the same."""

    def __init__(self, start: float = 0.0) -> None:
        self.start, self.added = start, 0.0

    def add(self, x: float, g: float) -> float:
        self.added += g
        return x - self.start - self.added


@pytest.fixture
def trusted(bank: Path) -> Iterator[Path]:
    TrustStore().trust(bank)
    yield bank
    close_background_service()


def test_an_exercise_is_judged_from_python(trusted: Path, tmp_path: Path) -> None:
    right = library.judge("write-sum", Sum, bank=trusted)
    assert (right.passes, right.fault, right.trouble) == (True, None, "")
    assert right.claims == dict.fromkeys(("claims.one", "claims.three", "claims.from_nothing"), "passed")
    file = tmp_path / "mine.py"
    file.write_text(PROGRAM.replace("self.total + g", "g / 0"))
    wrong = library.judge("write-sum", file, bank=trusted)
    assert (wrong.passes, wrong.fault is not None and wrong.fault["kind"]) == (False, "not_finite")
    document = wrong.to_dict()
    assert (document["symbol"], document["fault"], document["trouble"]) == ("write-sum", wrong.fault, wrong.trouble)
    assert wrong.trouble in repr(wrong)


def test_what_is_no_exercise_or_no_file_is_told(trusted: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="did you mean write-sum"):
        library.judge("write-sums", Sum, bank=trusted)
    with pytest.raises(BadSetting, match="write-sum is an exercise"):
        library.judge("write-sum", Sum, "claims.one", bank=trusted)
    with pytest.raises(BadSolution):
        library.judge("write-sum", tmp_path / "nowhere.py", bank=trusted)
