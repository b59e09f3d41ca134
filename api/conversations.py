"""The routes of a person's conversations, and of what is shared of them by link."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.access.words import locale_of
from api.archive import Archive
from api.caller import HEADER, caller_of
from api.desk import Desk
from api.problems import Problem
from api.requests import ShareRequest
from api.shared import show_share, show_turn
from api.state import Said, Share

#: Bytes of the name of a share: it is all that somebody needs to see it, where nobody signs in.
NAME = 16
WORDS = {
    "en": {
        "person": ("The request is malformed", f"Say whose conversations are meant: {HEADER} is missing."),
        "gone": ("Not here", "There is no such conversation of yours. It may have been deleted, or grown too old."),
        "ended": ("Not shared any more", "Whoever shared this has ended that, or it has grown too old."),
    },
    "zh": {
        "person": ("请求有误", f"请说明是谁的对话：缺少 {HEADER}。"),
        "gone": ("没有找到", "您没有这一对话，可能已被删除，或保存期已过。"),
        "ended": ("已停止分享", "此链接下没有分享的内容：分享者已停止分享，或保存期已过。"),
    },
}  # fmt: skip


def add_conversations(app: FastAPI, archive: Archive, desk: Desk) -> None:
    """Add the routes of one's own conversations."""

    @app.get("/v1/conversations")
    def get_conversations(http: Request) -> Any:
        """List one's own conversations, the newest first."""
        found = archive.conversations.listed(_person(http), archive.model)
        return {"conversations": [each.model_dump(mode="json") for each in found]}

    @app.get("/v1/conversations/{id}")
    def get_conversation(id: str, http: Request) -> Any:
        """Return a conversation as it was answered; what one might not see any more is left out, and that is said."""
        rights = archive.rights(caller_of(http))
        turns = archive.conversations.turns(_person(http), archive.model, id)
        if not turns:
            raise Problem(404, *WORDS[locale_of(http)]["gone"])
        return {"id": id, "turns": [show_turn(each, withheld=each.rights != rights) for each in turns]}

    @app.delete("/v1/conversations/{id}", status_code=204)
    def forget_conversation(id: str, http: Request) -> Response:
        """Forget a conversation of one's own, and where it stands."""
        archive.conversations.forget(_person(http), archive.model, id)
        desk.forget(id, caller_of(http))
        return Response(status_code=204)


def add_shares(app: FastAPI, archive: Archive, desk: Desk) -> None:
    """Add the routes by which conversations are shared."""

    @app.post("/v1/shares", status_code=201)
    def post_share(request: ShareRequest, http: Request) -> Any:
        """Share a conversation of one's own as it stands, or one answer of it; return the name of the share."""
        person, caller = _person(http), caller_of(http)
        turns = archive.conversations.turns(person, archive.model, request.conversation_id)
        turns = tuple(each for each in turns if request.answer_id in (None, _id_of(each)))
        if not turns or any(each.rights != archive.rights(caller) for each in turns):
            raise Problem(404, *WORDS[locale_of(http)]["gone"])
        share = Share(
            id=secrets.token_urlsafe(NAME), person=person, model=archive.model, turns=turns,
            made_at=dt.datetime.now(dt.UTC),
        )  # fmt: skip
        archive.shares.keep(share)
        return {"id": share.id}

    @app.get("/v1/shares/{id}")
    async def get_share(id: str, http: Request) -> Any:
        """Return what was shared: as it was answered, or where one's rights are others, answered anew under those."""
        share = await run_in_threadpool(archive.shares.find, id, archive.model)
        if share is None:
            raise Problem(404, *WORDS[locale_of(http)]["ended"])
        caller = caller_of(http)
        own = bool(caller.person) and share.person == caller.person
        turns = await run_in_threadpool(show_share, share, caller, archive, desk)
        return {"id": id, "made_at": share.made_at.isoformat(), "own": own, "turns": turns}

    @app.delete("/v1/shares/{id}", status_code=204)
    def end_share(id: str, http: Request) -> Response:
        """End a share of one's own."""
        archive.shares.end(id, _person(http))
        return Response(status_code=204)


def _id_of(said: Said) -> str | None:
    found: str | None = json.loads(said.answer)["answer_id"]
    return found


def _person(http: Request) -> str:
    person = caller_of(http).person
    if person is None:
        raise Problem(422, *WORDS[locale_of(http)]["person"])
    return person
