"""How long something took, set against an amount: "which lines took more than 4 days on average to settle a claim"."""

from __future__ import annotations

from collections.abc import Iterator

from nlq.grammar.parse.chart import Item, mention
from nlq.index import Index
from nlq.mentions.names.durations import LONG, taken_to
from nlq.text.atoms import Atom

_TAKES = frozenset({"take", "takes", "took", "taken"})
_BEFORE = frozenset({"did", "does", "do", "it", "we", "they", "us"})
_THAN = frozenset("more less longer fewer over under at least most than up to within above below beyond".split())
_UNITS = frozenset({"day", "days", "hour", "hours", "minute", "minutes", "second", "seconds", "week", "weeks"})
_ON_AVERAGE = frozenset({"on", "average", "avg", "usually", "typically", "normally", "us", "them"})


def find_taking_long(atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    """Yield the metric of time that is named after what is done in the end, and what says no more than it does."""
    words = [atom.text for atom in atoms]
    for place, word in enumerate(words):
        if word not in _TAKES:
            continue
        number = place + 1
        while number < len(words) and words[number] in _THAN:
            number += 1
        done = number + 2
        while done < len(words) and words[done] in _ON_AVERAGE:
            done += 1
        bounded = number > place + 1 and done + 1 < len(words) and atoms[number].kind == "number"
        if not bounded or words[number + 1] not in _UNITS or words[done] != "to":
            continue
        found = list(taken_to(atoms, done, done + 1, index))
        yield from found
        if found:
            first = place
            while first and words[first - 1] in _BEFORE:
                first -= 1
            yield mention(first, place + 1, "FILL", "fill", LONG, operator=1)
            if done > number + 2:
                yield mention(number + 2, done, "FILL", "fill", LONG, operator=1)
