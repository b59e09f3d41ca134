"""The HTTP service: version 1 of the contract, and the page."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request

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
from api.operations.counters import Counters
from api.operations.current import Current
from api.operations.ending import Ending
from api.operations.line import Line
from api.operations.logs import set_up_logs_once
from api.operations.probes import add_probes
from api.operations.reload import Reloader, Source, add_reload
from api.operations.stack import add_line, add_stack
from api.overview import add_overview
from api.page import add_page
from api.problems import add_problems
from api.reference import add_reference
from api.requests import AskRequest, QueryRequest
from api.routes import add_catalogue
from api.settings import Settings
from api.stages import respond_in_stages
from api.state import Choices, Conversations, Feedback, Places, Seen, Shares, open_door
from nlq.answer import Answer
from nlq.engine import Engine


def create_app(settings: Settings, engine: Engine, source: Source | None = None) -> FastAPI:
    """Return the service over an open engine; with its ``source``, what changes there is served."""
    set_up_logs_once()
    app = FastAPI(title="KPI answers", version="1", docs_url=None, redoc_url=None)
    door = open_door(settings.state)
    served = Current(engine)
    memory = Memory(Choices(door), served)
    counters = Counters()
    counters.serves(engine.model.header.name, engine.whole.version)
    line = Line(settings.at_once, settings.queue, settings.answer_limit, served, counters)
    add_line(app, line, counters)
    # Next, so that what the others do is done for a refusal too.
    ledger, limits = add_gate(app, settings, door)
    archive = Archive(Conversations(door), Shares(door), served, settings.history_days)
    desk = Desk(served, memory, settings.conversations, counters, ledger, archive, Places(door))
    add_problems(app, SHAPES)
    add_stack(app, settings, {PATH: HISTORY * settings.body_limit}, counters)
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

    add_catalogue(app, served)
    add_probes(app, served, door, counters)
    add_candidates(app, served)
    add_overview(app, desk, served)
    add_feedback(app, Feedback(door), served)
    add_choices(app, memory, served)
    add_conversations(app, archive, desk)
    add_shares(app, archive, desk)
    add_completions(app, desk)
    app.state.ending = Ending(settings.shutdown_time)
    open_doors(app, desk, settings, Seen(door), line, app.state.ending, limits)
    if source is not None and settings.reload:
        add_reload(app, Reloader(served, source, counters, settings.reload))
    return app
