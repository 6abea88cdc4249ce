"""A run that gave no numbers, as values: why in one sentence, the line where it stopped, and what it printed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from quizdl.report.text import harmless, one_line
from quizdl.verdict import Verdict
from quizdl.words import say
from quizdl.words.sentences import translated

if TYPE_CHECKING:
    from quizdl.verify.declared import Claim
    from quizdl.verify.result import Result

MOST_PRINTED = 12  # lines of what an experiment printed, and of its traceback
TRACEBACK = "Traceback (most recent call last):"
_FRAME = re.compile(r'^  File "(.+)", line (\d+)', re.MULTILINE)
_STOPPED = re.compile(r"time: stopped after (\S+) s")


class Site(NamedTuple):
    """The line of a verifier at which an experiment stopped, counted from 1."""

    path: Path
    line: int


def given_reason(result: Result, language: str) -> str:
    """The reason that came with a result: a verifier's own words unchanged, those of the engine translated."""
    reason = result.reason or ""
    if language == "ko":
        reason = result.reason_ko or (
            translated(language, "reasons", reason) if result.verdict == Verdict.FAILED else reason
        )
    return harmless(reason)


def trouble_of(result: Result, claim: Claim, language: str) -> str:
    """Why there are no numbers; empty where there are, or where the experiment decides nothing.

    On the first line what happened or what the machine lacks; below it, perhaps, what would have been measured.
    """
    reason = one_line(given_reason(result, language))
    if result.verdict is Verdict.UNAVAILABLE:
        needs = (result.reason or "").startswith("needs ")  # as verifiers say it, in English
        return _in_two_lines(say(language, "failure.needs" if needs else "failure.unavailable", why=reason))
    if result.verdict is not Verdict.FAILED:
        return ""
    if stopped := _STOPPED.fullmatch(result.reason or ""):
        return say(language, "failure.time", seconds=stopped[1])
    if (result.reason or "").startswith("crash: "):
        site = site_of(result, claim)
        place = f" ({harmless(site.path.name)}:{site.line})" if site else ""
        return say(language, "failure.crash", what=reason.partition(": ")[2] + place)
    return say(language, "failure.other", why=reason)


def _in_two_lines(told: str) -> str:
    """What is missing, and below it what would have been measured: verifiers say that behind `: ` or `. `."""
    what, _, would = told.replace(". ", ": ", 1).partition(": ")
    return f"{what.removesuffix('.')}.\n{would[:1].upper()}{would[1:]}." if would else told


def site_of(result: Result, claim: Claim) -> Site | None:
    """The innermost line of the claim's own files in the traceback of a crash; None without one."""
    if result.verdict is not Verdict.FAILED:
        return None
    folder, frames = claim.folder.resolve(), _FRAME.findall(result.output.partition(TRACEBACK)[2])
    own = [Site(Path(path), int(line)) for path, line in frames if Path(path).is_relative_to(folder)]
    return own[-1] if own else None


def printed_of(result: Result) -> tuple[str, str]:
    """The last lines that an experiment printed, and of its traceback: none if the reason names turned knobs."""
    output, traceback = result.output, ""
    if result.verdict is Verdict.FAILED:
        output, head, rest = output.partition(TRACEBACK)
        traceback = "" if "it cannot be computed with" in (result.reason or "") else head + rest
    printed, traceback = (harmless("\n".join(t.strip().splitlines()[-MOST_PRINTED:])) for t in (output, traceback))
    return printed, traceback
