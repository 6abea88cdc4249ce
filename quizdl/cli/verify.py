"""`quizdl verify`: choose claims, run them, print what came out."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from quizdl import folders
from quizdl.bank.characters import HARMFUL
from quizdl.cli.claims import (
    VerifyCommand,
    choose_family,
    claim_lines,
    claims_document,
    family_lines,
    on_a_terminal,
    titled,
)
from quizdl.cli.options import bank_option, complete_claim, complete_knob, language_here, language_option
from quizdl.cli.proving import ResultConsole, Teller, prove
from quizdl.errors import CatalogueError, UnknownName
from quizdl.report.problems import say_problem
from quizdl.report.text import harmless
from quizdl.verdict import Verdict
from quizdl.verify.catalogue import read_catalogue
from quizdl.verify.declared import Claim, Family, Setting
from quizdl.verify.reading import read_family
from quizdl.verify.result import Result
from quizdl.verify.task import Task
from quizdl.words import say

if TYPE_CHECKING:
    from quizdl.bank.model import Language

MOST_SEEDS = 10_000  # each is a task in memory, and hours of work
LONG_SECONDS = 20.0  # what takes longer is announced
MOST_WHOLE_PROOFS = 12  # more claims than this are told in a line each


NUMBERS_IN_LINES = re.compile(r"\[\n\s*(?:null|-?[\d.eE+-]+)(?:,\n\s*(?:null|-?[\d.eE+-]+))*\n\s*\]")


@click.command("verify", cls=VerifyCommand)
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=complete_claim)
@click.option("--all", "everything", is_flag=True, help="Every claim of the bank.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="The seed of random numbers.")
@click.option("--seeds", type=click.IntRange(1, MOST_SEEDS), default=1, help="Run that many seeds, from --seed on.")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KNOB=VALUE",
    shell_complete=complete_knob,
    help="Turn a knob of the experiment; may be repeated.",
)
@click.option(
    "--mutants", is_flag=True, help="Plant the declared bugs: which of the claims named, as they are run, catch which?"
)
@click.option("--jobs", type=click.IntRange(min=1), help="Claims at a time; as many as there are cores.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of tables.")
@click.option("--fresh", is_flag=True, help="Run again what has a kept result.")
@click.option("--list", "only_list", is_flag=True, help="List the claims and their knobs instead.")
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
    if not names and not everything and not only_list:
        if not (wanted := name_wanted(bank, language, as_json=as_json)):
            return
        names = (wanted,)
    families, claims = choose(names, everything or (only_list and not names), bank)
    if not claims:
        raise click.UsageError("this holds no claims")
    if only_list:
        if as_json:
            click.echo(json_text(claims_document(claims)))
        for line in () if as_json else claim_lines(claims, language):
            click.echo(line)
        return
    if stale := [problem for family in families for problem in family.stale]:
        if mutants:
            raise CatalogueError(stale)
        for problem in stale:
            click.echo(harmless(f"quizdl: {say_problem(language, problem)}"), err=True)
    tasks = [
        Task(claim, seed + shift, turned)
        for claim, turned in turn_knobs(claims, settings)
        for shift in range(seeds if claim.seeded else 1)
    ]
    planted = families if mutants else []
    if not as_json:
        say_how_long(tasks, planted, language)
    console = ResultConsole()
    if as_json:
        outcome = prove(tasks, planted, None, lambda _task, _result: None, jobs=jobs, fresh=fresh)
        click.echo(json_text(outcome.to_json()))
    else:
        outcome = prove(tasks, planted, console, teller(console, len(tasks), language), jobs=jobs, fresh=fresh)
        outcome.show(console, language)
    click.get_current_context().exit(outcome.exit_code(strict))


def name_wanted(bank: Path | None, language: str, *, as_json: bool) -> str:
    """What the reader chooses from a list of families, perhaps nothing.

    Raises UsageError, which shows the list, where there is no terminal to ask on.
    """
    sources = vouched_for(bank) if bank is not None else None
    root = bank or folders.builtin_bank()
    families = titled(list(read_catalogue(root / "verifiers", sources).families.values()), root, language)
    if on_a_terminal() and not as_json:
        return choose_family(families, language)
    listed = "\n".join(family_lines(families, language))
    raise click.UsageError(f"name a family, a claim, a question or a file, or say --all. The families:\n{listed}")


def json_text(document: object) -> str:
    """The document as JSON: lists of numbers on one line, and nothing in it that a terminal obeys."""
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    text = NUMBERS_IN_LINES.sub(lambda found: " ".join(found[0].split()), text)  # no string holds a bare line break
    return HARMFUL.sub(lambda found: json.dumps(found[0])[1:-1], text)  # escaped, so the same to a reader


def choose(names: Sequence[str], everything: bool, bank: Path | None) -> tuple[list[Family], list[Claim]]:
    """The claims that the names mean, each once, and the families they belong to, in order.

    Raises UnknownName, CatalogueError, BankError, and NotTrusted for a file outside the built-in bank.
    """
    root = bank or folders.builtin_bank()
    sources = vouched_for(bank) if bank is not None else None
    families: dict[Path, Family] = {}
    chosen: list[Claim] = []
    for path, claim in [
        *((path, "") for path in (sorted((root / "verifiers").glob("*.py")) if everything else ())),
        *(place for name in names for place in places(name, root)),
    ]:
        if path not in families:
            families[path] = read_family(path, sources if bank is not None else vouched_for(path))
        family = families[path]
        found = [known for known in family.claims if claim in ("", known.id)]
        if not found:
            raise UnknownName("claim", claim, [known.id for known in family.claims])
        chosen += [known for known in found if known not in chosen]
    return list(families.values()), chosen


def places(name: str, root: Path) -> list[tuple[Path, str]]:
    """Where the claims of that name are: files of families, each with the id of a claim, or "" for all of them.

    A name is looked up without reading other families, so that a mistake in one of them is no obstacle.
    """
    verifiers = root / "verifiers"
    if name.endswith(".py"):
        path = Path(name).resolve()
        if not path.is_file():
            raise click.BadParameter(f"{name} is not a file")
        return [(path, "")]
    family, dot, _ = name.partition(".")
    if (verifiers / f"{family}.py").is_file():
        return [(verifiers / f"{family}.py", name if dot else "")]

    from quizdl.bank.cache import open_bank

    questions = {question.id: question.verify for question in open_bank(root).questions()}
    if name not in questions:
        claims = [claim.id for claim in read_catalogue(verifiers).claims()]
        raise UnknownName(
            "family, claim or question", name, [*(c.partition(".")[0] for c in claims), *claims, *questions]
        )
    return [(verifiers / f"{claim.partition('.')[0]}.py", claim) for claim in questions[name]]


def vouched_for(path: Path) -> Mapping[Path, str] | None:
    """The sources at `path` that may run, or None for those of the built-in bank; raises NotTrusted."""
    from quizdl.bank.trust import TrustStore

    if path.resolve().parent == (folders.builtin_bank() / "verifiers").resolve():
        return None
    return TrustStore().require(path)


def turn_knobs(claims: Sequence[Claim], settings: Sequence[str]) -> list[tuple[Claim, Mapping[str, Setting]]]:
    """Each claim with those of the settings that it has a knob for; raises UnknownName where none has it."""
    pairs = [text.partition("=") for text in settings]
    known = sorted({knob for claim in claims for knob in claim.knobs})
    for name, equals, _ in pairs:
        if not equals:
            raise click.BadParameter(f"--set {name}: write --set KNOB=VALUE")
        if name == "seed":
            raise click.BadParameter("--set seed: say --seed N")  # results are kept and named by it
        if name not in known:
            raise UnknownName("knob of these claims", name, known)
    return [
        (claim, {name: claim.setting(name, value) for name, _, value in pairs if name in claim.knobs})
        for claim in claims
    ]


def say_how_long(tasks: Sequence[Task], planted: Sequence[Family], language: str) -> None:
    """On a terminal, tell how long it may take when that is long: each task runs again with each of its mutants."""
    mutants = {family.name: len(family.mutants) for family in planted}
    times = [1 + mutants.get(task.claim.family, 0) for task in tasks]
    seconds = sum(count * task.claim.seconds for count, task in zip(times, tasks, strict=True))
    if seconds > LONG_SECONDS and sys.stderr.isatty():
        click.echo(say(language, "claims.how_long", count=sum(times), seconds=f"{seconds:.0f}"), err=True)


def teller(console: Console, count: int, language: str) -> Teller:
    """What prints one result: a whole proof where few were asked for, a line where many were."""
    from quizdl.report import proof
    from quizdl.report.view.picture import picture_of

    whole = count <= MOST_WHOLE_PROOFS

    def tell(task: Task, result: Result) -> None:
        if whole or not (result.as_declared or result.verdict == Verdict.UNAVAILABLE):
            console.print(proof.render_result(result, task.claim, language, console.width))
            if whole and result.evidence and result.evidence.curves:
                colour = console.color_system is not None
                console.print(
                    proof.render_chart(
                        picture_of(result.evidence.curves, result.evidence.axes), console.width, colour=colour
                    )
                )
        else:
            console.print(proof.render_line(result, task.claim, language))

    return tell
