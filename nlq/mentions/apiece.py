"""Of each of what a Chinese ratio is: 每工时营业额, 平均每单收入, 每次到店的零售额, where a metric counts that.

"Sales per order" names the metric as it stands. In Chinese the word with which pieces are counted says which: 单
of 订单量, 次 with what is done of 到店次数. Where several metrics count so, each may be meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlq.grammar.chart import Item, mention
from nlq.grammar.ordering import adds_up, is_time
from nlq.index import Index
from nlq.text.atoms import Atom, places_of
from nlq.text.normalise import Normalised

#: 平均 says of a ratio no more than 每 does.
_EACH = re.compile(r"(?:平均)?每(?:一)?个?")
_PIECES = re.compile(r"(?:平均)?每(?:一)?(?P<piece>人次|[单次件票笔张份趟班场台])")
#: How the name of what is counted ends, after the word with which it is counted and after what is done.
_TAILS = ("", "量", "数", "数量")
_DONE_TAILS = ("量", "数", "次数", "人次", "单量", "单数", "件数", "笔数")
#: Names that are more than what is counted: of more there is no telling.
_MOST, _LONGEST = 3, 4


def find_apiece(normalised: Normalised, atoms: tuple[Atom, ...], found: list[Item], index: Index) -> Iterator[Item]:
    """Yield what a ratio is of each of, as the metric that counts it."""
    if "每" not in normalised.text:
        return
    starts, ends = places_of(atoms)
    named = {(item.start, item.end): item.value[0] for item in found if item.kind == "METRIC"}
    for match in _EACH.finditer(normalised.text):
        first, begin = starts.get(match.start()), starts.get(match.end())
        for (start, end), name in named.items():
            if first is not None and start == begin and isinstance(name, str) and _is_counted(name, index):
                yield _over(first, end, name)
    for match in _PIECES.finditer(normalised.text):
        first, piece = starts.get(match.start()), match["piece"]
        if first is None or match.end() not in ends:
            continue
        done = {size: _counting_done(normalised.text[match.end() : match.end() + size], index)
                for size in range(2, _LONGEST + 1)}  # fmt: skip
        longest = max((size for size, names in done.items() if names), default=0)
        names = done[longest] if longest else _counting(piece, index)
        if match.end() + longest in ends and len(names) <= _MOST:
            yield from (_over(first, ends[match.end() + longest], name) for name in sorted(names))


def _over(first: int, last: int, name: str) -> Item:
    return mention(first, last, "OVERONE", name, "of each", form=1, per_atom=last - first)


def _is_counted(name: str, index: Index) -> bool:
    """Say whether there is so much of each: a count, or hours that add up."""
    return index.model.metrics[name].unit == "count" or (is_time(name, index) and adds_up(name, index))


def _counting_done(done: str, index: Index) -> set[str]:
    """Return the counts of what is done: 到店次数 or 到店人次 of 到店, 完工量 of 完工."""
    return {
        meaning.value[0] for tail in _DONE_TAILS if len(done) > 1 for meaning in index.find(done + tail)
        if meaning.kind == "METRIC" and meaning.counts and isinstance(meaning.value[0], str)
    }  # fmt: skip


def _counting(piece: str, index: Index) -> set[str]:
    """Return the counts that are called after the word with which pieces are counted: 订单量 of 单, 到店人次 of 人次.

    What is labelled so comes before what is called so besides, and all of them before some: 订单量 before 退货订单量.
    """
    counts = {name: metric for name, metric in index.model.metrics.items() if metric.unit == "count" and piece != "次"}
    ends = tuple(piece + tail for tail in _TAILS)
    labels = {name: label for name, metric in counts.items() for label in metric.label.values() if label.endswith(ends)}
    whole = min(labels.values(), key=len, default="")
    if whole and all(label.endswith(whole) for label in labels.values()):
        return {name for name, label in labels.items() if label == whole}
    return set(labels) or {name for name, metric in counts.items() if any(each.endswith(ends) for each in metric.names)}
