"""Whether a number is past a bound: "was gross margin above 30 %?" is answered with the number, and yes or no."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from nlq.grammar.composing.ordering import fits_unit
from nlq.grammar.parse.cover import Cover
from nlq.grammar.slots.slots import Slots
from nlq.index import Index
from nlq.reading import Bound
from nlq.text.atoms import Atom
from semantic_layer import query as q

#: What opens a question that is answered by yes or no; in Chinese it may stand anywhere, or end the question.
_OPENS = frozenset({"did", "does", "do", "is", "are", "was", "were", "has", "have", "had"})
_WHETHER = re.compile(
    r"有没有|是否|是不是|有无|有冇|(?:吗|(?<![什怎多那这])么|没|没有)[?？!！。.]*$|(?:^|(?<=[^\w]))whether(?![^\W_])"
)
_EVER = re.compile(r"(?<![^\W_])ever(?![^\W_])|没有?过|[曾]经?|过没有?")
#: What asks for some of several: "did any store reach 1 million" asks for those.
_OF_SOME = frozenset({"ALL", "EACH"})
#: What may stand before it.
_BEFORE = frozenset({"FILL", "COMMA", "AND"})


def ask_whether(slots: Slots, cover: Cover, atoms: Sequence[Atom]) -> Slots:
    """Return the slots with whether yes or no answers the question, of one that names a bound."""
    if not _bounds(slots) or any(leaf.kind in _OF_SOME for leaf in cover.leaves()):
        return slots
    said = "".join(atom.text for atom in atoms)
    if isinstance(slots.period, q.AllTime) or _EVER.search(said) or (_bounds(slots)[0] == "=" and "有" in said):
        # "Ever" is of each unit of time, and 有25%吗 asks for at least so much.
        return slots
    first = next((leaf for leaf in cover.leaves() if leaf.kind not in _BEFORE), None)
    opens = first is not None and first.kind == "AUX" and atoms[first.start].text in _OPENS
    return replace(slots, whether=True) if opens or _WHETHER.search(said) else slots


def without_bound(slots: Slots, index: Index) -> Slots:
    """Return the slots without the bound that one number alone is asked to be past: it changes nothing in the query."""
    if not slots.whether or not _bounds(slots):
        return slots
    metric = slots.having[0][0] if slots.having else slots.metrics[0]
    if slots.threshold and not (isinstance(metric, str) and fits_unit(metric, slots.threshold[-1], index)):
        return slots
    return replace(slots, metrics=(metric,), having=(), threshold=None)


def bound_of(slots: Slots, query: Any) -> Bound | None:
    """Return the bound that the number of a query is asked to be past; None of a condition that the query holds."""
    bounds = _bounds(slots) if isinstance(query, q.Data) and not query.having and not query.by else ()
    return Bound(op=bounds[0], value=bounds[1]) if bounds else None


def _bounds(slots: Slots) -> tuple[Any, ...]:
    """Return the operator and the number that the one metric is compared with, where no groups are asked for."""
    grouped = slots.which or slots.bare or slots.count or slots.axes or slots.rank or slots.sup or slots.compares
    several = any(pred[0] == "in" and len(pred[2]) > 1 for pred in slots.preds)
    if grouped or several or len(slots.metrics) > 1 or slots.on:
        return ()
    if slots.threshold is not None and not slots.having and slots.metrics:
        op, number = slots.threshold[:2]
        return (op, number) if op != "between" else ()
    if len(slots.having) != 1 or slots.threshold is not None:
        return ()
    metric, op, number = slots.having[0]
    return (op, number) if isinstance(metric, str) and op != "between" and slots.metrics in ((), (metric,)) else ()
