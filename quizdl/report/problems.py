"""Problems of a bank or a verifier in the reader's language; `str` of a problem is in English."""

from __future__ import annotations

from quizdl.errors import BankError, CatalogueError, Problem
from quizdl.words.sentences import translated


def say_problems(language: str, error: BankError | CatalogueError) -> str:
    """All problems of a bank or of verifiers, line by line."""
    return "\n".join(say_problem(language, problem) for problem in error.problems)


def say_problem(language: str, problem: Problem) -> str:
    """One line: the position, the problem and what to do."""
    what, remedy = say_defect(language, problem.what), say_defect(language, problem.fix)
    return str(problem._replace(what=what, fix=remedy))


def say_defect(language: str, text: str) -> str:
    """A problem, or its fix, in that language."""
    return translated(language, "problems", text)
