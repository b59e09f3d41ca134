"""Shares whose name a question takes apart.

"What share of orders came from guests" asks for the guest order share, "what percent of orders were cancelled" for the
cancellation rate: the whole is what it is a share of, and the part is said by a noun or a verb of its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nlq.grammar.parse.chart import Item, mention
from nlq.index import Index
from nlq.mentions.names.durations import stem_of
from nlq.mentions.names.split_names import NOUN, VERB
from nlq.text.atoms import Atom
from nlq.text.lemma import lemma
from semantic_layer.model.definitions import MetricDef
from semantic_layer.model.inputs import counts_some, input_names

_SHARES = frozenset({"share", "percentage", "percent", "proportion", "%", "fraction", "rate"})
#: Words of the name of a share that say that it is one.
_NO_PART = frozenset({"share", "percentage", "rate", "ratio", "of"})
#: What may stand between the whole and the part.
_BETWEEN = frozenset(
    {"that", "which", "who", "were", "was", "are", "is", "came", "come", "comes", "coming", "from", "by",
     "placed", "made", "done", "with", "have", "has", "had", "been", "to", "for", "we", "our", "get", "got", "being"}
)  # fmt: skip
_MOST_BETWEEN = 4
_CLAUSE = frozenset(
    {"that", "which", "who", "were", "was", "are", "is", "been", "have", "has", "had", "got", "get", "being"}
)
#: What may stand before "share of".
_BEFORE = frozenset({"what", "which", "the", "a", "is", "was"})
#: Atoms after "share of", and after the whole, within which what was done stands.
_FARTHEST = 9


def find_shares_of(atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    """Yield "share of WHOLE that were PART" as the metric named "PART WHOLE share", or by a noun of the verb."""
    for first, atom in enumerate(atoms[:-3]):
        if atom.text not in _SHARES or atoms[first + 1].text != "of":
            continue
        whole = first + 2 + (atoms[first + 2].text in ("the", "our", "all"))
        part = whole + 1
        while part < len(atoms) and part - whole <= _MOST_BETWEEN and atoms[part].text in _BETWEEN:
            part += 1
        if part < len(atoms):
            yield from _named(atoms, first, whole, part, index)
            yield from _done(atoms, first, whole, part, index)
        yield from _were(atoms, first, index)


def _were(atoms: tuple[Atom, ...], first: int, index: Index) -> Iterator[Item]:
    """Yield "share of flights from Rome that were delayed" as the delayed flights in the flights.

    The noun stands for both, and means them only with what says which of them, and with "share of".
    """
    opens = first
    while opens and atoms[opens - 1].text in _BEFORE:
        opens -= 1
    shares = []
    for whole in range(first + 2, min(len(atoms), first + _FARTHEST)):
        key = atoms[whole].key
        wholes = [each.value[0] for each in index.find(key) if each.kind == "METRIC" and each.counts]
        for place in range(whole + 1, min(len(atoms), whole + _FARTHEST)) if len(wholes) == 1 else ():
            begin = _clause(place, whole, atoms)
            named = index.verbal.get(lemma(atoms[place].text), ()) if begin < place else ()
            parts = {each.meaning.value[0] for each in named if each.rest == key and each.meaning.counts}
            values = [value for part in sorted(parts - {wholes[0]}) for value in _rates(part, wholes[0], index)]
            for value in values:
                yield mention(whole, whole + 1, "METRIC", value, NOUN, split_name=1, per_atom=1)
            if values:
                yield mention(begin, place + 1, "VERB", frozenset(values), VERB)
            shares += [value[0] for value in values]
    if shares:
        size = first + 2 - opens
        yield mention(
            opens, first + 2, "TIMED", frozenset(shares), "share taken apart", operator=1, longer_operator=size
        )


def _rates(part: str, whole: str, index: Index) -> list[tuple[Any]]:
    """Return the share that the model defines of a part, of whatever whole; else the part divided by the whole."""
    rates = [name for name, metric in index.model.metrics.items() if metric.unit == "share" and _is_above(part, metric)]
    # What is done in a month is no part of what came in then.
    some = counts_some(index.model.metrics[part], index.model.metrics[whole])
    return [(name,) for name in rates] or ([(("portion", part, whole),)] if some else [])


def _is_above(part: str, metric: MetricDef) -> bool:
    """Say whether a metric divides a part by something: "cancelled / (cancelled + kept)" divides the cancelled."""
    formula = getattr(metric.calculation, "formula", "")
    numerator = getattr(metric.calculation, "numerator", None)
    plain = numerator is not None and numerator.metric == part and not numerator.where
    return plain or formula.replace(" ", "").startswith(f"{part}/")


def _clause(place: int, whole: int, atoms: tuple[Atom, ...]) -> int:
    """Return where "that were" begins before what was done."""
    begin = place
    while begin > whole + 1 and atoms[begin - 1].text in _CLAUSE:
        begin -= 1
    return begin


def _named(atoms: tuple[Atom, ...], first: int, whole: int, part: int, index: Index) -> Iterator[Item]:
    for kind in sorted(_SHARES) if part > whole + 1 else ():
        for meaning in index.find(f"{atoms[part].key}{atoms[whole].key} {kind}"):
            if meaning.kind == "METRIC":
                counted = {meaning.match: 1, "per_atom": part + 1 - first, "longer_name": 2}
                yield mention(first, part + 1, "METRIC", meaning.value, "share taken apart", **counted)


def _done(atoms: tuple[Atom, ...], first: int, whole: int, part: int, index: Index) -> Iterator[Item]:
    """Yield the shares of the whole whose name is a noun of the verb: cancelled and cancellation rate."""
    verb = atoms[part].text
    stem = stem_of(lemma(verb)) if verb.isascii() and verb.endswith(("ed", "n", "t")) else ""
    for name in index.parts.with_stem(stem) if stem else ():
        words = index.parts.words(name) - _NO_PART
        left = {word for word in words if not word.startswith(stem)}
        last = part + 1
        while last < len(atoms) and atoms[last].key.strip() in left:
            left.discard(atoms[last].key.strip())
            last += 1
        is_named = len(left) < len(words) and left <= {atoms[whole].key.strip()}
        if index.model.metrics[name].unit == "share" and is_named and _is_share_of(name, atoms[whole].key, index):
            yield mention(first, last, "METRIC", (name,), "share of what was done", form=1, per_atom=last - first)


def _is_share_of(name: str, whole: str, index: Index) -> bool:
    """Say whether a share is computed from the metric that a word names, or from one of the rows that it names."""
    meant = {meaning.value for meaning in index.find(whole) if meaning.kind == "NOUN"}
    meant |= {meaning.value[0] for meaning in index.find(whole) if meaning.kind == "METRIC"}
    inputs = [name]
    for each in inputs:
        inputs += [other for other in input_names(index.model.metrics[each]) if other not in inputs]
    tables = {getattr(index.model.metrics[each].calculation, "table", None) for each in inputs}
    return bool(meant & {*inputs, *tables})
