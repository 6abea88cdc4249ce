"""Notifications over any screen: errors, and warnings about the storage of progress."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizdl.errors import QuizdlError
from quizdl.report.errors import say_error
from quizdl.report.text import harmless
from quizdl.report.wording import say_storage_warning
from quizdl.tui.widgets.bars import TopBar
from quizdl.words import say

if TYPE_CHECKING:
    from quizdl.study.storage_warnings import StorageWarning
    from quizdl.tui.app import QuizApp


class Notices:
    """Shows notifications in the reader's language."""

    def __init__(self, app: QuizApp) -> None:
        self._app = app
        self._shown: StorageWarning | None = None  # the warning that the reader has seen

    def show(self, name: str) -> None:
        """Show words of ours."""
        self._app.notify(say(self._app.language, name), markup=False)

    def show_error(self, error: BaseException | None) -> None:
        if isinstance(error, QuizdlError):
            message, seconds = harmless(say_error(self._app.language, error)), 15
        else:
            what = f"{type(error).__name__}: {error}"
            message, seconds = harmless(say(self._app.language, "trouble", what=what)), 10
        self._app.notify(message, severity="error", markup=False, timeout=seconds)

    def show_storage_warning(self) -> None:
        """Notify once when progress is not saved, was restored, or is saved again."""
        warning, language = self._app.learner.store.warning, self._app.language
        if warning != self._shown:
            self._shown = warning
            for bar in self._app.screen.query(TopBar):
                bar.again()
            message = say_storage_warning(language, warning) if warning else say(language, "trouble.saved")
            self._app.notify(message, severity="warning", markup=False, timeout=15)

    def show_not_remembered(self) -> None:
        """Notify that a setting could not be saved for the next start."""
        self._app.notify(say(self._app.language, "not_remembered"), severity="warning", markup=False)
