"""The route by which people say whether an answer was right."""

from __future__ import annotations

import datetime as dt

from fastapi import FastAPI, Request, Response

from api.caller import caller_of
from api.operations.current import Current
from api.requests import FeedbackRequest
from api.state import Feedback


def add_feedback(app: FastAPI, feedback: Feedback, served: Current) -> None:
    """Add the route of feedback."""

    @app.post("/v1/feedback", status_code=204)
    def post_feedback(request: FeedbackRequest, http: Request) -> Response:
        """Keep what somebody says of an answer: right or wrong, why, and what was expected."""
        feedback.keep(request, caller_of(http).person, served.engine.model.header.name, dt.datetime.now(dt.UTC))
        return Response(status_code=204)
