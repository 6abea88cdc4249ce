"""A base class for what must be closed and awaited."""

from __future__ import annotations

from types import TracebackType
from typing import Self


class ClosedOnExit:
    """An async context manager that awaits its `close` when it is left."""

    async def close(self) -> None:
        """End what runs and release what is held."""
        raise NotImplementedError

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()
