"""The verifiers of the built-in bank, read once for all tests: reading them takes most of a second."""

from pathlib import Path

from quizdl import folders
from quizdl.verify.catalogue import Catalogue, read_catalogue

VERIFIERS: Path = folders.builtin_bank() / "verifiers"
CATALOGUE: Catalogue = read_catalogue(VERIFIERS)
