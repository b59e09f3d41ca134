"""Named seasons: the model's own, else public holidays of its country."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import holidays

from semantic_layer.calendar.clock import Clock

DAY = dt.timedelta(days=1)


def season_days(name: str, year: int, clock: Clock) -> tuple[dt.date, dt.date] | None:
    """Return the days of a season in a year, half-open, or None where it is not known."""
    own = clock.seasons.get(name)
    if own is not None:
        start = dt.date.fromisoformat(f"{year}-{own.start}")
        end = dt.date.fromisoformat(f"{year}-{own.end}")
        return (start, end + DAY) if end >= start else (start, end.replace(year=year + 1) + DAY)
    days = _holidays(clock.calendar.holidays, year).get(name.casefold()) if clock.calendar.holidays else None
    return (min(days), max(days) + DAY) if days else None


@lru_cache(maxsize=64)
def _holidays(country: str, year: int) -> dict[str, tuple[dt.date, ...]]:
    found: dict[str, list[dt.date]] = {}
    for language in ("en_US", "zh_CN"):
        try:
            listed = holidays.country_holidays(country, years=year, language=language)
        except (NotImplementedError, KeyError):
            continue
        for day, names in listed.items():
            for name in names.split("; "):
                found.setdefault(name.casefold(), []).append(day)
    return {name: tuple(days) for name, days in found.items()}
