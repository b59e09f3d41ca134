"""Words that are no name but a part of some: "traffic last month", 率最高的地区. Each metric that they may be is tried.

How much of a name was said does not tell which is meant, were there only one: none of the readings answers. But one
without the word that says how it is taken together is a name of its metric too: "rating" of the average rating, where
no other metric is called so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from nlq.grammar.parse.chart import Item
from nlq.mentions.names.acts import other_words
from nlq.offers.rest_of_names import is_told
from nlq.reading import Meant, Reading
from nlq.text.lemma import lemma
from nlq.unread import left_out, runs
from nlq.wording import Wording
from semantic_layer.names import metrics_of
from semantic_layer.query import Board, Data, Explain

#: Metrics that are tried, and readings of them that are offered.
TRIED, OFFERED = 12, 6
#: How a metric is traced that is meant by a part of its name.
PART = "part of a name"
#: Words that may stand between the parts of one name, and what says of what follows that the words are about that.
_BETWEEN = frozenset({"PREP", "DET", "DE", "POSS"})
_THINGS = frozenset({"DIM", "MEMBER", "NOUN", "METRIC"})
#: Operators that are never passed over for being a part of a name too: "no" of no-show rate.
_NEVER = frozenset({"NOT", "NONE", "ONLY", "WITHOUT", "EXC", "LEFTOUT", "AND", "OR", "AVG", "SUM", "NUM"})
#: Operators whose last character is what they are called in names: 比率 asks for any 率.
_HEADS = frozenset({"RATIO", "SHARE"})
#: What asks for an amount.
_ASKED = frozenset({"COUNTQ", "HOWMUCH", "MONEYQ"})
Read = Callable[[Wording], tuple[Reading, ...]]


def read_parts(mentions: list[Item], text: Wording, read: Read) -> tuple[Reading, ...]:
    """Return what is asked of each metric a part of whose name is all that the question leaves unread."""
    spans = _with_more(_left_spans(mentions, text), mentions, text)
    if not spans or any(_is_said_of(span, mentions) for span in spans):
        return ()
    found: list[Reading] = []
    at = text.normalised.span(text.atoms[spans[0][0]].start, text.atoms[spans[-1][1] - 1].end)
    for name in _meant(spans, text)[:TRIED]:
        readings = read(replace(text, meant=(Meant(at=at, metric=name, how=PART),)))
        if readings and _measures_only(readings[0], name, text):
            as_named = len(spans) == 1 and _is_as_named(name, readings[0], spans[0], text)
            found.append(readings[0].model_copy(update={"as_named": as_named}))
        if len(found) == OFFERED:
            break
    return tuple(found)


def _is_as_named(name: str, reading: Reading, span: tuple[int, int], text: Wording) -> bool:
    """Say whether a part of a name is the whole of it, but for what the question says besides."""
    key = "".join(atom.key for atom in text.atoms[span[0] : span[1]])
    # One character says too little: 借 of 续借.
    return len(key) > 1 and is_told(key, name, reading.query, text)


def _with_more(spans: list[tuple[int, int]], mentions: list[Item], text: Wording) -> list[tuple[int, int]]:
    """Return the one span there is with the name beside it that is a part of a longer one: "turnover rate"."""
    if len(spans) != 1:
        return spans
    first, last = spans[0]
    beside = [(item.start, last) for item in mentions if item.kind == "METRIC" and item.end == first]
    beside += [(first, item.end) for item in mentions if item.kind == "METRIC" and item.start == last]
    return next(([each] for each in sorted(beside, key=lambda each: each[0] - each[1]) if _holding(each, text)), spans)


def _meant(spans: Sequence[tuple[int, int]], text: Wording) -> list[str]:
    """Return the metrics that every span is a part of."""
    first, *others = (_holding(span, text) for span in spans)
    return [name for name in first if all(name in other for other in others)]


def _holding(span: tuple[int, int], text: Wording) -> tuple[str, ...]:
    """Return the metrics that a span is a part of; of an operator of shares, those that end as it does."""
    holding = text.index.parts.holding
    key = "".join(atom.key for atom in text.atoms[span[0] : span[1]] if not _is_pronoun(atom.key, text))
    kinds = {meaning.kind for meaning in text.index.find(key)}
    found = holding(key) if key and not kinds & _NEVER else ()
    heads = bool(kinds & _HEADS)
    return found or _said_otherwise(key, text) or (holding(key[-1]) if heads and not key.isascii() else ())


def _said_otherwise(key: str, text: Wording) -> tuple[str, ...]:
    """Return the metrics that hold what an everyday word stands for: spend, of "what did we pay out"."""
    if len(key) == 1 and not any(meaning.kind in _ASKED for *_, meaning in text.index.look_up(text.atoms)):
        # 买 says too little but of 买了多少.
        return ()
    words = other_words(lemma(key[1:]) if key.startswith(" ") and key.count(" ") == 1 else key, asks=True)
    spoken = (f" {word}" if word.isascii() else word for word in words)
    return tuple(dict.fromkeys(name for word in spoken for name in text.index.parts.holding(word)))


def _left_spans(mentions: list[Item], text: Wording) -> list[tuple[int, int]]:
    """Return the spans of words that no reading takes up, where nothing but small words is between them.

    The last of them holds the pronoun that ends it: "new ones".
    """
    spans = runs(left_out(mentions, text))
    small = {place for item in mentions if item.kind in _BETWEEN for place in range(item.start, item.end)}
    if not spans or any(not set(range(one[1], other[0])) <= small for one, other in pairwise(spans)):
        return []
    first, last = spans[-1]
    while last < len(text.atoms) and _is_pronoun(text.atoms[last].key, text):
        last += 1
    return [_whole(span, text) for span in (*spans[:-1], (first, last))]


def _whole(span: tuple[int, int], text: Wording) -> tuple[int, int]:
    """Return a span up to the ends of its words: "no-show" is one."""
    first, last = span
    while first and _is_joined(first, text):
        first -= 1
    while last < len(text.atoms) and _is_joined(last, text):
        last += 1
    return next(_reaching(first, last, text), (first, last))


def _reaching(first: int, last: int, text: Wording) -> Iterator[tuple[int, int]]:
    """Yield 评分 of 评, whatever else a 分 is: a span with a character beside it that begins or ends no other word."""
    words = {
        place for begin, end, _ in text.index.look_up(text.atoms) if end - begin > 1 for place in range(begin, end)
    }
    for begin, end in ((first - 1, last), (first, last + 1), (first - 1, last + 1)):
        span = range(begin, end)
        if begin < 0 or end > len(text.atoms) or words & set(span):
            continue
        key = "".join(text.atoms[place].key for place in span)
        if all(text.atoms[place].kind == "han" for place in span) and text.index.parts.holding(key):
            yield begin, end


def _is_joined(place: int, text: Wording) -> bool:
    return text.normalised.text[text.atoms[place - 1].end : text.atoms[place].start] == "-"


def _is_pronoun(key: str, text: Wording) -> bool:
    """Say whether a word stands for what is left unsaid."""
    return any(meaning.kind == "THEY" for meaning in text.index.find(key))


def _is_said_of(span: tuple[int, int], mentions: list[Item]) -> bool:
    """Say whether the words say something of the thing that follows: "new stores" are no new customers by store."""
    return any(item.start == span[1] and item.kind in _THINGS for item in mentions)


def _measures_only(reading: Reading, name: str, text: Wording) -> bool:
    if isinstance(reading.query, Board):
        return reading.query.metrics == (name,)
    return isinstance(reading.query, Data | Explain) and metrics_of(reading.query, text.index.model) == {name}
