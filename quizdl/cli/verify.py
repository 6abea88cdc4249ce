"""`quizdl verify`: choose claims, run them, print what came out."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console

from quizdl import folders
from quizdl.bank.model import Language
from quizdl.cli.options import bank_option, language_here, language_option
from quizdl.cli.proving import prove_all
from quizdl.errors import UnknownName
from quizdl.verify.catalogue import Catalogue, Claim, Family, Mutant, Setting, read_catalogue, read_family
from quizdl.verify.evidence import Verdict
from quizdl.verify.results import Result, Task, versions

MOST_WHOLE_PROOFS = 12  # more claims than this are told in a line each
SEEDS_AS_DECLARED = 0.99  # the share of seeds for which a claim must give its declared verdict


@click.command("verify")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--all", "everything", is_flag=True, help="Every claim of the bank.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="The seed of random numbers.")
@click.option("--seeds", type=click.IntRange(min=1), default=1, help="Run that many seeds, from --seed on.")
@click.option("--set", "settings", multiple=True, metavar="KNOB=VALUE", help="Turn a knob of the experiment.")
@click.option("--mutants", is_flag=True, help="Plant the declared bugs and say which claim caught which.")
@click.option("--jobs", type=click.IntRange(min=1), help="Claims at a time; as many as there are cores.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of tables.")
@click.option("--fresh", is_flag=True, help="Run again what has a kept result.")
@click.option("--list", "only_list", is_flag=True, help="List the claims instead of running them.")
@click.option("--strict", is_flag=True, help="Exit with 3 where something could not be checked.")
@bank_option
@language_option
def verify_command(
    names: tuple[str, ...],
    everything: bool,
    seed: int,
    seeds: int,
    settings: tuple[str, ...],
    mutants: bool,
    jobs: int | None,
    as_json: bool,
    fresh: bool,
    only_list: bool,
    strict: bool,
    bank: Path | None,
    lang: Language | None,
) -> None:
    """Run the experiments behind claims and print their verdicts.

    NAME is a family (adam), a claim (adam.bias_correction), the id of a question, or a verifier's file.
    """
    language = lang or language_here()
    families, claims = choose(names, everything or (only_list and not names), bank)
    if not claims:
        raise click.UsageError("name a family, a claim, a question or a file, or say --all")
    if only_list:
        for claim in claims:
            click.echo(f"{claim.id}  [{claim.expects}, {claim.seconds:g} s]  {claim.sentence(language)}")
        return
    if not as_json:
        say_how_long(claims)
    tasks = [
        Task(claim, seed + shift, turned)
        for claim, turned in turn_knobs(claims, settings)
        for shift in range(seeds if claim.seeded else 1)
    ]
    planted = [
        Task(claim, seed, mutant=mutant)
        for family in families
        if mutants
        for mutant in family.mutants
        for claim in family.claims
    ]
    console = Console(highlight=False)
    tell = teller(console, tasks, language) if not as_json else lambda _task, _result: None
    results = asyncio.run(prove_all([*tasks, *planted], jobs, fresh, console if not as_json else None, tell))
    outcome = Outcome(results[: len(tasks)], catches(families if mutants else [], planted, results[len(tasks) :]))
    if as_json:
        click.echo(json.dumps(outcome.to_json(), ensure_ascii=False, indent=1, allow_nan=False))
    else:
        outcome.show(console, families if mutants else [])
    click.get_current_context().exit(outcome.exit_code(strict))


def choose(names: Sequence[str], everything: bool, bank: Path | None) -> tuple[list[Family], list[Claim]]:
    """The claims that the names mean, each once, and the families they belong to, in order.

    Raises UnknownName, CatalogueError, BankError, and NotTrusted for a file outside the built-in bank.
    """
    from quizdl.bank.trust import TrustStore

    root = bank or folders.builtin_bank()
    chosen: dict[Path, tuple[Family, list[Claim]]] = {}

    def add(family: Family, claims: Sequence[Claim]) -> None:
        listed = chosen.setdefault(family.path, (family, []))[1]
        listed.extend(claim for claim in claims if claim not in listed)

    catalogue = Catalogue({})
    if everything or any(not name.endswith(".py") for name in names):
        if bank is not None:
            TrustStore().require(bank)
        catalogue = read_catalogue(root / "verifiers")
    if everything:
        for family in catalogue.families.values():
            add(family, family.claims)
    for name in names:
        if name.endswith(".py"):
            path = Path(name).resolve()
            if not path.is_file():
                raise click.BadParameter(f"{name} is not a file")
            if path.parent != (folders.builtin_bank() / "verifiers").resolve():
                TrustStore().require(path)
            family = read_family(path)
            add(family, family.claims)
        elif name in catalogue.families:
            add(catalogue.families[name], catalogue.families[name].claims)
        else:
            for claim in claims_of(name, catalogue, root):
                add(catalogue.families[claim.family], [claim])
    return [family for family, _ in chosen.values()], [claim for _, claims in chosen.values() for claim in claims]


def claims_of(name: str, catalogue: Catalogue, root: Path) -> list[Claim]:
    """The claim of that id, or those that the question of that id rests on; raises UnknownName."""
    known = {claim.id: [claim.id] for claim in catalogue.claims()}
    if name not in known:
        from quizdl.bank.load import load_bank

        known |= {question.id: list(question.verify) for question in load_bank(root).questions()}
    if name not in known:
        raise UnknownName("family, claim or question", name, [*catalogue.families, *known])
    return [catalogue.claim(claim) for claim in known[name]]


def turn_knobs(claims: Sequence[Claim], settings: Sequence[str]) -> list[tuple[Claim, Mapping[str, Setting]]]:
    """Each claim with those of the settings that it has a knob for; raises UnknownName where none has it."""
    pairs = [text.partition("=") for text in settings]
    known = sorted({knob for claim in claims for knob in claim.knobs})
    for name, equals, _ in pairs:
        if not equals:
            raise click.BadParameter(f"--set {name}: write --set KNOB=VALUE")
        if name not in known:
            raise UnknownName("knob of these claims", name, known)
    return [
        (claim, {name: claim.setting(name, value) for name, _, value in pairs if name in claim.knobs})
        for claim in claims
    ]


def say_how_long(claims: Sequence[Claim]) -> None:
    """On a terminal, tell how long it may take when that is long."""
    seconds = sum(claim.seconds for claim in claims)
    if seconds > 20 and sys.stderr.isatty():
        click.echo(f"{len(claims)} claims of about {seconds:.0f} s in all; kept results take no time", err=True)


def teller(console: Console, tasks: Sequence[Task], language: str) -> Callable[[Task, Result], None]:
    """What prints one result: a whole proof where few were asked for, a line where many were."""
    from quizdl.report import proof

    whole = len(tasks) <= MOST_WHOLE_PROOFS

    def tell(task: Task, result: Result) -> None:
        if task.mutant is not None:
            return
        if whole or not (result.as_declared or result.verdict == Verdict.UNAVAILABLE):
            console.print(proof.render_result(result, task.claim, language, console.width))
            if whole and result.evidence and result.evidence.curves:
                console.print(
                    proof.render_chart(result.evidence, console.width, colour=console.color_system is not None)
                )
        else:
            console.print(proof.render_line(result, task.claim, language))

    return tell


def catches(families: Sequence[Family], planted: Sequence[Task], results: Sequence[Result]) -> dict[str, list[str]]:
    """Which claims caught which mutant by their numbers; a crash proves nothing."""
    caught: dict[str, list[str]] = {mutant.id: [] for family in families for mutant in family.mutants}
    for task, result in zip(planted, results, strict=True):
        if task.mutant and not result.as_declared and result.evidence is not None:
            caught[task.mutant.id].append(task.claim.id)
    return caught


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that one call of `verify` found out."""

    results: Sequence[Result]
    caught: Mapping[str, Sequence[str]]

    @property
    def agrees(self) -> bool:
        """Every claim as declared (for 99 of 100 seeds), every mutant caught; what is unavailable aside."""
        ran: dict[str, list[bool]] = {}
        for result in self.results:
            if result.verdict != Verdict.UNAVAILABLE:
                ran.setdefault(result.claim, []).append(result.as_declared)
        kept = all(sum(seeds) >= SEEDS_AS_DECLARED * len(seeds) for seeds in ran.values())
        return kept and all(self.caught.values())

    def exit_code(self, strict: bool) -> int:
        if not self.agrees:
            return 1
        return 3 if strict and any(result.verdict == Verdict.UNAVAILABLE for result in self.results) else 0

    def to_json(self) -> dict[str, object]:
        return {
            "schema": "quizdl.verify/1",
            "agrees": self.agrees,
            "versions": versions(),
            "claims": [result.to_json() for result in self.results],
            "mutants": [{"id": name, "caught_by": list(claims)} for name, claims in self.caught.items()],
        }

    def show(self, console: Console, families: Sequence[Family]) -> None:
        """The tables after the proofs: mutants, seeds, and the sum of it all."""
        from quizdl.report import proof

        mutants: list[Mutant] = [mutant for family in families for mutant in family.mutants]
        if mutants:
            console.print(proof.render_mutants(mutants, self.caught, console.width))
        console.print(proof.render_summary(self.results))
