"""How long before: "how far ahead do people book", 提前几天买票 ask for the booking lead time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlq.grammar.chart import Item, mention
from nlq.grammar.ordering import is_time
from nlq.index import Index
from nlq.text.atoms import Atom, places_of
from nlq.text.normalise import Normalised

_AHEAD = re.compile(
    r"how (?:far|long|many days|much time|early) (?:in advance|ahead|beforehand|before)(?: of time)?"
    r"(?: (?:do|does|did|are|is|have|has)(?: (?:our|the|most))?"
    r"(?: (?P<who>[a-z]+))?(?: (?P<verb>[a-z]+)(?: (?P<what>[a-z]+))?)?)?"
)
_AHEAD_ZH = re.compile(r"(?:一般|通常|大概|平均|都)*提前(?:几天|多久|多少天|多长时间)(?P<verb>[\u3400-\u9fff]{0,3})")
#: What the names of such a time hold.
_NAMED = re.compile(r"\b(?:lead time|in advance|advance|ahead)\b|提前")


def find_in_advance(normalised: Normalised, atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    """Yield what asks how long before as the metric of that, with who does what, where its definition says that."""
    starts, ends = places_of(atoms)
    for match in _AHEAD.finditer(normalised.text):
        for end in {match.end(), match.end("who"), match.end("verb"), match.end("what")} - {-1}:
            if match.start() in starts and end in ends:
                words = [match[part] for part in ("verb", "what") if match[part] and match.end(part) <= end]
                yield from _items(starts[match.start()], ends[end], words, index)
    for match in _AHEAD_ZH.finditer(normalised.text):
        for size in range(len(match["verb"]) + 1):
            end = match.start("verb") + size
            if match.start() in starts and end in ends:
                yield from _items(starts[match.start()], ends[end], [match["verb"][:size]] if size else [], index)


def _items(first: int, last: int, words: list[str], index: Index) -> Iterator[Item]:
    for name, metric in index.model.metrics.items():
        if not is_time(name, index) or not any(_NAMED.search(said.lower()) for said in metric.names):
            continue
        if all(_says(name, word, index) for word in words):
            yield mention(first, last, "METRIC", (name,), "how long before", form=1, per_atom=last - first)


def _says(name: str, word: str, index: Index) -> bool:
    """Say whether a definition says a word; of a Chinese one, a character of it: 买票 of 购票."""
    return any(index.definitions.says(name, part) for part in ((word,) if word.isascii() else word))
