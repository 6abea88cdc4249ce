"""Look for loose bounds: with the bounds of all measurements ten times as wide, some declared mutant must escape.

    python -m tools.tightness adam rmsprop

If all mutants of a family are still caught by bounds ten times as wide, nothing guards how tight its bounds are. A
claim is asked with its own controls; it counts as catching a mutant if its measurements then lead to another verdict
than the declared one. A claim that is not as declared with wide bounds even without a mutant (folklore, as a rule) is
not asked. Bounds of zero width (counted numbers) and edges at zero stay as they are.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import replace

from quizdl import folders
from quizdl.verdict import Verdict
from quizdl.verify.bounds import Bound
from quizdl.verify.catalogue import read_catalogue
from quizdl.verify.declared import Family, Mutant
from quizdl.verify.evidence import Evidence
from quizdl.verify.hunt_plans import rank_claims
from quizdl.verify.result import Result
from quizdl.verify.service import Service
from quizdl.verify.store import ResultStore
from quizdl.verify.task import Task

TIMES = 10.0


def widened(bound: Bound, times: float = TIMES) -> Bound:
    """The bound, `times` as wide: around its centre, or with its edge `times` as far from zero (or as near to it)."""
    if bound.equals is not None and bound.within is not None:
        return replace(bound, within=times * bound.within)
    if bound.at_least is not None and bound.at_most is not None:
        centre, half = (bound.at_least + bound.at_most) / 2, (bound.at_most - bound.at_least) / 2
        return replace(bound, at_least=centre - times * half, at_most=centre + times * half)
    if bound.at_most is not None:
        return replace(bound, at_most=bound.at_most * (times if bound.at_most > 0 else 1 / times))
    assert bound.at_least is not None
    return replace(bound, at_least=bound.at_least * (times if bound.at_least < 0 else 1 / times))


def verdict_with_wide_bounds(evidence: Evidence) -> Verdict:
    """The verdict if the bounds of all measurements were ten times as wide."""
    measurements = [replace(number, bound=widened(number.bound)) for number in unnamed(evidence).measurements]
    return Evidence(measurements=measurements, controls=unnamed(evidence).controls).judge()[0]


def unnamed(evidence: Evidence) -> Evidence:
    """The evidence without fields in its names, which `replace` would fill in again, and without pictures."""
    return Evidence(
        measurements=[replace(number, fields={}) for number in evidence.measurements],
        controls=[replace(number, fields={}) for number in evidence.controls],
    )


def escapes(result: Result) -> bool:
    """Whether a run with a mutant is as declared with bounds ten times as wide; a crash has no numbers to tell by."""
    return result.evidence is None or verdict_with_wide_bounds(result.evidence) == result.expected


async def escaping(family: Family, service: Service) -> list[Mutant]:
    """The mutants of a family that no claim catches with bounds ten times as wide."""
    healthy = await service.results([Task(claim) for claim in family.claims])
    judges = {result.claim for result in healthy if result.evidence is not None and escapes(result)}
    found = []
    for mutant in family.mutants:
        for claim in rank_claims(family, mutant):
            if claim.id not in judges:
                continue
            (result,) = await service.results([Task(claim).with_mutant(mutant)])
            if not escapes(result):
                break
        else:
            found.append(mutant)
    return found


async def main(names: Sequence[str]) -> int:
    """Print the mutants of each family that escape; the exit code is 1 if a family has none."""
    families = read_catalogue(folders.builtin_bank() / "verifiers").families
    loose = 0
    async with Service(ResultStore()) as service:
        for name in names or families:
            escaped = await escaping(families[name], service)
            loose += not escaped
            told = "; ".join(mutant.description for mutant in escaped)
            print(f"{name}: {told or 'none escapes: nothing guards how tight its bounds are'}")
    return 1 if loose else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
