"""What a conversation goes on from after each turn: the query of the last answer, and the choices that it offered."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, replace

import structlog
from pydantic import TypeAdapter

from api.state import Places
from nlq.answer import Answer, AnswerChoice
from nlq.followup import Open, go_on_from
from semantic_layer.issues import StateError
from semantic_layer.query import Query
from semantic_layer.query.canonical import canonical

log = structlog.get_logger()
#: Characters of a mark: enough to tell the turns of one person apart.
MARK = 12


@dataclass(frozen=True)
class Turn:
    """Where a conversation stands: nothing has been said yet, or the last answer left this to go on from."""

    query: Query | Open | None = None
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
    """The last turn of each conversation; the oldest are forgotten. Safe to use from several threads.

    With ``places`` they are kept there too, so that another worker may answer next, and this one after a restart.
    """

    def __init__(self, most: int, places: Places | None = None) -> None:
        """Remember at most ``most``."""
        self._most, self._places = most, places
        self._last: OrderedDict[Hashable, Turn] = OrderedDict()
        self._lock = threading.Lock()

    def last(self, key: Hashable) -> Turn | None:
        """Return the last turn of a conversation; None where none is remembered."""
        return self._find(key) or self._last.get(key)

    def keep(self, key: Hashable, turn: Turn) -> None:
        """Remember what the next turn goes on from."""
        if turn == Turn(locale=turn.locale):
            return
        self._put(key, turn)
        with self._lock:
            self._last[key] = turn
            self._last.move_to_end(key)
            while len(self._last) > self._most:
                self._last.popitem(last=False)

    def forget(self, key: Hashable) -> None:
        """Forget a conversation, so that nothing goes on from it.

        Raises:
            StateError: the state cannot be written.
        """
        with self._lock:
            self._last.pop(key, None)
        if self._places:
            self._places.forget(_digest(key))

    def _find(self, key: Hashable) -> Turn | None:
        try:
            found = self._places.find(_digest(key)) if self._places else None
            return _KEPT.validate_json(found) if found else None
        except StateError as error:
            log.warning("place", code=error.code, cause=type(error.__cause__).__name__)
        except ValueError:
            # Written by another version: there is nothing to go on from.
            pass
        return None

    def _put(self, key: Hashable, turn: Turn) -> None:
        if self._places is None:
            return
        # No value that came out is kept, and a label says some: a choice is picked by its place.
        choices = tuple(
            AnswerChoice(label="", readback="", query=each.query, remember=each.remember) for each in turn.choices
        )
        text = _KEPT.dump_json(replace(turn, choices=choices)).decode()
        try:
            self._places.keep(_digest(key), text, dt.datetime.now(dt.UTC))
        except StateError as error:
            log.warning("place", code=error.code, cause=type(error.__cause__).__name__)


_KEPT = TypeAdapter(Turn)


def _digest(key: Hashable) -> str:
    return hashlib.sha256(repr(key).encode()).hexdigest()
