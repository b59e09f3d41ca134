"""Time phrases built from others: ranges, since, up to, the first months of, compared with."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from nlq.periods.edges import read_edges
from nlq.periods.parts import Found, Made, parts_around
from nlq.periods.second import second_times
from nlq.periods.since import SINCE_WHEN, as_of, find_open_times, total_after
from nlq.periods.vague import find_vague_times
from semantic_layer import query as q

_BEFORE: tuple[tuple[str, re.Pattern[str], Callable[[Any], Any]], ...] = (
    ("since", re.compile(r"(?<![^\W_])(?:ever )?since (?:the (?:start|beginning) of )?$|自从?$"), lambda p: _since(p)),
    ("since", re.compile(r"(?<![^\W_])(?:on (?:or|and) after|starting(?: from| on| in)?|beginning(?: from| on| in)?) (?:the )?$"), lambda p: _since(p)),
    ("up to", re.compile(r"(?<![^\W_])(?:on or before) (?:the )?$"), lambda p: q.Between(last=p)),
    ("up to", re.compile(r"(?<![^\W_])(?:through|until|till|up to|up to and including|as of|by the end of|to the end of|up until) (?:the end of )?$|截至$|截止到?$|到$"),
     lambda p: _up_to(p)),
    ("before", re.compile(r"(?<![^\W_])(?:(?:any ?time )?before|prior to|earlier than) (?:the )?$|早于$"), lambda p: q.Before(of=p)),
    ("after", re.compile(r"(?<![^\W_])(?:after|later than) (?:the )?$|晚于$"), lambda p: q.After(of=p)),
    ("end of", re.compile(r"(?<![^\W_])(?:at |as at )?(?:the )?end of $"), lambda p: _edge_day(p, "last")),
    ("start of", re.compile(r"(?<![^\W_])(?:at )?(?:the )?(?:start|beginning) of $"), lambda p: q.Part(of=p, which="first", unit="day")),
    ("compared with", re.compile(r"(?<![^\W_])(?:(?:together with|alongside|along with|next to|beside|plus|and|with) (?:the |its |their |that |those )?(?:comparable|equivalent|corresponding|matching|same|prior-year|prior year) (?:figures?|numbers?|values?|ones?|results?) (?:for|of|in|from)(?: the)?|vs|versus|compared (?:to|with)|against|relative to|(?<=up )on|(?<=down )on|than|than in|ahead of|ahead of where we were in)\.? $|(?<![^\W_\u3400-\u9fff])vs\.?$|(?:对比|相比于?|比起?|相较于?|相对于?|较)$"),
     lambda p: q.Compare(basis="period", period=p)),
)  # fmt: skip
_AFTER: tuple[tuple[str, re.Pattern[str], Callable[[Any], Any]], ...] = (
    ("that day", re.compile(r"当天|当日|那天|那一天|这天|这一天"), lambda p: p if getattr(p, "unit", None) == "day" else _day_of(p, "first")),
    # Of a festival of several days either end may be meant.
    ("that day", re.compile(r"当天|当日|那天|那一天|这天|这一天"), lambda p: _day_of(p, "last")),
    ("since", re.compile(r",? (?:onwards?|or later|and later|(?:until|till|up to|to) (?:now|date|the present))(?![^\W_])|(?:当[天日])?(?:及|\(含(?:当[天日])?\))(?:以后|之后)"), lambda p: _since(p)),
    ("up to", re.compile(r",? or earlier(?![^\W_])|(?:当[天日])?(?:及|\(含(?:当[天日])?\))(?:以前|之前)"), lambda p: q.Between(last=p)),
    ("those days", re.compile(r"(?:期间)?[那这](?:几天|几周|几个月|些天|段时间|段日子|阵子?|会儿?)|的时候"), lambda p: p),
    ("up to", re.compile(r"为止"), lambda p: p if isinstance(p, q.Between) else None),
    ("since", re.compile(r"(?:以来|至今|起至今|到现在|(?:截[至止])?到目前(?:为止)?|起|开始(?!的))"), lambda p: _since(p)),
    ("before", re.compile(r"(?:以前|之前)"), lambda p: q.Before(of=p)),
    ("after", re.compile(r"(?:以后|之后|后(?![半天日周月季年三两]))"), lambda p: q.After(of=p)),
    ("end of", re.compile(r"(?:[年月]?[底末]|年?终)"), lambda p: _edge_day(p, "last")),
    ("end of", re.compile(r"'s end(?![^\W_])"), lambda p: q.Part(of=p, which="last", unit="day")),
)  # fmt: skip
_CLOSED = ("up to", SINCE_WHEN, "in total")


def _day_of(season: Any, which: Any) -> Any:
    """Return the day that a festival has or, of one of several days, the first or the last of them."""
    return q.Part(of=season, which=which, unit="day") if isinstance(season, q.Season) else None


def _since(period: Any) -> Any:
    """Return from the start of a period until now; of one that is going on, the period to date.

    What begins with "the start of", or is until now already, says it twice.
    """
    if isinstance(period, q.Part) and (period.which, period.unit, period.count, period.skip) == ("first", "day", 1, 0):
        return _since(period.of)
    if isinstance(period, q.Relative) and period.offset == 0:
        return period.model_copy(update={"to_date": True})
    is_open = isinstance(period, q.Between) and period.last is None
    return period if is_open else q.Between(first=period)


def _edge_day(period: Any, which: Any) -> Any:
    """Return the first or the last day of a period; "by the end of October" names no day but a span."""
    return None if isinstance(period, q.Between) else q.Part(of=period, which=which, unit="day")


def _up_to(period: Any) -> Any:
    """Return all until the end of a period; up to its start, what was before it."""
    if isinstance(period, q.Part) and (period.which, period.unit, period.count, period.skip) == ("first", "day", 1, 0):
        return q.Before(of=period.of)
    return q.Between(last=period)


_COMPARE = re.compile(r"(?<![^\W_])compar(?:e|ing)(?![^\W_])")
_WITH = re.compile(r"(?<![^\W_])(?:with|to|and|against) (?:that of |those of )?$")
_SET_AGAINST, _THUS = (
    re.compile(r"(?:和|与|跟|同)$"),
    re.compile(r"(?:相比|对比|比较|对照|比)(?:起来|一下|着[看列说]|列出?)?"),
)
_FROM = re.compile(r"(?<![^\W_])(?:from|starting|beginning) (?:in |the )?$|[自从]$")
_RANGE = re.compile(r" ?(?:to|through|until|till|and|-|~|至|到|与|和) ?(?:the end of )?$")


def compose_times(text: str, simple: list[Found]) -> list[Made]:
    """Return the phrases built from simple periods, two steps deep: "since the end of May"."""
    made: list[Made] = []
    periods = [item for item in simple if not isinstance(item[2], (q.Grain, q.Compare))]
    level = periods
    for _ in range(2):
        fresh = [item for period in level for item in _around(text, period)]
        made += fresh
        # "Up to October" has an end: its end is October's.
        level = [(s, e, v) for s, e, v, name in fresh if not isinstance(v, q.Compare) and name not in _CLOSED]
    ranges = _ranges(text, periods)
    against = [item for made_of in ranges for item in _around(text, made_of[:3]) if isinstance(item[2], q.Compare)]
    asked_again = list(second_times(text, periods))
    return made + ranges + against + asked_again + find_open_times(text) + find_vague_times(text)


def _around(text: str, found: Found) -> list[Made]:
    start, end, period = found
    made: list[Made] = []
    head = text[max(0, start - 40) : start]
    shift = start - len(head)
    for name, pattern, meaning in _BEFORE:
        match = pattern.search(head)
        value = meaning(period) if match else None
        if match and value is not None:
            made.append((shift + match.start(), end, value, name))
    opening = _FROM.search(head)
    for name, pattern, meaning in _AFTER:
        match = pattern.match(text, end)
        value = meaning(period) if match else None
        if match and value is not None:
            made.append((start, match.end(), value, name))
            if opening and name == "since":
                made.append((shift + opening.start(), match.end(), value, name))
    made += _set_against(text, found, head, shift)
    made += total_after(text, found) + as_of(found, head)
    return made + read_edges(text, end, start, period) + parts_around(text, found, head)


def _set_against(text: str, found: Found, head: str, shift: int) -> list[Made]:
    """Return the comparison that stands around a period: "compare October with June", 与6月相比."""
    start, end, period = found
    compare = q.Compare(basis="period", period=period)
    opening = _WITH.search(head) if _COMPARE.search(text[:start]) else None
    made = [(shift + opening.start(), end, compare, "compared with")] if opening else []
    before, after = _SET_AGAINST.search(head), _THUS.match(text, end)
    if before and after:
        made.append((shift + before.start(), after.end(), compare, "compared with"))
    return made


def _ranges(text: str, periods: list[Found]) -> list[Made]:
    made: list[Made] = []
    for first in periods:
        for last in periods:
            gap = text[first[1] : last[0]]
            if not 0 < len(gap) <= 16 or not _RANGE.fullmatch(gap):
                continue
            if gap.strip() == "-" and _is_a_part(first[2], last[2]):
                continue
            opening = re.search(r"(?<![^\W_])(between|from) (?:the )?$|(从|自|在|介于)$", text[: first[0]])
            if gap.strip() in ("and", "与", "和") and not (opening and opening[0].strip() in ("between", "在", "介于")):
                continue
            closing = re.compile(r"之间|期间|为止").match(text, last[1])
            start = opening.start() if opening else first[0]
            value = q.Between(first=_year_like(first[2], last[2]), last=_year_on(first[2], last[2]))
            made.append((start, closing.end() if closing else last[1], value, "range"))
    return made


def _is_a_part(first: Any, last: Any) -> bool:
    """Say whether "2025-Q2", "2026-W47" is a part of a year and no range."""
    units = [getattr(each, "unit", None) for each in (first, last)]
    return units[0] == "year" and units[1] not in ("year", None)


def _year_like(first: Any, last: Any) -> Any:
    """Give the first end the year of the last, where only the last names one: "March to May 2025"."""
    if isinstance(first, q.Named) and isinstance(last, q.Named) and first.year is None and first.year_offset is None:
        earlier = (first.month or first.number or 0) <= (last.month or last.number or 0) or first.unit != last.unit
        if last.year is not None and last.unit != "year":
            return first.model_copy(update={"year": last.year if earlier else last.year - 1})
        if last.year_offset is not None:
            return first.model_copy(update={"year_offset": last.year_offset})
    return first


def _year_on(first: Any, last: Any) -> Any:
    """Give the last end the year of the first, where only the first names one: 2015年1月至12月."""
    if not (isinstance(first, q.Named) and isinstance(last, q.Named)) or last.year is not None:
        return last
    if last.year_offset is not None or last.unit == "year" or first.unit == "year":
        return last
    if first.year is not None:
        before = (first.month or first.number or 0) > (last.month or last.number or 0) and first.unit == last.unit
        return last.model_copy(update={"year": first.year + 1 if before else first.year})
    return last.model_copy(update={"year_offset": first.year_offset}) if first.year_offset is not None else last
