"""Running claims from Python: what a name means, whose verifiers run, and what comes of it."""

import asyncio
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

import quizdl
from quizdl import folders
from quizdl.api.background import BackgroundService, close_background_service
from quizdl.bank.trust import TrustStore
from quizdl.errors import BadSetting, BankError, CatalogueError, NotTrusted, UnknownName
from quizdl.verify.task import tasks_for
from tests.api.conftest import MakeBank
from tests.processes import PATIENCE, all_end

pytestmark = pytest.mark.slow  # they run experiments


def test_all_claims_of_the_built_in_bank_are_listed_and_nothing_runs() -> None:
    found = quizdl.claims()
    assert len({claim.id for claim in found}) == len(found) > 100
    assert repr(next(claim for claim in found if claim.id == "momentum.last_ten")).startswith(
        "<Claim momentum.last_ten: "
    )


def test_the_document_is_that_of_the_command_line() -> None:
    proofs = quizdl.run("momentum.last_ten", beta=0.5)
    command = [sys.executable, "-m", "quizdl", "verify", "momentum.last_ten", "--set", "beta=0.5", "--json"]
    printed = json.loads(subprocess.run(command, capture_output=True, text=True).stdout)
    assert printed["claims"][0].pop("kept") is True, "the run from Python was kept"
    ours = json.loads(json.dumps(proofs.to_dict()))
    ours["claims"][0].pop("kept")
    assert ours == printed


def test_a_family_gives_a_proof_for_each_claim_and_seed(make_bank: MakeBank) -> None:
    bank = make_bank()
    TrustStore().trust(bank)
    proofs = quizdl.run("coin", bank=bank, seed=3, seeds=4)
    assert [proof.seed for proof in proofs] == [3, 4, 5, 6]
    assert proofs.as_declared
    assert proofs.verdicts == {"supported": 4}
    assert [proof.seed for proof in proofs[2:]] == [5, 6]
    assert repr(proofs).splitlines()[:2] == [
        "<Proofs: 4 supported>",
        "<Proof coin.holds: supported (as declared, seed 3)>",
    ]


def test_a_knob_that_is_turned_can_turn_the_verdict(make_bank: MakeBank) -> None:
    TrustStore().trust(bank := make_bank())
    (proof,) = quizdl.run("coin.holds", bank=str(bank), n=5)
    assert (proof.verdict, proof.as_declared) == (quizdl.Verdict.REFUTED, False)
    assert proof.settings == {"n": 5}
    assert proof.measurements[0].value == 5
    assert proof.reason == "breaks its bound: n"
    assert proof.to_dict()["changed"] == {"n": {"value": 5, "default": 2}}


def test_a_knob_called_like_an_argument_goes_into_settings(make_bank: MakeBank) -> None:
    TrustStore().trust(bank := make_bank())
    (task,) = tasks_for(quizdl.claims(bank), {"seeds": "7"})
    assert task.settings == {"seeds": 7}
    (proof,) = quizdl.run("coin.holds", bank=bank, settings={"seeds": 7})
    assert proof.settings == {"seeds": 7}


def test_it_runs_inside_a_running_loop_and_the_server_stays_warm() -> None:
    async def cell() -> quizdl.Proofs:
        return quizdl.run("momentum.last_ten", fresh=True)

    assert asyncio.run(cell()).as_declared
    servers = psutil.Process().children()
    assert asyncio.run(cell()).as_declared
    assert psutil.Process().children() == servers


@pytest.mark.slow
def test_closing_ends_the_server_and_the_next_call_starts_another() -> None:
    quizdl.run("momentum.last_ten", fresh=True)
    servers = psutil.Process().children()
    assert servers
    close_background_service()
    assert all_end(servers)
    assert quizdl.run("momentum.last_ten", fresh=True).as_declared


def test_an_experiment_that_crashes_is_a_verdict(make_bank: MakeBank) -> None:
    TrustStore().trust(bank := make_bank("raise RuntimeError('no')"))
    (proof,) = quizdl.run("coin", bank=bank)
    assert proof.verdict == "failed"
    assert (proof.measurements, proof.controls, proof.curves) == ((), (), ())


def test_foreign_verifiers_need_trust_and_lose_it_with_an_edit(make_bank: MakeBank) -> None:
    bank = make_bank()
    file = bank / "verifiers" / "coin.py"
    for call in (lambda: quizdl.run("coin", bank=bank), lambda: quizdl.run(str(file)), lambda: quizdl.claims(bank)):
        with pytest.raises(NotTrusted, match="quizdl trust"):
            call()
    TrustStore().trust(bank)
    assert quizdl.run(str(file)).as_declared
    file.write_text(file.read_text() + "\n")
    with pytest.raises(NotTrusted, match="has changed since it was trusted"):
        quizdl.run("coin", bank=bank)


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("adam.bias_corection", {}, "no claim is called 'adam.bias_corection'; did you mean adam.bias_correction"),
        ("adem", {}, "no family, claim or question is called 'adem'; did you mean adam"),
        ("adam", {"beta3": 1}, "no knob of these claims is called 'beta3'; did you mean"),
        ("adam", {"settings": {"seed": 1}}, "no knob of these claims is called 'seed'"),
    ],
)
def test_an_unknown_name_suggests_the_nearest(name: str, arguments: dict[str, object], message: str) -> None:
    with pytest.raises(UnknownName, match=message):
        quizdl.run(name, **arguments)  # type: ignore[arg-type]  # a table of arguments


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("nowhere.py", {}, "nowhere.py is neither a file nor a folder"),
        ("adam", {"beta1": "x"}, "beta1=x is not a number"),
        ("adam", {"seeds": 0}, "seed=0 and seeds=0 do not fit"),
        ("adam", {"seed": -1}, "seed=-1 and seeds=1 do not fit"),
        ("adam", {"jobs": 0}, "jobs=0 is not at least 1"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(name: str, arguments: dict[str, object], message: str) -> None:
    with pytest.raises(BadSetting, match=message):
        quizdl.run(name, **arguments)  # type: ignore[arg-type]  # a table of arguments


def test_a_notebook_shows_one_proof_whole_and_several_under_their_sum(make_bank: MakeBank) -> None:
    TrustStore().trust(bank := make_bank())
    one, both = quizdl.run("coin", bank=bank), quizdl.run("coin", bank=bank, seeds=2)
    assert one._repr_html_() == one[0]._repr_html_()
    assert "It holds &lt;b&gt;here&lt;/b&gt;." in one.to_html("en")
    assert "<svg" in one.to_html()
    for kept in (quizdl.run("coin", bank=bank), both):
        assert "fresh=True" in kept.to_html("en"), "how to run a kept result again"
    assert "2 of 2 as declared" in both.to_html("en")


def test_a_bank_that_cannot_be_read_says_where(make_bank: MakeBank, tmp_path: Path) -> None:
    bank = make_bank()
    (bank / "verifiers" / "coin.py").write_text("x = (")
    TrustStore().trust(bank)
    with pytest.raises(CatalogueError, match=r"coin\.py:1"):
        quizdl.claims(bank)
    with pytest.raises(BankError, match="has no folder questions/"):
        quizdl.load_bank(tmp_path / "nowhere")


def test_the_built_in_bank_is_loaded_unless_another_is_named() -> None:
    bank = quizdl.load_bank()
    assert bank.root == folders.builtin_bank()
    assert next(question.id for question in bank.questions())
    assert f"{len(bank.topics)} topics" in repr(bank)


@pytest.mark.slow
@pytest.mark.fault
def test_results_that_cannot_be_kept_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("in the way")
    monkeypatch.setenv("QUIZDL_HOME", str(tmp_path))
    service = BackgroundService()
    (task,) = tasks_for([claim for claim in quizdl.claims() if claim.id == "momentum.last_ten"], {})
    with pytest.warns(RuntimeWarning, match="results are not kept"):
        assert service.wait_for(lambda running: running.run(task)).as_declared
    with pytest.warns(RuntimeWarning, match="results are not kept"):
        service.close()


INTERRUPTED = """
import asyncio, psutil, quizdl, sys
from tests.processes import all_end

def cell():
    try:
        quizdl.run("coin", bank=sys.argv[1])
    except KeyboardInterrupt:
        print(all_end(p for server in psutil.Process().children() for p in server.children(recursive=True)))
    print(quizdl.run("momentum.last_ten", fresh=True).as_declared)
"""
IN_A_LOOP = "async def main(): cell()\nasyncio.run(main())"


@pytest.mark.slow
@pytest.mark.fault
@pytest.mark.parametrize("call", ["cell()", IN_A_LOOP], ids=["program", "loop"])
def test_ctrl_c_ends_what_runs_and_the_next_call_runs(make_bank: MakeBank, call: str) -> None:
    TrustStore().trust(bank := make_bank("time.sleep(600)"))
    command = [sys.executable, "-c", INTERRUPTED + call, str(bank)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
    try:
        server, supervisor, experiment = started_below(process.pid, levels=3)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    assert output.split() == ["True", "True"], "only the server is left, and runs the next"
    assert all_end([experiment, supervisor, server])


def started_below(pid: int, levels: int) -> list[psutil.Process]:
    """The chain of so many processes below that one, once they are there."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        chain = [psutil.Process(pid)]
        while len(chain) <= levels and (children := chain[-1].children()):
            chain.append(children[0])
        if len(chain) > levels:
            return chain[1:]
        time.sleep(0.02)
    raise TimeoutError
