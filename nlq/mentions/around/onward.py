"""What words mean after an answer that they do not mean in a question by itself."""

from __future__ import annotations

from nlq.grammar.parse.chart import Item
from nlq.periods import Shift

#: What may stand before an order to leave something out, which opens what is said.
_OPENING = frozenset({"FILL", "FOLLOW", "COMMA", "CORRECT", "AUX"})


def settle_onward(found: list[Item], times: list[Item]) -> tuple[list[Item], list[Item]]:
    """Return mentions and times of what is said after an answer, without those that mean something else there.

    "Drop Rome" leaves it out, and asks of no drop. "Sorted by orders" sorts, and breaks nothing down. "And the same
    time last year?" asks for that time, not for a comparison with it.
    """
    drops = {(item.start, item.end) for item in found if item.kind == "DROP" and _opens(item.start, found)}
    sorts = {item.start for item in found if item.kind == "SORTING"}
    kept = [
        item for item in found
        if not (item.kind == "CHANGE" and any(first == item.start for first, _ in drops))
        and not (item.kind == "BY" and item.start in sorts)
    ]  # fmt: skip
    kinds = {item.kind for item in found}
    if "FOLLOW" not in kinds or kinds & {"AGAINST", "SIDE", "VERSUS"}:
        return kept, times
    same = {(item.start, item.end) for item in times if isinstance(item.value, Shift) and item.value.beside_same}
    return kept, [item for item in times if item.kind != "COMPARE" or (item.start, item.end) not in same]


def _opens(place: int, found: list[Item]) -> bool:
    """Say whether a place is where what is said begins, past words that say nothing."""
    reached = {0}
    for item in sorted(found, key=lambda item: item.start):
        if item.start in reached and item.kind in _OPENING:
            reached.add(item.end)
    return place in reached
