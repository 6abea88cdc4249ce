"""Help in the reader's language: its texts are words of the catalogue, looked up only where help is shown.

`cli.play` is the help of a command, `cli.short.play` its line in a list of commands, `cli.play.count` an option's;
`cli.option.bank` is that of an option that several commands have. `metavar.name` is what a usage line calls NAME.
"""

from __future__ import annotations

import re

import click

from quizdl.cli.options import language_of_arguments
from quizdl.words import Language, known, say

WIDE = "[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]"  # two cells in a terminal
SECOND_CELL = "\0"  # stands behind a wide character while click, which counts characters, fills lines and columns
LANGUAGE_KEPT = "quizdl.language"  # in the notes of a context, which its subcommands share
METAVAR = r"\b([A-Z]+)(?: RANGE)?\b"


class WordedCommand(click.Command):
    """A command whose help comes from the catalogue; its options are written without `help=`."""

    def get_help(self, ctx: click.Context) -> str:
        set_help(ctx)
        return super().get_help(ctx).replace(SECOND_CELL, "")

    def get_usage(self, ctx: click.Context) -> str:
        return super().get_usage(ctx).replace(SECOND_CELL, "")

    def get_short_help_str(self, limit: int = 45) -> str:
        del limit
        return say(language_of_arguments(), f"cli.short.{self.name}")

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[click.shell_completion.CompletionItem]:
        set_help(ctx)
        return super().shell_complete(ctx, incomplete)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = metavars(ctx, " ".join(self.collect_usage_pieces(ctx)))
        formatter.write_usage(ctx.command_path, widened(pieces), prefix=help_text(ctx, "cli.help.usage"))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(widened(self.help or ""))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        with formatter.section(help_text(ctx, "cli.help.options")):
            formatter.write_dl(
                [_row(ctx, option, record) for option in options if (record := option.get_help_record(ctx))]
            )


class WordedGroup(WordedCommand, click.Group):
    """A group whose help, and that of its commands, comes from the catalogue."""

    command_class = WordedCommand

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(help_text(ctx, "cli.help.commands")):
            formatter.write_dl([(name, help_text(ctx, f"cli.short.{name}")) for name in self.list_commands(ctx)])


def set_help(ctx: click.Context) -> None:
    """Set the help of the command and of its options in the reader's language."""
    command, language = ctx.command, language_of(ctx)
    command.help = say(language, f"cli.{command.name}")
    for param in command.get_params(ctx):
        if isinstance(param, click.Option):
            name = max(param.opts, key=len).lstrip("-")
            own = f"cli.{command.name}.{name}"
            param.help = say(language, own if known(own) else f"cli.option.{name}")


def language_of(ctx: click.Context) -> Language:
    """The language of the help; the settings are read once for all of its words."""
    language: Language = ctx.meta.get(LANGUAGE_KEPT) or language_of_arguments()
    ctx.meta[LANGUAGE_KEPT] = language
    return language


def metavars(ctx: click.Context, text: str) -> str:
    """`text` with metavars such as NAME in the reader's language."""
    language = language_of(ctx)

    def word(found: re.Match[str]) -> str:
        name = f"metavar.{found[1].lower()}"
        return say(language, name) if known(name) else found[0]

    return re.sub(METAVAR, word, text)


def help_text(ctx: click.Context, name: str) -> str:
    """Words of the catalogue in the reader's language, widened."""
    return widened(say(language_of(ctx), name))


def widened(text: str) -> str:
    """`text` padded to as many characters as it takes cells."""
    return re.sub(WIDE, rf"\g<0>{SECOND_CELL}", text)


def _row(ctx: click.Context, option: click.Option, record: tuple[str, str]) -> tuple[str, str]:
    """An option as typed, and its help with click's additions: default, range, required."""
    typed, told = record
    added = told.removeprefix(option.help or "")
    for name in ("default", "required"):
        added = added.replace(say("en", f"cli.help.{name}"), say(language_of(ctx), f"cli.help.{name}"))
    return widened(metavars(ctx, typed)), widened((option.help or "") + added)
