"""Runs a notebook as Jupyter does: its cells in order, in one namespace, inside a running event loop.

    python -m tools.run_notebook docs/tour.ipynb            prints the notebook with its outputs
    python -m tools.run_notebook docs/tour.ipynb --write    writes it back

Jupyter itself would add 37 packages to the tests.
"""

from __future__ import annotations

import ast
import asyncio
import contextlib
import io
import json
import linecache
import sys
from pathlib import Path
from typing import Any

from quizdl.files import write_whole


async def run_cells(notebook: dict[str, Any]) -> None:
    """Run the code cells of the notebook and put their outputs into it. Raises the errors of cells."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for count, cell in enumerate(cells, 1):
        cell["execution_count"] = count
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            value = await run_cell("".join(cell["source"]), f"cell {count}", namespace)
        cell["outputs"] = []
        if text := printed.getvalue():
            cell["outputs"].append({"name": "stdout", "output_type": "stream", "text": text.splitlines(keepends=True)})
        if value is not None:
            cell["outputs"].append(shown(value, count))


async def run_cell(source: str, name: str, namespace: dict[str, Any]) -> object:
    """Run one cell, which may await; the value of its last expression, or None if it ends in a statement."""
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)  # for `inspect` and tracebacks
    tree = ast.parse(source, name)
    parts: list[tuple[str, ast.Module | ast.Expression]] = [("exec", tree)]
    if tree.body and isinstance(last := tree.body[-1], ast.Expr):
        del tree.body[-1]
        parts.append(("eval", ast.Expression(last.value)))
    value: object = None
    for mode, part in parts:
        value = eval(compile(part, name, mode, flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT), namespace)
        value = await value if asyncio.iscoroutine(value) else value
    return value


def shown(value: object, count: int) -> dict[str, Any]:
    """The output that Jupyter shows for the value of a cell."""
    data = {"text/plain": repr(value).splitlines(keepends=True)}
    if html := getattr(value, "_repr_html_", None):
        data["text/html"] = [html()]
    return {"data": data, "execution_count": count, "metadata": {}, "output_type": "execute_result"}


def main() -> None:
    """Run the named notebook."""
    path = Path(sys.argv[1])
    notebook = json.loads(path.read_text(encoding="utf-8"))
    asyncio.run(run_cells(notebook))
    text = json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
    if "--write" in sys.argv:
        write_whole(path, text.encode())
    else:
        print(text)


if __name__ == "__main__":
    main()
