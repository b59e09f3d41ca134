"""Where everything that is asked is answered, by whichever way it came: the contract's routes, a chat tool, MCP."""

from __future__ import annotations

import functools
import time
import uuid
from collections.abc import Callable, Sequence

from pydantic import ValidationError

from api.access.ledger import ASKED, Ledger, Origin
from api.archive import Archive
from api.caller import Caller
from api.chat.words import say
from api.memory import Memory
from api.operations.counters import Counters
from api.operations.current import Current
from api.problems import Problem, problem_of
from api.requests import AskRequest, QueryRequest
from api.settings import today_of
from api.stages import Tell
from api.state import Places
from api.turns import Conversations, Turn
from nlq.answer import Answer
from nlq.engine import Engine
from nlq.reading import Question
from semantic_layer.query import Query, query_adapter
from semantic_layer.session import Session

#: Of what was said before, the last that is said again where nobody kept the conversation.
MOST_SAID = 40


class Desk:
    """Answers questions and semantic queries for whoever asks, and counts. Safe to use from several threads."""

    def __init__(
        self, served: Current, memory: Memory, conversations: int, counters: Counters,
        ledger: Ledger | None = None, archive: Archive | None = None, places: Places | None = None,
    ) -> None:  # fmt: skip
        """Remember at most ``conversations``; count; write down and keep, where there is where to.

        With ``places`` a conversation goes on after a restart, and where another worker answered last.
        """
        self._archive = archive
        self.served, self._memory, self._ledger = served, memory, ledger
        self._conversations = Conversations(conversations, places)
        self._counters = counters

    @property
    def engine(self) -> Engine:
        """Return the engine that is served."""
        return self.served.engine

    def ask(self, request: AskRequest, caller: Caller, tell: Tell | None = None) -> Answer:
        """Return the answer to a question, which may go on from the last of its conversation.

        ``tell`` hears how far it has come.

        Raises:
            Problem: it cannot be written down, and has to be.
            WarehouseError: the warehouse failed or ran out of time.
        """
        turn = self._turn(request, caller)

        def work() -> Answer:
            return self._finish(self._ask(request, turn, caller, tell), turn, request.conversation_id, caller)

        answer = self._write_down(request.question, caller, request.locale or guess_locale(request.question), work)
        return self._keep(request.question, answer, request, caller)

    def answer(self, request: QueryRequest, caller: Caller, tell: Tell | None = None, origin: Origin = ASKED) -> Answer:
        """Return the answer to a semantic query; remember that it was chosen, where it was.

        Raises:
            Problem: it cannot be written down, and has to be; or it is no semantic query, told in its language.
            ValidationError: it is no semantic query, and no language is asked for.
            WarehouseError: the warehouse failed or ran out of time.
        """
        query = _query_of(request)
        turn, session = self._turn(request, caller), self._session(request, caller)

        def work() -> Answer:
            answer = self._memory.watched(tell).choose(query, request.remember, session, caller.person)
            return self._finish(answer, turn, request.conversation_id, caller)

        answer = self._write_down("", caller, session.locale, work, origin)
        return self._keep(request.asked or answer.readback, answer, request, caller)

    def show(self, asked: str, answer: Answer, caller: Caller, origin: Origin) -> None:
        """Write down that somebody is shown an answer as it was computed before.

        Raises:
            Problem: it cannot be written down, and has to be.
        """
        if self._ledger is not None:
            self._ledger.show(asked, answer, caller, self.engine.whole, origin)

    def look(self, query: Query, caller: Caller, locale: str) -> Answer:
        """Return the answer to a query that is part of no conversation, as of today.

        Raises:
            Problem: it cannot be written down, and has to be.
            WarehouseError: the warehouse failed or ran out of time.
        """
        session = Session(today=today_of(self.engine.model), locale=locale, viewer=caller.viewer)
        return self._write_down("", caller, locale, lambda: self._memory.choose(query, (), session, None))

    def say(self, request: AskRequest, caller: Caller) -> tuple[Answer, str]:
        """Return the answer to what is said in a chat, a question or the number of a choice, and the mark of its place.

        Raises:
            WarehouseError: the warehouse failed or ran out of time.
        """
        return self._go(request, self._turn(request, caller), caller)

    def pick(self, number: int, mark: str, conversation: str, caller: Caller) -> tuple[Answer, str] | None:
        """Return what ``say`` does for a choice of the list with a mark; None where that is not remembered.

        Raises:
            WarehouseError: the warehouse failed or ran out of time.
        """
        turn = self._conversations.last(self._own(mark, caller, marked=True))
        request = AskRequest(question=str(number), conversation_id=conversation)
        return self._go(request, turn, caller) if turn and turn.picked(request.question) else None

    def go_on(self, said: Sequence[str], mark: str, request: AskRequest, caller: Caller) -> tuple[Answer, str]:
        """Return what ``say`` does after what was ``said`` before, in a conversation that nobody has to have kept.

        What was said is said again, if the place that the ``mark`` stands for is not remembered. No mark ("") is that
        of the beginning, and of a place that is not known.

        Raises:
            Problem: 400, what was said leads elsewhere today, or it is not known what a number was offered for.
            WarehouseError: the warehouse failed or ran out of time.
        """
        turn = self._conversations.last(self._own(mark, caller, marked=True)) if mark else None
        turn = turn or self._again(said, mark, caller)
        if turn.picked(request.question) and not mark:
            told = say("which_list", turn.locale, number=request.question.strip())
            raise Problem(400, "Which choice is unknown", told)
        return self._go(request, turn, caller)

    def forget(self, conversation: str, caller: Caller) -> None:
        """Forget where a conversation stands.

        Raises:
            StateError: the state cannot be written.
        """
        self._conversations.forget(self._own(conversation, caller))

    def _again(self, said: Sequence[str], mark: str, caller: Caller) -> Turn:
        """Return where it leads to what was said, as it is understood now, or without what is remembered."""
        for who in (caller, caller.model_copy(update={"person": None})):
            turn = Turn()
            for text in said[-MOST_SAID:]:
                turn = turn.then(self._said_again(text, turn, who, caller))
            if not mark or turn.mark == mark:
                return turn
        raise Problem(400, "The conversation leads elsewhere", say("lost", turn.locale))

    def _said_again(self, text: str, turn: Turn, who: Caller, caller: Caller) -> Answer:
        """Return the answer to what was said before, which is shown to nobody; its SQL is run in the caller's name."""
        request = AskRequest(question=text)
        work = functools.partial(self._say, request, turn, who, remember=False)
        return self._write_down(text, caller, turn.locale, work, Origin(replayed=True))

    def _go(self, request: AskRequest, turn: Turn, caller: Caller) -> tuple[Answer, str]:
        def work() -> Answer:
            return self._finish(self._say(request, turn, caller), turn, request.conversation_id, caller)

        answer = self._write_down(request.question, caller, request.locale or turn.locale, work)
        left = turn.then(answer)
        self._conversations.keep(self._own(left.mark, caller, marked=True), left)
        return answer, left.mark

    def _say(self, request: AskRequest, turn: Turn, caller: Caller, *, remember: bool = True) -> Answer:
        choice = turn.picked(request.question)
        if choice is None:
            return self._ask(request, turn, caller)
        # A number has no language: it is answered in that of the choices.
        spoken = request.model_copy(update={"locale": request.locale or turn.locale})
        made = choice.remember if remember else ()
        return self._memory.choose(choice.query, made, self._session(spoken, caller), caller.person)

    def _ask(self, request: AskRequest, turn: Turn, caller: Caller, tell: Tell | None = None) -> Answer:
        # What holds no letter is in no language: it is answered in that of the answer before.
        spoken = guess_locale(request.question) if any(map(str.isalpha, request.question)) else turn.locale
        question = Question(text=request.question, locale=request.locale or spoken)
        session = self._session(request, caller).model_copy(update={"locale": question.locale})
        return self._memory.watched(tell).ask(question, session, caller.person, turn.query)

    def _turn(self, request: AskRequest | QueryRequest, caller: Caller) -> Turn:
        place = request.conversation_id or ""
        kept = self._archive.turn(place, caller) if self._archive and request.keep else None
        last = self._conversations.last(self._own(place, caller)) if place and not kept else None
        return kept or last or Turn()

    def _keep(self, asked: str, answer: Answer, request: AskRequest | QueryRequest, caller: Caller) -> Answer:
        if self._archive and request.keep:
            self._archive.keep(asked, answer, request.today or today_of(self.engine.model), caller)
        return answer

    def _write_down(
        self, asked: str, caller: Caller, locale: str, work: Callable[[], Answer], origin: Origin = ASKED
    ) -> Answer:
        """Return the answer that work leads to, not before it is written down."""
        if self._ledger is None:
            return work()
        begun, model = time.perf_counter(), self.engine.whole
        try:
            answer = work()
        except Exception as error:
            took = time.perf_counter() - begun
            self._ledger.fail(asked, error, caller, model, took, locale, origin=origin)
            raise
        self._ledger.close(asked, answer, caller, model, time.perf_counter() - begun, origin=origin)
        return answer

    def _session(self, request: AskRequest | QueryRequest, caller: Caller) -> Session:
        model = self.engine.model
        today, locale = request.today or today_of(model), request.locale or model.header.locale
        return Session(today=today, locale=locale, viewer=caller.viewer)

    def _finish(self, answer: Answer, turn: Turn, conversation: str | None, caller: Caller) -> Answer:
        key = conversation or uuid.uuid4().hex
        self._conversations.keep(self._own(key, caller), turn.then(answer))
        self._counters.answered(answer)
        return answer.model_copy(update={"answer_id": uuid.uuid4().hex, "conversation_id": key})

    def _own(self, place: str, caller: Caller, *, marked: bool = False) -> tuple[str, ...]:
        """Return by what a conversation is kept, or a place by its mark: it is of one model.

        Of who signed in, it is nobody else's of that name; a place is that of one person in any case.
        """
        who = caller.model_dump_json() if marked else (caller.person or "") if caller.credential else ""
        return "mark" if marked else "", self.engine.model.header.name, who, place


def _query_of(request: QueryRequest) -> Query:
    try:
        return query_adapter.validate_python(request.query)
    except ValidationError as error:
        if request.locale is None:
            raise
        raise problem_of(error, "/v1/query", request.locale[:2]) from None


def guess_locale(text: str) -> str:
    """Return the language of a question: Chinese where it holds a Chinese character."""
    return "zh" if any("\u3400" <= char <= "\u9fff" for char in text) else "en"
