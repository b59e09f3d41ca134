"""What somebody sees of what another shared, each time written down."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from api.access.ledger import Origin
from api.archive import Archive, read_answer
from api.caller import Caller
from api.desk import Desk
from api.known import is_known
from api.requests import QueryRequest
from api.state import Said, Share
from nlq.answer import Answer
from semantic_layer.issues import Issue
from semantic_layer.query import query_adapter


def show_share(share: Share, caller: Caller, archive: Archive, desk: Desk) -> list[dict[str, Any]]:
    """Return the turns of a share as somebody may see them.

    Whose rights are those that they were answered under sees them as they were. For anybody else the query of each is
    run anew, under his own rights and on the same day, where he may know of all that it names; neither numbers nor
    words of the other's are in that: a member that only the other may know of might be named in them.

    Raises:
        Problem: it cannot be written down, and has to be.
        WarehouseError: the warehouse failed or ran out of time.
    """
    rights = archive.rights(caller)
    found = [_show(each, share, caller, desk) if each.rights == rights else _anew(each, share, caller, desk)
             for each in share.turns]  # fmt: skip
    shown = [each for each in found if each is not None]
    if not shown:
        nothing = Answer(status="refused", text="", issues=(Issue(code="withheld", message=""),))
        desk.show("", nothing, caller, Origin(shared_by=share.person))
    return shown


def show_turn(said: Said, *, withheld: bool = False) -> dict[str, Any]:
    """Return a turn as the page shows it; of what is withheld, only what was asked."""
    answer = None if withheld else json.loads(said.answer)
    return {"asked": said.asked, "at": said.made_at.isoformat(), "anew": False, "withheld": withheld, "answer": answer}


def _show(said: Said, share: Share, caller: Caller, desk: Desk) -> dict[str, Any]:
    """Return a turn as it was answered under the rights of who shared it, which are the caller's too."""
    # Of what another version wrote, only that it was shown is known.
    answer = read_answer(said.answer) or Answer(status="answered", text="")
    desk.show(said.asked, answer, caller, Origin(shared_by=share.person, computed_for=share.person))
    return show_turn(said)


def _anew(said: Said, share: Share, caller: Caller, desk: Desk) -> dict[str, Any] | None:
    """Return the query of a turn, answered anew under the caller's own rights; None where it has none for him."""
    answer = json.loads(said.answer)
    if answer["query"] is None or answer["status"] != "answered":
        return None
    if not is_known(query_adapter.validate_python(answer["query"]), desk.engine, caller.viewer):
        return None
    request = QueryRequest(query=answer["query"], today=said.today, locale=answer["locale"])
    anew = desk.answer(request, caller, origin=Origin(shared_by=share.person))
    at = dt.datetime.now(dt.UTC).isoformat()
    return {"asked": "", "at": at, "anew": True, "withheld": False, "answer": anew.model_dump(mode="json")}
