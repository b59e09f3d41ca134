"""The routes by which the page signs in and out, and says who is signed in."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.access.guard import COOKIE, Guard
from api.access.words import locale_of, say
from api.caller import Caller
from api.problems import Problem


class SignIn(BaseModel):
    """A key to sign in with."""

    model_config = ConfigDict(extra="forbid")

    key: str = Field(max_length=200)


def add_session(app: FastAPI, guard: Guard | None) -> None:
    """Add the routes of the page's session; without a guard nobody signs in."""

    def guarded(http: Request) -> Guard:
        if guard is None:
            raise Problem(404, *say("off", locale_of(http)))
        return guard

    @app.get("/v1/session")
    def get_session(http: Request) -> Any:
        """Say who is signed in, and what he may; where authentication is off, that it is."""
        if guard is None:
            return {"authentication": "off", "person": None, "scopes": []}
        return _shown(guard.identify(http))

    @app.post("/v1/session")
    def sign_in(request: SignIn, http: Request, response: Response) -> Any:
        """Sign in with a key: the session is a cookie that no script can read and no other site can send."""
        caller, session = guarded(http).sign_in(http, request.key.strip())
        seconds = int(guarded(http).session_span.total_seconds())
        secure = http.url.scheme == "https"
        response.set_cookie(COOKIE, session, max_age=seconds, httponly=True, secure=secure, samesite="strict")
        response.headers["Cache-Control"] = "no-store"
        return _shown(caller)

    @app.delete("/v1/session", status_code=204)
    def sign_out(http: Request) -> Response:
        """Sign out: the session ends here, and the cookie in the browser."""
        guarded(http).sign_out(http)
        response = Response(status_code=204)
        response.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return response


def _shown(caller: Caller) -> dict[str, Any]:
    return {"authentication": "on", "person": caller.person, "scopes": caller.scopes}
