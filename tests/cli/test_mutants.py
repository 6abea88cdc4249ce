"""`quizdl verify --mutants`: planted bugs, and the claims that catch them."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Quizdl
from tests.cli.two_claims import LACKS, trusted

pytestmark = pytest.mark.slow  # each starts the program anew


def test_mutants_name_the_claims_that_caught_them_and_one_that_none_caught_exits_with_1(
    quizdl: Quizdl, tmp_path: Path
) -> None:
    path = Path(trusted(quizdl, tmp_path))
    path.write_text(path.read_text().replace(LACKS, ""))
    assert quizdl("trust", str(path)).returncode == 0
    done = quizdl("verify", str(path), "--mutants", "--json")
    assert json.loads(done.stdout)["mutants"] == [
        {"id": "two.triples", "outcome": "caught", "caught_by": ["two.holds"], "unjudged_by": []},
        {"id": "two.turns_nothing", "outcome": "missed", "caught_by": [], "unjudged_by": []},
    ]
    assert done.returncode == 1


def test_a_mutant_that_a_claim_which_cannot_run_here_might_catch_is_left_open(quizdl: Quizdl, tmp_path: Path) -> None:
    path = trusted(quizdl, tmp_path)
    done = quizdl("verify", path, "--mutants")
    assert "cannot be judged: two.lacks unavailable (needs a second moon)" in " ".join(done.stdout.split())
    assert (done.returncode, quizdl("verify", path, "--mutants", "--strict").returncode) == (0, 3)


@pytest.mark.fault
def test_a_mutant_of_a_claim_that_crashes_cannot_be_judged(quizdl: Quizdl, tmp_path: Path) -> None:
    path = Path(trusted(quizdl, tmp_path))
    crashing = LACKS.replace('raise Unavailable("needs a second moon")', "return 1 / 0")
    path.write_text(path.read_text().replace(LACKS, crashing))
    assert quizdl("trust", str(path)).returncode == 0
    done = quizdl("verify", str(path), "--mutants", "--json")
    caught, open_ = json.loads(done.stdout)["mutants"]
    assert (caught["outcome"], caught["caught_by"], done.returncode) == ("caught", ["two.holds"], 1)
    assert (open_["outcome"], open_["caught_by"]) == ("unjudged", [])
    assert open_["unjudged_by"] == [
        {
            "claim": "two.lacks",
            "verdict": "failed",
            "reason": "crash: ZeroDivisionError: division by zero",
            "reason_ko": None,
            "with_bug": False,
        }
    ]
    output = " ".join(quizdl("verify", str(path), "--mutants").stdout.split())
    assert "cannot be judged: two.lacks without the bug: failed (crash: ZeroDivisionError: division by zero)" in output
    assert "1 of 1 planted bugs caught, 1 cannot be judged" in output


def test_mutants_meet_the_claims_seeds_and_settings_that_were_asked_for(quizdl: Quizdl, tmp_path: Path) -> None:
    path = trusted(quizdl, tmp_path)
    document = json.loads(quizdl("verify", path, "--mutants", "--set", "x=3", "--json").stdout)
    assert document["mutants"][0]["unjudged_by"][0]["claim"] == "two.holds"  # refuted at x = 3 without a bug as well
    for seeds in (("--seed", "1"), ("--seeds", "2")):
        document = json.loads(quizdl("verify", path, "--mutants", *seeds, "--json").stdout)
        unjudged = document["mutants"][0]["unjudged_by"][0]
        assert {"claim": "two.coin", "verdict": "refuted", "with_bug": False}.items() <= unjudged.items()


def test_mutants_of_one_claim_are_shown_to_that_claim_alone(quizdl: Quizdl) -> None:
    done = quizdl("verify", "momentum.last_ten", "--mutants", "--json")
    document = json.loads(done.stdout)
    asked = {name for entry in document["mutants"] for name in entry["caught_by"]}
    assert asked == {"momentum.last_ten"}
    assert "missed" in {entry["outcome"] for entry in document["mutants"]}  # other claims of the family may catch those
    assert (document["agrees"], done.returncode) == (True, 0)


def test_a_bug_planted_by_hand_turns_the_verdict_even_where_a_mutant_quotes_its_line(
    quizdl: Quizdl, tmp_path: Path
) -> None:
    path = Path(trusted(quizdl, tmp_path))
    path.write_text(path.read_text().replace("return x * 2", "return x * 3"))
    assert quizdl("trust", str(path)).returncode == 0
    done = quizdl("verify", str(path), "--json")
    assert (done.returncode, json.loads(done.stdout)["claims"][0]["verdict"]) == (1, "refuted")
    assert "its old text occurs 0 times" in done.stderr
    assert quizdl("verify", str(path), "--mutants").returncode == 2
