"""A percent sign before what is broken down by: "sales, % by channel" are shares, "margin % by store" is no share."""

from __future__ import annotations

from collections.abc import Iterator

from nlq.grammar.composing.ordering import adds_up
from nlq.grammar.parse.chart import Item, mention
from nlq.index import Index
from nlq.text.atoms import Atom

_SIGNS = frozenset({"%", "pct"})
_BY = frozenset({"by", "per"})


def find_percent(atoms: tuple[Atom, ...], found: list[Item], index: Index) -> Iterator[Item]:
    """Yield the sign as a share of the measure before it, and as its form where that is a rate."""
    measures = sorted((item for item in found if item.kind == "METRIC" and len(item.value) == 1), key=lambda i: i.end)
    for place in range(1, len(atoms) - 1):
        sign = atoms[place].text in _SIGNS and atoms[place - 1].kind != "number"
        if not sign or atoms[place + 1].text not in _BY:
            continue
        names = [item.value[0] for item in measures if item.end <= place and isinstance(item.value[0], str)]
        if names and adds_up(names[-1], index):
            yield mention(place, place + 1, "SHARE", "share", "percent by", operator=1)
        elif names and index.model.metrics[names[-1]].unit == "share":
            yield mention(place, place + 1, "FILL", "fill", "percent by", operator=1)
