"""What several fronts say of progress, verdicts and settings, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizdl.report.reasons import korean_reason
from quizdl.report.text import harmless
from quizdl.study.storage_warnings import FromNewer, NotBackedUp, Restored, StorageWarning, Unsaved, WrittenAgain
from quizdl.words import say

if TYPE_CHECKING:
    from quizdl.verify.declared import Claim
    from quizdl.verify.result import Result

MOST_PRINTED = 12  # lines of what an experiment printed
TRACEBACK = "Traceback (most recent call last):"


def say_storage_warning(language: str, warning: StorageWarning) -> str:
    """What the reader must be told about their progress, in full sentences that can be shown anywhere."""
    if isinstance(warning, Restored):
        said = [say(language, "progress.damaged" if warning.aside else "progress.gone")]
        restored = "progress.restored" if warning.backup else "progress.anew"
        said.append(say(language, restored, backup=warning.backup))
        if warning.rescued:
            said.append(say(language, "progress.rescued", count=warning.rescued))
        if warning.aside:
            said.append(say(language, "progress.aside", aside=warning.aside))
        return harmless(" ".join(said))
    if isinstance(warning, FromNewer):
        values = {"path": warning.path, "version": warning.version, "known": warning.known}
        return harmless(say(language, "progress.newer", **values))
    if isinstance(warning, WrittenAgain):
        return harmless(say(language, "progress.written_again", path=warning.path))
    why = say(language, f"why.{warning.why.cause.replace(' ', '_')}", detail=warning.why.detail)
    if isinstance(warning, NotBackedUp):
        return harmless(say(language, "progress.not_backed_up", why=why))
    return harmless(say(language, "progress.not_saved", path=warning.path, why=why))


def say_unsaved(language: str, unsaved: Unsaved, *, ended: bool = True) -> str:
    """How much could not be saved, in a sentence; empty where nothing is missing. `ended`: the store is closed."""
    if unsaved.answers:
        return say(language, "progress.lost" if ended else "progress.only_in_memory", count=unsaved.answers)
    return say(language, "progress.lost_changes", count=unsaved.changes) if ended and unsaved.changes else ""


def say_reason(language: str, result: Result) -> str:
    """Why a verdict is not `supported`, else nothing. What a verifier itself says stands in its own words."""
    evidence = result.evidence
    if evidence is None or not evidence.decisive:
        reason = result.reason or ""
        if language == "ko":
            reason = result.reason_ko or (korean_reason(reason) if result.verdict == "failed" else reason)
        return harmless(reason)
    first = evidence.decisive[0]
    kind = "control" if first in evidence.controls else "broken" if first.holds is False else "open"
    return harmless(say(language, f"reason.{kind}", names="; ".join(number.name for number in evidence.decisive)))


def printed_by(result: Result) -> str:
    """The last lines that an experiment printed; no traceback where the reason names the knobs that were turned."""
    output = result.output
    if result.verdict == "failed" and "it cannot be computed with" in (result.reason or ""):
        output = output.partition(TRACEBACK)[0]
    return "\n".join(output.strip().splitlines()[-MOST_PRINTED:])


def say_changed(language: str, result: Result, claim: Claim) -> str:
    """That the sentence speaks of the defaults, and which knobs were turned; empty where none was."""
    changed = [
        say(language, "proof.other_setting", knob=knob, value=value, default=default)
        for knob, (value, default) in claim.changed(result.settings).items()
    ]
    return harmless(say(language, "proof.other_settings", knobs=", ".join(changed))) if changed else ""


def verdict_and_reason(language: str, result: Result) -> str:
    """The verdict, and the reason in brackets where there is one: `failed (crash: exit code 3)`."""
    why = say_reason(language, result)
    return say(language, f"verdict.{result.verdict}") + (f" ({why})" if why else "")
