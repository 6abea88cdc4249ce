"""Which way imports point, where the import-linter contracts in pyproject.toml do not reach."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import quizdl
from quizdl import folders

VERIFIERS = sorted((folders.builtin_bank() / "verifiers").rglob("*.py"))
HEAVY = ("textual", "torch", "matplotlib", "plotext", "rich", "numpy", "yaml", "pydantic", "asyncio")


def imported_after(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter holds after running the code."""
    script = f"import sys\ntry:\n    {code}\nexcept SystemExit: pass\nprint('\\n'.join(['MODULES', *sys.modules]))"
    output = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    return {name.partition(".")[0] for name in output.partition("MODULES")[2].split()}


@pytest.mark.parametrize("path", VERIFIERS, ids=lambda path: path.stem)
def test_a_verifier_imports_claim_words_instruments_and_nothing_else_of_quizdl(path: Path) -> None:
    frameworks = {"classifier_keras": {"keras"}, "classifier_tensorflow": {"tensorflow"}}
    allowed = {"numpy", "torch", *frameworks.get(path.stem, set())} | set(sys.stdlib_module_names)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        names = [alias.name for alias in node.names]
        if isinstance(node, ast.ImportFrom):
            names = [] if node.level else [f"{node.module}.{name}" for name in names]
        for name in names:
            ours = name.startswith(("quizdl.lab.", "quizdl.verify."))
            assert ours or name.partition(".")[0] in allowed, f"{path.name}:{node.lineno} imports {name}"


@pytest.mark.parametrize(
    "code",
    ["import quizdl.bank", "from quizdl.__main__ import main; sys.argv = ['quizdl', '--help']; main()"],
    ids=["import quizdl.bank", "quizdl --help"],
)
def test_light_commands_import_nothing_heavy(code: str) -> None:
    assert not imported_after(code) & set(HEAVY)


@pytest.mark.slow
def test_listing_an_unchanged_bank_imports_nothing_heavy() -> None:
    code = "from quizdl.__main__ import main; sys.argv = ['quizdl', 'list']; main()"
    imported_after(code)  # fills the cache of the bank
    assert not imported_after(code) & set(HEAVY)


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [["list"], ["bank", "check"], ["verify", "--list"]], ids=" ".join)
def test_commands_that_run_nothing_import_neither_screens_nor_torch(arguments: list[str]) -> None:
    code = f"from quizdl.__main__ import main; sys.argv = ['quizdl', *{arguments}]; main()"
    assert not imported_after(code) & {"textual", "torch", "matplotlib", "plotext"}


def test_no_front_takes_evidence_from_a_result() -> None:
    package = Path(quizdl.__file__).parent
    found = [
        f"{path.relative_to(package)}:{node.lineno}"
        for front in ("cli", "tui", "line_mode", "pages")
        for path in sorted((package / front).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "evidence"
    ]
    assert found == []
