"""Words of a question that somebody else than the index takes for a metric."""

from __future__ import annotations

from collections.abc import Sequence

from nlq.grammar.parse.chart import Item, mention
from nlq.reading import Meant
from nlq.text.atoms import Atom
from nlq.text.normalise import Normalised

#: How a mention of this kind is traced.
BY_MODEL, BY_DEFINITION = "language model", "definition"


def find_meant(normalised: Normalised, atoms: Sequence[Atom], meant: Sequence[Meant]) -> list[Item]:
    """Return a mention for each metric that words are taken for, and for words that are said of it elsewhere."""
    found = []
    spans = [normalised.span(atom.start, atom.end) for atom in atoms] if meant else []
    for each in meant:
        places = [place for place, (begun, ended) in enumerate(spans) if begun < each.at[1] and ended > each.at[0]]
        if places:
            first, last = places[0], places[-1] + 1
            kind, value = ("METRIC", (each.metric,)) if each.metric else ("FILL", "fill")
            found.append(mention(first, last, kind, value, each.how, per_atom=last - first))
    return found
