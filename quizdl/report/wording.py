"""Sentences about progress that several fronts share, in the reader's language."""

from __future__ import annotations

from quizdl.report.text import harmless, one_line
from quizdl.study.storage_warnings import (
    FromNewer,
    NotBackedUp,
    NotSaved,
    Restored,
    StorageWarning,
    Unsaved,
    WrittenAgain,
)
from quizdl.words import say


def say_storage_warning(language: str, warning: StorageWarning) -> str:
    """A storage warning in full sentences that are safe to show."""
    if isinstance(warning, Restored):
        sentences = [say(language, "progress.damaged" if warning.aside else "progress.gone")]
        restored = "progress.restored" if warning.backup else "progress.anew"
        sentences.append(say(language, restored, backup=warning.backup))
        if warning.rescued:
            sentences.append(say(language, "progress.rescued", count=warning.rescued))
        if warning.aside:
            sentences.append(say(language, "progress.aside", aside=warning.aside))
        return harmless(" ".join(sentences))
    if isinstance(warning, FromNewer):
        values = {"path": warning.path, "version": warning.version, "known": warning.known}
        return harmless(say(language, "progress.newer", **values))
    if isinstance(warning, WrittenAgain):
        return harmless(say(language, "progress.written_again", path=warning.path))
    why = say(language, f"why.{warning.why.cause.replace(' ', '_')}", detail=warning.why.detail)
    if isinstance(warning, NotBackedUp):
        return harmless(say(language, "progress.not_backed_up", why=why))
    return harmless(say(language, "progress.not_saved", path=warning.path, why=why))


def say_in_memory(language: str, warning: StorageWarning | None) -> str:
    """One line for as long as answers do not reach the disk; empty where they do."""
    if isinstance(warning, NotSaved):
        why = say(language, f"why.{warning.why.cause.replace(' ', '_')}", detail=warning.why.detail)
        return one_line(say(language, "progress.in_memory", why=why, path=warning.path))
    if isinstance(warning, FromNewer):
        return one_line(say(language, "progress.in_memory", why=say(language, "why.newer"), path=warning.path))
    return ""


def say_unsaved(language: str, unsaved: Unsaved, *, ended: bool = True) -> str:
    """A sentence on unsaved changes; empty if all are saved. `ended`: the store is closed."""
    if unsaved.answers:
        return say(language, "progress.lost" if ended else "progress.only_in_memory", count=unsaved.answers)
    return say(language, "progress.lost_changes", count=unsaved.changes) if ended and unsaved.changes else ""
