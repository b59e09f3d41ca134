"""How long before: "how far ahead do people book", 提前几天买票 ask for the booking lead time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlq.grammar.composing.ordering import is_time
from nlq.grammar.parse.chart import Item, mention
from nlq.index import Index
from nlq.text.atoms import Atom, places_of, singular
from nlq.text.normalise import Normalised

_AHEAD = (
    r"how (?:far|long|many days|much time|early) (?:in advance|ahead|beforehand|before)(?: of time)?"
    r"(?P<asks> (?:do|does|did|have|has))(?: (?:our|the|most))?"
    r"(?P<such>(?: [a-z-]+){size})"
    r" (?P<who>[a-z]+) (?P<verb>[a-z]+)(?: (?P<what>[a-z]+))?"
)
#: Words that say which people do it: "business and leisure guests".
MOST_SUCH = 5
_AHEAD_ZH = re.compile(r"(?:一般|通常|大概|平均|都)*提前(?:几天|多久|多少天|多长时间)(?P<verb>[\u3400-\u9fff]{1,3})")
#: How such a time is called: a lead time of bookings, and of no delivery.
_NAMED = re.compile(r"\b(?:in advance|advance|ahead)\b|提前|(?=.*\b(?:book|reserv|purchas|buy|ticket)).*\blead time\b")
#: Who does it, whoever they are to the model; and what is done to have something, in Chinese.
_ANYBODY, _HAVE = frozenset({"people", "folks", "we", "they", "everyone", "everybody"}), frozenset("买购订预约定")


def find_in_advance(normalised: Normalised, atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    """Yield what asks how long before as the metric of that, where its definition says what is done."""
    starts, ends = places_of(atoms)
    for match in _ways(normalised.text, index):
        for end in {match.end("verb"), match.end("what")} - {-1}:
            if match.start() in starts and end in ends:
                words = [match[part] for part in ("verb", "what") if match[part] and match.end(part) <= end]
                yield from _asked(match, words, end, (starts, ends), index)
    for match in _AHEAD_ZH.finditer(normalised.text):
        for size in range(1, len(match["verb"]) + 1):
            end = match.start("verb") + size
            if match.start() in starts and end in ends:
                yield from _items(starts[match.start()], ends[end], [match["verb"][:size]], index)


def _ways(text: str, index: Index) -> Iterator[re.Match[str]]:
    """Yield what asks how long before, with who does it: the first words for people at all, or for those who buy."""
    for size in range(MOST_SUCH + 1):
        for match in re.finditer(_AHEAD.format(size=f"{{{size}}}"), text):
            if match["who"] in _ANYBODY or _are_buyers(match["who"], index):
                yield match
                return


def _asked(
    match: re.Match[str], words: list[str], end: int, places: tuple[dict[int, int], dict[int, int]], index: Index
) -> Iterator[Item]:
    """Yield what asks how long before; who they are that do it ("business and leisure guests") is read by itself."""
    starts, ends = places
    if not match["such"]:
        yield from _items(starts[match.start()], ends[end], words, index)
    elif match.end("asks") in ends:
        first, last = starts[match.start()], ends[match.end("asks")]
        yield mention(first, last, "HOWMUCH", "much", "how long before", operator=1)
        yield from _items(starts[match.start("verb")], ends[end], words, index)


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
