"""Print what became of each planted bug of version 0.1.0: its successor, and the file in which it is planted now.

    python -m tools.mutant_table [FAMILY ...]

`tools/mutants/of_0_1_0.txt` holds the ids of version 0.1.0, and `successors.toml` beside it those that changed. That
each successor is caught is tested with all the other mutants (tests/test_content.py).
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

from quizdl import folders
from quizdl.verify.catalogue import read_catalogue
from quizdl.verify.declared import Mutant

FOLDER = Path(__file__).parent / "mutants"


def successors() -> dict[str, str]:
    """The id of today for each id of 0.1.0."""
    renamed = tomllib.loads((FOLDER / "successors.toml").read_text(encoding="utf-8"))
    old = (FOLDER / "of_0_1_0.txt").read_text(encoding="utf-8").split()
    if strangers := renamed.keys() - set(old):
        raise ValueError(f"no planted bugs of 0.1.0: {', '.join(sorted(strangers))}")
    return {name: renamed.get(name, name) for name in old}


def planted() -> Mapping[str, Mutant]:
    """The mutants of the built-in bank by id."""
    families = read_catalogue(folders.builtin_bank() / "verifiers").families
    return {mutant.id: mutant for family in families.values() for mutant in family.mutants}


def main(names: list[str]) -> int:
    """Print the table; the exit code is 1 if a planted bug has no successor."""
    mutants, lost = planted(), 0
    for old, new in successors().items():
        if names and old.partition(".")[0] not in names:
            continue
        lost += new not in mutants
        place = f"{mutants[new].file}:{mutants[new].line}" if new in mutants else "LOST"
        print(f"{old:70}  {'=' if new == old else new:70}  {place}")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
