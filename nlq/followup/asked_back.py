"""What is said after a question was asked back: the choice that it leads to, from whichever it is looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from nlq.followup.context import Open, metrics_of
from nlq.index import Index
from nlq.reading import Reading, Readings
from nlq.text.atoms import cut_atoms
from nlq.text.normalise import normalise
from semantic_layer.query.canonical import canonical

#: What may stand beside the words that pick a choice.
_BESIDE = frozenset({"DET", "FILL", "FOLLOW", "DE", "POSS", "PREP", "CLF", "YES"})


def read_after(asked: Open, text: str, index: Index, read_on: Callable[[Any], Readings]) -> Readings:
    """Return what words mean after a question back; ``read_on`` reads them as going on from a query.

    "The money refunded, I mean" is the same after each choice, and so answered; "and in August?" leaves open what was
    open before, and is asked back of August. What goes on from no choice goes on from the answer before.
    """
    picked = _picked(asked, text, index)
    if picked is not None:
        return Readings(readings=(Reading(query=picked, probability=1.0, trace=()),))
    found = [each for each in (read_on(query) for query in asked.choices) if _is_plain(each)]
    if not found:
        return read_on(asked.before)
    if len(asked.choices) == 1 and not _is_named(asked.choices[0], found[0]):
        # Nobody said yet that this is meant.
        return found[0].model_copy(update={"lacks_metric": True})
    if len({tuple(sorted(canonical(reading.query) for reading in each.readings)) for each in found}) == 1:
        return found[0]
    known: dict[str, Reading] = {}
    shares: defaultdict[str, float] = defaultdict(float)
    for each in found:
        for reading in each.readings:
            known.setdefault(canonical(reading.query), reading)
            shares[canonical(reading.query)] += reading.probability / len(found)
    named = {canonical(choice) for choice in asked.choices} & set(known)
    if len(named) == 1:
        # What was offered is likelier meant by its name than anything that was not.
        return Readings(readings=(known[named.pop()].model_copy(update={"probability": 1.0}),))
    likeliest = sorted(known, key=lambda key: -shares[key])
    return Readings(readings=tuple(known[key].model_copy(update={"probability": shares[key]}) for key in likeliest))


def _picked(asked: Open, text: str, index: Index) -> Any:
    """Return the choice that words pick and say no more: "the second one", 第二个; "yes", where there is one only."""
    atoms = cut_atoms(normalise(text).text)
    length = len(atoms)
    rests = {place for place, atom in enumerate(atoms) if atom.kind == "mark"}
    spans = [(first, last, meaning) for first, last, meaning in index.look_up(atoms)]
    rests |= {place for first, last, meaning in spans if meaning.kind in _BESIDE for place in range(first, last)}
    for first, last, meaning in spans:
        if set(range(length)) - set(range(first, last)) - rests:
            continue
        if meaning.kind == "YES" and len(asked.choices) == 1:
            return asked.choices[0]
        if meaning.kind == "ROW" and int(meaning.value) <= len(asked.choices):
            return asked.choices[int(meaning.value) - 1]
    rests |= {place for first, last, meaning in spans if meaning.kind == "NAMELY" for place in range(first, last)}
    return _nearly_named(asked, [atom.key for place, atom in enumerate(atoms) if place not in rests], index)


def _nearly_named(asked: Open, keys: list[str], index: Index) -> Any:
    """Return the one choice whose measure has a name that holds all words, in their order: 退货的订单 of 退货订单量."""
    fitting = [
        choice
        for choice in asked.choices
        if any(
            _are_within(keys, [atom.key for atom in cut_atoms(normalise(name).text)])
            for metric in metrics_of(choice) if metric in index.model.metrics
            for name in index.model.metrics[metric].names
        )
    ]  # fmt: skip
    return fitting[0] if len(fitting) == 1 and len("".join(keys).strip()) > 1 else None


def _are_within(keys: list[str], name: list[str]) -> bool:
    rest = iter(name)
    return bool(keys) and all(key in rest for key in keys)


def _is_named(choice: Any, found: Readings) -> bool:
    return any(canonical(reading.query) == canonical(choice) for reading in found.readings)


def _is_plain(found: Readings) -> bool:
    """Say whether words were read, and nothing is to be asked of them by themselves."""
    return bool(found.readings) and not (found.lacks_metric or found.set_aside or found.asks or found.apart)
