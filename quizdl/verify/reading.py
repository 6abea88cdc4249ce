"""Read the declarations of one family from its sources; nothing is imported or run."""

from __future__ import annotations

import keyword
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from quizdl.errors import CatalogueError, Problem
from quizdl.family_files import files_of, is_family_folder
from quizdl.verify.declared import Claim, Family, Mutant
from quizdl.verify.verifier_file import VerifierFile


def read_family(path: Path, sources: Mapping[Path, str] | None = None) -> Family:
    """Read the declarations of a family, a Python file or a folder of them.

    Raises CatalogueError with every problem of its claims. A mutant that does not fit the code does not stop the
    claims: it is reported in `Family.stale`.
    """
    files, name = _files(path, sources or {}), path.stem if path.suffix == ".py" else path.name
    problems = list(_misplaced(path, name))
    declared = [(file, file.claims()) for file in files]
    claims = tuple(claim for _, of_file in declared for claim in of_file)
    problems += [problem for file in files for problem in file.problems]
    problems += _called_alike(claims)
    if not claims and not problems:
        problems.append(_problem(path, "declares no claim", "put @claim(…) above a function that returns Evidence"))
    if problems:
        raise CatalogueError(problems)
    taken: set[str] = set()
    own = {file.path for file in files}
    mutants = [mutant for file in files for mutant in file.mutants(taken)]
    mutants.sort(key=lambda mutant: mutant.path in own)  # readers see those of the programs first
    return Family(
        name=name,
        path=path,
        title=next(file.title() for file, of_file in declared if of_file),
        files={file.path: file.source for file in files},
        claims=claims,
        mutants=tuple(mutants),
        stale=tuple(problem for file in files for problem in file.problems),
    )


def read_mutant(path: Path, name: str) -> Mutant | None:
    """The mutant with that id of the family at `path`, or None: parses only a file whose text holds its description.

    A description that two literals share in the middle of a word is not found; `read_family` finds it.
    """
    slug = name.partition(".")[2]
    described = re.compile(r"[\W_]+".join(map(re.escape, slug.split("_"))), re.IGNORECASE)
    for file in _files(path, {}):
        if described.search(file.source):
            for mutant in file.mutants(set(), only=slug):
                return mutant
    return None


def _files(path: Path, sources: Mapping[Path, str]) -> list[VerifierFile]:
    """The files of the family at `path`."""
    name, depth = (path.stem, 0) if path.suffix == ".py" else (path.name, 1)
    return [VerifierFile(file, name, file.resolve().parents[depth], sources) for file in files_of(path)]


def _misplaced(path: Path, name: str) -> Iterator[Problem]:
    """What is wrong with where the files of a family stand, and with its name."""
    is_folder = path.suffix != ".py"
    if not name.isidentifier() or keyword.iskeyword(name):
        what = f"{name!r} is not a Python name, and claims are called {name}.…"
        yield _problem(path, what, "rename the folder" if is_folder else "rename the file")
    file, folder = path.parent / f"{name}.py", path.parent / name
    if file.exists() and is_family_folder(folder):
        what = f"the family {name!r} is both a file and a folder"
        yield _problem(path, what, "move the file into the folder, or rename one")
    if is_folder and (package := path / "__init__.py").exists():
        what = "__init__.py never runs: the folder of a family is no package"
        yield _problem(package, what, "move what it holds to another file")


def _called_alike(claims: Sequence[Claim]) -> Iterator[Problem]:
    """The claims of one family that have one name."""
    count = Counter(claim.id for claim in claims)
    for claim in claims:
        if count[claim.id] > 1:
            what = f"two claims are called {claim.function!r}"
            yield _problem(claim.path, what, "rename one", claim.line)


def _problem(file: Path, what: str, fix: str, line: int = 1) -> Problem:
    return Problem(file, line, 1, "", what, fix)
