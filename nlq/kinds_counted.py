"""So many of a kind: "how many weddings did we host" asks for the events that are weddings, where a KPI counts them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from nlq.grammar.composing.compose import compose_query
from nlq.grammar.parse.cover import Cover
from nlq.grammar.slots.slots import Slots
from nlq.index import Index
from nlq.mentions.names.how_many import CLASSIFIERS
from nlq.rest_of_names import is_told
from nlq.text.atoms import phrase_key, singular
from nlq.wording import Wording
from semantic_layer.query import Data

#: What may be said of the number, besides of what it is.
_BESIDES = frozenset({"last", "counting", "preds", "period", "axes", "compares", "follows", "still"})


def kinds_counted(covers: Sequence[Cover], text: Wording) -> tuple[tuple[Data, Cover], ...]:
    """Return what counts the things of a kind that so many are asked of; nothing where no one metric counts them."""
    for cover in covers[:1]:
        kind = _asked_of(cover, text)
        if kind is None or {each.name for each in fields(Slots) if _is_said(each.name, cover.slots)} - _BESIDES:
            continue
        names = _counting(kind, text)
        if len(names) == 1:
            query: Any = compose_query(replace(cover.slots, metrics=(names[0],), counting=False), text.index)
            return ((query, cover),) if isinstance(query, Data) else ()
    return ()


def _is_said(name: str, slots: Slots) -> bool:
    return getattr(slots, name) not in (None, False, (), "")


def _asked_of(cover: Cover, text: Wording) -> str | None:
    """Return the dimension of the member that is counted: of many in English, with their classifier in Chinese.

    "How many returned" counts no things.
    """
    leaves = cover.leaves()
    counted = [leaf.end for leaf in leaves if leaf.kind in ("COUNTQ", "CLF")]
    for leaf in leaves:
        last = text.atoms[leaf.end - 1]
        if leaf.kind == "MEMBER" and leaf.start in counted:
            piece = text.atoms[leaf.start - 1].text in CLASSIFIERS
            return leaf.value[0] if (piece if last.kind == "han" else singular(last.text) != last.text) else None
    return None


def _counting(kind: str, text: Wording) -> list[str]:
    """Return the metrics that count the rows which a dimension is of, by a name that says no more than they do."""
    index: Index = text.index
    table = index.model.dimensions[kind].table
    keys = [phrase_key(noun) for noun in index.model.tables[table].noun.values()]
    return [
        name for name, metric in index.model.metrics.items()
        if metric.calculation.type == "simple" and metric.calculation.agg == "count"
        and metric.calculation.table == table and metric.status != "deprecated"
        and any(is_told(key, name, None, text) for key in keys)
    ]  # fmt: skip
