"""Options that several commands share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:  # `quizdl --help` answers without it
    from quizdl.bank.model import Language


bank_option = click.option(
    "--bank",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A question bank of your own; without it, the built-in one.",
)
language_option = click.option(
    "--lang", type=click.Choice(["en", "ko"]), help="English or Korean; without it, as your locale says."
)


def language_here() -> Language:
    """The language of the reader's locale, as far as quizdl speaks it."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "ko" if value.startswith("ko") else "en"
    return "en"
