"""`quizdl bank` and `quizdl trust`: make, check, describe and trust question banks."""

from __future__ import annotations

import json
import shlex
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from quizdl import folders
from quizdl.bank.model import Bank
from quizdl.bank.question import NumberQuestion
from quizdl.cli.help import WordedCommand, WordedGroup
from quizdl.cli.options import language_of_command, language_option
from quizdl.errors import BankError, CatalogueError, NotTrusted, Problem
from quizdl.family_files import families_in
from quizdl.report.errors import say_error
from quizdl.report.problems import say_defect, say_problem
from quizdl.report.text import harmless
from quizdl.report.view.proof import numbers_of, repeated_controls
from quizdl.verify.catalogue import Catalogue, read_catalogue
from quizdl.verify.result import Result
from quizdl.verify.task import Task
from quizdl.words import LANGUAGES, Language, say

if TYPE_CHECKING:
    from quizdl.bank.check import PartialBank
    from quizdl.bank.trust import TrustStore
    from quizdl.verify.declared import Family

MOST_SHOWN = 300  # problems of a bank
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group("bank", cls=WordedGroup)
def bank_command() -> None: ...


@bank_command.command("new")
@click.argument("path", type=FOLDER)
def new(path: Path) -> None:
    from quizdl.bank.new import new_bank
    from quizdl.bank.trust import TrustStore

    new_bank(path)
    TrustStore().trust(path)  # quizdl wrote it itself; the first edit revokes this
    typed = shlex.quote(str(path))
    click.echo(say(language_of_command(), "bank.made", path=path, typed=typed))


@bank_command.command("check")
@click.argument("path", type=FOLDER, required=False)
@click.option("--prove", is_flag=True)
@language_option
def check(path: Path | None, prove: bool, lang: Language | None) -> None:
    del lang  # language_of_command reads it
    from quizdl.bank.check import PartialBank, check_bank
    from quizdl.bank.reading import read_bank

    language, root = language_of_command(), path or folders.builtin_bank()
    catalogue, unread, problems = _families(root / "verifiers")
    bank: Bank | None = None
    partial: PartialBank | None = None
    try:
        bank = read_bank(root)
        partial = PartialBank(bank)
    except BankError as error:
        problems += error.problems
        partial = error.partial
    if partial is not None:
        both = None if path else LANGUAGES  # the built-in bank speaks both languages
        claims = {claim.id for claim in catalogue.claims()} | _claims_of(unread, partial)
        problems += check_bank(partial, claims, languages=both)
    for problem in sorted(set(problems))[:MOST_SHOWN]:
        click.echo(harmless(say_problem(language, problem)))
    if problems or bank is None:
        if (more := len(set(problems)) - MOST_SHOWN) > 0:
            click.echo(say(language, "check.more", count=more), err=True)
        click.echo(say(language, "check.problems", count=len(set(problems))), err=True)
        raise click.exceptions.Exit(2)
    questions = say(language, "check.questions", count=len(list(bank.questions())))
    claims_declared = say(language, "check.claims", count=len(list(catalogue.claims())))
    click.echo(say(language, "check.sound", questions=questions, claims=claims_declared))
    for line in _advice(bank, language):
        click.echo(harmless(say(language, "check.warning", what=line)))
    if prove:
        raise click.exceptions.Exit(prove_questions(bank, catalogue, path, language))


def _families(folder: Path) -> tuple[Catalogue, set[str], list[Problem]]:
    """The readable families, the names of unreadable ones, and the problems of both."""
    from quizdl.verify.reading import read_family
    from quizdl.verify.text_check import check_translations

    families: dict[str, Family] = {}
    unread: set[str] = set()
    problems: list[Problem] = []
    for name, path in families_in(folder).items():
        if len(problems) > MOST_SHOWN:
            unread.add(name)
            continue
        try:
            families[name] = read_family(path)
            problems += families[name].stale
            for language in LANGUAGES:
                problems += check_translations(families[name], language)
        except CatalogueError as error:
            problems += error.problems
            unread.add(name)
    return Catalogue(families), unread, problems


def _claims_of(families: Collection[str], partial: PartialBank) -> set[str]:
    """The claims of these unreadable families that questions name."""
    named: set[str] = set()
    for question in partial.bank.questions():
        named.update(question.verify)
        if isinstance(question, NumberQuestion) and question.measured:
            named.add(question.measured.partition("/")[0])
    return {claim for claim in named if claim.partition(".")[0] in families}


def _advice(bank: Bank, language: Language) -> Iterator[str]:
    """Warnings: choices that help a reader guess, sources not cited, formulas not set; the bank is still valid."""
    from quizdl.bank.check import with_positions
    from quizdl.bank.formulas import unset_formulas
    from quizdl.bank.giveaways import habits, leaning_choices
    from quizdl.bank.references import uncited

    found = [*leaning_choices(bank), *unset_formulas(bank)]
    yield from (say_problem(language, problem) for problem in with_positions(bank.root, found))
    yield from (say(language, "check.uncited", file=bank.root / "sources.yaml", key=key) for key in uncited(bank))
    yield from (say_defect(language, habit) for habit in habits(bank))


def prove_questions(bank: Bank, catalogue: Catalogue, path: Path | None, language: Language) -> int:
    """Run the claims of the questions, print the answers that the evidence does not support, return the exit code."""
    from quizdl.bank.trust import TrustStore
    from quizdl.cli.exercise_proofs import prove_exercises
    from quizdl.cli.proving import ResultConsole, prove
    from quizdl.cli.verify import teller
    from quizdl.practice.exercise import exercises_of
    from quizdl.verify.hunt_plans import plan_quick_hunts

    if path is not None:
        catalogue = read_catalogue(bank.verifiers, TrustStore().require(path))
    resting: dict[str, list[str]] = {}
    for question in bank.questions():
        for claim in question.verify:
            resting.setdefault(claim, []).append(question.id)
    tasks = [Task(claim) for claim in catalogue.claims() if claim.id in resting]
    console = ResultConsole()
    plans = plan_quick_hunts(list(catalogue.families.values()))
    outcome = prove(tasks, plans, console, teller(console, len(tasks), language))
    outcome.show(console, language)
    for result in outcome.results:
        if not result.as_declared:
            verdict, questions = say(language, f"verdict.{result.verdict}"), ", ".join(resting[result.claim])
            click.echo(say(language, "check.rests", claim=result.claim, verdict=verdict, questions=questions))
    unmeasured = list(names_no_measurement(bank, outcome.results, language))
    repeated = [line for result in outcome.results for line in repeated_controls(result, language)]
    for line in (*unmeasured, *repeated):
        click.echo(harmless(line))
    practised = prove_exercises(exercises_of(bank, catalogue), language)
    return 2 if unmeasured or repeated or not practised else outcome.exit_code(strict=False)


def names_no_measurement(bank: Bank, results: Sequence[Result], language: Language) -> Iterator[str]:
    """The number questions whose claim does not make the measurement that they name."""
    made = {result.claim: numbers for result in results if (numbers := numbers_of(result))}
    for question in bank.questions():
        if not isinstance(question, NumberQuestion) or not question.measured:
            continue
        claim, _, number = question.measured.partition("/")
        if claim in made and number not in made[claim]:  # what failed or is unavailable was told as such
            yield say(language, "check.unmeasured", question=question.id, measured=question.measured)


@bank_command.command("schema")
@click.argument("of", type=click.Choice(["questions", "bank"]), default="questions")
def schema(of: Literal["questions", "bank"]) -> None:
    from quizdl.bank.schema import json_schema

    click.echo(json.dumps(json_schema(of), ensure_ascii=False, indent=1))


@click.command("trust", cls=WordedCommand)
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--watch", is_flag=True)
@language_option
def trust_command(path: Path, watch: bool, lang: Language | None) -> None:
    del lang  # language_of_command reads it
    from quizdl.bank.trust import TrustStore, read_sources

    language, sources = language_of_command(), read_sources(path)
    for file, source in sorted(sources.items()):
        click.echo(harmless(say(language, "trust.lines", file=file, count=len(source.splitlines()))))
    store = TrustStore()
    click.echo(say(language, "trust.now", digest=store.trust(path, sources)))
    if watch:
        watch_trusted(store, path, sources, language)


def watch_trusted(store: TrustStore, path: Path, sources: Mapping[Path, str], language: Language) -> None:
    """Trust each save until Ctrl-C, and print a line for each."""
    click.echo(say(language, "trust.watching", path=harmless(str(path))), err=True)
    try:
        for seen in store.watch(path, sources):
            if isinstance(seen, NotTrusted):
                click.echo(harmless(f"quizdl: {say_error(language, seen)}"), err=True)
            else:
                names, digest = seen
                saved = {"time": f"{datetime.now():%H:%M:%S}", "digest": digest, "names": ", ".join(names)}
                click.echo(harmless(say(language, "trust.saved", **saved)))
    except KeyboardInterrupt:
        click.echo(say(language, "trust.watched"), err=True)
