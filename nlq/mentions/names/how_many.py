"""Chinese names that a question asks for with 多少: 取消了多少订单 asks for 取消订单数, 有多少单 for 单量."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

from nlq.grammar.parse.chart import Item, mention
from nlq.grammar.rules.doing import measuring
from nlq.index import Index, Meaning
from nlq.mentions.names.acts import other_words, says_it_of_us
from nlq.text.atoms import Atom, places_of
from nlq.text.normalise import Normalised

ASKED = "name in other order"
#: 抽检了多少件, 取消了多少订单; 有多少订单被取消了.
_ASKED = re.compile(
    r"(?P<before>[\u3400-\u9fff]{0,8}?)[了过]?(?:多少|几)(?P<after>[a-z]{2,12}(?![^\W_])|[\u3400-\u9fff]{0,8})"
)
_SO_MANY = re.compile(r"有?(?:多少|几)(?P<noun>[\u3400-\u9fff]{1,4})")
#: 多少人到店, 几个人到店 ask for 到店人数.
_WHO_DID = re.compile(r"个?人(?P<done>[\u3400-\u9fff]+)")
#: 提前几天预订.
_SO_LONG = re.compile(
    r"(?P<before>[\u3400-\u9fff]{1,4})(?:几|多少)个?(?P<unit>天|小时|分钟|晚)(?=(?P<after>[\u3400-\u9fff]{1,4}))"
)
#: 取消的订单数, 退货的订单有多少.
_WHICH_ARE = re.compile(
    r"(?P<verb>[\u3400-\u9fff]{1,4}?)了?的(?P<noun>[\u3400-\u9fff]{1,6}?)(?:总?数量?|有(?:多少|几)[个家单条件名位张份台户笔]?|量|(?=最[多少]))"
)
#: 一家客户都没流失.
_NONE_DID = re.compile(
    r"一[个家笔单件次条起份张例位名台户](?P<noun>[\u3400-\u9fff]{1,4}?)[都也]没有?(?P<verb>[\u3400-\u9fff]{1,4})"
)
#: How the name of a count or an amount may begin and end.
_OF_COUNTS = ("数", "量", "数量")
_BEGINS, _ENDS = ("", "已"), ("", *_OF_COUNTS, "额", "金额")
CLASSIFIERS = "个家位名款种项次笔件条户人份张单节堂门台辆场套票部架根趟栋幢班"
#: Verbs that say of what is counted no more than that there was some.
_LIGHT = ("举办", "举行", "开展", "进行", "组织", "办", "做", "搞", "开", "有")
#: What is counted without a name of its own.
_MEASURES = ("小时", "分钟")
_PIECES = frozenset({"件", "个", "次"})
_LONGEST_VERB = 4
_AGGREGATES = ("AVG", "SUM", "SUP")


def find_how_many(normalised: Normalised, atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    """Yield the metrics that are asked for with 多少 and a verb, or with a verb before a noun and 的."""
    starts, ends = places_of(atoms)
    for match in _ASKED.finditer(normalised.text):
        # 流失了多少MRR: a Latin word of a name stands apart.
        before, after = (
            match["before"],
            f" {match['after']}" if match["after"].isalpha() and match["after"].isascii() else match["after"],
        )
        ways = (
            *_spans(before, after),
            *_just_so_many(before, after, index),
            *_done_after(before, after, index),
            *_said_otherwise(before, after, index),
        )
        for first, last, names, counts in ways:
            if _is_aggregate(before[first:], index):
                continue  # 平均多少订单 is an average of orders, and no 平均订单金额.
            noun = after[:last]
            if len(before) - first == len(noun) == 1 and (pieces := _counted_in(noun, index)):
                # Where parcels are counted in 票, 发了多少票 asks for no 发票; 收了多少件 asks for 收件量 that is 件量.
                taken = f"{before[first:]}{noun}"
                does = any(meaning.kind == "DOES" for meaning in index.find(taken))
                same = {meaning.value for meaning in _named((taken,), index)} <= pieces
                names = names if does or same else names - {taken}
            begin, end = match.start() + first, match.end("after") - len(after) + last
            if begin in starts and end in ends:
                yield from _items(starts[begin], ends[end], names, index, counts)
                if counts and noun in CLASSIFIERS and len(before) - first == 1:
                    yield from _taken_apart(starts[begin], ends[end], f"{before[first:]}{noun}", index)
    yield from _none_did(normalised.text, starts, ends, index)
    yield from _which_are(normalised.text, starts, ends, index)
    yield from _how_long(normalised.text, starts, ends, index)
    if not any(meaning.kind in ("METRIC", "DOES") for _, _, meaning in index.look_up(atoms)):
        yield from _so_many(normalised.text, starts, ends, index)


def _how_long(text: str, starts: dict[int, int], ends: dict[int, int], index: Index) -> Iterator[Item]:
    """Yield 提前预订天数, of which 提前几天预订 asks."""
    for match in _SO_LONG.finditer(text):
        for first in range(len(match["before"])):
            for last in range(1, len(match["after"]) + 1):
                begin, end = match.start() + first, match.end("unit") + last
                if begin in starts and end in ends:
                    name = f"{match['before'][first:]}{match['after'][:last]}{match['unit']}数"
                    yield from _items(starts[begin], ends[end], {name}, index)


def _taken_apart(first: int, last: int, name: str, index: Index) -> Iterator[Item]:
    """Yield the metrics whose name the verb and the noun are: 退了多少款 asks for 退款, whatever else a 款 is."""
    for meaning in index.find(name):
        if meaning.kind == "METRIC" and not meaning.counts:
            yield mention(first, last, "METRIC", meaning.value, ASKED, other_order=1, per_atom=last - first)


def _so_many(text: str, starts: dict[int, int], ends: dict[int, int], index: Index) -> Iterator[Item]:
    """Yield the count that is named after what is counted, where nothing else is asked for: 有多少单 asks for 单量."""
    for match in _SO_MANY.finditer(text):
        for last in range(1, len(match["noun"]) + 1):
            end = match.start("noun") + last
            names = {f"{match['noun'][:last]}{word}" for word in _OF_COUNTS}
            if match.start() in starts and end in ends:
                yield from _items(starts[match.start()], ends[end], names, index)


def _none_did(text: str, starts: dict[int, int], ends: dict[int, int], index: Index) -> Iterator[Item]:
    """Yield 一家客户都没流失 as a condition: that 流失客户数 is none."""
    for match in _NONE_DID.finditer(text):
        for last in range(len(match["verb"]), 0, -1):
            end, verb, noun = match.start("verb") + last, match["verb"][:last], match["noun"]
            if match.start() not in starts or end not in ends:
                continue
            first, after = starts[match.start()], ends[end]
            for meaning in _named({f"{verb}{noun}", f"{noun}{verb}"}, index):
                if meaning.counts and len(meaning.value) == 1:
                    none = (meaning.value[0], "=", 0.0)
                    yield mention(first, after, "HAVING", none, ASKED, other_order=1, per_atom=after - first)


def _counted_in(noun: str, index: Index) -> set[Any]:
    """Return the metrics that count what a character after 多少 is: 单 of 单量."""
    found = (meaning for word in _OF_COUNTS for meaning in index.find(f"{noun}{word}"))
    return {meaning.value for meaning in found if meaning.kind == "METRIC"}


def _is_aggregate(words: str, index: Index) -> bool:
    """Say whether words are what is done with numbers, and so no verb of a name."""
    return any(meaning.kind in _AGGREGATES for meaning in index.find(words))


def _which_are(text: str, starts: dict[int, int], ends: dict[int, int], index: Index) -> Iterator[Item]:
    """Yield names whose verb stands before its noun with a 的."""
    for begin in starts:
        match = _WHICH_ARE.match(text, begin)
        if match and match.end() in ends:
            yield from _items(starts[begin], ends[match.end()], {f"{match['verb']}{match['noun']}"}, index)


def _spans(before: str, after: str) -> Iterator[tuple[int, int, set[str], bool]]:
    """Yield where a verb before 多少 begins, where what is counted ends after it, and the names the two may make.

    Last comes whether they must be of counts: 多少单 is no amount, nor are 多少笔交易.
    """
    for first in range(max(0, len(before) - _LONGEST_VERB), len(before)):
        verb = before[first:]
        for last in range(1, len(after) + 1):
            noun = after[:last]
            rest = _counted(noun)
            # Who came is counted, whatever a name has for it: 来了多少客人 asks for 客人数.
            came = _tails(noun) if verb == "来" and len(noun) > 1 else set()
            # What hours are of need be no count: 加了多少小时班.
            counts = rest != noun and not noun.startswith(_MEASURES)
            yield first, last, {f"{verb}{each}" for each in _tails(noun)} | came, counts


def _just_so_many(before: str, after: str, index: Index) -> Iterator[tuple[int, int, set[str], bool]]:
    """Yield the names of what is counted alone, whatever is done to have it: 办了几场宴会, 做了多少次检测."""
    verb = next((each for each in _LIGHT if before.endswith(each)), "")
    for last in range(2, len(after) + 1) if after[:1] in CLASSIFIERS else ():
        if _is_of_things(_counted(after[:last]), index):
            continue
        names = _tails(after[:last]) - {after[:last]}
        yield len(before) - len(verb), last, names | {f"{each}次" for each in names}, True


def _done_after(before: str, after: str, index: Index) -> Iterator[tuple[int, int, set[str], bool]]:
    """Yield the names of what is counted and what is said of it after: 有多少订单被取消, 有多少客户复购.

    What another metric measures of it is not that: 有几个门店订单量… counts the 门店.
    """
    for last in range(1, len(after) + 1):
        rest = _counted(after[:last])
        if _is_of_things(rest, index):
            continue
        if (who := _WHO_DID.fullmatch(after[:last])) is not None:
            yield len(before), last, {f"{who['done']}人"}, True
        for cut in range(1, len(rest)):
            counted, done = rest[:cut], rest[cut:].removeprefix("被")
            if done:
                yield len(before), last, {f"{counted}{done}", f"{done}{counted}"}, rest != after[:last]


def _is_of_things(words: str, index: Index) -> bool:
    """Say whether words are things and a metric that is counted of them: 门店 and 订单量."""
    return any(
        any(meaning.kind == "DIM" for meaning in index.find(words[:cut]))
        and any(meaning.kind == "METRIC" and meaning.counts for meaning in index.find(words[cut:]))
        for cut in range(1, len(words))
    )


def _counted(noun: str) -> str:
    """Return what is counted without its classifier.

    >>> _counted("张票"), _counted("家门店"), _counted("订单"), _counted("小时班")
    ('票', '门店', '订单', '班')
    """
    measure = next((each for each in _MEASURES if noun.startswith(each)), "")
    return noun.removeprefix(measure) if measure else noun[1:] if noun[:1] in CLASSIFIERS else noun


def _tails(noun: str) -> set[str]:
    """Return how what is counted may stand in a name: 停了几节课 asks for 停课节数."""
    rest = _counted(noun)
    return {noun, rest, f"{rest}{noun[:1]}"} - {""} if rest != noun else {noun}


def _said_otherwise(before: str, after: str, index: Index) -> Iterator[tuple[int, int, set[str], bool]]:
    """Yield the same with what names hold for a verb: 寄了多少件 asks for 发货件数, and never for who does it."""
    for first in range(max(0, len(before) - _LONGEST_VERB), len(before)):
        others = () if says_it_of_us(before[first:], before) else other_words(before[first:])
        for last in range(1, len(after) + 1) if others else ():
            noun = after[:last]
            # 揽了多少件 asks for 揽收量, 招了多少新生 for 新生数.
            alone = others if noun in _PIECES else [each for each in others if each == noun]
            names = {f"{word}{each}" for word in others for each in _tails(noun)}.union(alone)
            # 下了多少单 asks for 订单量, 运了多少旅客 for 旅客运输量.
            names |= {word for word in others if word.endswith(noun)}
            names |= {f"{each}{word}" for word in others for each in _tails(noun) if len(each) > 1}
            mine = {name for name in names if not any(meaning.who for meaning in _named((name,), index))}
            yield first, last, mine, _counted(noun) != noun


def _items(first: int, last: int, names: Iterable[str], index: Index, counts: bool = False) -> Iterator[Item]:
    for meaning in _named(names, index):
        if counts and not meaning.counts:
            continue
        counted = {meaning.match: 1, "per_atom": last - first, "longer_name": last - first - 1}
        yield mention(first, last, "METRIC", meaning.value, ASKED, other_order=1, **counted)


def _named(names: Iterable[str], index: Index) -> Iterator[Meaning]:
    for name in names:
        for done in (meaning for meaning in index.find(name) if meaning.kind == "DOES"):
            # 下了多少单 takes 下单 apart.
            counts = measuring(done.value, "things", index)
            yield from (Meaning("METRIC", (metric,), done.match, counts=True) for metric in counts)
    for begin, name, end in product(_BEGINS, names, _ENDS):
        yield from (meaning for meaning in index.find(f"{begin}{name}{end}") if meaning.kind == "METRIC")
