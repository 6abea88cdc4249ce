"""Proving a bank: which answers the evidence does not carry, and whom a planted bug is shown to."""

from pathlib import Path

import pytest

from quizdl.cli.proving import prove
from quizdl.verify.catalogue import read_catalogue
from quizdl.verify.hunt_plans import plan_quick_hunts
from quizdl.verify.server_handle import ServerHandle
from quizdl.verify.task import Task
from tests.cli.conftest import Quizdl

pytestmark = pytest.mark.slow  # each starts the program anew


@pytest.fixture
def bank(quizdl: Quizdl, tmp_path: Path) -> Path:
    """A new bank, made by the command."""
    path = tmp_path / "mine"
    assert quizdl("bank", "new", str(path)).returncode == 0
    return path


def spoil(bank: Path, folder: str, old: str, new: str) -> None:
    """Change the only file in that folder of the bank."""
    [file] = (bank / folder).glob("*.[py]*")
    text = file.read_text()
    assert text.count(old) == 1
    file.write_text(text.replace(old, new))


def test_a_proof_names_the_questions_whose_answer_the_evidence_does_not_carry(quizdl: Quizdl, bank: Path) -> None:
    spoil(bank, "verifiers", "max(slopes), at_most(0.25", "max(slopes), at_most(0.2")
    assert quizdl("trust", str(bank)).returncode == 0
    done = quizdl("bank", "check", str(bank), "--prove")
    rest = "questions that rest on it: sigmoid-vanishing-gradient, sigmoid-largest-slope"
    line = f"sigmoid.largest_slope came out refuted; {rest}"
    assert (done.returncode, line in done.stdout.splitlines()) == (1, True), done.stdout
    done = quizdl("bank", "check", str(bank), "--prove", "--lang", "ko")
    line = (
        "sigmoid.largest_slope 판정: 반박됨. 이 주장이 근거인 문제: sigmoid-vanishing-gradient, sigmoid-largest-slope"
    )
    assert (done.returncode, line in done.stdout.splitlines()) == (1, True), done.stdout


def test_a_proof_names_the_question_that_waits_for_a_measurement_no_claim_makes(quizdl: Quizdl, bank: Path) -> None:
    spoil(bank, "questions", "largest_slope/largest slope", "largest_slope/steepest slope")
    done = quizdl("bank", "check", str(bank), "--prove")
    last = (
        "sigmoid-largest-slope: measured: sigmoid.largest_slope/steepest slope: the experiment gave no such measurement"
    )
    assert (done.returncode, done.stdout.splitlines()[-1]) == (2, last)
    done = quizdl("bank", "check", str(bank), "--prove", "--lang", "ko")
    last = "sigmoid-largest-slope: measured: sigmoid.largest_slope/steepest slope: 실험 결과에 그런 측정이 없습니다"
    assert (done.returncode, done.stdout.splitlines()[-1]) == (2, last)


def test_a_proof_names_a_control_that_repeats_a_measurement(quizdl: Quizdl, bank: Path) -> None:
    spoil(
        bank,
        "verifiers",
        '"largest slope of tanh", max(tanh_slope(x) for x in INPUTS), at_most(0.25)',
        '"again", max(slopes), at_most(0.2)',
    )
    assert quizdl("trust", str(bank)).returncode == 0
    done = quizdl("bank", "check", str(bank), "--prove")
    last = 'sigmoid.largest_slope: the control "again" has the value of "largest slope": it must break by itself'
    assert (done.returncode, done.stdout.splitlines()[-1]) == (2, last)


def test_the_check_names_what_is_not_translated_in_a_file_of_translations(quizdl: Quizdl, bank: Path) -> None:
    (bank / "verifiers" / "ko").mkdir()
    (bank / "verifiers" / "ko" / "sigmoid.toml").write_text('"largest slope" = "가장 큰 기울기"\n', encoding="utf-8")
    done = quizdl("bank", "check", str(bank))
    assert done.returncode == 2
    assert "'largest slope of tanh' is not translated in sigmoid.toml" in done.stdout
    assert "'largest slope' is not translated" not in done.stdout


def test_a_claim_that_crashes_is_no_fault_of_the_question_that_names_its_measurement(
    quizdl: Quizdl, bank: Path
) -> None:
    spoil(bank, "verifiers", "    slopes = [sigmoid_slope(x)", "    slopes = [1 / 0 + sigmoid_slope(x)")
    assert quizdl("trust", str(bank)).returncode == 0
    done = quizdl("bank", "check", str(bank), "--prove")
    rest = "questions that rest on it: sigmoid-vanishing-gradient, sigmoid-largest-slope"
    line = f"sigmoid.largest_slope came out failed; {rest}"
    assert (done.returncode, done.stdout.splitlines()[-1]) == (1, line)


def test_a_mutant_that_only_a_crashing_claim_might_catch_cannot_be_judged(quizdl: Quizdl, bank: Path) -> None:
    spoil(bank, "verifiers", "    slopes = [sigmoid_slope(x)", "    slopes = [1 / 0 + sigmoid_slope(x)")
    assert quizdl("trust", str(bank)).returncode == 0
    output = " ".join(quizdl("bank", "check", str(bank), "--prove").stdout.split())
    assert "no claim of the family noticed" not in output
    assert "cannot be judged: sigmoid.largest_slope without the bug: failed (crash: ZeroDivisionError: " in output


def test_a_proof_of_claims_and_mutants_starts_the_server_once(bank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    starts: list[ServerHandle] = []
    start = ServerHandle._start

    def counted(server: ServerHandle) -> None:
        starts.append(server)
        start(server)

    monkeypatch.setattr(ServerHandle, "_start", counted)
    [family] = read_catalogue(bank / "verifiers").families.values()
    tasks = [Task(claim) for claim in family.claims]
    outcome = prove(tasks, plan_quick_hunts([family]), None, lambda _task, _result: None, fresh=True)
    assert outcome.exit_code(strict=True) == 0
    assert len(outcome.hunts) == 3
    assert len(starts) == 1


def test_a_proof_asks_about_a_planted_bug_until_one_claim_notices(quizdl: Quizdl, bank: Path) -> None:
    def noticed(*command: str) -> list[int]:
        lines = quizdl(*command).stdout.splitlines()
        return [line.count("sigmoid.") for line in lines if "caught by:" in line]

    assert noticed("bank", "check", str(bank), "--prove") == [1, 1, 1]
    assert noticed("verify", "--bank", str(bank), "--all", "--mutants") == [2, 1, 1]
