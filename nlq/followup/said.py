"""What a turn says, by name: each of it is to be taken up by a change, or the turn is no follow-up."""

from __future__ import annotations

from nlq.grammar.slots.slots import Slots, filled

#: What opens or points back, and says nothing of what to change.
_OPENING = frozenset({"last", "going_on", "on", "follows", "pronoun", "down"})


def said_in(slots: Slots) -> frozenset[str]:
    """Return the names of the slots that are filled, and of what is said of the last answer."""
    return filled(slots) - _OPENING | {name for name, _ in slots.on}


def value_of(slots: Slots, name: str) -> object:
    """Return what is said of the last answer under a name, or None."""
    return dict(slots.on).get(name)


def adds(slots: Slots) -> bool:
    """Say whether what is named is wanted beside what there was, and not in its place."""
    besides = value_of(slots, "besides") is not None and not value_of(slots, "same")
    return slots.adding or besides


def says_way(slots: Slots) -> bool:
    """Say whether the order is named by which end is first, so that it is no axis that is sorted by."""
    return value_of(slots, "sort") is not None or slots.ranking is not None
