"""Shares whose name a question takes apart: "what share of orders came from guests" asks for the guest order share."""

from __future__ import annotations

from collections.abc import Iterator

from nlq.grammar.chart import Item, mention
from nlq.index import Index
from nlq.text.atoms import Atom

_SHARES = frozenset({"share", "percentage", "percent", "proportion", "%", "fraction", "rate"})
#: What may stand between the whole and the part.
_BETWEEN = frozenset({"that", "which", "who", "were", "was", "are", "is", "came", "come", "comes", "coming", "from",
                      "by", "placed", "made", "done", "with", "have", "had", "to", "for", "we", "our"})  # fmt: skip
_MOST_BETWEEN = 4


def find_shares_of(atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    """Yield "share of WHOLE that were PART" as the metric that is named "PART WHOLE share"."""
    for first, atom in enumerate(atoms[:-3]):
        if atom.text not in _SHARES or atoms[first + 1].text != "of":
            continue
        whole = first + 2 + (atoms[first + 2].text in ("the", "our", "all"))
        part = whole + 1
        while part < len(atoms) and part - whole <= _MOST_BETWEEN and atoms[part].text in _BETWEEN:
            part += 1
        if part == whole + 1 or part >= len(atoms):
            continue
        for kind in sorted(_SHARES):
            for meaning in index.find(f"{atoms[part].key}{atoms[whole].key} {kind}"):
                if meaning.kind == "METRIC":
                    counted = {meaning.match: 1, "per_atom": part + 1 - first, "longer_name": 2}
                    yield mention(first, part + 1, "METRIC", meaning.value, "share taken apart", **counted)
