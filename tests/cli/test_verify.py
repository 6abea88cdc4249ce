"""`quizdl verify`: names, options, exit codes, and the JSON that is promised."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import psutil
import pytest

from quizdl.cli.verify import say_unseeded
from quizdl.folders import builtin_bank
from quizdl.verify.reading import read_family
from tests.cli.conftest import PATIENCE, QUIZDL, Quizdl
from tests.processes import all_end
from tests.verify.conftest import HEAD

pytestmark = pytest.mark.slow  # each starts the program anew

LACKS = """@claim(en="It needs what is not there.", seconds=0.1)
def lacks() -> Evidence:
    raise Unavailable("needs a second moon")
"""
ONE_HOLDS_ONE_BREAKS = f'''"""Two claims."""
{HEAD}

def double(x: float) -> float:
    return x * 2


@claim(en="Twice two is four.", seconds=0.1)
def holds(x: float = 2.0) -> Evidence:
    return Evidence(
        measurements=[Measurement("twice", double(x), within(4.0, 0.0, because="exact"))],
        controls=[Control("half", x / 2, within(4.0, 0.0))],
    )


@claim(en="A coin shows heads.", seconds=0.1)
def coin(seed: int = 0) -> Evidence:
    return Evidence(
        measurements=[Measurement("even seed", seed % 2, within(0.0, 0.0, because="made so"))],
        controls=[Control("other", 1.0, within(0.0, 0.0))],
    )


{LACKS}

mutant("triples", "x * 2", "x * 3")
mutant("turns nothing", "x * 2", "2 * x")
'''


def trusted(quizdl: Quizdl, tmp_path: Path) -> str:
    path = tmp_path / "two.py"
    path.write_text(ONE_HOLDS_ONE_BREAKS)
    done = quizdl("trust", str(path))
    assert done.returncode == 0, done.stderr
    return str(path)


def test_a_claim_that_comes_out_as_it_declares_exits_with_0(quizdl: Quizdl) -> None:
    done = quizdl("verify", "momentum.last_ten")
    assert done.returncode == 0, done.stderr
    assert "momentum.last_ten" in done.stdout
    assert "supported" in done.stdout
    assert "0.6513" in done.stdout


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
    claim = read_family(builtin_bank() / "verifiers" / "adam.py").claims[0]
    say_unseeded([replace(claim, id=f"f.c{number}", knobs={}) for number in range(4)], "en")
    assert capsys.readouterr().err.endswith(": f.c0, f.c1, f.c2, …\n")


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
        ("verify", "adan"): "did you mean adam, adam",
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


@pytest.mark.fault
def test_ctrl_c_exits_with_130_and_leaves_no_process_and_no_traceback(quizdl: Quizdl, tmp_path: Path) -> None:
    path = tmp_path / "sleepy.py"
    path.write_text(f'"""Sleeps."""\n{HEAD}\n@claim(en="z", seconds=9)\ndef z() -> Evidence:\n    time.sleep(60)\n')
    assert quizdl("trust", str(path)).returncode == 0
    environment = {**os.environ, "QUIZDL_HOME": str(tmp_path / "home")}
    command = [str(QUIZDL), "verify", str(path)]
    process = subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # a shell in the background has it ignored
    )
    children: list[psutil.Process] = []
    deadline = time.monotonic() + PATIENCE
    while len(children) < 3 and time.monotonic() < deadline:  # the server, the supervisor and the child
        children = psutil.Process(process.pid).children(recursive=True)
        time.sleep(0.02)
    assert len(children) >= 3
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert all_end(children)


IMPATIENT = """
import sys
from quizdl.__main__ import main

class Interrupt:
    def find_spec(self, name, *_):
        if name == "quizdl.cli":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupt())
main()
"""


@pytest.mark.fault
def test_ctrl_c_while_the_program_still_starts_exits_with_130_too() -> None:
    done = subprocess.run([sys.executable, "-c", IMPATIENT], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (130, "")


def test_a_reader_who_closes_the_pipe_ends_the_run_without_a_traceback(tmp_path: Path) -> None:
    environment = {**os.environ, "QUIZDL_HOME": str(tmp_path / "home"), "PYTHONUNBUFFERED": "1"}
    command = [str(QUIZDL), "verify", "momentum", "--fresh"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == ""
    assert process.wait(timeout=PATIENCE) == 128 + signal.SIGPIPE
    process.stderr.close()


@pytest.mark.parametrize("arguments", [("verify", "--list"), ("list",), ("bank", "schema")])
def test_a_listing_whose_reader_has_seen_enough_ends_as_a_shell_expects(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    environment = {**os.environ, "QUIZDL_HOME": str(tmp_path / "home")}
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([str(QUIZDL), *arguments], env=environment, stdout=writer, stderr=subprocess.PIPE, text=True)
    os.close(writer)
    assert (done.returncode, done.stderr) == (128 + signal.SIGPIPE, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize("arguments", [("list",), ("verify", "momentum.last_ten")])
def test_what_cannot_be_printed_is_told_in_a_sentence_and_is_no_verdict(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    environment = {**os.environ, "QUIZDL_HOME": str(tmp_path / "home")}
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [str(QUIZDL), *arguments], env=environment, stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert (done.returncode, done.stderr) == (2, "quizdl: [Errno 28] No space left on device\n")


def test_list_says_what_there_is_without_running_it(quizdl: Quizdl) -> None:
    done = quizdl("verify", "--list", "momentum")
    assert done.returncode == 0
    assert "momentum.last_ten  [supported, 0.1 s]" in done.stdout
