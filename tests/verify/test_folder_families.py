"""A family whose claims stand in the files of one folder."""

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from quizdl.errors import CatalogueError
from quizdl.verdict import Verdict
from quizdl.verify.catalogue import open_catalogue, read_catalogue
from quizdl.verify.declared import Family
from quizdl.verify.dependencies import Sources, pin
from quizdl.verify.hunt_plans import rank_claims
from quizdl.verify.importing import load_verifier
from quizdl.verify.reading import read_family, read_mutant
from quizdl.verify.runner import Runner
from quizdl.verify.solution import Solution
from quizdl.verify.task import Task
from quizdl.verify.text_check import check_translations
from quizdl.verify.translations import translator
from tests.folder_family import COMMON, FIRST, PROGRAM, SECOND, write_walks

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes the family `walks`, with other texts or files where given, and returns the folder of verifiers."""
    return partial(write_walks, tmp_path / "verifiers")


@pytest.fixture
def walks(write: Write) -> Family:
    return read_family(write() / "walks")


def by_folder(sources: Sources) -> set[str]:
    return {"/".join(path.parts[-2:]) for path in sources.files}


def test_claims_and_mutants_of_all_files_are_those_of_one_family(walks: Family) -> None:
    assert [(claim.id, claim.path.name) for claim in walks.claims] == [
        ("walks.two_steps", "first.py"),
        ("walks.three_steps", "second.py"),
    ]
    assert {claim.folder for claim in walks.claims} == {walks.path.parent.resolve()}
    assert [(mutant.id, mutant.file) for mutant in walks.mutants] == [
        ("walks.strides", "programs/walk.py"),
        ("walks.stands_still_once", "walks/first.py"),
        ("walks.starts_later", "walks/second.py"),
    ]
    assert (walks.name, walks.title, walks.stale) == ("walks", "Walks: how far they go.", ())
    assert [path.name for path in walks.files] == ["common.py", "first.py", "second.py"]


def test_a_catalogue_holds_folders_beside_files(write: Write) -> None:
    folder = write({"alone.py": SECOND.replace("from ..programs", "from .programs")})
    for catalogue in (read_catalogue(folder), open_catalogue(folder)):
        assert [claim.id for claim in catalogue.claims()] == [
            "alone.three_steps",
            "walks.two_steps",
            "walks.three_steps",
        ]
        assert catalogue.claim("walks.three_steps").path == folder / "walks" / "second.py"


@pytest.mark.parametrize(
    ("changed", "file", "what"),
    [
        ({"walks.py": SECOND}, "walks.py", "the family 'walks' is both a file and a folder"),
        ({"walks/__init__.py": ""}, "__init__.py", "__init__.py never runs"),
        ({"walks/third.py": SECOND}, "second.py", "two claims are called 'three_steps'"),
        ({"walks/first.py": "", "walks/second.py": ""}, "walks", "declares no claim"),
        ({"walks/third.py": "def ("}, "third.py", "not Python"),
        (
            {"my-walks/first.py": SECOND},
            "my-walks",
            "'my-walks' is not a Python name, and claims are called my-walks.… (rename the folder)",
        ),
    ],
)
def test_what_is_wrong_with_a_folder_is_reported_at_its_place(
    write: Write, changed: dict[str, str], file: str, what: str
) -> None:
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(write(changed))
    first = caught.value.problems[0]
    assert first.file.name == file
    assert f"{first.what} ({first.fix})".startswith(what)


def test_a_family_that_is_also_a_file_is_refused_by_either_path(write: Write) -> None:
    folder = write({"walks.py": SECOND})
    for path in (folder / "walks.py", folder / "walks"):
        with pytest.raises(CatalogueError, match="is both a file and a folder"):
            read_family(path)


def test_names_of_mutants_are_unique_in_the_family_and_may_repeat_in_another(write: Write) -> None:
    again = SECOND.replace("three_steps", "four_steps")
    other = again.replace("from ..programs", "from .programs") + 'mutant("strides", "x - 1", "x - 9", program="walk")\n'
    catalogue = read_catalogue(write({"walks/third.py": again, "other.py": other}))
    (problem,) = catalogue.families["walks"].stale
    assert (problem.file.name, problem.what) == ("third.py", "two mutants are called 'starts_later'")
    assert [mutant.id for mutant in catalogue.families["other"].mutants] == ["other.strides", "other.starts_later"], (
        "of a program first"
    )
    assert catalogue.families["other"].stale == ()


def test_a_mutant_may_change_a_program_in_a_folder_of_programs(write: Write) -> None:
    call = 'mutant("strides far", "x - 1", "x - 7", program="legs.long")\n'
    family = read_family(write({"programs/legs/long.py": PROGRAM, "walks/first.py": FIRST + call}) / "walks")
    (far,) = [mutant for mutant in family.mutants if mutant.id == "walks.strides_far"]
    assert (far.file, far.source) == ("programs/legs/long.py", PROGRAM.replace("x - 1", "x - 7"))


def test_a_reason_that_one_file_takes_from_another_is_to_be_translated(write: Write) -> None:
    common = COMMON + 'WHY = "three less two"\nNOT_SHOWN = "a word"\n'
    first = FIRST.replace("import START", "import START, WHY").replace('because="3 - 2 = 1"', "because=WHY")
    folder = write({"walks/common.py": common, "walks/first.py": first, "ko/walks.toml": '"start" = "시작"\n'})
    family = read_family(folder / "walks")
    missing = {
        (problem.file.name, problem.what.partition(" is not")[0]) for problem in check_translations(family, "ko")
    }
    assert {place for place in missing if place[0] != "second.py"} == {
        ("common.py", "'three less two'"),
        *(("first.py", text) for text in ("'end'", "'strides'", "'stands still once'")),
    }
    assert translator(family.claims[0].folder, "walks", "ko")("start") == "시작"


def test_files_of_a_folder_import_programs_and_each_other(walks: Family) -> None:
    for claim in walks.claims:
        module = load_verifier(claim.path, folder=claim.folder)
        assert getattr(module, claim.function)().judge()[0] is Verdict.SUPPORTED
    strides = walks.mutants[0]
    module = load_verifier(walks.claims[0].path, {strides.path: strides.source}, folder=walks.claims[0].folder)
    assert module.two_steps().judge()[0] is Verdict.REFUTED


def test_a_run_is_pinned_to_the_files_that_it_imports_and_its_key_to_their_texts(walks: Family, write: Write) -> None:
    first, second = walks.claims
    assert by_folder(pin(first, {})) == {"walks/first.py", "walks/common.py", "programs/walk.py"}
    assert by_folder(pin(second, {})) == {"walks/second.py", "programs/walk.py"}
    before = [Task(claim).pinned().key() for claim in walks.claims]
    write({"walks/common.py": COMMON + "\n# a word\n"})
    after = [Task(claim).pinned().key() for claim in walks.claims]
    assert (before[0] != after[0], before[1] == after[1]) == (True, True)


def test_a_key_is_that_of_the_texts_wherever_the_bank_stands(walks: Family, tmp_path: Path) -> None:
    moved = shutil.copytree(tmp_path / "verifiers", tmp_path / "elsewhere" / "verifiers")
    assert [Task(claim).pinned().key() for claim in read_family(moved / "walks").claims] == [
        Task(claim).pinned().key() for claim in walks.claims
    ]


async def test_claims_run_as_pinned_with_mutants_and_solutions_whatever_the_disk_holds_by_then(
    walks: Family, runner: Runner
) -> None:
    tasks = [Task(claim) for claim in walks.claims]
    double = Solution(walks.claims[0].folder / "programs" / "walk.py", "step", "def step(x):\n    return x - 2\n")
    changed = [tasks[0].with_mutant(walks.mutants[1]), tasks[1].with_mutant(walks.mutants[0])]
    pinned = [task.pinned() for task in [*tasks, *changed, tasks[1].with_solution(double)]]
    shutil.rmtree(walks.path.parent)
    verdicts = [(await runner.run(task)).verdict for task in pinned]
    assert verdicts == [Verdict.SUPPORTED] * 2 + [Verdict.REFUTED] * 3


async def test_what_was_vouched_for_runs_and_nothing_else_of_the_folder(walks: Family, runner: Runner) -> None:
    folder = walks.path.parent.resolve()
    vouched = {path: path.read_text(encoding="utf-8") for path in folder.rglob("*.py")}
    for path in vouched:
        path.write_text("raise SystemExit('edited since')", encoding="utf-8")
    claims = read_family(walks.path, vouched).claims
    assert [(await runner.run(Task(claim).pinned())).verdict for claim in claims] == [Verdict.SUPPORTED] * 2
    (folder / "walks" / "common.py").write_text(COMMON, encoding="utf-8")
    del vouched[folder / "walks" / "common.py"]
    with pytest.raises(CatalogueError, match="is not among the files that were vouched for"):
        read_family(walks.path, vouched)


def test_the_claim_that_speaks_of_a_bug_is_asked_first_in_whatever_file_it_stands(walks: Family) -> None:
    later = walks.mutants[2]
    assert [claim.function for claim in rank_claims(walks, later)] == ["three_steps", "two_steps"]


def test_one_mutant_is_read_whatever_is_wrong_with_the_other_files(tmp_path: Path) -> None:
    verifiers = write_walks(tmp_path / "verifiers")
    every = {mutant.id: mutant for mutant in read_family(verifiers / "walks").mutants}
    assert {name: read_mutant(verifiers / "walks", name) for name in every} == every
    write_walks(verifiers, {"walks/second.py": "not Python"})
    assert read_mutant(verifiers / "walks", "walks.strides") == every["walks.strides"]
    assert read_mutant(verifiers / "walks", "walks.starts_later") is None
