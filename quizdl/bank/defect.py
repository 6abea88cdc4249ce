"""Problems inside a file, before they have a line and a column."""

from __future__ import annotations

from typing import NamedTuple

MOST_LETTERS = 60  # of a key in a path

FieldPath = tuple[str | int, ...]  # where in a file: ("questions", 0, "prompt", "en")


class Defect(NamedTuple):
    """A problem at a path inside a file; `Document.add_defects` adds line and column."""

    path: FieldPath
    what: str
    fix: str = ""
    at_key: bool = False  # the key is meant, not its value

    def below(self, *above: str | int) -> Defect:
        """The same defect, with its path below `above`."""
        return self._replace(path=above + self.path)


def path_text(path: FieldPath) -> str:
    """`questions[0].prompt.en`; a key of any length is cut."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step[:MOST_LETTERS]}" for step in path).lstrip(".")
