"""A claim as text: its sentence, and the facts that a reader weighs before it runs."""

from __future__ import annotations

from quizdl.tui.widgets.content import MUTED, LocalizedText, below, escaped, fixed, listed, styled, together, words
from quizdl.verdict import Verdict
from quizdl.verify.declared import Claim


def claim_text(name: str, claim: Claim | None) -> LocalizedText:
    """The sentence of a claim and its facts; or that no verifier defines it."""
    if claim is None:
        return styled(together(fixed(name), words("proof.unknown"), between=": "), "$accent")
    facts = [fixed(claim.id), words("proof.estimate", seconds=f"{claim.seconds:g}")]
    if claim.expects == Verdict.REFUTED:
        facts.append(words("proof.expects_refuted", "$secondary"))
    if claim.literature:
        facts.append(fixed(claim.literature))
    return below(lambda language: escaped(claim.sentence(language)), styled(listed(facts), MUTED))
