"""What is said of the answer before: "how many were from the App" is of what was counted there."""

from __future__ import annotations

from collections.abc import Sequence

from nlq.grammar.parse.chart import Item
from nlq.wording import Wording

#: "How many were there" asks for the number of them.
_THEY = frozenset({"there", "that", "those", "these", "they", "it", "left"})


def goes_on(leaves: Sequence[Item], mentions: Sequence[Item], text: Wording) -> bool:
    """Say whether "how many were" at the beginning was read as of the answer before, where there is one."""
    kept = [item.end for item in mentions if item.kind == "KEEP" and item.start == 0] if text.going_on else []
    ends = [end for end in kept if end < len(text.atoms) and text.atoms[end].text not in _THEY]
    return not ends or leaves[0].end >= min(ends)
