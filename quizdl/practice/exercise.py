"""An exercise: the question, our program, and the claims that judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from quizdl.bank.question import CodeQuestion
from quizdl.contract import Call, parse_call
from quizdl.verify.catalogue import Catalogue
from quizdl.verify.declared import Claim
from quizdl.verify.submission import MEMORY_BYTES, Submission

MEMORY_OF_A_WHOLE_PROGRAM = 4 * MEMORY_BYTES


@dataclass(frozen=True)
class Exercise:
    """A question of the kind `code` with what judges it."""

    question: CodeQuestion
    program: Path  # the module that holds ours
    name: str  # of our function or class in it
    calls: Sequence[Call]
    judges: Sequence[Claim]  # quickest first

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

    def submission(self, source: str, file: str) -> Submission:
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
            forbidden=question.forbidden,
            keeps=question.whole,
            memory=self.memory,
        )


def exercise_of(question: CodeQuestion, catalogue: Catalogue, verifiers: Path) -> Exercise:
    """The exercise of a question that `bank check` accepts. Raises UnknownName where a judge is missing."""
    assert question.symbol is not None  # a whole program has one as well: the runnable program of ours
    module, _, name = question.symbol.rpartition(".")
    judges = sorted((catalogue.claim(claim) for claim in question.verify), key=lambda claim: claim.seconds)
    calls = [parse_call(call) for call in question.contract.calls]
    return Exercise(question, verifiers / "programs" / f"{module}.py", name, calls, judges)
