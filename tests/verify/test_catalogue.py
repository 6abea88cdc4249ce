"""Reading claims and mutants from source, without importing it."""

import os
import textwrap
from pathlib import Path

import pytest

from quizdl.errors import BadSetting, CatalogueError, UnknownName
from quizdl.verdict import Verdict
from quizdl.verify.catalogue import open_catalogue, read_catalogue
from quizdl.verify.declared import Family
from quizdl.verify.reading import read_family

SOURCE = '''
"""Halves: a title.

More words: x / 2 stands here too.
"""

raise RuntimeError("reading the catalogue must not run this")


def half(x):
    """Half of x: x / 2."""
    return x / 2


@claim(en="Half of x is x / 2.", ko="절반", seconds=2, expects="refuted", literature="Euclid", alone=True)
def halves(lr: float = 0.5, steps: int = 3, exact: bool = False, rule: str = "sgd", seed: int = 0):
    return evidence


mutant("thinks in thirds", "x / 2", "x / 3")
'''


def write(folder: Path, source: str, name: str = "halves.py") -> Path:
    path = folder / name
    path.write_text(textwrap.dedent(source).lstrip(), encoding="utf-8")
    return path


@pytest.fixture
def family(tmp_path: Path) -> Family:
    return read_family(write(tmp_path, SOURCE))


def test_a_claim_is_read_with_all_that_it_declares(family: Family) -> None:
    (claim,) = family.claims
    assert (claim.id, claim.family, claim.function) == ("halves.halves", "halves", "halves")
    assert (claim.en, claim.ko, claim.seconds) == ("Half of x is x / 2.", "절반", 2.0)
    assert (claim.expects, claim.literature) == (Verdict.REFUTED, "Euclid")
    assert claim.alone
    assert claim.seeded
    assert claim.knobs == {"lr": 0.5, "steps": 3, "exact": False, "rule": "sgd", "seed": 0}
    assert family.title == "Halves: a title."


def test_a_mutant_changes_the_code_and_neither_docstrings_nor_sentences(family: Family) -> None:
    (mutant,) = family.mutants
    assert mutant.id == "halves.thinks_in_thirds"
    assert "return x / 3" in mutant.source
    assert mutant.source.count("x / 2") == SOURCE.count("x / 2") - 1
    assert mutant.source.splitlines()[mutant.line - 1].strip() == "return x / 3"


def test_a_mutant_finds_its_line_behind_korean_text(tmp_path: Path) -> None:
    source = SOURCE.replace("raise RuntimeError", 'say("한글 x / 3", """여러\n줄""")\nraise RuntimeError')
    (mutant,) = read_family(write(tmp_path, source)).mutants
    assert mutant.source.splitlines()[mutant.line - 1].strip() == "return x / 3"


@pytest.mark.parametrize("odd", ["\f", "# a\u2028b", "# a\x85b", "# a\x1cb"])
def test_a_mutant_finds_its_line_behind_what_ends_no_line_for_python(odd: str, tmp_path: Path) -> None:
    (mutant,) = read_family(write(tmp_path, SOURCE.replace("def half", f"{odd}\ndef half"))).mutants
    assert mutant.source.replace("x / 3", "x / 2", 1).count("x / 3") == 1  # what the declaration itself says
    assert "    return x / 3\n" in mutant.source


def test_a_mutant_of_two_lines_is_found_where_lines_end_as_windows_ends_them(tmp_path: Path) -> None:
    source = SOURCE.replace('    """Half of x: x / 2."""\n', "")
    path = write(tmp_path, source.replace('"x / 2", "x / 3"', r'"half(x):\n    return", "half(x):\n    return 2 *"'))
    trusted = {path.resolve(): path.read_text(encoding="utf-8").replace("\n", "\r\n")}
    family = read_family(path, trusted)
    assert ([mutant.line for mutant in family.mutants], family.stale) == ([9], ())


def test_a_mutant_may_change_a_program_and_comes_before_those_of_the_claims(tmp_path: Path) -> None:
    (tmp_path / "programs").mkdir()
    write(tmp_path / "programs", "step = 1\n", "walk.py")
    source = SOURCE + 'mutant("strides", "step = 1", "step = 2", program="walk")\n'
    strides = read_family(write(tmp_path, source)).mutants[0]
    assert (strides.path, strides.file) == (tmp_path / "programs" / "walk.py", "programs/walk.py")
    assert strides.source == "step = 2\n"


@pytest.mark.parametrize(
    ("text", "value"),
    [("lr=1", 1.0), ("lr=1e-3", 1e-3), ("steps=7", 7), ("exact=true", True), ("rule=adam", "adam")],
)
def test_a_knob_takes_values_of_the_type_of_its_default(family: Family, text: str, value: object) -> None:
    name, _, given = text.partition("=")
    setting = family.claims[0].setting(name, given)
    assert setting == value
    assert type(setting) is type(family.claims[0].knobs[name])


def test_a_knob_refuses_what_does_not_fit_and_suggests_the_nearest_name(family: Family) -> None:
    with pytest.raises(BadSetting, match=r"halves.halves: steps=1.5 is not a whole number"):
        family.claims[0].setting("steps", "1.5")
    with pytest.raises(BadSetting, match="is not true or false"):
        family.claims[0].setting("exact", "maybe")
    with pytest.raises(UnknownName, match="did you mean steps"):
        family.claims[0].setting("step", "1")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("seconds=2", "seconds=0"), "seconds= must be"),
        (("seconds=2", "seconds=two()"), "seconds= is not a literal"),
        (('expects="refuted"', 'expects="maybe"'), "expects= must be"),
        (('en="Half of x is x / 2.", ko="절반", ', ""), "says nothing"),
        (("lr: float = 0.5", "lr"), "'lr' has no literal default"),
        (("@claim", "@nothing"), "declares no claim"),
        (("seconds=2", "seconds='two'"), "seconds= is not a literal of its type"),
        (('ko="절반"', "ko=2"), "ko= is not a literal of its type"),
        (("seconds=2", "seconds={[1]: 2}"), "seconds= is not a literal"),
        (("lr: float = 0.5", "lr={[1]: 2}"), "'lr' has no literal default"),
        (("seconds=2", "seconds=2, minutes=1"), "minutes= is no word of claim"),
        (("@claim", "@quizdl.verify.claim"), "halves: this claim would not be found"),
        (("def halves", "async def halves"), "halves: this claim would not be found"),
        (
            ("return evidence", "return evidence\n\nclass Box:\n    @claim\n    def inner(self): ..."),
            "inner: this claim",
        ),
        (("def half(x):", '@claim(en="Twice.", seconds=1)\ndef halves(x=1):'), "two claims are called 'halves'"),
        (("def half(x):", "def half(x:"), "not Python"),
    ],
)
def test_every_mistake_of_an_author_is_reported_with_its_line(
    change: tuple[str, str], complaint: str, tmp_path: Path
) -> None:
    path = write(tmp_path, SOURCE.replace(*change))
    with pytest.raises(CatalogueError, match=complaint) as caught:
        read_family(path)
    problem = caught.value.problems[0]
    assert str(problem).startswith(f"{path}:{problem.line}:")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ('"x / 7", "x / 3"', "occurs 0 times"),
        ('"x", "y"', "occurs 3 times"),
        ('"x / 2", "x /"', "is not Python"),
        ('"x / 2", "x / 3", program="none"', "cannot be read"),
        ('"x / 2", three', "as literals"),
    ],
)
def test_a_mutant_that_does_not_fit_the_code_is_reported_and_the_claims_remain(
    words: str, complaint: str, tmp_path: Path
) -> None:
    family = read_family(write(tmp_path, SOURCE.replace('"x / 2", "x / 3"', words)))
    assert [claim.id for claim in family.claims] == ["halves.halves"]
    assert family.mutants == ()
    (problem,) = family.stale
    assert complaint in problem.what
    assert problem.line == SOURCE.strip().count("\n") + 1


def test_a_verifier_that_is_no_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    with pytest.raises(CatalogueError, match=r"pipe\.py:1:1: cannot be read: is not a file"):
        read_catalogue(tmp_path)


def test_a_verifier_that_is_nested_too_deeply_is_refused_with_a_reason(tmp_path: Path) -> None:
    write(tmp_path, "x = " + "-" * 100_000 + "1", "deep.py")
    with pytest.raises(
        CatalogueError, match=r"deep\.py:1:1: (cannot be read|not Python): .*(nested|recursion|complex)"
    ):
        read_catalogue(tmp_path)


def test_all_files_are_reported_at_once(tmp_path: Path) -> None:
    write(tmp_path, SOURCE.replace("seconds=2", "seconds=0"), "a.py")
    write(tmp_path, "nonsense(", "b.py")
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(tmp_path)
    assert [problem.file.name for problem in caught.value.problems] == ["a.py", "b.py"]


def test_an_open_catalogue_reads_a_family_only_when_it_is_asked_for(tmp_path: Path) -> None:
    write(tmp_path, SOURCE)
    write(tmp_path, "nonsense(", "broken.py")
    catalogue = open_catalogue(tmp_path)
    assert (list(catalogue.families), len(catalogue.families)) == (["broken", "halves"], 2)
    assert catalogue.claim("halves.halves").id == "halves.halves"
    assert "../halves" not in catalogue.families
    with pytest.raises(CatalogueError, match="not Python"):
        catalogue.claim("broken.it")


def test_an_unknown_claim_suggests_the_nearest(tmp_path: Path) -> None:
    write(tmp_path, SOURCE)
    with pytest.raises(UnknownName, match=r"did you mean halves\.halves"):
        read_catalogue(tmp_path).claim("halves.halfs")


@pytest.mark.parametrize("given", ["nan", "inf", "-inf", "1e400"])
def test_a_knob_is_turned_to_finite_numbers_only(family: Family, given: str) -> None:
    with pytest.raises(BadSetting, match=f"halves.halves: lr={given} is not a finite number"):
        family.claims[0].setting("lr", given)
