"""Of each of what a Chinese ratio is: 每工时营业额, 平均每单收入, 每次到店的零售额, where a metric counts that.

"Sales per order" names the metric as it stands. In Chinese the word with which pieces are counted says which: 单
of 订单量, 次 with what is done of 到店次数. Where several metrics count so, each may be meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from nlq.grammar.composing.ordering import adds_up, is_counted
from nlq.grammar.parse.chart import Item, mention
from nlq.index import Index
from nlq.mentions.names.counted import COUNTED
from nlq.mentions.names.durations import stem_of
from nlq.text.atoms import Atom, places_of
from nlq.text.lemma import PAST_OF, lemma
from nlq.text.normalise import Normalised

#: 平均 says of a ratio no more than 每 does.
_EACH = re.compile(r"(?:平均)?每(?:一)?个?")
_PIECES = re.compile(r"(?:平均)?每(?:一)?(?P<piece>人次|[单次件票笔张份趟班场台])")
_PLACED = re.compile(r"下的(?:订单|单)(?![价元个据日])")
#: 夜间单, and no 单价.
_PIECE_ALONE = re.compile(r"(?P<of>的?)(?P<piece>[单件票])(?=$|[超占最有多少不达比呢吗的,，。?？ ]|一共|共)")
_PIECES_OF = {"单": ("", "订"), "票": ("", "门", "客"), "件": ("", "包", "快")}
#: How the name of what is counted ends, after the word with which it is counted and after what is done.
_TAILS = ("", "量", "数", "数量", "次")
_DONE_TAILS = ("量", "数", "次数", "人次", "单量", "单数", "件数", "笔数")
#: Between what there is so much of and what it is in: "are in an order", "does an order have".
_IN_EACH = frozenset(
    "are is there in on do does did per to for go come into with of a an each every one the average typical".split()
)
_ONE = frozenset({"a", "an", "each", "every", "one", "per"})
_HOLDS = frozenset({"have", "has", "contain", "contains", "hold", "holds", "include", "includes"})
#: Names that are more than what is counted: of more there is no telling.
_MOST, _LONGEST = 3, 4


def find_apiece(normalised: Normalised, atoms: tuple[Atom, ...], found: list[Item], index: Index) -> Iterator[Item]:
    """Yield what a ratio is of each of, as the metric that counts it."""
    if "每" not in normalised.text:
        return
    starts, ends = places_of(atoms)
    named = {(item.start, item.end): item.value[0] for item in found if item.kind == "METRIC"}
    units = [item for item in found if item.kind == "UNITNAME"]
    for match in _EACH.finditer(normalised.text):
        if match.start() in starts and match.end() in starts:
            yield from _after_each(starts[match.start()], starts[match.end()], named, units, index)
    for match in _PIECES.finditer(normalised.text):
        first, piece = starts.get(match.start()), match["piece"]
        if first is None or match.end() not in ends:
            continue
        done = {size: _counting_done(normalised.text[match.end() : match.end() + size], index)
                for size in range(2, _LONGEST + 1)}  # fmt: skip
        longest = max((size for size, names in done.items() if names), default=0)
        names = done[longest] if longest else _called_alone(piece, index) or _counting(piece, index)
        if match.end() + longest in ends and len(names) <= _MOST:
            last = ends[match.end() + longest]
            for name in sorted(names):
                value = (name, bool(longest))
                yield mention(first, last, "OVERPIECE", value, "of each", form=1, per_atom=last - first)


def _after_each(
    first: int, begin: int, named: dict[tuple[int, int], Any], units: list[Item], index: Index
) -> Iterator[Item]:
    """Yield the metrics that stand after 每 by their names, and the sums whose units do."""
    for (start, end), name in named.items():
        if start == begin and isinstance(name, str) and is_counted(name, index):
            yield _over(first, end, name)
    for unit in units:
        if unit.start == begin:
            yield from _of_unit(first, unit, named, index)


def _of_unit(first: int, unit: Item, named: dict[tuple[int, int], Any], index: Index) -> Iterator[Item]:
    """Yield 每兆瓦时发电量 as of each of that, and 每兆瓦时 alone of the one sum that has the unit."""
    sums = _sums_of(unit.value, index)
    for (start, end), name in named.items():
        if start == unit.end and name in sums:
            yield _over(first, end, name)
    if len(sums) == 1:
        yield _over(first, unit.end, sums[0])


def find_per_unit(atoms: tuple[Atom, ...], found: list[Item], index: Index) -> Iterator[Item]:
    """Yield "MWh produced" after "per" as the sum that has the unit, and is called so where a word says what is done.

    Of several that have the unit each may be meant.
    """
    for unit in found:
        if unit.kind != "UNITNAME" or not unit.start or atoms[unit.start - 1].text != "per":
            continue
        sums = _sums_of(unit.value, index)
        word = atoms[unit.end].text if unit.end < len(atoms) else ""
        done = [name for name in sums if (word.endswith("ed") or word in PAST_OF) and any(
            each.startswith(stem_of(lemma(word))) for each in index.parts.words(name)
        )]  # fmt: skip
        for name in done if done else sums if len(sums) <= _MOST else ():
            last = unit.end + bool(done)
            yield mention(unit.start, last, "OVERUNIT", name, "of each", form=1, per_atom=last - unit.start)


def find_pieces(normalised: Normalised, atoms: tuple[Atom, ...], found: list[Item], index: Index) -> Iterator[Item]:
    """Yield the word with which pieces are counted after a member as the count that is called so: 夜间单, App下的单."""
    starts, ends = places_of(atoms)
    for match in _PLACED.finditer(normalised.text):
        if (names := _called_alone("单", index)) and match.start() in starts and match.end() in ends:
            first, last = starts[match.start()], ends[match.end()]
            yield mention(first, last, "METRIC", tuple(names), COUNTED, form=1, per_atom=last - first)
    members = {item.end for item in found if item.kind == "MEMBER"}
    for match in _PIECE_ALONE.finditer(normalised.text):
        after_of = match.start() in starts and match["of"] and starts[match.start()] in members
        if (after_of or starts.get(match.start("piece")) in members) and match.end() in ends:
            if names := _called_alone(match["piece"], index):
                first, last = starts[match.start("piece")], ends[match.end()]
                yield mention(first, last, "METRIC", tuple(names), COUNTED, form=1, per_atom=1)


def _called(piece: str, index: Index) -> set[str]:
    """Return the counts that are called after a piece alone: 订单量 and 单量 of 单, and no 超时单量."""
    return {
        meaning.value[0] for of in _PIECES_OF[piece] for tail in _TAILS
        for meaning in index.find(f"{of}{piece}{tail}")
        if meaning.kind == "METRIC" and meaning.counts and isinstance(meaning.value[0], str)
    }  # fmt: skip


def _called_alone(piece: str, index: Index) -> set[str]:
    """Return the one count that is called after a piece and no more: of many kinds of 单, the 单 are the orders."""
    names = _called(piece, index) if piece in _PIECES_OF else set()
    return names if len(names) == 1 else set()


def find_in_each(atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    """Yield "how many items are in an order" as the metric named "items per order"."""
    words = [atom.text for atom in atoms]
    for first in range(len(words) - 3):
        if words[first : first + 2] != ["how", "many"]:
            continue
        for noun in range(first + 3, min(first + 5, len(words))):
            place = noun
            while place < len(words) and words[place] in _IN_EACH:
                place += 1
            if not _ONE & set(words[noun:place]):
                continue
            for last in range(place + 1, min(place + 3, len(words)) + 1):
                key = "".join(atom.key for atom in atoms[first + 2 : noun]) + " per"
                key += "".join(atom.key for atom in atoms[place:last])
                end = last + (last < len(words) and words[last] in _HOLDS)
                for meaning in (each for each in index.find(key) if each.kind == "METRIC"):
                    size = end - first
                    counted = {"per_atom": size, "longer_name": size - 1}
                    yield mention(first, end, "METRIC", meaning.value, "of each", form=1, **counted)


def _sums_of(unit: str, index: Index) -> list[str]:
    return [
        name for name, metric in index.model.metrics.items()
        if metric.unit == unit and metric.status != "deprecated" and adds_up(name, index)
    ]  # fmt: skip


def _over(first: int, last: int, name: str) -> Item:
    return mention(first, last, "OVERONE", name, "of each", form=1, per_atom=last - first)


def _counting_done(done: str, index: Index) -> set[str]:
    """Return the counts of what is done: 到店次数 or 到店人次 of 到店, 完工量 of 完工."""
    return {
        meaning.value[0] for tail in _DONE_TAILS if len(done) > 1 for meaning in index.find(done + tail)
        if meaning.kind == "METRIC" and isinstance(meaning.value[0], str) and _counts_rows(meaning.value[0], index)
    }  # fmt: skip


def _counts_rows(name: str, index: Index) -> bool:
    """Say whether rows are counted: those who they are of are no pieces."""
    calculation = index.model.metrics[name].calculation
    return calculation.type == "simple" and calculation.agg == "count"


def _counting(piece: str, index: Index) -> set[str]:
    """Return the counts that are called after the word with which pieces are counted: 订单量 of 单, 到店人次 of 人次.

    What is labelled so comes before what is called so besides, and all of them before some: 订单量 before 退货订单量.
    """
    metrics = index.model.metrics.items() if piece != "次" else ()
    counts = {name: metric for name, metric in metrics if _counts_rows(name, index)}
    ends = tuple(piece + tail for tail in _TAILS)
    labels = {name: label for name, metric in counts.items() for label in metric.label.values() if label.endswith(ends)}
    whole = min(labels.values(), key=len, default="")
    if whole and all(label.endswith(whole) for label in labels.values()):
        return {name for name, label in labels.items() if label == whole}
    return set(labels) or {name for name, metric in counts.items() if any(each.endswith(ends) for each in metric.names)}
