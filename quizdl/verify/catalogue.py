"""The catalogue of claims, read from the source of the verifiers; nothing is imported or run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from quizdl.errors import CatalogueError, Problem, UnknownName
from quizdl.family_files import families_in

if TYPE_CHECKING:  # a catalogue is opened before the quiz draws its first frame, and read after that
    from quizdl.verify.declared import Claim, Family


class Catalogue(NamedTuple):
    """The families of one bank, by name."""

    families: Mapping[str, Family]

    def claims(self) -> Iterator[Claim]:
        for family in self.families.values():
            yield from family.claims

    def claim(self, name: str) -> Claim:
        """The claim of that id; raises UnknownName."""
        family = self.families.get(name.partition(".")[0])
        for claim in family.claims if family else ():
            if claim.id == name:
                return claim
        raise UnknownName("claim", name, [claim.id for claim in self.claims()])


class _ReadOnDemand(Mapping[str, "Family"]):
    """The families of a folder, each read at its first use."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.read: dict[str, Family] = {}

    def __getitem__(self, name: str) -> Family:
        if name not in self.read:
            path = families_in(self.folder)[name]
            from quizdl.verify.reading import read_family

            self.read[name] = read_family(path)
        return self.read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(families_in(self.folder))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def open_catalogue(folder: Path) -> Catalogue:
    """The catalogue of a folder that is known to be valid; each family is read at its first use.

    The first use raises the CatalogueError that `read_catalogue` raises at once.
    """
    return Catalogue(_ReadOnDemand(folder))


def read_catalogue(folder: Path, sources: Mapping[Path, str] | None = None) -> Catalogue:
    """Every family in the folder, by name. Raises CatalogueError with the problems of all files.

    Given `sources` (by resolved path), files are read and run as they stand there, whatever the disk holds by then.
    """
    from quizdl.verify.reading import read_family

    families: dict[str, Family] = {}
    problems: list[Problem] = []
    for name, path in families_in(folder).items():
        try:
            families[name] = read_family(path, sources)
        except CatalogueError as error:
            problems.extend(error.problems)
    if problems:
        raise CatalogueError(problems)
    return Catalogue(families)
