"""What members are called for short where most of a dimension end alike: 新街口 of 新街口店, beside 江湾店."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

#: Names that end alike, at the least, and their part of all; members of a dimension, at the most; characters left.
LEAST, PART, MOST, SHORTEST = 3, 0.75, 10_000, 2
_LONGEST_END = 3
#: Kinds of things and of people, whose names are words of every day without it: 客服部, 食品类, 高级.
_KINDS = frozenset("部门类型级组品款期段员人式性费卡")


def stems_of_members(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each Chinese name that ends as most of them do, with what is left of it.

    >>> list(stems_of_members(["新街口店", "徐家汇店", "江湾店", "西湖店", "总部"]))[:2]
    [('新街口店', '新街口'), ('徐家汇店', '徐家汇')]
    """
    chinese = [name for name in dict.fromkeys(names) if not name.isascii()]
    if not LEAST <= len(chinese) <= MOST:
        return
    for size in range(_LONGEST_END, 0, -1):
        ends = Counter(name[-size:] for name in chinese if len(name) >= size + SHORTEST)
        end, count = max(ends.items(), key=lambda each: each[1], default=("", 0))
        if count >= max(LEAST, PART * len(chinese)) and end[-1] not in _KINDS:
            yield from ((name, name[:-size]) for name in chinese if name.endswith(end) and len(name) >= size + SHORTEST)
            return
