"""What one run is made of: the key of a kept result holds that, and nothing else."""

import importlib.metadata
from dataclasses import replace
from pathlib import Path

import pytest

from quizdl import folders
from quizdl.verify import dependencies
from quizdl.verify.dependencies import Sources, imports_of, pin, version_of
from quizdl.verify.reading import read_family
from quizdl.verify.task import Task
from tests.built_in import CATALOGUE
from tests.verify.conftest import MakeClaim


def sources_of(family: str) -> Sources:
    return pin(CATALOGUE.families[family].claims[0], {})


def names(sources: Sources) -> set[str]:
    return {path.stem for path in sources.files}


@pytest.mark.slow
def test_no_claim_depends_on_instruments_that_it_does_not_import() -> None:
    for family in CATALOGUE.families:
        modules = sources_of(family).modules
        assert "quizdl.estimate" not in modules
        assert "quizdl.verify.evidence" in modules
    assert "quizdl.lab.memory" in sources_of("memory").modules


def test_an_instrument_counts_that_another_one_imports() -> None:
    claim = CATALOGUE.families["adam"].claims[0]
    text = "import numpy\nfrom quizdl.lab.trajectories import distance"
    modules = pin(replace(claim, sources={claim.path.resolve(): text}), {claim.path.resolve(): text}).modules
    assert {"quizdl.lab.trajectories", "quizdl.lab.differences", "quizdl.lab"} <= modules.keys()


def test_programs_count_where_they_are_imported() -> None:
    assert names(sources_of("data_parallel")) == {
        "averaging",
        "common",
        "data_parallel_worker",
        "process_group",
        "single_process",
    }


def test_programs_that_a_verifier_runs_as_text_count() -> None:
    frameworks = {f"classifier_{name}" for name in ("keras", "numpy", "pytorch", "tensorflow")}
    assert names(sources_of("frameworks")) > {"framework_worker", *frameworks}


@pytest.mark.fault
def test_another_version_of_keras_voids_results_of_frameworks_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = [Task(CATALOGUE.families[family].claims[0]) for family in ("frameworks", "adam")]
    before = [task.pinned().key() for task in tasks]
    monkeypatch.setattr(
        dependencies, "version_of", lambda package: "99.0" if package == "keras" else version_of(package)
    )
    after = [task.pinned().key() for task in tasks]
    assert after[0] != before[0]
    assert after[1] == before[1]


def test_a_word_in_an_instrument_voids_results_of_claims_that_import_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    edited = tmp_path / "statistics.py"
    edited.write_text((folders.PACKAGE / "lab" / "statistics.py").read_text() + "\n# a word\n")
    importing, other = "batch_size.noise_falls_as_inverse_root", CATALOGUE.families["data_parallel"].claims[0].id
    tasks = [Task(CATALOGUE.claim(claim)) for claim in (importing, other)]
    before = [task.pinned().key() for task in tasks]
    where = dependencies.module_file
    monkeypatch.setattr(
        dependencies, "module_file", lambda name: edited if name == "quizdl.lab.statistics" else where(name)
    )
    after = [task.pinned().key() for task in tasks]
    assert after[0] != before[0]
    assert after[1] == before[1]


def test_the_version_of_a_package_is_found_by_what_it_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    version_of.cache_clear()
    installed = {"tensorflow-cpu": "2.21.0"}

    def version(name: str) -> str:
        try:
            return installed[name]
        except KeyError:
            raise importlib.metadata.PackageNotFoundError(name) from None

    monkeypatch.setattr(importlib.metadata, "version", version)
    monkeypatch.setattr(dependencies, "_distributions", lambda: {"tensorflow": ["tensorflow-cpu"]})
    try:
        assert version_of("tensorflow") == "tensorflow-cpu 2.21.0"
        assert version_of("torch") == "not installed"
    finally:
        version_of.cache_clear()


def test_imports_are_found_in_functions_and_not_under_type_checking() -> None:
    found = imports_of(
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    import pandas\n"
        "def f():\n    import keras.layers\n    from .programs.walk import step\n"
        "if __name__ == '__main__':\n    import sys\n    print(__file__)\n"
    )
    assert found.absolute == {"typing", "typing.TYPE_CHECKING", "keras.layers", "sys"}
    assert found.relative == {(1, "programs.walk"), (1, "programs.walk.step")}
    assert not found.any_program
    assert not found.own_file


@pytest.mark.parametrize("source", ["def f(:", "\0", "(" * 5_000])
def test_a_source_that_is_not_python_imports_nothing(source: str) -> None:
    assert imports_of(source).absolute == frozenset()


def test_what_a_program_mentions_is_imported_before_the_time_of_a_claim_counts(
    make_claim: MakeClaim, tmp_path: Path
) -> None:
    (tmp_path / "programs").mkdir()
    (tmp_path / "programs" / "walk.py").write_text("import torch\n\ndef step(x):\n    return torch.optim.SGD([x])\n")
    assert "torch.optim" not in pin(make_claim("return PROOF"), {}).mentions
    assert {"torch", "torch.optim"} <= pin(make_claim("from .programs import walk\nreturn PROOF"), {}).mentions
    by_name = pin(make_claim("import_module(__package__)\nreturn PROOF"), {})
    assert (names(by_name), "torch.optim" in by_name.mentions) == ({"example", "walk"}, False)


def test_a_verifier_that_knows_its_file_may_read_programs_from_disk(make_claim: MakeClaim, tmp_path: Path) -> None:
    (tmp_path / "programs").mkdir()
    (tmp_path / "programs" / "walk.py").write_text("step = 1")
    claim = make_claim("print(__file__)\nreturn PROOF")
    sources = pin(claim, {})
    assert names(sources) == {"example", "walk"}
    assert sources.unchanged()
    (tmp_path / "programs" / "walk.py").write_text("step = 22")
    assert not sources.unchanged()


def test_what_was_vouched_for_counts_and_not_the_disk(make_claim: MakeClaim, tmp_path: Path) -> None:
    path = make_claim("from .programs import walk\nreturn PROOF").path
    walk = (tmp_path / "programs" / "walk.py").resolve()
    walk.parent.mkdir()
    walk.write_text("step = 2")
    claim = read_family(path, {path.resolve(): path.read_text(), walk: "step = 1"}).claims[0]
    sources = Task(claim).pinned().sources
    assert sources.files[walk] == "step = 1"
    unvouched = read_family(path, {path.resolve(): path.read_text()}).claims[0]
    assert names(pin(unvouched, {})) == {"example"}
