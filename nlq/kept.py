"""What was made is kept for the next who needs it: the last used of it, bounded."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """Values by what they were made from, ``most`` of them: the one that nobody used for longest goes first.

    Safe to use from several threads. Nothing waits while something is made: two who need it at once make it twice.

    >>> squares = Kept[int](most=2)
    >>> [squares.get(key, lambda key=key: int(key) ** 2) for key in ("2", "3", "2", "4")]
    [4, 9, 4, 16]
    >>> squares.get("2", lambda: 0), squares.get("3", lambda: 0)
    (4, 0)
    """

    def __init__(self, most: int) -> None:
        """Keep nothing yet."""
        self._most, self._values, self._lock = most, OrderedDict[str, T](), threading.Lock()

    def get(self, key: str, make: Callable[[], T]) -> T:
        """Return the value of a key, made where it is not kept; what ``make`` raises is raised and nothing is kept."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return value

    def __len__(self) -> int:
        """Return how many are kept."""
        return len(self._values)

    def clear(self) -> None:
        """Forget all of it."""
        with self._lock:
            self._values.clear()
