"""What may be left out of `make test`: long proofs whose content is as it was when they passed."""

import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests import proven

ADAM = "tests/test_content.py::test_mutant_is_caught[adam.x]"


def report(name: str, content: str, *, seconds: float, passed: bool = True) -> pytest.TestReport:
    outcome = "passed" if passed else "failed"
    properties = [("rests on", content)]
    # pytest types them as a list of pairs of objects
    return pytest.TestReport(name, ("", 0, ""), {}, outcome, None, "call", duration=seconds, user_properties=properties)  # type: ignore[arg-type]


def test_long_proofs_that_pass_are_kept_and_those_that_fail_are_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proven, "TABLE", tmp_path / "proven.json")
    proven.TABLE.write_text(json.dumps({"kept": "1", "fails": "1", "grew quick": "1"}))
    recorder = proven.Recorder()
    for told in (
        report("long", "2", seconds=9),
        report("short", "2", seconds=0.4),
        report("fails", "2", seconds=9, passed=False),
        report("grew quick", "2", seconds=0.4),
    ):
        recorder.pytest_runtest_logreport(told)
    recorder.pytest_sessionfinish()
    assert proven.proven() == {"kept": "1", "long": "2"}


@pytest.mark.parametrize(
    ("changed", "added", "same"),
    [
        ("verifiers/adam/moments.py", "CHANGED = 1", False),
        ("verifiers/programs/adam.py", "CHANGED = 1", False),
        ("quizdl/lab/descent.py", "CHANGED = 1", False),
        ("verifiers/programs/ring.py", "CHANGED = 1", True),
        ("verifiers/programs/adam.py", "# a comment", True),
    ],
)
def test_a_case_runs_again_when_what_its_family_leads_to_has_changed(
    changed: str, added: str, same: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("VERIFIERS", "LAB"):
        folder: Path = getattr(proven, name)
        copy = tmp_path / folder.relative_to(folder.parents[1] if name == "LAB" else folder.parent)
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("__pycache__", "data", "exercises"))
        monkeypatch.setattr(proven, name, copy)

    def left_out() -> list[str]:
        proven.fingerprint.cache_clear()
        items = [SimpleNamespace(nodeid=ADAM, get_closest_marker=lambda _name: SimpleNamespace(args=("adam",)))]
        hook = SimpleNamespace(pytest_deselected=dict)
        config = SimpleNamespace(getoption=lambda _name: False, hook=hook)  # stand-ins for pytest's own
        proven.pytest_collection_modifyitems(config, items)  # type: ignore[arg-type]
        return [] if items else [ADAM]

    proven.fingerprint.cache_clear()
    table = {ADAM: proven.fingerprint("adam")}
    monkeypatch.setattr(proven, "proven", lambda: table)
    assert left_out() == [ADAM]
    path = tmp_path / changed
    path.write_text(path.read_text() + f"\n{added}\n")
    assert left_out() == ([ADAM] if same else [])
    proven.fingerprint.cache_clear()
