"""The HTTP service: version 1 of the contract, and the page."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from prometheus_client import CollectorRegistry

from api.access.gate import add_gate
from api.archive import Archive
from api.caller import caller_of
from api.candidates import add_candidates
from api.chat.completions import HISTORY, PATH, SHAPES, add_completions
from api.chat.doors import open_doors
from api.choices import add_choices
from api.conversations import add_conversations, add_shares
from api.desk import Desk
from api.feedback import add_feedback
from api.memory import Memory
from api.operations.stack import add_stack
from api.overview import add_overview
from api.page import add_page
from api.problems import add_problems
from api.reference import add_reference
from api.requests import AskRequest, QueryRequest
from api.routes import add_catalogue
from api.settings import Settings
from api.stages import respond_in_stages
from api.state import Choices, Conversations, Feedback, Shares, open_door
from nlq.answer import Answer
from nlq.engine import Engine


def create_app(settings: Settings, engine: Engine) -> FastAPI:
    """Return the service over an open engine."""
    app = FastAPI(title="KPI answers", version="1", docs_url=None, redoc_url=None)
    door = open_door(settings.state)
    memory = Memory(Choices(door), engine)
    registry = CollectorRegistry()
    # First, so that it stands next to the routes, and what the others do is done for a refusal too.
    ledger = add_gate(app, settings, door)
    archive = Archive(Conversations(door), Shares(door), engine, settings.history_days)
    desk = Desk(engine, memory, settings.conversations, registry, ledger, archive)
    add_problems(app, SHAPES)
    add_stack(app, settings, {PATH: HISTORY * settings.body_limit})
    add_page(app)
    add_reference(app)

    @app.post("/v1/ask", response_model=Answer)
    async def post_ask(request: AskRequest, http: Request) -> Any:
        """Answer a question; as server-sent events where the client asks for them."""
        caller = caller_of(http)
        return await respond_in_stages(http, request.progress, lambda tell: desk.ask(request, caller, tell))

    @app.post("/v1/query", response_model=Answer)
    async def post_query(request: QueryRequest, http: Request) -> Any:
        """Answer a semantic query; remember that it was chosen, where it was."""
        caller = caller_of(http)
        return await respond_in_stages(http, request.progress, lambda tell: desk.answer(request, caller, tell))

    add_catalogue(app, engine, registry)
    add_candidates(app, engine)
    add_overview(app, desk, engine)
    add_feedback(app, Feedback(door), engine)
    add_choices(app, memory, engine)
    add_conversations(app, archive)
    add_shares(app, archive, desk)
    add_completions(app, desk)
    open_doors(app, desk, settings)
    return app
