"""Who asks: the one place where a request says so."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict
from starlette.requests import Request

from api.access.words import locale_of
from api.problem_words import tell
from api.problems import Problem
from semantic_layer.session import Viewer

#: The header by which a caller says who asks, and the longest that may be.
HEADER, LONGEST = "KPI-Person", 200


class Caller(BaseModel):
    """Who asks: the id under which what he chose is remembered, if any, and what policies read of him.

    ``scopes`` are what he may do, ``credential`` is by what he is known; both are empty where nobody has to sign in.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    person: str | None = None
    viewer: Viewer = Viewer()
    scopes: tuple[str, ...] = ()
    credential: str = ""


def caller_of(request: Request) -> Caller:
    """Return who asks: whom the gate let in, or where there is none, as the caller says.

    Raises:
        Problem: 422, it is too long or holds what is no text.
        RuntimeError: there is a gate, and the request has not come through it.
    """
    known: Caller | None = getattr(request.state, "caller", None)
    if known is not None:
        return known
    if getattr(request.app.state, "guard", None) is not None:
        raise RuntimeError("a route that needs to know who asks is open to everybody")
    given = request.headers.get(HEADER, "").strip()
    if len(given) > LONGEST or not given.isprintable():
        raise Problem(422, *tell("person", locale_of(request), header=HEADER, most=LONGEST))
    return Caller(person=given or None)
