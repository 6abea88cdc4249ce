"""Makes questions from planted bugs: the changed code ends the prompt, and where no choices are written, its lines are.

Verifiers are read as text and never imported. This is the only part of the bank that knows them.
"""

from __future__ import annotations

import ast
import difflib
import io
import textwrap
import tokenize
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from quizdl.bank.defect import Defect
from quizdl.bank.model import Bank, Text
from quizdl.bank.question import BugQuestion, Choice, ChoiceQuestion, PlantedBug
from quizdl.errors import CatalogueError
from quizdl.family_files import families_in, files_of
from quizdl.verify.declared import Mutant
from quizdl.verify.reading import read_family, read_mutant
from quizdl.verify.translations import translation_file, translator
from quizdl.words import LANGUAGES, say

LEAST_LINES, MOST_LINES = 4, 9  # to pick from

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Unfit(Exception):
    """A planted bug of which no question can be made: the reason, and a fix."""

    def __init__(self, what: str, fix: str = "choose another bug") -> None:
        super().__init__(what, fix)
        self.what, self.fix = what, fix


class BugPlanter:
    """Makes the questions of one bank."""

    def __init__(self, verifiers: Path) -> None:
        self._verifiers = verifiers
        self._families = cache(families_in)

    def plant(self, question: ChoiceQuestion) -> ChoiceQuestion | Defect:
        """The question with the code that has its bug, or what is wrong with the bug."""
        try:
            mutant = self._mutant(question.bug or "")
            if mutant.family not in (claim.partition(".")[0] for claim in question.verify):
                raise Unfit(f"no claim of {mutant.family!r} is in verify", "name the claim that catches it")
            return _planted(question, mutant)
        except Unfit as unfit:
            return Defect(("bug",), unfit.what, unfit.fix)

    def _mutant(self, name: str) -> Mutant:
        family = name.partition(".")[0]
        path = self._families(self._verifiers).get(family)
        if path is None:
            raise Unfit(f"no family is called {family!r}", "write family.mutant")
        return read_mutant(path, name) or _searched(path, name)


def _searched(path: Path, name: str) -> Mutant:
    """The mutant of that name, looked for among all of the family."""
    try:
        mutants = {mutant.id: mutant for mutant in read_family(path).mutants}
    except CatalogueError as error:
        raise Unfit(f"the family {path.stem!r} cannot be read: {error.problems[0]}", "correct that first") from None
    if name not in mutants:
        near = difflib.get_close_matches(name, mutants, n=1)
        fix = f"did you mean {near[0]}?" if near else "name one that the family declares"
        raise Unfit(f"no planted bug is called {name!r}", fix)
    return mutants[name]


def files_of_bugs(bank: Bank) -> list[Path]:
    """The files of verifiers that questions of the bank were made from."""
    made = [question for question in bank.questions() if isinstance(question, BugQuestion)]
    families = families_in(bank.verifiers) if made else {}
    files = [bank.verifiers / question.planted.file for question in made]
    for family in sorted({question.planted.family for question in made}):
        files += files_of(families[family])
        files += [translation_file(bank.verifiers, family, language) for language in LANGUAGES]
    return [file for file in dict.fromkeys(files) if file.is_file()]


def _planted(question: ChoiceQuestion, mutant: Mutant) -> BugQuestion:
    code = _Code.around(mutant)
    candidates = [] if question.choices else code.candidates()
    head = [code.first] if candidates and code.is_all_but_head(candidates) else list(code.lines)
    listing = textwrap.dedent("\n".join(code.lines[line] for line in head))
    shown = {
        language: f"{prompt}\n\n```python\n{listing}\n```"
        for language in LANGUAGES
        if (prompt := getattr(question.prompt, language))
    }
    bug = PlantedBug(
        family=mutant.family,
        description=Text(**{language: _description(mutant, language) for language in LANGUAGES}),
        file=mutant.file,
        line=code.bug,
        original=code.original.strip(),
        changed=code.lines[code.bug].strip(),
    )
    fields = vars(question) | {"prompt": Text(**shown)}
    if candidates:
        fields["choices"] = tuple(_choices(code, candidates, bug))
    return BugQuestion(**fields, planted=bug, picks_line=bool(candidates))


def _description(mutant: Mutant, language: str) -> str:
    """What the bug does, as a sentence; the name of a variable at its beginning keeps its case."""
    said = translator(mutant.folder, mutant.family, language)(mutant.description)
    first = said[:1].upper() if said[:2].isascii() and said[:2].isalpha() else said[:1]
    return f"{first}{said[1:].rstrip('.')}."


def _choices(code: _Code, candidates: Sequence[int], bug: PlantedBug) -> Iterator[Choice]:
    """The lines to pick from, indented as in the code."""
    fine = Text(**{language: say(language, "bug.fine") for language in LANGUAGES})
    lines = textwrap.dedent("\n".join(code.lines[line] for line in candidates)).split("\n")
    for number, line in zip(candidates, lines, strict=True):
        text = Text(**dict.fromkeys(LANGUAGES, f"`{line}`"))
        wrong = number == code.bug
        yield Choice(text=text, because=bug.description if wrong else fine, correct=wrong)


class _Code(NamedTuple):
    """The function or class around a planted bug, with the bug."""

    node: Definition
    lines: dict[int, str]  # by number in the file; without docstrings, comments and blank lines, which might tell
    bug: int  # the number of the changed line
    original: str  # that line without the bug

    @classmethod
    def around(cls, mutant: Mutant) -> _Code:
        before, after = (text.split("\n") for text in (mutant.path.read_text(encoding="utf-8"), mutant.source))
        changed = [line for line, pair in enumerate(zip(before, after, strict=False), 1) if pair[0] != pair[1]]
        if len(before) != len(after) or len(changed) != 1:
            raise Unfit(f"{mutant.id!r} changes more than one line")
        [bug] = changed
        around = [
            node
            for node in ast.walk(ast.parse(mutant.source))
            if isinstance(node, Definition) and node.lineno <= bug <= (node.end_lineno or 0)
        ]
        if not around:
            raise Unfit(f"{mutant.id!r} lies outside of functions and classes")
        node = max(around, key=lambda node: node.lineno)
        lines = _without_comments(after, node)
        if bug not in lines:
            raise Unfit(f"{mutant.id!r} changes no code")
        return cls(node, lines, bug, _without_comments(before, node)[bug])

    @property
    def first(self) -> int:
        return self.node.lineno

    def candidates(self) -> list[int]:
        """The line of the bug and those nearest to it: statements of one line, no two of which read the same."""
        numbers = sorted(
            {
                statement.lineno
                for statement in ast.walk(self.node)
                if isinstance(statement, ast.stmt) and statement is not self.node and self._is_one_line(statement)
            }
        )
        if self.bug not in numbers:
            raise Unfit("the changed line is no statement of its own", "write choices")
        place = numbers.index(self.bug)
        near = sorted(numbers, key=lambda number: (abs(numbers.index(number) - place), number))
        texts: dict[str, int] = {}
        for number in near:
            texts.setdefault(self.lines[number].strip(), number)
        picked = sorted(list(texts.values())[:MOST_LINES])
        if len(picked) < LEAST_LINES:
            raise Unfit(f"its code has {len(picked)} lines to pick from", "write choices")
        return picked

    def _is_one_line(self, statement: ast.stmt) -> bool:
        """Whether a statement stands on one line; of a loop, a condition and the like, whether its head does."""
        if statement.lineno not in self.lines:  # a docstring
            return False
        if getattr(statement, "body", None):
            return self.lines[statement.lineno].endswith(":")
        return statement.end_lineno == statement.lineno

    def is_all_but_head(self, candidates: Sequence[int]) -> bool:
        """Whether these lines are all of the code but its first line, so that it need not be shown again."""
        return self.lines.keys() - set(candidates) == {self.first}


def _without_comments(source: Sequence[str], node: Definition) -> dict[int, str]:
    """The lines of a definition by number, without its docstring, comments and blank lines."""
    lines = list(source[node.lineno - 1 : node.end_lineno])
    for token in tokenize.generate_tokens(io.StringIO(textwrap.dedent("\n".join(lines))).readline):
        if token.type == tokenize.COMMENT:
            row = token.start[0] - 1
            lines[row] = lines[row].removesuffix(token.string).rstrip()
    docstrings = set[int]()
    for inner in ast.walk(node):
        if isinstance(inner, Definition) and ast.get_docstring(inner, clean=False) is not None:
            docstrings |= set(range(inner.body[0].lineno, (inner.body[0].end_lineno or 0) + 1))
    numbered = enumerate(lines, node.lineno)
    return {number: line for number, line in numbered if line.strip() and number not in docstrings}
