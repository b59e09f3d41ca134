"""What is said of the answer before: "how many were from the App" is of what was counted there."""

from __future__ import annotations

from collections.abc import Sequence

from nlq.grammar.parse.chart import Item


def goes_on(leaves: Sequence[Item], mentions: Sequence[Item], going_on: bool) -> bool:
    """Say whether "how many were" at the beginning was read as of the answer before, where there is one."""
    ends = [item.end for item in mentions if item.kind == "KEEP" and item.start == 0] if going_on else []
    return not ends or leaves[0].end >= min(ends)
