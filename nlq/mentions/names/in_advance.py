"""How long before: "how far ahead do people book", 提前几天买票 ask for the booking lead time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlq.grammar.composing.ordering import is_time
from nlq.grammar.parse.chart import Item, mention
from nlq.index import Index
from nlq.text.atoms import Atom, places_of, singular
from nlq.text.normalise import Normalised

_AHEAD = re.compile(
    r"how (?:far|long|many days|much time|early) (?:in advance|ahead|beforehand|before)(?: of time)?"
    r" (?:do|does|did|have|has)(?: (?:our|the|most))? (?P<who>[a-z]+) (?P<verb>[a-z]+)(?: (?P<what>[a-z]+))?"
)
_AHEAD_ZH = re.compile(r"(?:一般|通常|大概|平均|都)*提前(?:几天|多久|多少天|多长时间)(?P<verb>[\u3400-\u9fff]{1,3})")
#: How such a time is called: a lead time of bookings, and of no delivery.
_NAMED = re.compile(r"\b(?:in advance|advance|ahead)\b|提前|(?=.*\b(?:book|reserv|purchas|buy|ticket)).*\blead time\b")
#: Who does it, whoever they are to the model; and what is done to have something, in Chinese.
_ANYBODY, _HAVE = frozenset({"people", "folks", "we", "they", "everyone", "everybody"}), frozenset("买购订预约定")


def find_in_advance(normalised: Normalised, atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    """Yield what asks how long before as the metric of that, where its definition says what is done."""
    starts, ends = places_of(atoms)
    for match in _AHEAD.finditer(normalised.text):
        if match["who"] not in _ANYBODY and not _are_buyers(match["who"], index):
            continue
        for end in {match.end("verb"), match.end("what")} - {-1}:
            if match.start() in starts and end in ends:
                words = [match[part] for part in ("verb", "what") if match[part] and match.end(part) <= end]
                yield from _items(starts[match.start()], ends[end], words, index)
    for match in _AHEAD_ZH.finditer(normalised.text):
        for size in range(1, len(match["verb"]) + 1):
            end = match.start("verb") + size
            if match.start() in starts and end in ends:
                yield from _items(starts[match.start()], ends[end], [match["verb"][:size]], index)


def _are_buyers(who: str, index: Index) -> bool:
    """Say whether a word is for those who buy, and no kind of them: members may be one."""
    kinds = {meaning.kind for meaning in index.find(f" {singular(who)}")}
    return "BUYERS" in kinds and "MEMBER" not in kinds


def _items(first: int, last: int, words: list[str], index: Index) -> Iterator[Item]:
    for name, metric in index.model.metrics.items():
        if not is_time(name, index) or not any(_NAMED.search(said.lower()) for said in metric.names):
            continue
        if all(_says(name, word, index) for word in words):
            yield mention(first, last, "METRIC", (name,), "how long before", form=1, per_atom=last - first)


def _says(name: str, word: str, index: Index) -> bool:
    """Say whether a definition says what is done; of Chinese verbs, that it is so or another way to have something.

    Who hands back what he bought (退票) does not buy.
    """
    known = index.definitions
    if word.isascii():
        return known.says(name, word)
    return known.called(name, ((word[0],),)) > 0 or (
        word[0] in _HAVE and any(known.called(name, ((each,),)) for each in _HAVE)
    )
