"""The table of instruments in verifiers/README.md against the modules."""

import ast
from pathlib import Path

import quizdl.lab
from quizdl import folders

FOLDER = Path(quizdl.lab.__file__).parent


def signature(node: ast.FunctionDef) -> str:
    """The function as it is called: `name(x, h=)`, where `=` marks what may be left out."""
    given = node.args
    defaults = [None] * (len(given.args) - len(given.defaults)) + [*given.defaults]
    listed = [*zip(given.args, defaults, strict=True), *zip(given.kwonlyargs, given.kw_defaults, strict=True)]
    many = [f"*{given.vararg.arg}"] if given.vararg else []
    return f"{node.name}({', '.join([*many, *(f'{name.arg}=' if default else name.arg for name, default in listed)])})"


def rows() -> list[str]:
    """The rows of the table, one a public function or class, with the first sentence of its docstring."""
    found = []
    for path in sorted(FOLDER.glob("[!_]*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.FunctionDef | ast.ClassDef):
                continue
            if not node.name.startswith("_"):
                shown = signature(node) if isinstance(node, ast.FunctionDef) else node.name
                summary = (ast.get_docstring(node) or "").partition("\n\n")[0].replace("\n", " ").replace("|", "\\|")
                found.append(f"| `{path.stem}.{shown}` | {summary} |")
    return found


def test_the_readme_lists_every_instrument_with_the_first_line_of_its_docstring() -> None:
    readme = (folders.builtin_bank() / "verifiers" / "README.md").read_text(encoding="utf-8")
    table = readme.split("## Instruments\n")[1].partition("\n## ")[0]
    assert [line for line in table.splitlines() if line.startswith("| `")] == rows()
