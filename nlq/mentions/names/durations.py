"""How long something takes: "how long does it take to deliver" asks for the metric of time that delivering names.

So does 送餐要多久 for 送餐时长, and "how long is the wait" for the waiting time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from nlq.grammar.composing.ordering import is_time
from nlq.grammar.parse.chart import Item, mention
from nlq.index import Index
from nlq.mentions.names.acts import other_words
from nlq.text.atoms import Atom, places_of
from nlq.text.lemma import lemma
from nlq.text.normalise import Normalised
from nlq.text.people import PERSONS
from semantic_layer.model.inputs import is_mean, is_percentile

LONG = "how long it takes"
_LONG = ({"how"}, {"long"}), ({"how"}, {"many"}, {"days", "hours", "minutes", "seconds"})
_TAKES = frozenset("does do did it take takes took us we need on average avg them typically usually normally has have "
                   "taken the team".split())  # fmt: skip
_DETS = frozenset({"a", "an", "the", "our", "each", "one"})
#: Words for how fast something is done, what asks for it, and how near to them the verb stands.
_SPEEDS = frozenset({"slowest", "fastest", "quickest", "slower", "faster", "quicker"})
_HOW_FAST, _NEAR = frozenset({"quickly", "fast", "soon", "promptly", "slowly"}), 8
#: Who takes so long, where nothing more is said of them.
_WHO = frozenset({"NOUN", "BUYERS", "DIM"})
#: So many letters that a verb and a noun made of it begin with: resolve and resolution, deliver and delivery.
_STEM = 5
#: What stands in a name for how long, after what takes so long.
_LENGTHS = (" time", " duration", " length")
_LENGTHS_ZH = ("时长", "时间", "用时", "耗时", "周期", "天数")
_TAKES_ZH = re.compile(
    r"(?P<noun>[\u3400-\u9fff]{1,6}?)(?:一般|通常|大概|平均|分别)*(?:要|得|需要|需|花)?(?:多久|多长时间|多长的时间)(?![才能可一]|[\u3400-\u9fff]{0,2}次)"
)
#: 近几天投诉 is no time that they take.
_UNTIL_ZH = re.compile(
    r"(?P<of>[\u3400-\u9fff]{0,4}?)(?<![近前后过上下这那隔每头好])(?:一般|通常|大概|平均)*(?:要等|要|得|需要|需|花|等)?"
    r"(?:多久|多长时间|[几多][少个]*(?:天|小时|分钟))(?:才能|能|才|可以)?(?P<noun>[\u3400-\u9fff]{2,4})"
)
#: 停机超过800分钟 is a 停机时长 of more.
_PAST_ZH = re.compile(
    r"(?P<noun>[\u3400-\u9fff]{2,4})(?=(?:超过|超出|超|不到|不足|低于|少于|多于|大于|小于|达到)了?[\d.]+(?:分钟|个?小时|天|秒))"
)
_ASKED_ZH = re.compile("多久|多长|[几多][少个]*(?:天|小时|分钟)")


def find_durations(atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    """Yield "how long does it take to …" as each metric of time whose name holds the verb, or a noun made of it."""
    words = [atom.text for atom in atoms]
    for opening in _LONG:
        for first in range(len(words) - len(opening)):
            if not all(words[first + at] in each for at, each in enumerate(opening)):
                continue
            place = first + len(opening)
            while place < len(words) and words[place] in _TAKES:
                place += 1
            if words[place + 1 : place + 2] == ["to"] and _is_who(atoms[place], index):
                # "Does it take customers to pay".
                place += 1
            if words[place : place + 1] == ["to"] and place + 1 < len(words):
                yield from taken_to(atoms, first, place + 1, index)
            elif place < len(words) and words[first + 2 : first + 3] in (["do"], ["does"], ["did"]):
                yield from _takes_so_long(atoms, first, place, index)
            elif words[first + 2 : first + 3] in (["is"], ["are"], ["was"], ["were"]):
                yield from _is_so_long(atoms, first, index)


def find_speeds(atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    """Yield "slowest at settling claims", "how quickly do we respond to leads" as the time named after the verb."""
    words = [atom.text for atom in atoms]
    for first, word in enumerate(words):
        after = range(first + 1, min(first + _NEAR, len(words)))
        if word in _SPEEDS:
            for place in (at for at in after if words[at] in ("at", "to", "in") and at + 1 < len(words)):
                yield from _done_at(atoms, place, place + 1, index)
        elif word == "how" and words[first + 1 : first + 2] and words[first + 1] in _HOW_FAST:
            asks = first + 2 + (words[first + 2 : first + 3] in (["do"], ["does"], ["did"], ["are"], ["is"], ["were"]))
            yield mention(first, asks, "HOWMUCH", "much", LONG, operator=1)
            for place in (at for at in after if at >= asks):
                yield from _done_at(atoms, place, place, index)


def _done_at(atoms: tuple[Atom, ...], first: int, verb: int, index: Index) -> Iterator[Item]:
    """Yield the time that is named after a verb, with what it is done to where the name or its rows are of that."""
    if atoms[verb].kind != "word" or index.find(atoms[verb].key):
        return
    noun = verb + 1
    while noun < len(atoms) and atoms[noun].text in _DETS | {"to", "our"}:
        noun += 1
    for name in _plainest(_named_by(lemma(atoms[verb].text), index), index):
        last = noun + 1 if noun < len(atoms) and _is_of(atoms[noun], name, index) else verb + 1
        yield mention(first, last, "METRIC", (name,), LONG, form=1, per_atom=last - first)


def find_durations_zh(normalised: Normalised, atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    """Yield 送餐要多久, 多久能送达 as the metrics of time that are named after what takes so long."""
    asked, bound = _ASKED_ZH.search(normalised.text), _PAST_ZH.search(normalised.text)
    if not asked and not bound:
        return
    starts, ends = places_of(atoms)
    for match in (match for begin in starts for match in [_PAST_ZH.match(normalised.text, begin)] if match):
        yield from _lasting(starts[match.start()], ends.get(match.end()), match["noun"], index, means=False)
    if not asked:
        return
    for match in (match for begin in starts for match in [_TAKES_ZH.match(normalised.text, begin)] if match):
        yield from _lasting(starts[match.start()], ends.get(match.end()), match["noun"], index)
    for match in (match for begin in starts for match in [_UNTIL_ZH.match(normalised.text, begin)] if match):
        for last in range(2, len(match["noun"]) + 1):
            end, done = ends.get(match.start("noun") + last), match["noun"][:last]
            of = match["of"]
            # 投诉几天结案 asks for 投诉处理天数.
            ways = (f"{of}{done}", f"{done}{of}", *(f"{of}{word}" for word in other_words(done)))
            for way in ways:
                yield from _lasting(starts[match.start()], end, way, index)


def _lasting(first: int, last: int | None, noun: str, index: Index, *, means: bool = True) -> Iterator[Item]:
    if last is None:
        return
    for name in _of_length((f"{noun}{tail}" for tail in _LENGTHS_ZH), index, means=means):
        yield mention(first, last, "METRIC", (name,), LONG, form=1, per_atom=last - first)


def _of_length(names: Iterable[str], index: Index, *, means: bool = True) -> list[str]:
    """Return the metrics of how long something takes that are called so; of one thing, or of ``means`` not, of all."""
    named = {meaning.value[0] for name in names for meaning in index.find(name) if meaning.kind == "METRIC"}
    return sorted(name for name in named if is_time(name, index) and (not means or is_mean(index.model.metrics[name])))


def _is_so_long(atoms: tuple[Atom, ...], first: int, index: Index) -> Iterator[Item]:
    """Yield "how long is" before a metric of time, which says all of it."""
    place = first + 3 + any(atom.text in _DETS for atom in atoms[first + 3 : first + 4])
    for last in range(place + 1, min(place + 4, len(atoms)) + 1):
        key = "".join(atom.key for atom in atoms[place:last])
        if any(each.kind == "METRIC" and is_time(each.value[0], index) for each in index.find(key)):
            yield mention(first, first + 3, "HOWMUCH", "much", LONG, operator=1)
            return


def _takes_so_long(atoms: tuple[Atom, ...], first: int, noun: int, index: Index) -> Iterator[Item]:
    """Yield "how long do shipments … take" as each time that is measured of the rows that the noun counts."""
    takes = next((at for at in range(noun + 1, len(atoms)) if atoms[at].text in ("take", "takes", "last")), None)
    noun += atoms[noun].text in _DETS and noun + 1 < len(atoms)
    if takes is None or takes <= noun:
        yield from _done_so_long(atoms, first, noun, index)
        return
    if takes + 2 < len(atoms) and atoms[takes + 1].text == "to":
        yield from _take_to(atoms, first, noun, takes, index)
        return
    counted = _rows_counted(atoms[noun], index)
    called = _of_length((f"{atoms[noun].key}{tail}" for tail in _LENGTHS), index)
    if not (counted or called):
        return
    for name, metric in index.model.metrics.items():
        if name in called or (is_time(name, index) and is_mean(metric) and _rows_of(name, index) in counted):
            yield mention(first, noun + 1, "METRIC", (name,), LONG, form=1, per_atom=noun + 1 - first)
    yield mention(takes, takes + 1, "FILL", "fill", LONG, operator=1)


def _take_to(atoms: tuple[Atom, ...], first: int, noun: int, takes: int, index: Index) -> Iterator[Item]:
    """Yield "how long do customers take to pay" as the time that is named after the verb; who they are stays apart."""
    verb = takes + 2
    who = _is_who(atoms[takes - 1], index)
    for name in _plainest(_named_by(lemma(atoms[verb].text), index), index):
        begin = first if who and noun + 1 == takes else takes - who
        yield mention(begin, verb + 1, "METRIC", (name,), LONG, form=1, per_atom=verb + 1 - begin)
    yield mention(first, first + 3, "HOWMUCH", "much", LONG, operator=1)


def _done_so_long(atoms: tuple[Atom, ...], first: int, noun: int, index: Index) -> Iterator[Item]:
    """Yield "how long do people wait" as the time that is named after what they do."""
    verb = noun + 1
    if verb < len(atoms) and atoms[verb].kind == "word" and _is_who(atoms[noun], index):
        for name in _plainest(_named_by(lemma(atoms[verb].text), index), index):
            yield mention(first, verb + 1, "METRIC", (name,), LONG, form=1, per_atom=verb + 1 - first)


def _is_who(atom: Atom, index: Index) -> bool:
    """Say whether a word is who does something, or what it happens to."""
    return atom.text in PERSONS or any(meaning.kind in _WHO for meaning in index.find(atom.key))


def taken_to(atoms: tuple[Atom, ...], first: int, verb: int, index: Index) -> Iterator[Item]:
    """Yield each time that is named after a verb, from ``first`` to the end of the verb or of what it is done to."""
    noun = verb + 1 + (verb + 1 < len(atoms) and atoms[verb + 1].text in _DETS)
    for name in _plainest(_named_by(lemma(atoms[verb].text), index), index):
        named = noun < len(atoms) and _is_of(atoms[noun], name, index)
        if not named and noun < len(atoms) and any(each.kind == "METRIC" for each in index.find(atoms[noun].key)):
            # To resolve a complaint takes another time than to resolve any case.
            continue
        last = noun + 1 if named else verb + 1
        yield mention(first, last, "METRIC", (name,), LONG, form=1, per_atom=last - first)


def _is_of(atom: Atom, name: str, index: Index) -> bool:
    """Say whether a word is of what takes so long.

    That is a noun of the model's tables, one in a name of the metric, or the count of the rows that it is a mean of.
    """
    is_noun = any(meaning.kind == "NOUN" for meaning in index.find(atom.key))
    return (
        is_noun
        or _rows_of(name, index) in _rows_counted(atom, index)
        or lemma(atom.text) in {lemma(word) for word in index.parts.spoken(name)}
    )


def _rows_counted(atom: Atom, index: Index) -> set[tuple[Any, Any] | None]:
    """Return the rows of each count that a word names."""
    named = [each.value[0] for each in index.find(atom.key) if each.kind == "METRIC" and each.counts]
    return {_rows_of(name, index) for name in named if isinstance(name, str)} - {None}


def _rows_of(name: str, index: Index) -> tuple[Any, Any] | None:
    """Return the table that a metric is computed of and which of its rows; None of one that is of no table."""
    calculation = index.model.metrics[name].calculation
    table = getattr(calculation, "table", None)
    return (table, repr(getattr(calculation, "where", None))) if table else None


def stem_of(verb: str) -> str:
    """Return what a verb and the nouns made of it begin with.

    >>> stem_of("resolve"), stem_of("deliver"), stem_of("ship")
    ('resol', 'deliv', 'ship')
    """
    return verb[: max(_STEM, len(verb) - 2)] if len(verb) > _STEM else verb


def _named_by(verb: str, index: Index) -> dict[str, frozenset[str]]:
    """Return the metrics of time whose English name holds a word of the verb's stem, with the words of the name."""
    return {name: index.parts.words(name) for name in index.parts.with_stem(stem_of(verb)) if is_time(name, index)}


def _plainest(named: dict[str, frozenset[str]], index: Index) -> list[str]:
    """Return those that are no more special form of another: beside the mean its median is not meant.

    A percentile is not meant at all.
    """
    kept = {name: words for name, words in named.items() if not is_percentile(index.model.metrics[name])}
    return [name for name, words in kept.items() if not any(other < words for other in kept.values())]
