"""Of what somebody asks who says so first: "I run the Rome shop. Our sales in May?" is asked of that shop."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from nlq.grammar.composing.predicates import conditions, dimension_of
from nlq.grammar.parse.weights import THRESHOLDS
from nlq.grammar.rules.rules import related
from nlq.index import Index
from nlq.reading import Reading
from nlq.sentences.background import Told
from nlq.sentences.turns import ReadOne
from nlq.text.splice import cut
from nlq.wording import Wording
from semantic_layer.query import Data, Dimension, Metric

#: From this share on, what the asker answers for is one thing.
CLEAR = THRESHOLDS["clear"]
#: Words of all there is, beside which nothing is narrowed; and of what somebody does not answer for.
_ALL = frozenset({"UNFILTERED", "ALL", "ACROSS", "LIFT", "OFALL"})
_DENIED = re.compile(r"^(?:not|no|non|never)\b|[不没非别除]")


def read_in_role(readings: tuple[Reading, ...], role: Told, text: Wording, read_one: ReadOne) -> tuple[Reading, ...]:
    """Return readings of what the asker answers for; none where that is not known, or the question is of another.

    Of a whole company, or broken down by what the asker has one of, it is no question of his own.
    """
    begun = role.text.text.index(role.of)
    named = text.part(cut(role.text, begun, begun + len(role.of)))
    whole = _DENIED.search(role.of) or any(meaning.kind in _ALL for _, _, meaning in text.index.look_up(text.atoms))
    scoped = [] if whole else [_scoped(each, replace(named, context=each.query), read_one) for each in readings]
    return tuple(each for each in scoped if each is not None) if scoped and None not in scoped else ()


def _scoped(reading: Reading, named: Wording, read_one: ReadOne) -> Reading | None:
    base = reading.query
    if not isinstance(base, Data) or not all(isinstance(measure, Metric) for measure in base.measures):
        # A share in itself is all of it.
        return None
    found = read_one(named)[2]
    query = found[0].query if found and found[0].probability >= CLEAR else None
    if not isinstance(query, Data) or base.model_copy(update={"where": query.where}) != query:
        return None
    held, now = conditions(base.where), conditions(query.where)
    fresh = [part for part in now if part not in held]
    name = dimension_of(fresh[0]) if len(fresh) == 1 and len(now) == len(held) + 1 else None
    if name is None or any(_is_one(name, axis, named.index) for axis in base.by):
        return None
    return reading.model_copy(update={"query": query, "trace": (*found[0].trace, *reading.trace)})


def _is_one(name: str, axis: Any, index: Index) -> bool:
    """Say whether a breakdown has one row for a member of a dimension: of a shop by shops, or by cities."""
    return isinstance(axis, Dimension) and (axis.name == name or related(name, axis.name, index))
