"""Errors on stderr, in the reader's language; ours and those of click."""

from __future__ import annotations

import sys

import click


def complain(error: Exception) -> None:
    """Say in the reader's language what went wrong."""
    from quizdl.report.errors import say_error
    from quizdl.report.text import harmless  # a bank may hold files of any name

    click.echo(harmless(f"quizdl: {say_error(language_of_arguments(), error)}"), err=True)


def show_misuse(error: click.ClickException) -> None:
    """Say in the reader's language how the command was misused, and where its help is."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return
    from quizdl.report.errors import say_message
    from quizdl.report.text import harmless

    language = language_of_arguments()
    lines = [say_message(language, f"Error: {error.format_message()}")]
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None:
        usage = say_message(language, context.get_usage())
        lines = [usage, say_message(language, f"Try '{context.command_path} --help' for help."), "", *lines]
    click.echo(harmless("\n".join(lines)), err=True)


def language_of_arguments() -> str:
    """The language for an error outside the quiz: of --lang, the settings or the locale; never raises."""
    from quizdl.config import readers_language

    given = " ".join(sys.argv).replace("=", " ").split()
    if "--lang" in given[:-1] and (lang := given[given.index("--lang") + 1]) in ("en", "ko"):
        return lang
    return readers_language()
