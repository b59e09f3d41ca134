"""The conversations that people come back to: kept as they go on, and gone on from after a restart too."""

from __future__ import annotations

import datetime as dt
import threading

import structlog

from api.access.secret import hide_secrets
from api.caller import Caller
from api.operations.current import Current
from api.rights import rights_of
from api.state import Conversations, Said, Shares
from api.turns import Turn
from nlq.answer import Answer
from semantic_layer.issues import StateError

log = structlog.get_logger()
#: Rows of an answer that are kept, and of each of its choices; turns that a conversation is gone on from.
ROWS, CHOICE_ROWS, LOOKED_AT = 500, 5, 20
#: Between two looks for what is too old.
HOUR = dt.timedelta(hours=1)


class Archive:
    """Keeps what people asked and were answered, for ``days``; 0 for ever. Safe to use from several threads."""

    def __init__(self, conversations: Conversations, shares: Shares, served: Current, days: int) -> None:
        """Keep the parts."""
        self.conversations, self.shares, self._served, self._days = conversations, shares, served, days
        self._lock = threading.Lock()
        self._looked = dt.datetime.min.replace(tzinfo=dt.UTC)

    @property
    def model(self) -> str:
        """Return the name of the model, by which conversations are kept."""
        return self._served.engine.whole.header.name

    def rights(self, caller: Caller) -> str:
        """Return the fingerprint of what somebody may see now."""
        return rights_of(self._served.engine.whole, caller.viewer)

    def keep(self, asked: str, answer: Answer, today: dt.date, caller: Caller) -> None:
        """Keep a turn of a person's conversation; where that fails the log says so, and the answer is given."""
        if not caller.person or not answer.conversation_id:
            return
        now = dt.datetime.now(dt.UTC)
        kept = hide_secrets(shorten(answer).model_dump_json())
        said = Said(asked=hide_secrets(asked), answer=kept, rights=self.rights(caller), today=today, made_at=now)
        try:
            self.conversations.keep(caller.person, self.model, answer.conversation_id, said)
            self._forget(now)
        except StateError as error:
            log.warning("conversation", code=error.code, cause=type(error.__cause__).__name__)

    def turn(self, id: str, caller: Caller) -> Turn | None:
        """Return where a person's conversation stands; None where none is kept, or none can be read."""
        if not caller.person or not id:
            return None
        try:
            said = self.conversations.turns(caller.person, self.model, id, LOOKED_AT)
        except StateError as error:
            log.warning("conversation", code=error.code, cause=type(error.__cause__).__name__)
            return None
        turn, rights = Turn(), self.rights(caller)
        for each in said:
            # What he might see under other rules is nothing to go on from; nor is what another version wrote.
            answer = read_answer(each.answer) if each.rights == rights else None
            turn = turn.then(answer) if answer else turn
        return turn if said else None

    def _forget(self, now: dt.datetime) -> None:
        with self._lock:
            if not self._days or now - self._looked < HOUR:
                return
            self._looked = now
        self.conversations.forget_before(now - dt.timedelta(days=self._days))
        self.shares.forget_before(now - dt.timedelta(days=self._days))


def shorten(answer: Answer) -> Answer:
    """Return an answer with as many rows as are kept; ``truncated`` says where there were more."""
    choices = tuple(each.model_copy(update={"rows": each.rows[:CHOICE_ROWS]}) for each in answer.choices)
    cut = len(answer.rows) > ROWS
    return answer.model_copy(
        update={"rows": answer.rows[:ROWS], "choices": choices, "truncated": answer.truncated or cut}
    )


def read_answer(text: str) -> Answer | None:
    """Return an answer as it was kept; None where another version wrote it in another shape."""
    try:
        return Answer.model_validate_json(text)
    except ValueError:
        return None
