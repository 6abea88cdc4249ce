"""Keeping results, and telling when a kept one no longer applies."""

import math
from dataclasses import replace
from pathlib import Path

import pytest

from quizdl.verdict import Verdict
from quizdl.verify import Control, Evidence, Measurement, at_most, within
from quizdl.verify.reading import read_family
from quizdl.verify.result import decide, result_without_evidence
from quizdl.verify.store import ResultStore
from quizdl.verify.task import Task
from tests.verify.conftest import MakeClaim

EVIDENCE = Evidence(
    measurements=[Measurement("m", 1.0, within(1.0, 0.0, because="test"))],
    controls=[Control("c", float("inf"), at_most(1.0))],
)


@pytest.fixture
def task(make_claim: MakeClaim) -> Task:
    return Task(make_claim("return PROOF"))


def test_a_decided_result_is_kept_and_found_again(task: Task, tmp_path: Path) -> None:
    store = ResultStore(tmp_path / "results.sqlite")
    result = decide(task, EVIDENCE, seconds=1.5, output="said")
    store.keep(task.pinned(), result)
    assert store.find(task.pinned()) == replace(result, kept=True)
    store.close()


def test_what_did_not_decide_is_not_kept(task: Task, tmp_path: Path) -> None:
    store = ResultStore(tmp_path / "results.sqlite")
    store.keep(task.pinned(), result_without_evidence(task, Verdict.FAILED, "time: stopped", 20.0))
    astride = Measurement("m", 1.0, at_most(1.0, because="test"), interval=(0.5, 1.5))
    undecided_yet = decide(task, Evidence(measurements=[astride], controls=EVIDENCE.controls), 1.0)
    assert undecided_yet.verdict == Verdict.INCONCLUSIVE
    store.keep(task.pinned(), undecided_yet)
    assert store.find(task.pinned()) is None
    store.close()


def test_an_edit_another_seed_another_knob_or_a_mutant_makes_another_result(task: Task, tmp_path: Path) -> None:
    keys = {task.pinned().key(), replace(task, settings={"lr": 1.0}).pinned().key()}
    source = task.claim.path.read_text()
    task.claim.path.write_text(source.replace("seconds=0.05", "seconds=0.06"))
    keys.add(Task(read_family(task.claim.path).claims[0]).pinned().key())
    (tmp_path / "programs").mkdir()
    (tmp_path / "programs" / "walk.py").write_text("step = 1")
    task.claim.path.write_text(source + "from .programs import walk\n")
    keys.add(task.pinned().key())
    (tmp_path / "programs" / "walk.py").write_text("step = 2")
    keys.add(task.pinned().key())
    assert len(keys) == 5


def test_a_damaged_store_is_told_and_experiments_go_on(task: Task, tmp_path: Path) -> None:
    path = tmp_path / "results.sqlite"
    path.write_bytes(b"not a database" * 1000)
    store = ResultStore(path)
    assert store.trouble is not None
    assert store.find(task.pinned()) is None
    store.keep(task.pinned(), decide(task, EVIDENCE, 1.0))
    store.close()


def test_a_folder_that_cannot_be_made_is_told_in_the_system_s_words(task: Task, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = ResultStore(tmp_path / "file" / "results.sqlite")
    assert store.trouble == f"results are not kept: {tmp_path / 'file' / 'results.sqlite'}: File exists"
    assert store.find(task.pinned()) is None


def test_json_holds_no_number_that_json_has_not(task: Task) -> None:
    document = decide(replace(task, settings={"lr": math.nan, "steps": 3}), EVIDENCE, 1.0).to_json()
    assert document["settings"] == {"lr": None, "steps": 3}
    assert document["controls"][0]["value"] is None
    assert document["controls"][0]["holds"] is False
    assert document["measurements"][0] == {
        "name": "m", "value": 1.0, "unit": "", "bound": "= 1",
        "equals": 1.0, "within": 0.0, "at_least": None, "at_most": None,
        "because": "test", "check": False, "holds": True, "interval": None,
    }  # fmt: skip
