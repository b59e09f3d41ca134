"""What comes in from a chat platform is taken at once and answered later: each message once, whoever sends it again."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

from api.access.limits import Limits
from api.caller import Caller
from api.chat.card import Card, make_card
from api.chat.people import People
from api.chat.words import say
from api.desk import Desk, guess_locale
from api.problems import Problem, problem_of, tell_problem
from api.requests import AskRequest
from api.state import Seen

#: Messages that are answered at once, and that may wait.
AT_ONCE, WAITING = 4, 200
#: The longest message that is read.
LONGEST = 2_000


@dataclass(frozen=True)
class Message:
    """What somebody said. ``id`` is that of the event, ``thread`` the conversation, ``where`` what a reply needs.

    ``number`` is the choice that was clicked, of the list with the ``mark``; 0 where something was typed.
    """

    id: str
    user: str
    thread: str
    text: str
    where: Any
    number: int = 0
    mark: str = ""


@dataclass(frozen=True)
class Office:
    """What stands behind every inbox: who answers, who asks, and what was taken before.

    With ``limits`` each message counts, and who asked all that he may is told so.
    """

    desk: Desk
    people: People
    seen: Seen
    limits: Limits | None = None


class Inbox:
    """Answers the messages of one platform, each in the name of who sent it, and has the answers shown."""

    def __init__(
        self, platform: str, office: Office, show: Callable[[Message, Card, str], None], first: str = "en"
    ) -> None:
        """``show`` posts a card in reply to a message; it is given the mark that its buttons have to carry.

        ``first`` is the language of what holds no letter.
        """
        self._first = first
        self._platform, self._office, self._show = platform, office, show
        self._workers = ThreadPoolExecutor(AT_ONCE, thread_name_prefix=platform)
        self._lock = threading.Lock()
        self._waiting = 0

    async def take(self, message: Message) -> None:
        """Take a message to be answered soon; one that any process took before is not taken again.

        Raises:
            Problem: 503, too many are waiting: the platform will send it again.
            StateError: it cannot be told whether it was taken: the platform will send it again.
        """
        await run_in_threadpool(self._take, message)

    def _take(self, message: Message) -> None:
        # A place in the line comes first: what is marked as taken is answered.
        with self._lock:
            if self._waiting >= WAITING:
                raise Problem(503, "Too many wait", "Too many messages are waiting to be answered.")
            self._waiting += 1
        is_new = False
        try:
            is_new = self._office.seen.mark(self._platform, message.id, dt.datetime.now(dt.UTC))
        finally:
            if not is_new:
                self._leave()
        if is_new:
            self._workers.submit(self._answer, message)

    def _leave(self) -> None:
        with self._lock:
            self._waiting -= 1

    def close(self) -> None:
        """Answer what was taken, and end."""
        self._workers.shutdown()

    def _answer(self, message: Message) -> None:
        try:
            with self._office.desk.served.pinned():
                reply = self._reply(message)
            self._show(message, *reply)
        except Exception as error:
            problem_of(error, f"{self._platform}, to show an answer")
        finally:
            self._leave()

    def _reply(self, message: Message) -> tuple[Card, str]:
        locale = guess_locale(message.text) if any(map(str.isalpha, message.text)) else self._first
        caller = self._office.people.caller(self._platform, message.user)
        if caller is None:
            return _told(say("unknown_user", locale, user=message.user), locale), ""
        if len(message.text) > LONGEST:
            return _told(say("too_long", locale, limit=LONGEST), locale), ""
        try:
            if self._office.limits:
                self._office.limits.take(caller.person or "", locale, asks=True)
            return self._ask(message, caller, locale)
        except Problem as problem:
            return _told(tell_problem(problem), locale), ""
        except Exception as error:
            problem_of(error, self._platform)
            return _told(say("failed", locale), locale), ""

    def _ask(self, message: Message, caller: Caller, locale: str) -> tuple[Card, str]:
        desk = self._office.desk
        if message.number:
            done = desk.pick(message.number, message.mark, message.thread, caller)
            if done is None:
                return _told(say("forgotten", locale), locale), ""
        else:
            done = desk.say(AskRequest(question=message.text, conversation_id=message.thread), caller)
        return make_card(done[0], desk.engine.seen_by(caller.viewer).model), done[1]


def _told(text: str, locale: str) -> Card:
    return Card(status="refused", locale=locale, text=text)


def end_with(app: FastAPI, inbox: Inbox) -> None:
    """Have an inbox end with the service: what it took is answered before."""
    within = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(running: FastAPI) -> AsyncIterator[Any]:
        async with within(running) as state:
            yield state
        inbox.close()

    app.router.lifespan_context = lifespan
