"""`quizdl verify`: choose claims, run them, print the results."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console

from quizdl import folders
from quizdl.choosing_claims import choose_claims, vouched_for
from quizdl.cli.claims import (
    VerifyCommand,
    choose_family,
    claim_lines,
    family_lines,
    on_a_terminal,
    titled,
)
from quizdl.cli.options import bank_option, complete_claim, complete_knob, language_here, language_option
from quizdl.cli.proving import ResultConsole, Teller, prove
from quizdl.errors import BadSetting, BadSolution, CatalogueError
from quizdl.report.documents import claims_document, json_text
from quizdl.report.problems import say_problem
from quizdl.report.text import harmless
from quizdl.verdict import Verdict
from quizdl.verify.catalogue import read_catalogue
from quizdl.verify.declared import Claim
from quizdl.verify.hunt_plans import HuntPlan, plan_hunts
from quizdl.verify.result import Result
from quizdl.verify.solution import solutions_in
from quizdl.verify.solution_judging import tasks_with
from quizdl.verify.task import MOST_SEEDS, Task, tasks_for
from quizdl.words import Language, say

LONG_SECONDS = 20.0  # what takes longer is announced
MOST_WHOLE_PROOFS = 12  # more claims than this are told in a line each
MOST_NAMED = 3  # claims that seeds do not touch


@click.command("verify", cls=VerifyCommand)
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=complete_claim)
@click.option("--all", "everything", is_flag=True)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@click.option("--seeds", type=click.IntRange(1, MOST_SEEDS), default=1)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KNOB=VALUE",
    shell_complete=complete_knob,
)
@click.option("--mutants", is_flag=True)
@click.option("--jobs", type=click.IntRange(min=1))
@click.option("--json", "as_json", is_flag=True)
@click.option("--fresh", is_flag=True)
@click.option("--list", "only_list", is_flag=True)
@click.option("--strict", is_flag=True)
@click.option("--figure", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE")
@click.option("--with", "own", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE")
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
    figure: Path | None,
    own: Path | None,
    bank: Path | None,
    lang: Language | None,
) -> None:
    language = lang or language_here()
    if not names and not everything and not only_list:
        if not (wanted := name_wanted(bank, language, as_json=as_json)):
            return
        names = (wanted,)
    families, claims = choose_claims(names, bank, everything=everything or (only_list and not names))
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
    tasks = tasks_for(claims, knobs_given(settings), seed=seed, seeds=seeds)
    if own is not None:
        if mutants:
            raise click.UsageError("--with and --mutants exclude each other")
        tasks = tasks_with_own(own, tasks, language)
    if figure is not None:
        check_figure(figure, tasks)
    plans = plan_hunts(families, tasks) if mutants else []
    if seed or seeds > 1:
        say_unseeded(claims, language)
    if not as_json:
        say_how_long(tasks, plans, language)
    console = ResultConsole()
    if as_json:
        outcome = prove(tasks, plans, None, lambda _task, _result: None, jobs=jobs, fresh=fresh)
        click.echo(json_text(outcome.to_json()))
    else:
        outcome = prove(tasks, plans, console, teller(console, len(tasks), language), jobs=jobs, fresh=fresh)
        outcome.show(console, language)
    if figure is not None:
        draw(figure, tasks[0], outcome.results[0], language)
    click.get_current_context().exit(outcome.exit_code(strict))


def check_figure(file: Path, tasks: Sequence[Task]) -> None:
    """Raise UsageError unless there is one run, and what `check_figure_file` raises."""
    from quizdl.report.figure import check_figure_file

    if len(tasks) != 1:
        raise click.UsageError("--figure draws one run: name one claim")
    check_figure_file(file)


def draw(file: Path, task: Task, result: Result, language: str) -> None:
    """Write the curves of a run to a file."""
    from quizdl.report.figure import write_figure
    from quizdl.report.view.proof import proof_view

    write_figure(proof_view(result, task.claim, language).picture, file)


def name_wanted(bank: Path | None, language: str, *, as_json: bool) -> str:
    """The reader's choice from a list of families, perhaps empty.

    Raises UsageError, which shows the list, where there is no terminal to ask on.
    """
    sources = vouched_for(bank) if bank is not None else None
    root = bank or folders.builtin_bank()
    families = titled(list(read_catalogue(root / "verifiers", sources).families.values()), root, language)
    if on_a_terminal() and not as_json:
        return choose_family(families, language)
    listed = "\n".join(family_lines(families, language))
    raise click.UsageError(f"name a family, a claim, a question or a file, or say --all. The families:\n{listed}")


def tasks_with_own(file: Path, tasks: Sequence[Task], language: str) -> list[Task]:
    """The tasks of claims that use what the reader's file defines, with it in place of the bank's.

    Prints how many claims use it. Raises BadSetting where none does, and what `solutions_in` raises.
    """
    try:
        source = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadSolution(f"the source of the solution cannot be read: {error}") from None
    found: list[Task] = []
    for solution in solutions_in(source, tasks[0].claim.folder):
        with_it = tasks_with(solution, tasks)
        found += with_it
        if claims := len({task.claim.id for task in with_it}):
            symbol = f"{solution.path.stem}.{solution.symbol}"
            click.echo(harmless(say(language, "claims.use_own", symbol=symbol, count=claims)), err=True)
    if not found:
        raise BadSetting(f"none of these claims uses what {file} defines")
    return found


def knobs_given(settings: Sequence[str]) -> dict[str, str]:
    """The values of `--set KNOB=VALUE`, by knob."""
    pairs = [text.partition("=") for text in settings]
    for name, equals, _ in pairs:
        if not equals:
            raise click.BadParameter(f"--set {name}: write --set KNOB=VALUE")
        if name == "seed":
            raise click.BadParameter("--set seed: say --seed N")  # results are kept and named by it
    return {name: value for name, _, value in pairs}


def say_unseeded(claims: Sequence[Claim], language: str) -> None:
    """Print which claims draw no random numbers, so that seeds change nothing."""
    unseeded = [claim.id for claim in claims if not claim.seeded]
    if unseeded:
        named = ", ".join([*unseeded[:MOST_NAMED], *(["…"] if len(unseeded) > MOST_NAMED else [])])
        click.echo(harmless(say(language, "claims.no_seed", count=len(unseeded), claims=named)), err=True)


def say_how_long(tasks: Sequence[Task], plans: Sequence[HuntPlan], language: str) -> None:
    """On a terminal, print an estimate for long runs: each task runs again with each of its mutants."""
    runs = [*tasks, *(task for plan in plans for task in plan.tasks)]
    seconds = sum(task.claim.seconds for task in runs)
    if seconds > LONG_SECONDS and sys.stderr.isatty():
        click.echo(say(language, "claims.how_long", count=len(runs), seconds=f"{seconds:.0f}"), err=True)


def teller(console: Console, count: int, language: str) -> Teller:
    """The printer of one result: a whole proof for few results, a line for many."""
    from quizdl.report import proof
    from quizdl.report.view.proof import proof_view

    whole = count <= MOST_WHOLE_PROOFS

    def tell(task: Task, result: Result) -> None:
        view = proof_view(result, task.claim, language)
        if whole or not (result.as_declared or result.verdict == Verdict.UNAVAILABLE):
            console.print(proof.render_proof(view, console.width))
            if whole and view.picture.lines:
                colour = console.color_system is not None
                console.print(proof.render_chart(view.picture, console.width, colour=colour))
        else:
            console.print(proof.render_line(view))

    return tell
