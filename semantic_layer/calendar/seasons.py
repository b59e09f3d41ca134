"""Named seasons: the model's own, else public holidays of its country, else days that are the same everywhere."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from functools import lru_cache

import holidays

from semantic_layer.calendar.clock import Clock

DAY = dt.timedelta(days=1)
Days = tuple[dt.date, dt.date]
#: Days that people shop and celebrate on whatever their country's public holidays are, by the library's names.
EVERYWHERE = ("valentine's day", "halloween", "thanksgiving day", "christmas eve", "christmas day", "new year's eve")
#: Days that are counted from Thanksgiving.
_AFTER_THANKSGIVING = {"black friday": 1, "cyber monday": 4}
#: The week of holidays that a country calls golden: from the first of these festivals to the days off after the last.
_GOLDEN_WEEK = {"CN": ("national day",), "JP": ("showa day", "constitution day", "greenery day", "children's day")}
#: How the library marks a day off that stands in for another: it is part of a festival's days off, and no festival.
_STAND_INS = ("substitut", "observed", "in lieu", "day off", "休息日", "补假", "调休")


def season_days(name: str, year: int, clock: Clock) -> Days | None:
    """Return the days of a season in a year, half-open, or None where it is not known.

    >>> from semantic_layer.model.definitions import Calendar
    >>> [str(day) for day in season_days("National Day", 2025, Clock(Calendar(holidays="CN")))]
    ['2025-10-01', '2025-10-09']
    """
    own = clock.seasons.get(name)
    if own is not None:
        start = _day_of_year(own.start, year)
        end = _day_of_year(own.end, year)
        return (start, end + DAY) if end >= start else (start, _day_of_year(own.end, year + 1) + DAY)
    return _known(clock.calendar.holidays, year).get(name.casefold())


def season_names(clock: Clock) -> tuple[str, ...]:
    """Return the names that ``season_days`` takes: the model's own as written, festivals in any case.

    >>> from semantic_layer.model.definitions import Calendar
    >>> season_names(Clock(Calendar(holidays="CN")))[-2:]
    ('mid-autumn festival', '中秋节')
    """
    found = dict.fromkeys(clock.seasons)
    for name, called in festival_names(clock.calendar.holidays).items():
        found |= dict.fromkeys((name, *(word for word in called if word.casefold() != name)))
    return tuple(found)


def _day_of_year(text: str, year: int) -> dt.date:
    """Return the day ``MM-DD`` of a year; 29 February is the 28th where there is none."""
    month, day = map(int, text.split("-"))
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))


@lru_cache(maxsize=64)
def festival_names(country: str | None, year: int = 2025) -> dict[str, tuple[str, ...]]:
    """Return, by the name ``season_days`` takes, what each festival of a country is called in English and Chinese.

    >>> festival_names("CN")["national day"]
    ('National Day', '国庆节')
    """
    found: dict[str, dict[str, None]] = {name: {} for name in (*EVERYWHERE, *_AFTER_THANKSGIVING)}
    if country in _GOLDEN_WEEK:
        found["golden week"] = {}
    if country:
        english, chinese = (dict(_listed(country, year, language)) for language in ("en_US", "zh_CN"))
        for day, names in english.items():
            for name, other in zip(names, chinese.get(day, names), strict=False):
                found.setdefault(name.casefold(), {}).update({name: None, other: None})
    return {name: tuple(words) for name, words in found.items()}


@lru_cache(maxsize=64)
def _known(country: str | None, year: int) -> dict[str, Days]:
    """Return the days of every festival of a year; the country's own go before those that are the same everywhere."""
    found: dict[str, Days] = {}
    general = {name: days for name, days in _own_days("US", year, unofficial=True).items() if name in EVERYWHERE}
    for thanks in general.get("thanksgiving day", ()):
        general |= {name: [thanks + days * DAY] for name, days in _AFTER_THANKSGIVING.items()}
    found |= {name: (min(days), max(days) + DAY) for name, days in general.items()}
    if country:
        own = _own_days(country, year)
        found |= {name: _days_off(name, own, country, year) for name in own}
        week = [found[name] for name in _GOLDEN_WEEK.get(country, ()) if name in own]
        if week:
            found["golden week"] = min(week)[0], _next_working_day(max(week)[1], country, year)
    return found


def _next_working_day(day: dt.date, country: str, year: int) -> dt.date:
    while not _calendar(country, year).is_working_day(day):
        day += DAY
    return day


def _days_off(name: str, own: dict[str, list[dt.date]], country: str, year: int) -> Days:
    """Return the days off around a festival, where its country declares which days are moved to make them.

    Elsewhere, and inside the days off of a longer festival (Mid-Autumn in the week of National Day), a festival is
    its own days.

    Source: the yearly notices of holidays with their working weekends, as the package holidays lists them.
    """
    first, last = min(own[name]), max(own[name])
    listed = _calendar(country, year)
    if not any(day.year == year for day in listed.weekend_workdays):
        return first, last + DAY
    while not listed.is_working_day(first - DAY):
        first -= DAY
    while not listed.is_working_day(last + DAY):
        last += DAY
    # The same days under another name are the same festival in another language.
    others = [days for days in own.values() if days != own[name] and any(first <= day <= last for day in days)]
    if max(map(len, others), default=0) >= len(own[name]):
        first, last = min(own[name]), max(own[name])
    return first, last + DAY


def _own_days(country: str, year: int, unofficial: bool = False) -> dict[str, list[dt.date]]:
    found: dict[str, list[dt.date]] = {}
    for language in ("en_US", "zh_CN"):
        for day, names in _listed(country, year, language, unofficial):
            for name in names:
                days = found.setdefault(name.casefold(), [])
                if day not in days:
                    days.append(day)
    return found


def _listed(country: str, year: int, language: str, unofficial: bool = False) -> Iterator[tuple[dt.date, list[str]]]:
    """Yield the days of a year that are festivals, with their names in a language."""
    for day, names in sorted(_calendar(country, year, language, unofficial).items()):
        kept = [name for name in names.split("; ") if not _stands_in(name)]
        if kept and day.year == year:
            yield day, kept


def _stands_in(name: str) -> bool:
    return any(mark in name.casefold() for mark in _STAND_INS)


@lru_cache(maxsize=256)
def _calendar(country: str, year: int, language: str = "en_US", unofficial: bool = False) -> holidays.HolidayBase:
    categories = ("public", "unofficial") if unofficial else ("public",)
    # The year before and after belong to it: days off reach over the turn of the year.
    years = (year - 1, year, year + 1)
    try:
        return holidays.country_holidays(country, years=years, language=language, categories=categories)
    except (NotImplementedError, KeyError, ValueError):
        return holidays.HolidayBase()
