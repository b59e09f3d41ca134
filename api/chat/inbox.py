"""What comes in from a chat platform is taken at once and answered later: each message once, whoever sends it again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

from api.chat.card import Card, make_card
from api.chat.people import People
from api.chat.words import say
from api.desk import Desk, guess_locale
from api.problems import Problem, problem_of
from api.requests import AskRequest

#: Messages that are answered at once, that may wait, and whose ids are remembered.
AT_ONCE, WAITING, REMEMBERED = 4, 200, 10_000
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


class Inbox:
    """Answers the messages of one platform, each in the name of who sent it, and has the answers shown."""

    def __init__(
        self, platform: str, desk: Desk, people: People, show: Callable[[Message, Card, str], None], first: str = "en"
    ) -> None:
        """``show`` posts a card in reply to a message; it is given the mark that its buttons have to carry.

        ``first`` is the language of what holds no letter.
        """
        self._first = first
        self._platform, self._desk, self._people, self._show = platform, desk, people, show
        self._workers = ThreadPoolExecutor(AT_ONCE, thread_name_prefix=platform)
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()
        self._waiting = 0

    def take(self, message: Message) -> None:
        """Take a message to be answered soon; one that was taken before is not taken again.

        Raises:
            Problem: 503, too many are waiting: the platform will send it again.
        """
        with self._lock:
            if message.id in self._seen:
                return
            if self._waiting >= WAITING:
                raise Problem(503, "Too many wait", "Too many messages are waiting to be answered.")
            self._seen[message.id] = None
            while len(self._seen) > REMEMBERED:
                self._seen.popitem(last=False)
            self._waiting += 1
        self._workers.submit(self._answer, message)

    def close(self) -> None:
        """Answer what was taken, and end."""
        self._workers.shutdown()

    def _answer(self, message: Message) -> None:
        try:
            with self._desk.served.pinned():
                reply = self._reply(message)
            self._show(message, *reply)
        except Exception as error:
            problem_of(error, f"{self._platform}, to show an answer")
        finally:
            with self._lock:
                self._waiting -= 1

    def _reply(self, message: Message) -> tuple[Card, str]:
        locale = guess_locale(message.text) if any(map(str.isalpha, message.text)) else self._first
        caller = self._people.caller(self._platform, message.user)
        if caller is None:
            return _told(say("unknown_user", locale, user=message.user), locale), ""
        if len(message.text) > LONGEST:
            return _told(say("too_long", locale, limit=LONGEST), locale), ""
        try:
            if message.number:
                done = self._desk.pick(message.number, message.mark, message.thread, caller)
                if done is None:
                    return _told(say("forgotten", locale), locale), ""
            else:
                done = self._desk.say(AskRequest(question=message.text, conversation_id=message.thread), caller)
            return make_card(done[0], self._desk.engine.seen_by(caller.viewer).model), done[1]
        except Exception as error:
            problem_of(error, self._platform)
            return _told(say("failed", locale), locale), ""


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
