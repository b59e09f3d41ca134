"""A year that is said once and meant of two: "Q1 vs Q2 2025", 2025年3月对比4月, "in March and April last year"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from nlq.periods.parts import Found
from semantic_layer import query as q

#: What stands between two periods that are listed, and what ends the words between two that are compared.
_LISTED = re.compile(r" ?(?:,? ?(?:and|or|&|\+)|,|、|和|与|跟|及|以及|或)(?: in| for| of)?(?: the)? ?")
_SO_MANY, _OF_THAT = r"[^.;?!。;?!]{0,40}?", r"(?: that of| those of)?(?: in| for| of)?(?: the)? ?"
_BESIDE = (
    r"(?:(?<![^\W_])(?:vs\.?|versus|v|compared (?:to|with)|against|relative to|than)|对比|相比于?|比起?|相较于?|较)"
    + _OF_THAT
)
_COMPARED, _SET_BESIDE = re.compile(_SO_MANY + _BESIDE), re.compile(_BESIDE + "$")
_COMPARE = re.compile(r"(?<![^\W_])compar(?:e|ing|ison)(?![^\W_])")
_WITH = re.compile(_SO_MANY + r"(?<![^\W_])(?:with|to|and)" + _OF_THAT)
#: A year that stands before what it is the year of is not meant of what was said earlier: 上半年和去年下半年.
_LEADING = re.compile(r"(?:the )?(?:fy ?)?(?:\d{2,4}|(?:last|this|next) year|[去今明前上本][年财]|大前年|同年)")
#: The last of its unit in a year.
_LAST = {"month": 12, "quarter": 4, "half": 2}


def share_years(text: str, simple: list[Found]) -> list[Found]:
    """Return the simple periods, those without a year as of the year that is said with what they stand beside.

    "December vs January 2025" may mean the December before or that year's: both are returned.
    """
    shared = dict.fromkeys(simple)
    for first, last in reversed(list(_pairs(text, simple))):
        own = next((each for each in shared if each[:2] == last[:2] and _has_year(each[2])), last)
        if _has_year(own[2]) and not _LEADING.match(text[own[0] : own[1]]):
            shared = _with_years(shared, first, own[2], -1)
    for first, last in _pairs(text, simple):
        own = next((each for each in shared if each[:2] == first[:2] and _has_year(each[2])), first)
        if _has_year(own[2]):
            shared = _with_years(shared, last, own[2], 1)
    return list(shared)


def is_latest(period: Any) -> bool:
    """Say whether a period is the latest of its name that has begun: "in December", said of no year."""
    ends = (period.first, period.last) if isinstance(period, q.Between) else (period,)
    return any(isinstance(end, q.Named) and end.unit != "year" and not _has_year(end) for end in ends)


def put_in_year(period: Any, year: Any) -> Any:
    """Return a period that names no year as that of a year of the calendar; None where one is neither.

    >>> put_in_year(q.Named(unit="quarter", number=3), q.Named(unit="year", year=2025)).year
    2025
    """
    if isinstance(period, q.Between):
        return _range_in_year(period, year)
    named = isinstance(period, q.Named) and period.unit != "year" and not period.to_date and not period.fiscal
    if not (named or isinstance(period, q.Season)) or _has_year(period):
        return None
    if isinstance(year, q.Relative) and year.unit == "year" and not (year.to_date or year.fiscal):
        return period.model_copy(update={"year_offset": year.offset})
    if isinstance(year, q.Named) and year.unit == "year" and not (year.to_date or year.fiscal):
        return period.model_copy(update={"year": year.year, "year_offset": year.year_offset})
    return None


def _range_in_year(period: q.Between, year: Any) -> Any:
    """Return "January to October" as that of a year; None where it has one end, or turns the year."""
    first, last = put_in_year(period.first, year), put_in_year(period.last, year)
    is_one = isinstance(first, q.Named) and isinstance(last, q.Named) and first.unit == last.unit
    in_order = is_one and _place(first) < _place(last)
    return period.model_copy(update={"first": first, "last": last}) if in_order else None


def _pairs(text: str, simple: list[Found]) -> Iterator[tuple[Found, Found]]:
    """Yield two units of the calendar, each as long as it is said, that are listed or compared."""
    named = [each for each in simple if isinstance(each[2], q.Named) and each[2].unit != "year"]
    whole = [
        each for each in named if not any(_overlap(each, other) and _length(other) > _length(each) for other in named)
    ]
    for first, last in pairwise(sorted(whole, key=lambda each: each[:2])):
        alike = (first[2].unit, first[2].fiscal) == (last[2].unit, last[2].fiscal)
        if alike and _place(first[2]) != _place(last[2]) and _are_joined(text, first, last):
            yield first, last


def _are_joined(text: str, first: Found, last: Found) -> bool:
    if _SET_BESIDE.search(text[: first[0]]):
        # "Vs September and vs October last year": each side of a comparison is as it is said.
        return False
    gap = text[first[1] : last[0]]
    patterns = (_LISTED, _COMPARED, *((_WITH,) if _COMPARE.search(text[: first[0]]) else ()))
    return any(pattern.fullmatch(gap) for pattern in patterns)


def _with_years(shared: dict[Found, None], bare: Found, dated: q.Named, way: int) -> dict[Found, None]:
    """Return the periods with a bare one in the year of a dated one, and the year beside it where one may be meant."""
    ends = (dated, bare[2]) if way > 0 else (bare[2], dated)
    turns = ends[0].number == _LAST.get(ends[0].unit) and ends[1].number == 1
    made: dict[Found, None] = {}
    for each in shared:
        same = each[1] == bare[1] and each[2] == bare[2] and not _has_year(bare[2])
        values = _in_year(bare[2], dated, way if turns else 0) if same else [each[2]]
        made |= dict.fromkeys((*each[:2], value) for value in values)
    return made


def _in_year(bare: q.Named, dated: q.Named, beside: int) -> list[q.Named]:
    names = [name for name in ("year", "year_offset") if getattr(dated, name) is not None]
    years = [{name: getattr(dated, name) + step for name in names} for step in dict.fromkeys((0, beside))]
    return [bare.model_copy(update=year) for year in years]


def _has_year(period: Any) -> bool:
    return period.year is not None or period.year_offset is not None


def _place(period: q.Named) -> tuple[int, int]:
    return period.month or 0, period.number or 0


def _length(found: Found) -> int:
    return found[1] - found[0]


def _overlap(one: Found, other: Found) -> bool:
    return one[0] < other[1] and other[0] < one[1]
