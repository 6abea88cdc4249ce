"""Lists of families, claims and knobs: printed, as JSON, or to choose from."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import click

from quizdl.cli.help import WordedCommand, help_text
from quizdl.errors import BankError
from quizdl.report.documents import knobs_of
from quizdl.report.text import harmless
from quizdl.verify.declared import Claim, Family
from quizdl.words import say


def knob_words(claim: Claim) -> str:
    """`beta = 0.9, lr = 0.1`; empty where the claim has no knobs."""
    return ", ".join(f"{knob} = {default}" for knob, default in knobs_of(claim).items())


def claim_lines(claims: Iterable[Claim], language: str) -> list[str]:
    """Two lines for each claim: id, declared verdict, time and sentence; then its knobs, if it has any."""
    lines = []
    for claim in claims:
        expects = say(language, f"verdict.{claim.expects}")
        seconds = say(language, "proof.took", seconds=f"{claim.seconds:g}")
        lines.append(harmless(f"{claim.id}  [{expects}, {seconds}]  {claim.sentence(language)}"))
        if knobs := knob_words(claim):
            lines.append(harmless(f"    {say(language, 'claims.knobs')}: {knobs}"))
    return lines


def titled(families: Sequence[Family], root: Path, language: str) -> list[Family]:
    """The families with titles in the reader's language; other languages take those of the bank's topics."""
    if language == "en":
        return list(families)

    from quizdl.bank.cache import open_bank

    try:
        titles = {topic.name: getattr(topic.title, language) for topic in open_bank(root).topics}
    except BankError:  # the claims of a bank run without its questions
        return list(families)
    return [replace(family, title=titles.get(family.name) or family.title) for family in families]


def family_lines(families: Sequence[Family], language: str) -> list[str]:
    """A numbered line for each family: name, title, number of claims and their time."""
    width = max((len(family.name) for family in families), default=0)
    lines = []
    for number, family in enumerate(families, 1):
        seconds = sum(claim.seconds for claim in family.claims)
        cost = say(language, "claims.cost", count=len(family.claims), seconds=f"{seconds:.0f}")
        lines.append(harmless(f"{number:3}  {family.name:{width}}  {family.title}  ({cost})"))
    return lines


def choose_family(families: Sequence[Family], language: str) -> str:
    """Ask on the terminal for a family or a claim; empty if the reader only presses Enter."""
    for line in family_lines(families, language):
        click.echo(line)
    names = [family.name for family in families]
    while True:
        given = click.prompt(say(language, "claims.which"), default="", show_default=False).strip()
        if given.isdecimal() and 1 <= int(given) <= len(names):
            return names[int(given) - 1]
        if not given or given.partition(".")[0] in names:
            return str(given)
        click.echo(say(language, "claims.no_such"), err=True)


def on_a_terminal() -> bool:
    """Whether stdin and stdout are a terminal, so that the reader can be asked."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


class VerifyCommand(WordedCommand):
    """`quizdl verify NAME --help` lists the knobs of NAME."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta["quizdl.words"] = tuple(word for word in args if not word.startswith("-"))
        return super().parse_args(ctx, args)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        claims = named_claims(ctx)
        if not claims:
            formatter.write_paragraph()
            formatter.write_text(help_text(ctx, "cli.verify.more"))
            return
        with formatter.section(help_text(ctx, "cli.verify.knobs")):
            none = help_text(ctx, "cli.verify.no_knobs")
            formatter.write_dl([(harmless(claim.id), harmless(knob_words(claim)) or none) for claim in claims])


def named_claims(ctx: click.Context) -> list[Claim]:
    """The claims that an unfinished command line names; never raises."""
    from quizdl import folders
    from quizdl.errors import QuizdlError
    from quizdl.verify.catalogue import open_catalogue

    root = ctx.params.get("bank") or (ctx.default_map or {}).get("bank") or folders.builtin_bank()
    catalogue = open_catalogue(Path(root) / "verifiers")
    found: list[Claim] = []
    for word in ctx.meta.get("quizdl.words", ()):
        try:
            family = catalogue.families.get(word.partition(".")[0])
        except (QuizdlError, OSError, ValueError):
            continue
        claims = family.claims if family else ()
        found += [claim for claim in claims if word in (claim.family, claim.id) and claim not in found]
    return found
