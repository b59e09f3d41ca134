"""Verbs that say when a row counts: "side effects reported in May", where the day of one is the day it was reported."""

from __future__ import annotations

from collections.abc import Iterator

from nlq.grammar.parse.chart import Item, mention
from nlq.index import Index
from nlq.text.atoms import Atom
from nlq.text.lemma import lemma
from semantic_layer.model import Model
from semantic_layer.model.inputs import time_places

#: Words of the names of time columns that are no verbs.
_NO_VERBS = frozenset({"at", "on", "dt", "ts", "date", "day", "time", "datetime", "timestamp", "month", "week", "year"})


def find_time_verbs(atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    """Yield the past forms of verbs that a metric's own time column is named by; what is measured must be of these."""
    for place, atom in enumerate(atoms):
        if atom.kind != "word" or not atom.text.isascii() or atom.text.endswith(("s", "ing")):
            continue
        ground = lemma(atom.text)
        if ground != atom.text and ground in index.timed:
            yield mention(place, place + 1, "TIMED", index.timed[ground], "verb of a time", per_atom=1)


def timed_names(model: Model) -> dict[str, frozenset[str]]:
    """Return, by the ground form of a verb, the metrics all of whose rows have the time that the verb names."""
    found: dict[str, set[str]] = {}
    for name in model.metrics:
        places = time_places(model.metrics, model.tables, name)
        verbs = [{lemma(word) for word in place.partition(".")[2].lower().split("_")} for place in places]
        for verb in set.intersection(*verbs) - _NO_VERBS if verbs else ():
            found.setdefault(verb, set()).add(name)
    return {verb: frozenset(names) for verb, names in found.items()}
