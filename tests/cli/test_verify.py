"""`quizdl verify`: names, options, exit codes, and the JSON that is promised."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from quizdl.cli.verify import say_unseeded
from quizdl.folders import builtin_bank
from quizdl.verify.reading import read_family
from tests.cli.conftest import Quizdl
from tests.cli.two_claims import ONE_HOLDS_ONE_BREAKS, trusted

pytestmark = pytest.mark.slow  # each starts the program anew


def test_a_claim_that_comes_out_as_it_declares_exits_with_0(quizdl: Quizdl) -> None:
    done = quizdl("verify", "momentum.last_ten")
    assert done.returncode == 0, done.stderr
    assert "momentum.last_ten" in done.stdout
    assert "supported" in done.stdout
    assert "0.651" in done.stdout


def test_json_is_one_document_with_the_promised_fields(quizdl: Quizdl) -> None:
    document = json.loads(quizdl("verify", "momentum.last_ten", "--json").stdout)
    assert document["schema"] == "quizdl.verify/1"
    assert document["agrees"] is True
    assert set(document["versions"]) >= {"quizdl", "numpy", "torch"}
    (claim,) = document["claims"]
    assert (claim["id"], claim["verdict"], claim["expected"]) == ("momentum.last_ten", "supported", "supported")
    assert claim["as_declared"] is True
    assert {"seed", "seconds", "reason"} <= set(claim)
    number = claim["measurements"][0]
    assert set(number) >= {"name", "value", "unit", "bound", "because", "holds"}
    assert number["holds"] is True
    assert all(control["holds"] is (control["must"] == "hold") for control in claim["controls"])


@pytest.mark.fault
def test_json_escapes_what_a_terminal_obeys_and_keeps_it_for_its_readers(quizdl: Quizdl, tmp_path: Path) -> None:
    path = tmp_path / "two.py"
    odd = "\x9b31m\u202e\ud800\U000e0041 β"
    path.write_text(ONE_HOLDS_ONE_BREAKS.replace('"twice"', ascii(odd)))
    assert quizdl("trust", str(path)).returncode == 0
    output = quizdl("verify", str(path), "--json").stdout
    assert json.loads(output)["claims"][0]["measurements"][0]["name"] == odd
    assert not set(output) & set("\x9b\u202e\ud800\U000e0041")
    assert "β" in output


def test_a_verdict_that_was_not_declared_exits_with_1(quizdl: Quizdl, tmp_path: Path) -> None:
    path = trusted(quizdl, tmp_path)
    assert quizdl("verify", path, "--seed", "1").returncode == 1
    done = quizdl("verify", path, "--set", "x=3", "--json")
    assert done.returncode == 1
    holds = json.loads(done.stdout)["claims"][0]
    assert (holds["verdict"], holds["settings"], holds["measurements"][0]["value"]) == ("refuted", {"x": 3.0}, 6.0)


def test_what_cannot_be_checked_exits_with_3_only_when_strict(quizdl: Quizdl, tmp_path: Path) -> None:
    path = trusted(quizdl, tmp_path)
    assert quizdl("verify", path).returncode == 0
    done = quizdl("verify", path, "--strict")
    assert done.returncode == 3
    assert "needs a second moon" in done.stdout


def test_seeds_are_run_and_counted(quizdl: Quizdl, tmp_path: Path) -> None:
    done = quizdl("verify", trusted(quizdl, tmp_path), "--seeds", "4", "--json")
    claims = json.loads(done.stdout)["claims"]
    coins = {claim["seed"]: claim["verdict"] for claim in claims if claim["id"] == "two.coin"}
    assert coins == {0: "supported", 1: "refuted", 2: "supported", 3: "refuted"}
    assert [claim["seed"] for claim in claims if claim["id"] == "two.holds"] == [0]
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ("--seeds", "2"),
            "2 claims draw no random numbers and run once each, whatever --seed and --seeds say: "
            "two.holds, two.lacks\n",
        ),
        (
            ("--seed", "2", "--lang", "ko"),
            "난수를 쓰지 않아 --seed, --seeds와 관계없이 한 번만 실행하는 주장 2개: two.holds, two.lacks\n",
        ),
        ((), ""),
    ],
    ids=["seeds", "one seed, in Korean", "none"],
)
def test_claims_that_seeds_do_not_touch_are_named(
    arguments: tuple[str, ...], says: str, quizdl: Quizdl, tmp_path: Path
) -> None:
    assert quizdl("verify", trusted(quizdl, tmp_path), *arguments).stderr == says


def test_of_many_claims_that_seeds_do_not_touch_the_first_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    claim = read_family(builtin_bank() / "verifiers" / "adam").claims[0]
    say_unseeded([replace(claim, id=f"f.c{number}", knobs={}) for number in range(4)], "en")
    assert capsys.readouterr().err.endswith(": f.c0, f.c1, f.c2, …\n")


def test_a_kept_result_is_shown_with_its_age_until_fresh_is_asked_for(quizdl: Quizdl) -> None:
    first = json.loads(quizdl("verify", "momentum.last_ten", "--json").stdout)["claims"][0]
    again = json.loads(quizdl("verify", "momentum.last_ten", "--json").stdout)["claims"][0]
    fresh = json.loads(quizdl("verify", "momentum.last_ten", "--json", "--fresh").stdout)["claims"][0]
    assert [first["kept"], again["kept"], fresh["kept"]] == [False, True, False]
    assert again["made"] == first["made"]


def test_wrong_use_exits_with_2_and_says_what_was_meant(quizdl: Quizdl) -> None:
    for arguments, message in {
        ("verify",): "name a family",
        ("verify", "nosuch"): "no family, claim or question is called 'nosuch'",
        ("verify", "adan"): "did you mean adam?",
        ("verify", "momentum.last_ten", "--set", "betta=1"): "did you mean beta",
        ("verify", "momentum.last_ten", "--set", "beta=much"): "is not a number",
        ("verify", "momentum.last_ten", "--set", "beta"): "KNOB=VALUE",
        ("verify", "momentum.escapes_by_noise", "--set", "seed=3"): "say --seed N",
        ("verify", "momentum.last_ten", "--seeds", "100000000"): "not in the range",
        ("verify", "--nosuch"): "No such option",
        ("verify", "nowhere.py"): "is neither a file nor a folder",
        ("nosuch",): "no command is called 'nosuch'",
        ("verfy", "adam"): "no command is called 'verfy'; did you mean verify",
    }.items():
        done = quizdl(*arguments)
        assert done.returncode == 2, arguments
        assert message in done.stderr
        assert done.stdout == ""
        assert "Traceback" not in done.stderr


@pytest.mark.fault
def test_an_untrusted_verifier_is_refused_and_never_runs(quizdl: Quizdl, tmp_path: Path) -> None:
    path = tmp_path / "two.py"
    ran = tmp_path / "ran"
    path.write_text(ONE_HOLDS_ONE_BREAKS + f"\nopen({str(ran)!r}, 'w')\n")
    for arguments in (["verify", str(path)], ["verify", str(path), "--mutants"], ["verify", str(path), "--list"]):
        done = quizdl(*arguments)
        assert done.returncode == 2
        assert f"quizdl trust {path}" in done.stderr
    assert not ran.exists()


@pytest.mark.fault
def test_an_edit_revokes_trust_and_shows_the_difference(quizdl: Quizdl, tmp_path: Path) -> None:
    path = Path(trusted(quizdl, tmp_path))
    assert quizdl("verify", str(path)).returncode == 0
    path.write_text(path.read_text().replace("return x * 2", "return x * 5"))
    done = quizdl("verify", str(path))
    assert done.returncode == 2
    assert "-    return x * 2" in done.stderr
    assert "+    return x * 5" in done.stderr


def test_list_says_what_there_is_without_running_it(quizdl: Quizdl) -> None:
    done = quizdl("verify", "--list", "momentum")
    assert done.returncode == 0
    assert "momentum.last_ten  [supported, 0.1 s]" in done.stdout


def test_with_a_file_the_claims_that_use_what_it_defines_run_with_it(quizdl: Quizdl, tmp_path: Path) -> None:
    mine = tmp_path / "mine.py"
    mine.write_text("def momentum_step(theta, v, g, lr, beta):\n    v = beta * v + g\n    return theta - lr * v, v\n")
    right = quizdl("verify", "momentum.buffer", "momentum.last_ten", "--with", str(mine), "--json")
    assert [claim["id"] for claim in json.loads(right.stdout)["claims"]] == ["momentum.buffer"]
    assert (right.returncode, right.stderr) == (0, "momentum.momentum_step is yours now: 1 claim uses it\n")
    mine.write_text(mine.read_text().replace("beta * v + g", "beta * v + (1 - beta) * g"))
    wrong = quizdl("verify", "momentum.buffer", "--with", str(mine), "--json")
    assert (wrong.returncode, json.loads(wrong.stdout)["claims"][0]["verdict"]) == (1, "refuted")
    unused = quizdl("verify", "adam.bias_correction", "--with", str(mine))
    assert (unused.returncode, "none of these claims uses what" in unused.stderr) == (2, True)
    mine.write_text("x = 1\n")
    empty = quizdl("verify", "momentum.buffer", "--with", str(mine))
    assert (empty.returncode, "the solution defines no function and no class" in empty.stderr) == (2, True)


def test_the_curves_of_one_claim_are_drawn_to_a_file(quizdl: Quizdl, tmp_path: Path) -> None:
    drawn = tmp_path / "figure.svg"
    done = quizdl("verify", "adam.bias_correction", "--figure", str(drawn), "--json", "--lang", "ko")
    (entry,) = json.loads(done.stdout)["claims"]
    assert entry["finding"]["ko"]
    assert {curve["role"] for curve in entry["curves"]} >= {"subject"}
    assert "보정" in drawn.read_text()
    many = quizdl("verify", "adam", "--figure", str(drawn))
    assert (many.returncode, "name one claim" in many.stderr) == (2, True)
