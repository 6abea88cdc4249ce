"""An exercise: the question, our program, and the claims that judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from quizdl import folders
from quizdl.bank.cache import open_bank
from quizdl.bank.model import Bank
from quizdl.bank.question import CodeQuestion
from quizdl.choosing_claims import vouched_for
from quizdl.contract import Call, parse_call
from quizdl.errors import UnknownName
from quizdl.verify.catalogue import Catalogue, open_catalogue, read_catalogue
from quizdl.verify.declared import Claim
from quizdl.verify.submission import MEMORY_BYTES, SECONDS_OF_A_CALL, Submission

MEMORY_OF_A_WHOLE_PROGRAM = 4 * MEMORY_BYTES
SECONDS_OF_A_WHOLE_PROGRAM = 600.0  # for each call: it trains


@dataclass(frozen=True)
class Exercise:
    """A question of the kind `code` with what judges it."""

    question: CodeQuestion
    program: Path  # the module that holds ours
    name: str  # of our function or class in it
    calls: Sequence[Call]
    judges: Sequence[Claim]  # quickest first
    catalogue: Catalogue  # of its bank

    @property
    def folder(self) -> Path:
        """Where its right and wrong programs are, and the calls that are drawn for it."""
        return self.program.parents[1] / "exercises" / self.question.id

    @property
    def methods(self) -> list[str]:
        """The methods of a class that the contract asks for; none where a function is asked."""
        return [call.name for call in self.calls if call.name != self.name]

    @property
    def file_name(self) -> str:
        """The name of the reader's file: `write_adam.py`."""
        return self.question.id.replace("-", "_") + ".py"

    @property
    def memory(self) -> int:
        """Bytes that the reader's program may hold, beyond what its process begins with."""
        return MEMORY_OF_A_WHOLE_PROGRAM if self.question.whole else MEMORY_BYTES

    def submission(self, source: str, file: str, *, sealed: bool = False) -> Submission:
        """A text as an attempt; `file` is the name that tracebacks carry."""
        question = self.question
        return Submission(
            path=self.program,
            symbol=self.name,
            source=source,
            file=file,
            results={call.name: call.results for call in self.calls},
            in_place=frozenset(question.contract.in_place),
            compared=question.contract.compared,
            numbers=question.contract.numbers,
            forbidden=question.forbidden,
            keeps=question.whole,
            memory=self.memory,
            seconds=SECONDS_OF_A_WHOLE_PROGRAM if question.whole else SECONDS_OF_A_CALL,
            sealed=sealed,
        )


def exercises_of(bank: Bank, catalogue: Catalogue) -> list[Exercise]:
    """The exercises of a bank, in the order of its topics."""
    questions = (question for question in bank.questions() if isinstance(question, CodeQuestion))
    return [exercise_of(question, catalogue, bank.verifiers) for question in questions]


def exercise_named(name: str, bank: Path | None = None) -> Exercise:
    """The exercise of this id in the built-in bank, or in the bank of a folder.

    Raises UnknownName with the nearest ids, BankError and CatalogueError for a bank that cannot be read, NotTrusted for
    one that `quizdl trust` does not vouch for.
    """
    opened = open_bank(bank or folders.builtin_bank())
    known = {question.id: question for question in opened.questions() if isinstance(question, CodeQuestion)}
    if name not in known:
        raise UnknownName("exercise", name, known)
    verifiers = opened.verifiers
    catalogue = open_catalogue(verifiers) if bank is None else read_catalogue(verifiers, vouched_for(bank))
    return exercise_of(known[name], catalogue, verifiers)


def exercise_of(question: CodeQuestion, catalogue: Catalogue, verifiers: Path) -> Exercise:
    """The exercise of a question that `bank check` accepts. Raises UnknownName where a judge is missing."""
    module, _, name = question.symbol.rpartition(".")
    judges = sorted((catalogue.claim(claim) for claim in question.verify), key=lambda claim: claim.seconds)
    calls = [parse_call(call) for call in question.contract.calls]
    return Exercise(question, verifiers / "programs" / f"{module}.py", name, calls, judges, catalogue)
