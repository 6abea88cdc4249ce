"""Widgets that come later than their screen: the reader may have left it by then, or the quiz may be ending."""

from __future__ import annotations

from textual.widget import Widget


async def mount_late(place: Widget, *widgets: Widget, before: int | None = None) -> None:
    """Mount widgets in `place`, or do nothing where it is gone: Textual raises MountError then."""
    if place.is_attached:
        await place.mount(*widgets, before=before)
