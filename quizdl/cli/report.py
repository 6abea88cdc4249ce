"""`quizdl report`: a bank as pages to share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizdl import folders
from quizdl.cli.help import WordedCommand
from quizdl.cli.options import bank_option, language_here, language_option
from quizdl.errors import LacksExtra
from quizdl.words import Language, say

if TYPE_CHECKING:  # `quizdl --help` answers without them
    from quizdl.verify.declared import Claim


@click.command("report", cls=WordedCommand)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--run", "run_first", is_flag=True)
@bank_option
@language_option
def report_command(folder: Path, run_first: bool, bank: Path | None, lang: Language | None) -> None:
    from quizdl.bank.cache import open_bank
    from quizdl.cli.kept import kept_results
    from quizdl.cli.play import catalogue_of
    from quizdl.prose import PLAIN_MATHS

    try:
        from quizdl.pages.material import Material
        from quizdl.pages.site import pages_of, write_pages
    except ImportError as error:
        raise LacksExtra("pages need Jinja2 and latex2mathml: install quizdl[report]") from error
    language, opened = lang or language_here(), open_bank(bank or folders.builtin_bank())
    catalogue, why_not = catalogue_of(opened.verifiers, bank, language)
    if why_not:
        click.echo(why_not, err=True)
    claims = list(catalogue.claims()) if catalogue else []
    results = kept_results(claims)
    if run_first:
        missing = [claim for claim in claims if claim.id not in results]
        run(missing, language)
        results |= kept_results(missing)
    PLAIN_MATHS.set(False)  # a setting of the terminal
    written = write_pages(pages_of(Material(opened, catalogue, results)), folder)
    click.echo(say(language, "report.made", count=written.pages, folder=folder, changed=written.changed))
    if left := sum(claim.id not in results for claim in claims):
        click.echo(say(language, "report.not_run", count=left))


def run(claims: Sequence[Claim], language: str) -> None:
    """Run claims, and print a line or a proof for each."""
    from quizdl.cli.proving import ResultConsole, prove
    from quizdl.cli.verify import teller
    from quizdl.verify.task import Task

    console, tasks = ResultConsole(), [Task(claim) for claim in claims]
    prove(tasks, [], console, teller(console, len(tasks), language))
