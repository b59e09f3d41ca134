"""What each name in a question could stand for: every metric, dimension and member that it is a name of."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request

from api.caller import caller_of
from api.operations.current import Current
from api.requests import CandidatesRequest
from nlq.engine import Engine
from nlq.mentions.find import CONTENT, find_mentions
from nlq.read import LONGEST
from nlq.tell.readback import member_label
from nlq.text.atoms import cut_atoms
from nlq.text.normalise import normalise
from semantic_layer.model import Model


def add_candidates(app: FastAPI, served: Current) -> None:
    """Add the route of candidates."""

    @app.post("/v1/candidates")
    def post_candidates(request: CandidatesRequest, http: Request) -> Any:
        """List what the names in a question could stand for, of what may be seen; nothing is computed."""
        seen = served.engine.seen_by(caller_of(http).viewer)
        return {"words": find_candidates(request.question[:LONGEST], seen, request.locale or "en")}


def find_candidates(text: str, engine: Engine, locale: str) -> list[dict[str, Any]]:
    """Return each span of a text that is a name, with all that it is a name of.

    ``meaning`` is written as the trace of an answer writes it, by which one finds what was taken.
    """
    normalised = normalise(text)
    atoms = cut_atoms(normalised.text)
    spans: dict[tuple[int, int], dict[str, dict[str, str]]] = {}
    for item in find_mentions(normalised, atoms, engine.index):
        if item.kind in CONTENT:
            at = normalised.span(atoms[item.start].start, atoms[item.end - 1].end)
            candidate = _candidate(item.kind, item.value, engine.model, locale)
            spans.setdefault(at, {}).setdefault(candidate["meaning"], candidate)
    return [
        {"at": at, "words": text[at[0] : at[1]], "candidates": list(found.values())}
        for at, found in sorted(spans.items())
    ]


def _candidate(kind: str, value: Any, model: Model, locale: str) -> dict[str, str]:
    if kind == "METRIC":
        label = " + ".join(model.metric_label(name, locale) if name in model.metrics else str(name) for name in value)
        return {"kind": "metric", "meaning": f"metric {', '.join(map(str, value))}", "label": label}
    if kind == "DIM":
        label = model.dimension_label(value, locale) if value in model.dimensions else str(value)
        return {"kind": "dimension", "meaning": f"dim {value}", "label": label}
    dimension, members = value[0], value[1]
    named = ", ".join(member_label(dimension, each, model, locale) for each in members)
    label = f"{model.dimension_label(dimension, locale)}: {named}"
    return {"kind": "member", "meaning": f"{dimension} = {', '.join(map(str, members))}", "label": label}
