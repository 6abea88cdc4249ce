"""Results that are kept from earlier runs, for commands that run nothing themselves."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing

from quizdl.verify.declared import Claim
from quizdl.verify.result import Result
from quizdl.verify.store import ResultStore
from quizdl.verify.task import Task


def kept_results(claims: Iterable[Claim]) -> dict[str, Result]:
    """What claims found when they last ran here with their present sources, by their ids."""
    with closing(ResultStore()) as store:
        found = {claim.id: store.find(Task(claim).pinned()) for claim in claims}
    return {name: result for name, result in found.items() if result}
