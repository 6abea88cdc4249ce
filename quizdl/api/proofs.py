"""The result of `quizdl.run`: proofs, each one run of a claim."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload

from quizdl.config import readers_language
from quizdl.report.documents import result_entry, verify_document
from quizdl.verdict import Verdict
from quizdl.verify.curves import Curve
from quizdl.verify.declared import Claim, Setting
from quizdl.verify.evidence import Control, Measurement
from quizdl.verify.judging import as_declared, by_claim
from quizdl.verify.result import Result

MOST_LINES = 20  # of a repr


@dataclass(frozen=True, slots=True, repr=False)
class Proof:
    """One run of a claim: its verdict, and the numbers that it follows from.

    A notebook shows its sentence, the curves, and the table of measurements and controls.
    """

    claim: Claim
    result: Result

    @property
    def verdict(self) -> Verdict:
        """`supported`, `refuted`, `inconclusive`, `unavailable` or `failed`."""
        return self.result.verdict

    @property
    def as_declared(self) -> bool:
        """Whether the verdict is the one that the claim expects; claims that state folklore expect `refuted`."""
        return self.result.as_declared

    @property
    def reason(self) -> str | None:
        """The reason that the verdict is not `supported`, in a sentence; else None."""
        return self.result.reason

    @property
    def seed(self) -> int | None:
        """The seed of its random numbers; None if the claim draws none."""
        return self.result.seed

    @property
    def settings(self) -> Mapping[str, Setting]:
        """The knobs that were turned."""
        return self.result.settings

    @property
    def seconds(self) -> float:
        """The seconds that it ran."""
        return self.result.seconds

    @property
    def measurements(self) -> Sequence[Measurement]:
        """The numbers that decide, each with its bound; empty without evidence."""
        return self.result.evidence.measurements if self.result.evidence else ()

    @property
    def controls(self) -> Sequence[Control]:
        """The same experiment without the cause; empty without evidence."""
        return self.result.evidence.controls if self.result.evidence else ()

    @property
    def curves(self) -> Sequence[Curve]:
        """The curves that it draws."""
        return self.result.evidence.curves if self.result.evidence else ()

    def to_dict(self) -> dict[str, Any]:
        """Its entry in `quizdl verify --json`: plain values, with None for NaN and infinity."""
        return result_entry(self.claim, self.result)

    def to_html(self, language: str | None = None) -> str:
        """A `<div>` without scripts or links, in "en" or "ko"; in the reader's language unless one is given."""
        from quizdl.report.html import proof_html
        from quizdl.report.view.proof import proof_view

        return proof_html(proof_view(self.result, self.claim, language or readers_language(), "fresh=True"))

    def _repr_html_(self) -> str:
        return self.to_html()

    def __repr__(self) -> str:
        agreement = "as declared" if self.as_declared else f"declared: {self.result.expected}"
        seed = "" if self.seed is None else f", seed {self.seed}"
        return f"<Proof {self.claim.id}: {self.verdict} ({agreement}{seed})>"


@dataclass(frozen=True, slots=True, repr=False)
class Proofs(Sequence[Proof]):
    """Proofs in the order of the claims; all seeds of a claim follow each other."""

    proofs: tuple[Proof, ...]

    @property
    def as_declared(self) -> bool:
        """Whether each claim gives its declared verdict for 99 of 100 of its seeds; unavailable runs do not count."""
        return all(as_declared(results) for results in by_claim(proof.result for proof in self).values())

    @property
    def verdicts(self) -> Counter[str]:
        """How often each verdict came out."""
        return Counter(str(proof.verdict) for proof in self)

    def to_dict(self) -> dict[str, Any]:
        """The document of `quizdl verify --json`."""
        return verify_document([proof.to_dict() for proof in self], [], agrees=self.as_declared)

    def to_html(self, language: str | None = None) -> str:
        """As for a proof; several are folded under their totals."""
        if len(self) == 1:
            return self[0].to_html(language)
        from quizdl.report.html import proofs_html
        from quizdl.report.view.proof import proof_view
        from quizdl.report.view.totals import totals_view

        language = language or readers_language()
        views = [proof_view(proof.result, proof.claim, language, "fresh=True") for proof in self]
        return proofs_html(views, totals_view([proof.result for proof in self], language))

    def _repr_html_(self) -> str:
        return self.to_html()

    def __repr__(self) -> str:
        lines = [repr(proof) for proof in self.proofs[:MOST_LINES]]
        left = [f"… {len(self) - MOST_LINES} more"] if len(self) > MOST_LINES else []
        count = ", ".join(f"{number} {verdict}" for verdict, number in self.verdicts.items())
        return "\n".join([f"<Proofs: {count}>", *lines, *left])

    def __len__(self) -> int:
        return len(self.proofs)

    @overload
    def __getitem__(self, index: int) -> Proof: ...
    @overload
    def __getitem__(self, index: slice) -> Proofs: ...
    def __getitem__(self, index: int | slice) -> Proof | Proofs:
        return Proofs(self.proofs[index]) if isinstance(index, slice) else self.proofs[index]
