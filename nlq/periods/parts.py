"""Parts of a period that stand around it: its first months, its second week, its first half, 上旬."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from nlq.periods.chinese import UNITS
from nlq.periods.meaning import part
from nlq.periods.numbers import EN_NUMBER, ORDINAL, ZH_NUMBER, parse_number
from semantic_layer import query as q

#: A time phrase: half-open range of the text, and its meaning; what is built has the name of its rule too.
Found = tuple[int, int, Any]
Made = tuple[int, int, Any, str]
#: Which part words name: from which end, of which unit, how many, after how many that are left out.
Wanted = tuple[str, str, str | None, int]

_FIRST = re.compile(
    rf"(?<![^\W_])(?:the )?(?P<which>first|last|final) (?:(?P<count>{EN_NUMBER}) )?"
    r"(?P<unit>day|week|month|quarter)s? (?:of|in) (?:the )?$"
)
_NTH = re.compile(
    rf"(?<![^\W_])(?:the )?(?P<n>{ORDINAL}|2nd|3rd|4th|5th|6th) (?P<unit>day|week|month) (?:of|in) (?:the )?$"
)
_FIRST_ZH = re.compile(rf"的?(?P<which>前|头|后|最后)(?P<count>{ZH_NUMBER})?个?(?P<unit>天|日|周|月|季度)")
_NTH_ZH = re.compile(rf"的?第(?P<n>{ZH_NUMBER})个?(?P<unit>天|周|星期|月)")
#: Days of a month, by the first of them and how many; None: up to its end.
_DAYS = (
    (re.compile(r"(?<![^\W_])(?:the )?(?:first|1st) half of (?:the )?(?:month of )?$"), 0, 15),
    (re.compile(r"(?<![^\W_])(?:the )?(?:second|2nd|latter) half of (?:the )?(?:month of )?$"), 15, None),
)
_DAYS_ZH = (
    (re.compile(r"的?(?:上半月|前半月|上半)(?!年)"), 0, 15), (re.compile(r"的?(?:下半月|后半月|下半)(?!年)"), 15, None),
    (re.compile(r"的?上旬"), 0, 10), (re.compile(r"的?中旬"), 10, 10), (re.compile(r"的?下旬"), 20, None),
)  # fmt: skip
#: The week that a day lies in.
_WEEK_OF = re.compile(r"(?<![^\W_])(?:the )?week (?:of|containing|around) (?:the )?$")
_WEEK_OF_ZH = re.compile(r"(?:的?(?:那一?个?|所在的?那?一?)|当)(?:周|星期|礼拜)")


def parts_around(text: str, found: Found, head: str) -> list[Made]:
    """Return the parts of a period that the words before it (``head``) or after it name."""
    start, end, period = found
    made: list[Made] = []
    for pattern, read in ((_FIRST, _first), (_NTH, _nth)):
        if match := pattern.search(head):
            begin = start - len(head) + match.start()
            made += [(begin, end, value, name) for value, name in _meant(period, read(match, match["unit"]))]
    for pattern, read in ((_FIRST_ZH, _first), (_NTH_ZH, _nth)):
        match = pattern.match(text, end)
        # 国庆前一天 lies before it.
        if match and not (isinstance(period, q.Season) and match.groupdict().get("which") in ("前", "后")):
            made += [
                (start, match.end(), value, name) for value, name in _meant(period, read(match, UNITS[match["unit"]]))
            ]
    if getattr(period, "unit", None) == "day":
        made += _week_around(text, found, head)
    return made + (list(_days(text, found, head)) if getattr(period, "unit", None) == "month" else [])


def _week_around(text: str, found: Found, head: str) -> Iterator[Made]:
    """Yield the week that a day lies in: "the week of October 5", 10月5日那一周."""
    start, end, day = found
    week = q.Part(of=day, which="first", unit="week")
    if match := _WEEK_OF.search(head):
        yield start - len(head) + match.start(), end, week, "week of"
    if match := _WEEK_OF_ZH.match(text, end):
        yield start, match.end(), week, "week of"


def _first(match: re.Match[str], unit: str) -> Wanted:
    return "first" if match["which"] in ("first", "前", "头") else "last", unit, match["count"], 0


def _nth(match: re.Match[str], unit: str) -> Wanted:
    number = int(match["n"][0]) if match["n"][0].isdigit() and match["n"][-1].isalpha() else parse_number(match["n"])
    return "first", unit, None, number - 1


def _meant(period: Any, wanted: Wanted) -> list[tuple[Any, str]]:
    """Return what part of a period may be meant: its first week is that of the calendar, or its first seven days."""
    which, unit, count, skip = wanted
    own = getattr(period, "unit", None)
    if skip and (own, unit) == ("year", "week"):
        # The weeks of a year have numbers: that is another rule's.
        return []
    whole = part(period, which, unit, count).model_copy(update={"skip": skip})
    if unit != "week" or own == "week":
        return [(whole, "part of")]
    days = whole.model_copy(update={"unit": "day", "count": 7 * whole.count, "skip": 7 * skip})
    return [(whole, "part of"), (days, "days of")]


def _days(text: str, found: Found, head: str) -> Iterator[Made]:
    """Yield halves of a month (of its first 15 days, and the rest) and its thirds, 旬."""
    start, end, period = found
    for pattern, skip, count in _DAYS:
        if match := pattern.search(head):
            yield start - len(head) + match.start(), end, _run(period, skip, count), "days of month"
    for pattern, skip, count in _DAYS_ZH:
        if match := pattern.match(text, end):
            yield start, match.end(), _run(period, skip, count), "days of month"


def _run(period: Any, skip: int, count: int | None) -> Any:
    first = q.Part(of=period, which="first", unit="day", count=count or 1, skip=skip)
    return first if count else q.Between(first=first, last=q.Part(of=period, which="last", unit="day"))
