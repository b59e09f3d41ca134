"""How much one person may ask: requests a minute, and seconds of the warehouse an hour, whichever worker answers."""

from __future__ import annotations

import math
from collections.abc import Mapping

from api.access.guard import now_utc
from api.access.words import say
from api.problems import Problem
from api.state import Usage, Used
from api.state.usage import HOUR

#: Seconds of a minute.
MINUTE = 60


class OverLimit(Exception):
    """A person has used what he may; ``wait`` is the seconds until he may again, 0 where that is not known yet."""

    def __init__(self, what: str, wait: int = 0) -> None:
        """Keep what it is of, and how long."""
        super().__init__(what)
        self.what, self.wait = what, wait


class Limits:
    """The limits of each person, over what all workers count in the state. 0 is no limit."""

    def __init__(self, usage: Usage, requests: int, seconds: float) -> None:
        """Take requests a minute, and seconds an hour."""
        self._usage, self._requests, self._seconds = usage, requests, seconds

    def take(self, person: str, locale: str, asks: bool) -> None:
        """Count a request of a person; what asks for numbers is held against the seconds too.

        What is said of it is said in the language of ``locale``, ``en`` or ``zh``.

        Raises:
            Problem: 429, and when he may again.
            StateError: the state cannot be written.
        """
        moment = now_utc().timestamp()
        minute = int(moment // MINUTE)

        def check(used: Used) -> None:
            check_requests(used, moment % MINUTE, self._requests)
            if asks and self._seconds and used.seconds >= self._seconds:
                raise OverLimit("seconds")

        try:
            self._usage.count(person, minute, check)
        except OverLimit as over:
            wait = over.wait or wait_for_seconds(self._usage.seconds(person, minute), moment, self._seconds)
            limit = f"{self._requests:,}" if over.what == "requests" else f"{self._seconds:,.4g}"
            told = say(over.what, locale, limit=limit, wait=str(wait))
            raise Problem(429, *told, headers={"Retry-After": str(wait)}) from None

    def charge(self, person: str, seconds: float) -> None:
        """Add seconds of the warehouse to what a person used.

        Raises:
            StateError: the state cannot be written.
        """
        self._usage.charge(person, int(now_utc().timestamp() // MINUTE), seconds)


def check_requests(used: Used, second: float, limit: int) -> None:
    """Hold the last sixty seconds against a limit: of the minute before, as much counts as lies within them.

    Raises:
        OverLimit: this request would be more.
    """
    if not limit or used.now + used.before * (MINUTE - second) / MINUTE <= limit:
        return
    if used.now > limit:
        # Nothing of this minute passes before the next; then enough of it has to. This request does not count.
        wait = MINUTE - second + MINUTE * (1 - (limit - 1) / (used.now - 1))
    else:
        wait = MINUTE * (1 - (limit - used.now) / used.before) - second
    raise OverLimit("requests", max(1, math.ceil(wait)))


def wait_for_seconds(used: Mapping[int, float], moment: float, limit: float) -> int:
    """Return in how many seconds enough of the last hour's minutes lie behind, for what is left to be under a limit."""
    total = sum(used.values())
    for minute in sorted(used):
        total -= used[minute]
        if total < limit:
            return max(1, math.ceil((minute + HOUR) * MINUTE - moment))
    return 1
