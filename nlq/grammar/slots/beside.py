"""What the words of a cover say beside what each of them fills: sums, what runs on, what yes or no answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nlq.grammar.composing.bounds import ask_whether
from nlq.grammar.parse.cover import Cover, run_on, with_sums
from nlq.grammar.slots.sayings import expand_sayings
from nlq.grammar.slots.slots import Slots
from nlq.text.atoms import Atom

#: The rule of a verb whose noun is that of the answer before: it goes on from that.
ABOUT = "done to what it is about"


def said_beside(cover: Cover, going_on: bool, atoms: Sequence[Atom]) -> Slots | None:
    """Return the slots of a cover with all that its words say together; None where they say nothing."""
    slots = expand_sayings(ask_whether(run_on(with_sums(cover, going_on), cover, atoms), cover, atoms))
    is_about = slots is not None and any(leaf.rule == ABOUT for leaf in cover.leaves())
    return replace(slots, follows=True, counting=False) if slots is not None and is_about else slots
