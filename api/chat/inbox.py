"""What comes in from a chat platform is taken at once and answered later: each message once, whoever sends it again."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

from api.access import words
from api.access.limits import Limits
from api.caller import Caller
from api.chat.card import Card, make_card
from api.chat.people import People
from api.chat.words import say
from api.desk import Desk, guess_locale
from api.operations.ending import Ending
from api.operations.line import AGAIN, Busy, Line
from api.problems import Problem, problem_of, tell_problem
from api.requests import AskRequest
from api.state import Seen
from semantic_layer.issues import OutOfTime, StateError, WarehouseError

log = structlog.get_logger()
#: Answers that are sent to a platform at once, and its messages that may be in hand.
SENT_AT_ONCE, MOST = 4, 200
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
    """What stands behind every inbox: who answers, who asks, what was taken before, and in which line one waits.

    With ``limits`` each message counts, and who asked all that he may is told so.
    """

    desk: Desk
    people: People
    seen: Seen
    line: Line
    ending: Ending
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
        # Threads of its own: a platform that is slow holds up its own answers, and nobody else's.
        self._senders = ThreadPoolExecutor(SENT_AT_ONCE, thread_name_prefix=platform)
        self._tasks: set[asyncio.Task[None]] = set()
        self._in_hand = 0

    async def take(self, message: Message) -> None:
        """Take a message to be answered soon; one that any process took before is not taken again.

        Raises:
            Problem: 503, too many are in hand: the platform will send it again.
            StateError: it cannot be told whether it was taken: the platform will send it again.
        """
        # Room comes first: what is marked as taken is answered.
        if self._in_hand >= MOST:
            log.warning("chat_refused", platform=self._platform, in_hand=self._in_hand)
            raise Problem(503, "Too many wait", "Too many messages are waiting to be answered.")
        self._in_hand += 1
        # It goes on where the request is broken off: once marked, nobody else would answer it.
        await asyncio.shield(self._begin(self._take(message)))

    async def _take(self, message: Message) -> None:
        is_new = False
        try:
            is_new = await run_in_threadpool(
                self._office.seen.mark, self._platform, message.id, dt.datetime.now(dt.UTC)
            )
        finally:
            if is_new:
                self._begin(self._answer(message))
            else:
                self._in_hand -= 1

    def _begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def close(self) -> None:
        """Answer what was taken, as long as there is time, and end; how many are left unanswered is logged."""
        over = asyncio.get_running_loop().time() + self._office.ending.left()
        while self._tasks and (left := over - asyncio.get_running_loop().time()) > 0:
            await asyncio.wait(self._tasks, timeout=left)
        if self._in_hand:
            log.error("chats_unanswered", platform=self._platform, count=self._in_hand)
        for task in tuple(self._tasks):
            task.cancel()
        self._senders.shutdown(wait=False, cancel_futures=True)

    async def _answer(self, message: Message) -> None:
        begun = time.perf_counter()
        try:
            card, mark, outcome = await self._reply(message)
            await asyncio.get_running_loop().run_in_executor(self._senders, self._show, message, card, mark)
            took = round((time.perf_counter() - begun) * 1000, 1)
            log.info("chat", **self._named(message), outcome=outcome, ms=took)
        except OSError as error:
            # The platform is out of reach: the answer is lost, and no code of ours to blame.
            log.error("chat_unanswered", **self._named(message), kind=type(error).__name__)
        except Exception as error:
            problem_of(error, f"{self._platform}, to show an answer")
        # Where the service is ending, it stays in hand: that is told then.
        self._in_hand -= 1

    async def _reply(self, message: Message) -> tuple[Card, str, str]:
        """Return what is said to a message, the mark of the place where that leads, and what has come of it."""
        locale = guess_locale(message.text) if any(map(str.isalpha, message.text)) else self._first
        caller = self._office.people.caller(self._platform, message.user)
        if caller is None:
            return _told(say("unknown_user", locale, user=message.user), locale), "", "unknown_user"
        if len(message.text) > LONGEST:
            return _told(say("too_long", locale, limit=LONGEST), locale), "", "too_long"
        try:
            if self._office.limits:
                await run_in_threadpool(self._office.limits.take, caller.person or "", locale, asks=True)
            # Nobody goes away from a chat.
            async with self._office.line.turn(asyncio.Event()):
                with self._office.line.work():
                    return await run_in_threadpool(self._ask, message, caller, locale)
        except Busy:
            return _told(words.say("busy", locale, wait=str(AGAIN))[1], locale), "", "busy"
        except Problem as problem:
            return _told(tell_problem(problem), locale), "", f"problem {problem.status}"
        except Exception as error:
            return _told(say(self._failed(error, message), locale), locale), "", "failed"

    def _ask(self, message: Message, caller: Caller, locale: str) -> tuple[Card, str, str]:
        desk = self._office.desk
        if message.number:
            done = desk.pick(message.number, message.mark, message.thread, caller)
            if done is None:
                return _told(say("forgotten", locale), locale), "", "forgotten"
        else:
            done = desk.say(AskRequest(question=message.text, conversation_id=message.thread), caller)
        card = make_card(done[0], desk.engine.seen_by(caller.viewer).model)
        return card, done[1], card.status

    def _failed(self, error: Exception, message: Message) -> str:
        """Return by which code an error is told; it is logged without its words, which may say more than is for all."""
        if not isinstance(error, WarehouseError | StateError):
            problem_of(error, self._platform)
            return "failed"
        kind, cause = type(error).__name__, type(error.__cause__).__name__
        log.error("chat_failed", **self._named(message), kind=kind, code=error.code, cause=cause)
        return "late" if isinstance(error, OutOfTime) else "warehouse" if isinstance(error, WarehouseError) else "state"

    def _named(self, message: Message) -> dict[str, str]:
        return {"platform": self._platform, "talk": message.thread, "credential": f"{self._platform}:{message.user}"}


def _told(text: str, locale: str) -> Card:
    return Card(status="refused", locale=locale, text=text)


def end_with(app: FastAPI, inbox: Inbox) -> None:
    """Have an inbox end with the service: what it took is answered before, as long as there is time."""
    within = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(running: FastAPI) -> AsyncIterator[Any]:
        async with within(running) as state:
            yield state
        await inbox.close()

    app.router.lifespan_context = lifespan
