"""What pages are made from: a bank, its claims, and what these found when they last ran here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from quizdl.bank.model import Bank, Text, Topic
from quizdl.bank.question import AnyQuestion, CodeQuestion, NumberQuestion
from quizdl.errors import UnknownName
from quizdl.report.text import harmless
from quizdl.report.view.proof import ProofView, dated_proof, number_of
from quizdl.report.view.source import Passage, code_of, program_of
from quizdl.study.overview import topics_by_track
from quizdl.verify.catalogue import Catalogue
from quizdl.verify.declared import Claim
from quizdl.verify.result import Result
from quizdl.words import LANGUAGES, Language, say


@dataclass(frozen=True, eq=False)
class Material:
    """A bank, its catalogue (None where its verifiers may not run), and results by the names of their claims."""

    bank: Bank
    catalogue: Catalogue | None
    results: Mapping[str, Result]

    @property
    def name(self) -> str:
        return self.bank.description.name or self.bank.root.resolve().name

    @property
    def languages(self) -> tuple[Language, ...]:
        """Those of the bank; all of quizdl's where it does not say."""
        return self.bank.description.languages or LANGUAGES

    @property
    def tracks(self) -> list[tuple[str, Text, list[Topic]]]:
        return [track for track in topics_by_track(self.bank) if track[2]]

    def claim(self, name: str) -> Claim | None:
        try:
            return self.catalogue.claim(name) if self.catalogue else None
        except UnknownName:
            return None

    @cache  # noqa: B019  # one material lives as long as its pages are made
    def proof(self, name: str, language: Language) -> ProofView | None:
        """What a claim found; None where it has not run here with its present sources."""
        claim, result = self.claim(name), self.results.get(name)
        return dated_proof(result, claim, language) if claim and result else None

    @cache  # noqa: B019  # one for a whole run
    def code(self, name: str) -> list[Passage]:
        """The code under test, and the claim itself."""
        claim = self.claim(name)
        return code_of(claim, self.catalogue.families[claim.family]) if claim and self.catalogue else []

    def program(self, question: AnyQuestion) -> Passage | None:
        """Our program of an exercise."""
        claim = next(filter(None, map(self.claim, question.verify)), None)
        return program_of(question.symbol, claim) if isinstance(question, CodeQuestion) and claim else None

    def measured(self, question: NumberQuestion) -> float | None:
        """The number that an experiment decides; None where it has not run here."""
        result = self.results.get((question.measured or "").partition("/")[0])
        return number_of(result, question.measured or "") if result else None


def track_title(title: Text, language: Language) -> str:
    """The title of a track; the topics in none of them have words of their own."""
    return harmless(title.to(language)) or say(language, "home.other_topics")
