"""Several metrics at a glance: the last twelve months of each, and how it stands against its target."""

from __future__ import annotations

import time
from typing import Any

from fastapi import FastAPI, Request

from api.caller import Caller, caller_of
from api.desk import Desk
from api.operations.current import Current
from api.requests import OverviewRequest
from nlq.answer import Answer
from semantic_layer.issues import OutOfTime
from semantic_layer.query import query_adapter
from semantic_layer.targets.board import ORDER

#: Seconds after which no other metric is begun: what is left is asked for again.
BUDGET = 6
MONTHS = 12


def add_overview(app: FastAPI, desk: Desk, served: Current) -> None:
    """Add the route of several metrics at a glance."""

    @app.post("/v1/overview")
    def post_overview(request: OverviewRequest, http: Request) -> Any:
        """Return a year of each metric by month and its standing; ``left`` are those that were not begun."""
        caller, locale = caller_of(http), request.locale or "en"
        seen = served.engine.seen_by(caller.viewer).model.metrics
        names = [name for name in dict.fromkeys(request.metrics) if name in seen]
        begun = time.perf_counter()
        shown: dict[str, Any] = {}
        standing = _standings(names, desk, caller, locale) if names else {}
        for name in names:
            # One at least: who asks again for what is left must come to an end.
            if shown and time.perf_counter() - begun > BUDGET:
                break
            shown[name] = _months(name, desk, caller, locale) | {"target": standing.get(name)}
        return {"metrics": shown, "left": names[len(shown) :]}


def _months(name: str, desk: Desk, caller: Caller, locale: str) -> dict[str, Any]:
    query = {
        "kind": "data", "measures": [{"kind": "metric", "name": name}], "by": [{"kind": "grain", "unit": "month"}],
        "period": {"kind": "trailing", "unit": "month", "count": MONTHS},
    }  # fmt: skip
    answer = _look(query, desk, caller, locale)
    if answer is None or answer.status != "answered":
        return {"points": [], "unit": None}
    at = next(place for place, column in enumerate(answer.columns) if column.role == "period")
    value = next(place for place, column in enumerate(answer.columns) if column.role == "value")
    points = [[str(row[at]), row[value]] for row in answer.rows]
    return {"points": points, "unit": answer.columns[value].unit}


def _standings(names: list[str], desk: Desk, caller: Caller, locale: str) -> dict[str, dict[str, Any]]:
    """Return how metrics stand against their targets: of several targets of one, that which is worst."""
    answer = _look({"kind": "board", "metrics": names}, desk, caller, locale)
    if answer is None or answer.status != "answered":
        return {}
    places = {column.name: place for place, column in enumerate(answer.columns)}
    by_label = {card.label: card.name for card in answer.metrics}
    found: dict[str, dict[str, Any]] = {}
    for row in answer.rows:
        line = {field: row[places[field]] for field in ("value", "target", "attainment", "status")}
        line["period"] = row[places["target_period"]]
        name = by_label[row[0]]
        if name not in found or ORDER.index(line["status"]) < ORDER.index(found[name]["status"]):
            found[name] = line
    return found


def _look(query: dict[str, Any], desk: Desk, caller: Caller, locale: str) -> Answer | None:
    try:
        return desk.look(query_adapter.validate_python(query), caller, locale)
    except OutOfTime:
        return None
