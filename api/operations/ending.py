"""How much time is left once the service is told to stop."""

from __future__ import annotations

import time


class Ending:
    """What is under way has so many ``seconds`` in all, from the first word that the service is to stop."""

    def __init__(self, seconds: float) -> None:
        """Keep how many."""
        self._seconds = seconds
        self._over: float | None = None

    def begin(self) -> None:
        """Say that the service is to stop; whoever says so again changes nothing."""
        if self._over is None:
            self._over = time.monotonic() + self._seconds

    def left(self) -> float:
        """Return the seconds that are left, which begin now where nobody said so before."""
        self.begin()
        assert self._over is not None
        return max(0.0, self._over - time.monotonic())
