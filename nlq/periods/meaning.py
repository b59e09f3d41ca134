"""What time phrases mean: shared by the rules of every language."""

from __future__ import annotations

import datetime as dt
from typing import Any

from nlq.periods.numbers import parse_number, parse_year
from semantic_layer import query as q

#: The rule of a day that is named with its weekday.
OF_WEEKDAY = "day of a weekday"
#: The rule of a grain of which each value is asked for as it stands at the end of its unit: a stock has one.
AT_ENDS = "at the ends"
#: The rule of one unit of many: the highest "on a single day".
SINGLE = "single unit"
#: The rule of what sets a period against the same days of the unit before, and asks for no number a unit.
SAME_DAYS = "same days of the unit before"
Groups = dict[str, str | None]


def named(unit: str, number: int | None, groups: Groups, offset: int | None = None, fiscal: bool = False) -> q.Named:
    """Return a numbered unit, of the year in the match or ``offset`` years away."""
    year = groups.get("year")
    return q.Named(unit=unit, number=number, year=parse_year(year) if year else None,
                   year_offset=offset if not year else None, fiscal=fiscal)  # fmt: skip


def day(groups: Groups, month: int, offset: int | None = None) -> Any:
    """Return a day of a month."""
    year = groups.get("year")
    number = parse_number(groups["day"] or "1")
    return q.Named(unit="day", month=month, number=number, year=parse_year(year) if year else None,
                   year_offset=offset if not year else None)  # fmt: skip


def relative(unit: str, offset: int, to_date: bool = False, fiscal: bool = False) -> q.Relative:
    """Return the unit ``offset`` away."""
    return q.Relative(unit=unit, offset=offset, to_date=to_date, fiscal=fiscal)


def trailing(unit: str, count: str | None, ahead: bool = False) -> q.Trailing:
    """Return the last or next so many units."""
    return q.Trailing(unit=unit, count=parse_number(count or "1"), ahead=ahead)


def part(of: Any, which: str, unit: str, count: str | None = None) -> q.Part:
    """Return the first or last so many units of a period."""
    return q.Part(of=of, which=which, unit=unit, count=parse_number(count or "1"))


def fits_weekday(day: q.Named, word: str, today: dt.date) -> bool:
    """Say whether a named day is that weekday, by how it is written: "sat"; without a year it is the last such day.

    >>> from datetime import date
    >>> fits_weekday(q.Named(unit="day", number=21, month=11), "sat", date(2026, 11, 23))
    True
    >>> fits_weekday(q.Named(unit="day", number=22, month=11, year=2025), "sun", date(2026, 11, 23))
    False
    """
    year = day.year or today.year + (day.year_offset or 0)
    try:
        date = dt.date(year, day.month or 1, day.number or 1)
        if day.year is None and day.year_offset is None and date > today:
            date = date.replace(year=year - 1)
    except ValueError:
        return False
    return _DAYS.index(word[:3]) == date.weekday()


def weekday(week: int, name: str) -> q.Part:
    """Return a day of a week that begins on Monday, by how many weeks on it is and its English name or Chinese number.

    >>> weekday(-1, "saturday").skip, weekday(0, "日").skip
    (5, 6)
    """
    place = "一二三四五六日".find(name.replace("天", "日")) if len(name) == 1 else _DAYS.index(name[:3])
    return q.Part(of=q.Relative(unit="week", offset=week), which="first", unit="day", skip=place)


_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def whole_units(unit: str, count: int) -> Any:
    """Return the whole units before the one that holds today, whatever "last" means in the model.

    >>> whole_units("month", 1).offset, whole_units("month", 6).first.offset
    (-1, -6)
    """
    last = q.Relative(unit=unit, offset=-1)
    return last if count == 1 else q.Between(first=q.Relative(unit=unit, offset=-count), last=last)
