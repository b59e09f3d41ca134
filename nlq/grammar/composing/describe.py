"""Filled slots to a question about definitions: what a metric means, who owns it, how it changed."""

from __future__ import annotations

from dataclasses import replace

from nlq.grammar.slots.slots import Slots
from nlq.index import Index
from nlq.text.atoms import phrase_key
from semantic_layer import query as q


def has_numbers(slots: Slots) -> bool:
    """Say whether anything is asked that only a number answers."""
    told = slots.axes or slots.compares or slots.having or slots.rank or slots.sup or slots.change
    return bool(told or slots.comparing or slots.outdone)


def is_bare_list(slots: Slots) -> bool:
    """Say whether "which stores are there" asks for their names: not for how many, nor for those with a number."""
    asked = slots.listing and not slots.counting and (slots.bare or slots.which)
    return bool(asked) and not slots.metrics and not has_numbers(slots)


def is_bare_count(slots: Slots, index: Index) -> bool:
    """Say whether "how many stores" asks for all that there are: a time or a condition asks for those that did.

    Where a balance counts some of them, those that there are may be fewer than those that are known.
    """
    if not isinstance(slots.count, str) or _are_counted(slots.count, index):
        return False
    timed = slots.period and slots.period != q.NOW
    extras = slots.metrics or slots.bare or slots.which or timed or slots.trend or slots.status or slots.verbs
    return not extras and not has_numbers(slots)


def _are_counted(name: str, index: Index) -> bool:
    return any(phrase_key(said) in index.stock_heads for said in index.model.dimensions[name].names)


def is_bare_what(slots: Slots) -> bool:
    """Say whether "what is X" asks for a meaning: anything more makes it ask for a number, and "what is its X" does."""
    extras = slots.pronoun or slots.period or slots.preds or slots.bare or slots.which or slots.count or slots.trend
    return slots.what and bool(slots.metrics) and not (extras or slots.summed or has_numbers(slots))


def asks_catalogue(slots: Slots) -> bool:
    """Say whether it is asked what there is to ask for: in so many words, or by no more than "list all KPIs"."""
    told = slots.status or slots.attain or slots.meet or slots.far or slots.versus or slots.aspects or slots.from_
    narrowed = slots.department or slots.departments or slots.pronoun or slots.adding or slots.comparing
    return slots.catalogue or (slots.board in ("all", "which") and not told and not narrowed)


def compose_catalogue(slots: Slots) -> q.Describe | None:
    """Return the question for what can be asked, or None where more is said than that."""
    more = (
        slots.metrics
        or slots.status
        or slots.aspects
        or slots.bare
        or slots.which
        or slots.period
        or slots.preds
        or slots.count
    )
    return None if more or has_numbers(slots) else q.Describe(aspects=("catalogue",))


def compose_description(slots: Slots) -> q.Describe | None:
    """Return what is asked of metrics or a dimension that no number answers, or None."""
    slots = _of_definition(slots)
    if "freshness" in slots.aspects:
        # "When were sales last updated" is about their data.
        slots = replace(slots, aspects=tuple(aspect for aspect in slots.aspects if aspect != "edited"))
    if "edited" in slots.aspects:
        return None
    names = tuple(name for name in slots.metrics if isinstance(name, str)) or slots.bare
    rest = slots.period or slots.preds or slots.which or slots.count or has_numbers(slots)
    if rest or (slots.metrics and slots.bare) or not names or len(names) != len(slots.metrics or slots.bare):
        return None
    aspects = (*(("definition",) if slots.what else ()), *slots.aspects)
    return q.Describe(names=names, aspects=tuple(sorted(set(aspects))))


def _of_definition(slots: Slots) -> Slots:
    """Return what is asked of a definition's changes as its history: "how did the definition of revenue change".

    Of a change alone, or of who made it, nothing says that a definition is meant: it stays as it was said.
    """
    changing = "edited" in slots.aspects or slots.change == "any"
    if "history" not in slots.aspects and not (changing and "definition" in slots.aspects):
        return slots
    kept = tuple(aspect for aspect in slots.aspects if aspect not in ("definition", "edited", "history"))
    return replace(
        slots, what=False, change=None if slots.change == "any" else slots.change, aspects=(*kept, "history")
    )
