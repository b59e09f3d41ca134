"""Times that say only once what is said of each: 8、9、10月 is 8月、9月、10月, "this month vs last" last month."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})"
_AND = "(?:、|和|及|以及|跟|与)"
#: What makes a number before it no name of a time: 前3、5月, 2.8、9月.
_APART = r"(?<![\d.前近后第一二三四五六七八九十])"
_UNITS = ("月", "号", "日")
_ONCE = {unit: re.compile(rf"{_APART}(?:{_NUMBER}{_AND})+(?={_NUMBER}{unit})") for unit in _UNITS}
_EACH = re.compile(_NUMBER)
#: 8月9月10月: nothing is said between.
_BARE = re.compile(rf"{_APART}{_NUMBER}(?P<unit>月|季度)(?={_NUMBER}(?P=unit))")
#: 11月21号、22号: the month is said of the first.
_DAYS = re.compile(rf"(?P<month>{_APART}{_NUMBER}月)(?P<days>{_NUMBER}[号日](?:{_AND}?{_NUMBER}[号日])+)")
#: "This month vs last", "better last year than this".
_OTHER = re.compile(
    r"\b(?P<one>this|last) (?P<unit>week|month|quarter|year)\b[^.?!;]*?"
    r" (?:vs\.?|versus|than|and|or|against|with|to|over|on) (?P<other>this|last)(?= ?(?:$|[?.!,;]))"
)
_DAY = re.compile(rf"(?P<and>{_AND}?){_NUMBER}[号日]")


def find_left_out(text: str) -> list[tuple[int, str]]:
    """Return what one round of reading finds left out of times in a row, each with the place where it belongs.

    >>> find_left_out("8、9、10月"), find_left_out("8月9月的"), find_left_out("11月21号、22号"), find_left_out("8月9日")
    ([(1, '月'), (3, '月')], [(2, '、')], [(7, '11月')], [])
    >>> find_left_out("revenue this month vs last?"), find_left_out("this month vs last year")
    ([(26, ' month')], [])
    """
    # Every name of a model is read by this: most hold no time.
    if text.isascii():
        if "this" not in text or "last" not in text:
            return []
        return [(each.end(), f" {each['unit']}") for each in _OTHER.finditer(text) if each["one"] != each["other"]]
    if not any(unit in text for unit in (*_UNITS, "季度")):
        return []
    return sorted({*_units(text), *((match.end(), "、") for match in _BARE.finditer(text)), *_months(text)})


def _units(text: str) -> Iterator[tuple[int, str]]:
    for unit, once in _ONCE.items():
        for row in once.finditer(text):
            for each in _EACH.finditer(row.group()):
                yield row.start() + each.end(), unit


def _months(text: str) -> Iterator[tuple[int, str]]:
    for row in _DAYS.finditer(text):
        for day in [*_DAY.finditer(row["days"])][1:]:
            yield row.start("days") + day.end("and"), row["month"] if day["and"] else f"、{row['month']}"
