"""One Python file of a family: what it declares, read from its source; nothing is imported or run."""

from __future__ import annotations

import ast
import io
import re
import stat
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any

from quizdl.errors import Problem
from quizdl.verdict import DECIDED, Verdict
from quizdl.verify.declared import Claim, Mutant, Setting

Types = Mapping[str, type | tuple[type, ...]]  # of what is given by name

CLAIM_WORDS: Types = {
    **dict.fromkeys(("en", "ko", "short", "expects", "literature"), str),
    "seconds": (int, float),
    "alone": bool,
}
DECORATORS = re.compile(r"^[ \t]*@[\w.]*\bclaim\b", re.MULTILINE)
MOST_BYTES = 1_000_000  # a verifier is reading matter; this only keeps a stray file from being parsed


class VerifierFile:
    """Reads one file of the family with that name, and collects what is wrong with it."""

    def __init__(self, path: Path, family: str, folder: Path, sources: Mapping[Path, str]) -> None:
        self.path = path
        self.family = family
        self.folder = folder  # of all verifiers
        self.sources = sources
        self.problems: list[Problem] = []
        self.source = ""
        try:
            self.source = self.text(path)
        except (OSError, ValueError) as error:
            self.complain(1, f"cannot be read: {error}")

    @cached_property
    def tree(self) -> ast.Module:
        """The source parsed, at its first use; empty where it is not Python."""
        try:
            return ast.parse(self.source)
        except SyntaxError as error:
            self.complain(error.lineno or 1, f"not Python: {error.msg}", column=error.offset or 1)
        except (ValueError, RecursionError, MemoryError) as error:
            self.complain(1, f"cannot be read: {str(error) or 'it is nested too deeply'}")
        return ast.Module(body=[], type_ignores=[])

    def text(self, path: Path) -> str:
        if self.sources:
            if path.resolve() not in self.sources:
                raise OSError("is not among the files that were vouched for")
            return io.StringIO(self.sources[path.resolve()], newline=None).read()  # lines end as in a file that is read
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # a pipe would be waited for
            raise ValueError("is not a file")
        if status.st_size > MOST_BYTES:
            raise ValueError(f"larger than {MOST_BYTES} bytes")
        return path.read_text(encoding="utf-8")

    def complain(self, line: int, what: str, fix: str = "", column: int = 1, path: Path | None = None) -> None:
        self.problems.append(Problem(path or self.path, line, column, "", what, fix))

    def title(self) -> str:
        """The first line of its docstring."""
        return (ast.get_docstring(self.tree) or "").partition("\n")[0]

    def claims(self) -> list[Claim]:
        functions = [node for node in self.tree.body if isinstance(node, ast.FunctionDef)]
        self.look_for_lost_claims(functions)
        return [self.claim(node, calls[0]) for node in functions if (calls := _claims_of(node))]

    def look_for_lost_claims(self, functions: list[ast.FunctionDef]) -> None:
        """Report claims that would never run: not above a plain function."""
        if sum(1 for node in functions if _claims_of(node)) == len(DECORATORS.findall(self.source)):
            return  # a walk through the whole tree takes as long as parsing it
        for node in ast.walk(self.tree):
            if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                continue
            lost = [d for d in node.decorator_list if _name(d.func if isinstance(d, ast.Call) else d) == "claim"]
            if lost and (node not in functions or not _claims_of(node)):
                what = f"{node.name}: this claim would not be found"
                self.complain(lost[0].lineno, what, "put @claim(…) above a plain function of the file")

    def claim(self, node: ast.FunctionDef, call: ast.Call) -> Claim:
        arguments = self.literals(call, CLAIM_WORDS)
        sentence = {language: arguments.get(language, "") for language in ("en", "ko")}
        seconds = arguments.get("seconds")
        expects = arguments.get("expects", "supported")
        if not any(sentence.values()):
            self.complain(call.lineno, f"{node.name}: the claim says nothing", "give en= or ko=")
        if seconds is None or not 0 < seconds < 3600:
            self.complain(call.lineno, f"{node.name}: seconds= must be a number above 0 and below 3600")
            seconds = 1.0
        if expects not in DECIDED:
            self.complain(call.lineno, f"{node.name}: expects= must be 'supported' or 'refuted'")
            expects = "supported"
        return Claim(
            id=f"{self.family}.{node.name}",
            path=self.path,
            folder=self.folder,
            line=node.lineno,
            seconds=float(seconds),
            expects=Verdict(expects),
            literature=arguments.get("literature", ""),
            alone=arguments.get("alone", False),
            sources=self.sources,
            short=arguments.get("short", ""),
            knobs=self.knobs(node),
            **sentence,
        )

    def literals(self, call: ast.Call, words: Types) -> dict[str, Any]:
        """The keyword arguments that are literals of the declared types."""
        arguments: dict[str, Any] = {}
        for argument in call.keywords:
            name, value = argument.arg or "**", _literal(argument.value)
            if name not in words:
                self.complain(
                    argument.value.lineno, f"{name}= is no word of {_called(call)}", f"one of {', '.join(words)}"
                )
            elif isinstance(value, words[name]):
                arguments[name] = value
            else:
                self.complain(argument.value.lineno, f"{name}= is not a literal of its type", "write the value out")
        return arguments

    def knobs(self, node: ast.FunctionDef) -> dict[str, Setting]:
        arguments = node.args
        named = [*arguments.posonlyargs, *arguments.args]
        missing: list[ast.expr | None] = [None] * (len(named) - len(arguments.defaults))
        pairs = [
            *zip(named, [*missing, *arguments.defaults], strict=True),
            *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
        ]
        knobs: dict[str, Setting] = {}
        for argument, default in pairs:
            value = None if default is None else _literal(default)
            if isinstance(value, (bool, int, float, str)):
                knobs[argument.arg] = value
            else:
                self.complain(
                    argument.lineno,
                    f"{node.name}: the parameter {argument.arg!r} has no literal default",
                    "give a number, a string, True or False",
                )
        return knobs

    def mutants(self, taken: set[str], only: str | None = None) -> Iterator[Mutant]:
        """Its mutants that fit the code, or `only` that one; their names join those of the family that are taken."""
        calls = [
            statement.value
            for statement in self.tree.body
            if isinstance(statement, ast.Expr)
            and isinstance(statement.value, ast.Call)
            and _called(statement.value) == "mutant"
        ]
        for call in calls:
            arguments = self.literals(call, {"program": str})
            words = [_literal(argument) for argument in call.args]
            if len(words) != 3 or not all(isinstance(word, str) for word in words):
                self.complain(call.lineno, "mutant(…) takes a description, the old text and the new text, as literals")
                continue
            description, old, new = words
            slug = re.sub(r"\W+", "_", description).strip("_").lower()
            if slug in taken:
                self.complain(call.lineno, f"two mutants are called {slug!r}", "describe each bug in its own words")
            taken.add(slug)
            if only in (None, slug):
                yield from self.mutant(call, description, slug, old, new, arguments.get("program"))

    def mutant(
        self, call: ast.Call, description: str, slug: str, old: str, new: str, program: str | None
    ) -> Iterator[Mutant]:
        path, file = self.path, self.path.resolve().relative_to(self.folder).as_posix()
        if program is None:
            source, searched = self.source, self.code
        else:
            file = "/".join(["programs", *program.split(".")]) + ".py"
            path = self.folder / file
            try:
                source = searched = self.text(path)
            except (OSError, ValueError) as error:
                self.complain(call.lineno, f"mutant {description!r}: {path} cannot be read: {error}")
                return
        count = searched.count(old) if old else 0
        if count != 1:
            self.complain(
                call.lineno,
                f"mutant {description!r}: its old text occurs {count} times in {file}, not once",
                "quote the current line",
            )
            return
        start = searched.index(old)
        changed = source[:start] + new + source[start + len(old) :]
        line = source.count("\n", 0, start) + 1
        statement = changed if program is not None else self.statement(line, changed, old.count("\n") - new.count("\n"))
        try:
            ast.parse(statement)
        except SyntaxError as error:
            self.complain(call.lineno, f"mutant {description!r}: the changed source is not Python: {error.msg}")
            return
        yield Mutant(f"{self.family}.{slug}", description, old, new, path, file, line, changed, self.folder)

    def statement(self, line: int, changed: str, fewer_lines: int) -> str:
        """The statement of the module around that line, as changed; the rest need not be parsed once more."""
        first, last = 1, self.source.count("\n") + 1
        for node in self.tree.body:
            decorators = getattr(node, "decorator_list", [])
            begin = min([node.lineno, *(decorator.lineno for decorator in decorators)])
            if begin <= line <= (node.end_lineno or begin):
                first, last = begin, node.end_lineno or begin
        return "\n".join(changed.split("\n")[first - 1 : last - fewer_lines])

    @cached_property
    def code(self) -> str:
        """The source with docstrings, claims' sentences and mutants blanked out, at the same length."""
        spans: list[ast.expr | ast.stmt] = [
            statement
            for statement in self.tree.body
            if isinstance(statement, ast.Expr)
            and isinstance(statement.value, ast.Call)
            and _called(statement.value) == "mutant"
        ]
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                spans.append(node)
            if isinstance(node, ast.FunctionDef):
                spans += _claims_of(node)
        lines = self.source.split("\n")  # as ast counts them; splitlines would also break at U+2028 and the like
        starts = [0, *accumulate(len(line) + 1 for line in lines)]
        text = self.source

        def offset(line: int, column: int) -> int:  # ast counts columns in UTF-8 bytes
            return starts[line - 1] + len(lines[line - 1].encode()[:column].decode())

        for node in spans:
            begin = offset(node.lineno, node.col_offset)
            end = offset(node.end_lineno or node.lineno, node.end_col_offset or 0)
            text = text[:begin] + re.sub(r"[^\n]", "\0", text[begin:end]) + text[end:]
        return text


def _claims_of(node: ast.AST) -> list[ast.Call]:
    """The `@claim(…)` above a function."""
    decorators = node.decorator_list if isinstance(node, ast.FunctionDef) else []
    return [call for call in decorators if isinstance(call, ast.Call) and _called(call) == "claim"]


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _name(node: ast.expr) -> str:
    """The last word of a name: `claim` of `claim` and of `quizdl.verify.claim`."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _literal(node: ast.expr) -> Any:
    """The value of a literal; None for anything else."""
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, RecursionError, MemoryError):
        return None
