"""What a conversation goes on from after each turn: the query of the last answer, and the choices that it offered."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from nlq.answer import Answer, AnswerChoice
from nlq.followup import go_on_from
from semantic_layer.query.canonical import canonical

#: Characters of a mark: enough to tell the turns of one person apart.
MARK = 12


@dataclass(frozen=True)
class Turn:
    """Where a conversation stands: nothing has been said yet, or the last answer left this to go on from."""

    query: Any = None
    choices: tuple[AnswerChoice, ...] = ()
    locale: str = "en"

    def then(self, answer: Answer) -> Turn:
        """Return where the conversation stands after an answer."""
        return Turn(go_on_from(self.query, answer), answer.choices, answer.locale)

    def picked(self, text: str) -> AnswerChoice | None:
        """Return the choice that a text picks by its number, from 1; None where it picks none.

        >>> Turn().picked("1") is None
        True
        """
        number = number_of(text)
        return self.choices[number - 1] if number and number <= len(self.choices) else None

    @property
    def mark(self) -> str:
        """Return what tells this from any other place that a conversation may have come to; "" at its beginning."""
        if self.query is None and not self.choices:
            return ""
        held = [
            canonical(each) for each in (self.query, *(choice.query for choice in self.choices)) if each is not None
        ]
        return hashlib.sha256("\n".join([str(self.query is None), *held]).encode()).hexdigest()[:MARK]


def number_of(text: str) -> int:
    """Return the number that a text is, as people write one to choose; 0 where it is something else.

    >>> [number_of(text) for text in ("2", " ２. ", "#2", "2)", "2 stores", "second", "-1")]
    [2, 2, 2, 2, 0, 0, 0]
    """
    bare = text.strip().lstrip("#（(").rstrip(".。)）、 ")
    return int(bare) if bare.isdecimal() and len(bare) <= 3 else 0


class Conversations:
    """The last turn of each conversation; the oldest are forgotten. Safe to use from several threads."""

    def __init__(self, most: int) -> None:
        """Remember at most ``most``."""
        self._most = most
        self._last: OrderedDict[Hashable, Turn] = OrderedDict()
        self._lock = threading.Lock()

    def last(self, key: Hashable) -> Turn | None:
        """Return the last turn of a conversation; None where none is remembered."""
        return self._last.get(key)

    def keep(self, key: Hashable, turn: Turn) -> None:
        """Remember what the next turn goes on from."""
        if turn == Turn(locale=turn.locale):
            return
        with self._lock:
            self._last[key] = turn
            self._last.move_to_end(key)
            while len(self._last) > self._most:
                self._last.popitem(last=False)
