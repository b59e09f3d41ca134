"""The one door to Slack's SDK: requests verified and read, cards as blocks, and what is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape as escape_html
from html import unescape
from typing import Any
from urllib.parse import parse_qs

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.signature import SignatureVerifier

from api.chat.card import Card, defined
from api.chat.inbox import Inbox, Message, Office, end_with
from api.chat.layout import cut, draw_table, offered, shorten
from api.chat.picture import to_png
from api.chat.reading import read_message, read_object
from api.chat.words import say
from api.problems import Problem
from api.settings import Settings

log = structlog.get_logger()
PATH = "/chat/slack"
#: Slack's limits: characters of a section and of a button's label, buttons of a row, blocks of a message.
SECTION, LABEL, BUTTONS, BLOCKS = 3_000, 75, 25, 50
#: Seconds that a call of Slack's may take.
PATIENCE = 10


def add_slack(app: FastAPI, office: Office, settings: Settings) -> None:
    """Serve what Slack sends: events at one path, clicks at another."""
    secret, token = settings.slack_signing_secret.get_secret_value(), settings.slack_bot_token.get_secret_value()
    client = WebClient(
        token, settings.slack_api, PATIENCE, retry_handlers=[RateLimitErrorRetryHandler(max_retry_count=2)]
    )
    verifier = SignatureVerifier(secret)
    inbox = Inbox("slack", office, lambda message, card, mark: _show(client, message, card, mark))
    end_with(app, inbox)

    @app.post(f"{PATH}/events", include_in_schema=False)
    async def post_event(http: Request) -> Response:
        """Take an event; what is said in it is answered later."""
        event = read_object(await _verified(http, verifier))
        if event.get("type") == "url_verification":
            return JSONResponse({"challenge": str(event.get("challenge", ""))})
        message = read_message(read_event, event)
        if message is not None:
            await inbox.take(message)
        return Response()

    @app.post(f"{PATH}/actions", include_in_schema=False)
    async def post_action(http: Request) -> Response:
        """Take a click on a choice."""
        form = parse_qs((await _verified(http, verifier)).decode("utf-8", "replace"))
        message = read_message(read_action, read_object(form.get("payload", [""])[0]))
        if message is not None:
            await inbox.take(message)
        return Response()


async def _verified(http: Request, verifier: SignatureVerifier) -> bytes:
    """Return the body of a request that Slack signed within the last five minutes.

    Raises:
        Problem: 401, it did not.
    """
    body = await http.body()
    stamp, signature = http.headers.get("x-slack-request-timestamp", ""), http.headers.get("x-slack-signature", "")
    try:
        signed = (
            stamp.isdecimal() and len(stamp) < 15 and signature.isascii() and verifier.is_valid(body, stamp, signature)
        )
    except UnicodeDecodeError:
        signed = False
    if not signed:
        raise Problem(401, "Not signed", "The request is not signed by Slack, or was signed too long ago.")
    return body


def read_event(event: Mapping[str, Any]) -> Message | None:
    """Return what a person said to us: where we are mentioned, or to us alone. Nothing that a program said."""
    said = event.get("event")
    if not isinstance(said, dict):
        return None
    direct = said.get("type") == "message" and said.get("channel_type") == "im"
    ours = said.get("bot_id") or said.get("subtype") or said.get("user") in _bots(event)
    if ours or not said.get("user") or not (direct or said.get("type") == "app_mention"):
        return None
    channel, thread = str(said.get("channel")), str(said.get("thread_ts") or said.get("ts"))
    # A direct conversation is one, unless a thread is begun in it.
    talk = channel if direct and not said.get("thread_ts") else f"{channel}:{thread}"
    where = {"channel": channel, **({} if direct and not said.get("thread_ts") else {"thread_ts": thread})}
    key = str(event.get("event_id") or f"{channel}:{said.get('ts')}")
    return Message(key, str(said["user"]), f"slack:{talk}"[:100], plain_text(str(said.get("text", ""))), where)


def _bots(event: Mapping[str, Any]) -> list[Any]:
    return [each.get("user_id") for each in event.get("authorizations") or () if each.get("is_bot")]


def read_action(payload: Mapping[str, Any]) -> Message | None:
    """Return a click on a choice as a message; None for any other."""
    actions = payload.get("actions") or [{}]
    place, _, mark = str(actions[0].get("value", "")).partition(":")
    if not str(actions[0].get("action_id", "")).startswith("choose:") or not place.isdecimal() or not mark:
        return None
    held, channel = payload.get("container") or {}, str((payload.get("channel") or {}).get("id"))
    thread = held.get("thread_ts")
    where = {"channel": channel, **({"thread_ts": str(thread)} if thread else {})}
    label = str((actions[0].get("text") or {}).get("text", ""))
    talk = f"slack:{channel}:{thread}" if thread else f"slack:{channel}"
    user = str((payload.get("user") or {}).get("id"))
    return Message(str(payload.get("trigger_id")), user, talk[:100], label, where, int(place), mark)


def plain_text(text: str) -> str:
    """Return what was typed: without mentions of people, links by what they show.

    >>> plain_text("<@U012> revenue &gt; 5 in <http://shop.example|shop.example>")
    'revenue > 5 in shop.example'
    """
    shown = re.sub(r"<(?:[^<>|]*\|)?([^<>]*)>", r"\1", re.sub(r"<[@!][^<>]*>", "", text))
    return " ".join(unescape(shown).split())


def _show(client: WebClient, message: Message, card: Card, mark: str) -> None:
    # The text is what notifications show, and Slack reads three characters of it as its own.
    text = escape(shorten(card.text, SECTION // 2))
    try:
        client.chat_postMessage(**message.where, text=text, blocks=to_blocks(card, mark), mrkdwn=False)
    except (SlackApiError, SlackClientError) as error:
        log.error("chat_unanswered", platform="slack", kind=type(error).__name__)
        return
    if card.chart is not None:
        _upload(client, message, card)


def _upload(client: WebClient, message: Message, card: Card) -> None:
    """Send the chart as a picture, where files are allowed."""
    title = shorten(card.readback or card.text, 200)
    picture = to_png(card.chart or {})
    try:
        client.files_upload_v2(filename="chart.png", file=picture, title=title, alt_txt=title, **message.where)
    except (SlackApiError, SlackClientError, OSError) as error:
        log.warning("chart_not_sent", platform="slack", kind=type(error).__name__)


def escape(text: str) -> str:
    """Return a text in which Slack finds no mention, link or channel of its own."""
    return escape_html(text, quote=False)


def to_blocks(card: Card, mark: str) -> list[dict[str, Any]]:
    """Return a card as blocks, within Slack's limits; what people and the warehouse wrote is plain text."""
    blocks = list(_blocks(card, mark))
    if len(blocks) <= BLOCKS:
        return blocks
    return [*blocks[: BLOCKS - 1], _context(say("cut", card.locale))]


def _blocks(card: Card, mark: str) -> Iterator[dict[str, Any]]:
    yield _section(card.text, card.locale)
    if card.readback:
        yield _context(cut(card.readback, SECTION, card.locale))
    if card.choices:
        heading = "" if card.choices_first else f"{say('or_else', card.locale)}\n"
        yield _section(heading + offered(card), card.locale)
        yield from _buttons(card, mark)
    if card.table:
        yield _code(draw_table(card.table, card.locale), card.locale)
    for note in card.notes:
        yield _context(cut(f"⚠ {note}", SECTION, card.locale))
    for line in card.definitions:
        yield _context(cut(defined(line, card.locale), SECTION, card.locale))
    if card.sql:
        yield _code(card.sql, card.locale)
    if card.suggestions:
        yield _context(cut(say("next", card.locale, texts=" · ".join(card.suggestions)), SECTION, card.locale))


def _buttons(card: Card, mark: str) -> Iterator[dict[str, Any]]:
    made = [
        {
            "type": "button", "action_id": f"choose:{place}", "value": f"{place}:{mark}",
            "text": {"type": "plain_text", "text": shorten(f"{place}. {choice.label}", LABEL), "emoji": False},
        }
        for place, choice in enumerate(card.choices, start=1)
    ]  # fmt: skip
    if made and mark:
        yield {"type": "actions", "elements": made[:BUTTONS]}


def _section(text: str, locale: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "plain_text", "text": cut(text, SECTION, locale), "emoji": False}}


def _context(text: str) -> dict[str, Any]:
    return {"type": "context", "elements": [{"type": "plain_text", "text": text, "emoji": False}]}


def _code(text: str, locale: str) -> dict[str, Any]:
    """Return a block of code; three ticks in it would end it, and Slack reads three characters as its own."""
    fence = "```"
    shown = cut(escape(text.replace(fence, "'''")), SECTION - 2 * len(fence) - 2, locale)
    return {"type": "section", "text": {"type": "mrkdwn", "text": f"{fence}\n{shown}\n{fence}", "verbatim": True}}
