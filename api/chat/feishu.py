"""The one door to the SDK of Feishu and Lark: requests verified and read, cards of its own, and what is sent."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import re
import time
from collections.abc import Iterator, Mapping
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from lark_oapi.api.im.v1 import (
    CreateImageRequest,
    CreateImageRequestBody,
    ReplyMessageRequest,
    ReplyMessageRequestBody,
)
from lark_oapi.client import Client
from lark_oapi.core.utils import AESCipher

from api.chat.card import Card, defined
from api.chat.inbox import Inbox, Message, Office, end_with
from api.chat.layout import cut, draw_table, offered, shorten
from api.chat.picture import to_png
from api.chat.reading import read_message
from api.chat.words import say
from api.problems import Problem
from api.settings import Settings

log = structlog.get_logger()
PATH = "/chat/feishu"
#: Seconds that a signature is good for, and that a call may take.
FRESH, PATIENCE = 300, 10
#: Characters of a part of a card, and bytes of a whole card: Feishu takes 30 KB with all that goes around it.
PART, CARD, LABEL = 3_000, 25_000, 60
COLOURS = {"answered": "blue", "clarify": "orange", "refused": "grey"}


def add_feishu(app: FastAPI, office: Office, settings: Settings) -> None:
    """Serve what Feishu sends: events and clicks come to the same path."""
    secret, key = settings.feishu_app_secret.get_secret_value(), settings.feishu_encrypt_key.get_secret_value()
    token = settings.feishu_verification_token.get_secret_value()
    made = Client.builder().app_id(settings.feishu_app_id).app_secret(secret)
    client = made.domain(settings.feishu_api).timeout(PATIENCE).build()
    inbox = Inbox("feishu", office, lambda message, card, mark: _show(client, message, card, mark), first="zh")
    end_with(app, inbox)

    @app.post(PATH, include_in_schema=False)
    async def post_event(http: Request) -> Response:
        """Take an event or a click; what is asked in it is answered later."""
        body = await http.body()
        event = _opened(body, key)
        header: dict[str, Any] = event["header"] if isinstance(event.get("header"), dict) else event
        if not hmac.compare_digest(str(header.get("token", "")).encode(), token.encode()):
            raise _not_signed()
        if event.get("type") == "url_verification":
            return JSONResponse({"challenge": str(event.get("challenge", ""))})
        _verify(http, body, key)
        message = read_message(read_event, event)
        if message is not None:
            await inbox.take(message)
        return JSONResponse({})


def _not_signed() -> Problem:
    return Problem(401, "Not signed", "The request is not signed by Feishu, or was signed too long ago.")


def _opened(body: bytes, key: str) -> dict[str, Any]:
    """Return what an encrypted request holds.

    Raises:
        Problem: 401, it is not encrypted, or by another key.
    """
    try:
        found = json.loads(AESCipher(key).decrypt_str(json.loads(body)["encrypt"]))
    except (ValueError, TypeError, KeyError, RecursionError):
        raise _not_signed() from None
    if not isinstance(found, dict):
        raise _not_signed()
    return found


def _verify(http: Request, body: bytes, key: str) -> None:
    """Let a request pass that was signed within the last five minutes.

    Raises:
        Problem: 401, it was not.
    """
    stamp, nonce, given = (
        http.headers.get(f"x-lark-{name}", "") for name in ("request-timestamp", "request-nonce", "signature")
    )
    expected = hashlib.sha256(f"{stamp}{nonce}{key}".encode() + body).hexdigest()
    fresh = stamp.isdecimal() and len(stamp) < 15 and abs(time.time() - int(stamp)) <= FRESH
    if not fresh or not hmac.compare_digest(expected.encode(), given.encode()):
        raise _not_signed()


def read_event(event: Mapping[str, Any]) -> Message | None:
    """Return what a person said or clicked; None for anything else, and for what a program said."""
    header, told = event.get("header") or {}, event.get("event") or {}
    if header.get("event_type") == "card.action.trigger":
        return _click(str(header.get("event_id")), told)
    message, sender = told.get("message") or {}, told.get("sender") or {}
    if header.get("event_type") != "im.message.receive_v1" or sender.get("sender_type") != "user":
        return None
    direct = message.get("chat_type") == "p2p"
    if message.get("message_type") != "text" or not (direct or message.get("mentions")):
        return None
    # A direct conversation is one; in a group each thread is.
    top = str(message.get("root_id") or message.get("message_id"))
    talk = str(message.get("chat_id")) if direct else top
    user = str((sender.get("sender_id") or {}).get("open_id"))
    where = {"message_id": str(message.get("message_id")), "in_thread": not direct, "talk": talk}
    return Message(str(header.get("event_id")), user, f"feishu:{talk}"[:100], plain_text(message), where)


def _click(event_id: str, told: Mapping[str, Any]) -> Message | None:
    value = (told.get("action") or {}).get("value") or {}
    if not isinstance(value, dict) or not str(value.get("place", "")).isdecimal() or not value.get("mark"):
        return None
    talk, shown = str(value.get("talk", "")), str((told.get("context") or {}).get("open_message_id"))
    where = {"message_id": shown, "in_thread": value.get("in_thread") == "1", "talk": talk}
    user = str((told.get("operator") or {}).get("open_id"))
    label = str(value.get("label", ""))
    return Message(event_id, user, f"feishu:{talk}"[:100], label, where, int(value["place"]), str(value["mark"]))


def plain_text(message: Mapping[str, Any]) -> str:
    """Return what was typed, without mentions.

    >>> plain_text({"content": '{"text": "@_user_1 上月销售额"}'})
    '上月销售额'
    """
    try:
        text = json.loads(message.get("content") or "{}").get("text", "")
    except (ValueError, AttributeError):
        text = ""
    return " ".join(re.sub(r"@_(user_\d+|all)", "", str(text)).split())


def _show(client: Client, message: Message, card: Card, mark: str) -> None:
    image = _upload(client, card) if card.chart is not None else ""
    content = json.dumps(to_card(card, mark, image, message.where), ensure_ascii=False)
    # Feishu sends one message for one such id, whichever process asks for it.
    once = hashlib.sha256(message.id.encode()).hexdigest()[:32]
    body = ReplyMessageRequestBody.builder().msg_type("interactive").content(content).uuid(once)
    body = body.reply_in_thread(message.where["in_thread"]).build()
    reply = ReplyMessageRequest.builder().message_id(message.where["message_id"]).request_body(body).build()
    done = client.im.v1.message.reply(reply)
    if not done.success():
        log.error("chat_unanswered", platform="feishu", code=done.code)


def _upload(client: Client, card: Card) -> str:
    """Return the key of the chart as a picture; "" where pictures are not allowed."""
    body = CreateImageRequestBody.builder().image_type("message").image(io.BytesIO(to_png(card.chart or {}))).build()
    done = client.im.v1.image.create(CreateImageRequest.builder().request_body(body).build())
    if not done.success():
        log.warning("chart_not_sent", platform="feishu", code=done.code)
        return ""
    return str(done.data.image_key)


def to_card(card: Card, mark: str, image: str, where: Mapping[str, Any]) -> dict[str, Any]:
    """Return a card as Feishu's, within its limits; what people and the warehouse wrote is plain text."""
    whole: dict[str, Any] = {
        "config": {"wide_screen_mode": True},
        "header": {"title": _plain(shorten(card.text, 100)), "template": COLOURS[card.status]}, "elements": [],
    }  # fmt: skip
    for element in _elements(card, mark, image, where):
        whole["elements"].append(element)
        if len(json.dumps(whole, ensure_ascii=False).encode()) > CARD:
            whole["elements"][-1] = _note(say("cut", card.locale))
            break
    return whole


def _elements(card: Card, mark: str, image: str, where: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield _text(card.text, card.locale)
    if card.readback:
        yield _note(cut(card.readback, PART, card.locale))
    if card.choices:
        heading = "" if card.choices_first else f"{say('or_else', card.locale)}\n"
        yield _text(heading + offered(card), card.locale)
        if mark:
            yield {"tag": "action", "actions": list(_buttons(card, mark, where))}
    if image:
        yield {"tag": "img", "img_key": image, "alt": _plain(shorten(card.readback or card.text, 100))}
    if card.table:
        yield _text(draw_table(card.table, card.locale), card.locale)
    yield from (_note(cut(f"⚠ {note}", PART, card.locale)) for note in card.notes)
    yield from (_note(cut(defined(each, card.locale), PART, card.locale)) for each in card.definitions)
    if card.suggestions:
        yield _note(cut(say("next", card.locale, texts=" · ".join(card.suggestions)), PART, card.locale))
    if card.sql:
        yield _note(cut(f"SQL\n{card.sql}", PART, card.locale))


def _buttons(card: Card, mark: str, where: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for place, choice in enumerate(card.choices, start=1):
        # A click says nothing of the conversation but what the button was given.
        label = shorten(f"{place}. {choice.label}", LABEL)
        value = {"place": str(place), "mark": mark, "label": label}
        value |= {"talk": where["talk"], "in_thread": "1" if where["in_thread"] else "0"}
        yield {"tag": "button", "type": "default", "value": value, "text": _plain(label)}


def _text(text: str, locale: str) -> dict[str, Any]:
    return {"tag": "div", "text": _plain(cut(text, PART, locale))}


def _note(text: str) -> dict[str, Any]:
    return {"tag": "note", "elements": [_plain(text)]}


def _plain(text: str) -> dict[str, Any]:
    return {"tag": "plain_text", "content": text}
