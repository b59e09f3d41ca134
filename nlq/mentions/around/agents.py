"""Who does what is measured, where everybody does who is there: "how many orders did customers place".

Each order has one customer, so that who placed them takes none away and breaks nothing down.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nlq.grammar.parse.chart import Item, mention
from nlq.index import Index
from nlq.mentions.names.split_names import OF_ALL
from nlq.text.atoms import Atom
from nlq.text.people import PERSONS
from semantic_layer.model import Model
from semantic_layer.model.inputs import metric_tables

_DID = frozenset({"did", "do", "have", "has", "does"})
_ALL = frozenset({"the", "our", "all", "these", "those", "their"})
#: What asks for a number, before the verb.
_ASKS = frozenset({"how", "what"})
_KINDS = frozenset({"NOUN", "DIM"})
_WHO, _JUST = frozenset({"who", "that"}), frozenset({"just", "simply", "only", "have", "had", "has", "were", "are"})


def find_agents(atoms: tuple[Atom, ...], found: Sequence[Item], index: Index) -> Iterator[Item]:
    """Yield "did customers" as a verb of the metrics whose every row is of one of them, and "people who" as nothing."""
    yield from _people_who(atoms, found)
    asked = next((place for place, atom in enumerate(atoms) if atom.text in _ASKS), len(atoms))
    for place in range(asked + 1, len(atoms) - 2):
        if atoms[place].text not in _DID:
            continue
        who = place + 1
        while who < len(atoms) - 2 and atoms[who].text in _ALL:
            who += 1
        metrics = _done_by(who, atoms, found, index)
        if metrics and atoms[who + 1].kind == "word":
            # "What did we" is asked as a whole.
            yield mention(place - (atoms[place - 1].text == "what"), who + 1, "VERB", metrics, OF_ALL)


def _people_who(atoms: tuple[Atom, ...], found: Sequence[Item]) -> Iterator[Item]:
    """Yield "(refunds from) people who (changed their mind)": of what has that reason, whoever it is of."""
    members = {item.start for item in found if item.kind == "MEMBER"}
    for place in range(1, len(atoms) - 2):
        if atoms[place].text not in PERSONS or atoms[place + 1].text not in _WHO:
            continue
        last = place + 2
        while last not in members and last < len(atoms) and atoms[last].text in _JUST:
            last += 1
        if last in members:
            yield mention(place - (atoms[place - 1].text == "from"), last, "DET", "det", "people who")


def _done_by(who: int, atoms: tuple[Atom, ...], found: Sequence[Item], index: Index) -> frozenset[tuple[str]]:
    if atoms[who].text in PERSONS:
        return frozenset((name,) for name in index.model.metrics)
    named = [item for item in found if (item.start, item.end) == (who, who + 1) and item.kind in _KINDS]
    if not atoms[who].text.endswith("s") or not named:
        return frozenset()
    tables = {each.value if each.kind == "NOUN" else index.model.dimensions[each.value].table for each in named}
    return frozenset().union(*(index.made_by.get(table, frozenset()) for table in tables))


def made_by(model: Model, reach: dict[str, frozenset[str]]) -> dict[str, frozenset[tuple[str]]]:
    """Return, by table, the metrics whose every row belongs to one of its rows, and is not one itself."""
    found: dict[str, set[tuple[str]]] = {}
    for name in model.metrics:
        tables = metric_tables(name, model.metrics)
        common = frozenset.intersection(*(reach.get(table, frozenset()) for table in tables)) if tables else frozenset()
        for table in common - tables:
            found.setdefault(table, set()).add((name,))
    return {table: frozenset(names) for table, names in found.items()}
