"""Dates all in figures: 03/04/2026, which may be read with the day first or the month; 10.1到10.15 in Chinese.

Whoever writes several dates writes them one way: one that can be read in one way only (13/04/2026) says it of all.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from typing import Any

from nlq.periods.chinese import OF_YEAR, OFFSETS
from nlq.periods.meaning import day
from nlq.periods.parts import Found
from semantic_layer import query as q

DAY_FIRST, MONTH_FIRST = "day first", "month first"
_DATE = re.compile(
    r"(?<![^\W_\u3400-\u9fff])(?<![/.-])(?P<one>[0-3]?\d)(?P<mark>[/.-])(?P<two>[0-3]?\d)(?P=mark)(?P<year>(?:19|20)\d\d)"
    r"(?![^\W_\u3400-\u9fff]|[/.-]\d)"
)
_IN_MONTH = r"(?P<{0}month>1[0-2]|0?[1-9])[./](?P<{0}day>[0-3]?\d)"
#: A threshold has a unit: 客单价10.1到10.15元 is no time.
_DAYS_ZH = re.compile(
    rf"(?<![\d./-])[从自]?{OF_YEAR}{_IN_MONTH.format('')}[日号]?(?: ?(?:-+|到|至|~) ?){_IN_MONTH.format('last')}"
    r"(?:[日号]|期间|这段时间)?(?![\d./%]|-\d| ?[元块万千百亿天个折倍岁%]|小时|分钟|之间)"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
Written = dict[str, tuple[Found, ...]]


def find_written_dates(text: str) -> Written:
    """Return the dates in figures by each order in which all of them can be read; nothing where there are none.

    >>> [[each[2].number for each in dates] for dates in find_written_dates("03/04/2026").values()]
    [[3], [4]]
    >>> list(find_written_dates("from 13/04/2026 to 05/06/2026"))
    ['day first']
    """
    matches = list(_DATE.finditer(text))
    ways: Written = {}
    for order, (days, months) in ((DAY_FIRST, ("one", "two")), (MONTH_FIRST, ("two", "one"))):
        dates = [_date(match, int(match[months]), int(match[days])) for match in matches]
        if dates and None not in dates:
            ways[order] = tuple((m.start(), m.end(), date) for m, date in zip(matches, dates, strict=True))
    if len(set(ways.values())) == 1:
        # 03/03/2026 is one day in either order.
        return dict(list(ways.items())[:1])
    return ways


def _date(match: re.Match[str], month: int, number: int) -> Any:
    """Return a day, or None where the calendar has none."""
    if not 1 <= month <= 12 or not 1 <= number <= calendar.monthrange(int(match["year"]), month)[1]:
        return None
    return day({"year": match["year"], "day": str(number)}, month)


def find_days_in_figures(text: str) -> list[Found]:
    """Return the days from one to another of a year, month first, as Chinese writes them: 10.1到10.15.

    >>> [(value.first.number, value.last.number) for _, _, value in find_days_in_figures("10.1到10.15的销售额")]
    [(1, 15)]
    """
    found: list[Found] = []
    for match in _DAYS_ZH.finditer(text) if _HAN.search(text) else ():
        ends = [(int(match[f"{end}month"]), int(match[f"{end}day"])) for end in ("", "last")]
        longest = [calendar.monthrange(2024, month)[1] for month, _ in ends]
        if ends[0] < ends[1] and all(1 <= number <= most for (_, number), most in zip(ends, longest, strict=True)):
            offset = OFFSETS.get(str(match["which"]))
            first, last = (day({"year": match["year"], "day": str(n)}, month, offset) for month, n in ends)
            found.append((match.start(), match.end(), q.Between(first=first, last=last)))
    return found


def keeps_one_order(rules: Iterable[str]) -> bool:
    """Say whether no date is read with the day first beside one that is read with the month first."""
    return len({rule.rpartition(", ")[2] for rule in rules if rule.endswith((DAY_FIRST, MONTH_FIRST))}) < 2
