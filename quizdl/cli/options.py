"""Options that several commands share, and their shell completion."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizdl.words import LANGUAGES, Language, as_language

if TYPE_CHECKING:  # `quizdl --help` answers without them
    from datetime import datetime

    from quizdl.bank.model import Bank


bank_option = click.option(
    "--bank",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
language_option = click.option("--lang", type=click.Choice(LANGUAGES))


def language_here() -> Language:
    """The language from `--lang` of this command or a parent, else from the settings or the locale.

    Raises BadSetting where the settings cannot be read.
    """
    from quizdl.config import language_of_locale, read_config

    return _language_given() or as_language(read_config().get("lang")) or language_of_locale()


def language_of_command() -> Language:
    """As `language_here`; never raises."""
    from quizdl.config import readers_language

    return _language_given() or readers_language()


def _language_given() -> Language | None:
    context = click.get_current_context(silent=True)
    while context is not None:
        if given := as_language(context.params.get("lang")):
            return given
        context = context.parent
    return None


def language_of_arguments() -> Language:
    """The language from `--lang` anywhere in the arguments, else from the settings or the locale; never raises.

    For help, and for errors before a command has read its options.
    """
    from quizdl.config import readers_language

    given = " ".join(sys.argv).replace("=", " ").split()
    lang = as_language(given[given.index("--lang") + 1]) if "--lang" in given[:-1] else None
    return lang or readers_language()


def complete_topic(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Names of topics, for the shell."""
    del param
    return _starting(incomplete, (topic.name for topic in _bank_of(ctx).topics))


def complete_question(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Ids of questions, for the shell."""
    del param
    return _starting(incomplete, (summary.id for topic in _bank_of(ctx).topics for summary in topic.summaries()))


def complete_exercise(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Ids of exercises, for the shell."""
    del param
    summaries = (summary for topic in _bank_of(ctx).topics for summary in topic.summaries())
    return _starting(incomplete, (summary.id for summary in summaries if summary.kind == "code"))


def complete_claim(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Completions for `quizdl verify`: families, claims of a typed family, and ids of questions."""
    from quizdl.verify.catalogue import open_catalogue

    families = open_catalogue(_bank_of(ctx).verifiers).families
    family, dot, _ = incomplete.partition(".")
    if dot:
        return _starting(incomplete, (claim.id for claim in families[family].claims) if family in families else ())
    return _starting(incomplete, families) + complete_question(ctx, param, incomplete)


def complete_knob(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Knobs of the claims named so far, each with its default: `beta=0.9`."""
    del param
    from quizdl.cli.claims import named_claims
    from quizdl.report.documents import knobs_of

    knobs = {knob: default for claim in named_claims(ctx) for knob, default in knobs_of(claim).items()}
    return _starting(incomplete, (f"{knob}={default}" for knob, default in knobs.items()))


def _bank_of(ctx: click.Context) -> Bank:
    from quizdl import folders
    from quizdl.bank.cache import open_bank

    return open_bank(ctx.params.get("bank") or folders.builtin_bank())


def _starting(incomplete: str, names: Iterable[str]) -> list[str]:
    return [name for name in names if name.startswith(incomplete)]


class _Day(click.ParamType):  # type: ignore[type-arg]  # generic only in newer versions of click
    """A day in the format of `quizdl config until`; converts to its midnight, naive."""

    name = "day"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        from datetime import datetime

        from quizdl.config import FIRST_DAY, LAST_DAY, interview_date

        try:
            return value if isinstance(value, datetime) else datetime.fromisoformat(interview_date(value))
        except ValueError:
            self.fail(f"{value!r} is not a day from {FIRST_DAY} to {LAST_DAY}; write it as 2027-01-15", param, ctx)


until_option = click.option(
    "--until",
    type=_Day(),
    metavar="YYYY-MM-DD",
)


def interview_day(until: datetime | None) -> datetime | None:
    """The morning of the interview (aware, UTC) from the option, else a future one from the settings, else None."""
    from datetime import UTC, datetime

    from quizdl.config import interview_at

    if until is not None:
        return interview_at(until.date().isoformat())
    if (kept := kept_interview()) is None:
        return None
    day = interview_at(kept)
    return day if day > datetime.now(UTC) else None


def kept_interview() -> str | None:
    """The day of the interview in the settings, YYYY-MM-DD, past or future."""
    from quizdl.config import read_config

    kept = read_config().get("until")
    return None if kept is None else str(kept)
