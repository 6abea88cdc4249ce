"""The quiz's own words: none is kept that nothing says."""

import re
from pathlib import Path

import pytest

import quizdl
from quizdl.report import wording as printed
from quizdl.tui import wording as on_screen

SOURCES = {path: path.read_text() for path in Path(quizdl.__file__).parent.rglob("*.py")}
MODULES = {Path(str(module.__file__)): module._WORDS for module in (printed, on_screen)}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.parent.name)
def test_no_words_are_kept_that_nothing_says(module: Path) -> None:
    others = MODULES.keys() - {module}
    said = "".join(source for path, source in SOURCES.items() if path not in others)

    def used(name: str) -> bool:
        made = (f"f{quote}{name[: gap.end()]}{{" for gap in re.finditer("[. ]", name) for quote in "\"'")
        return (
            said.count(f'"{name}"') > 1 + (MODULES[module][name][0] == name)
            or f"'{name}'" in said
            or any(start in said for start in made)
        )

    assert [name for name in MODULES[module] if not used(name)] == []
