"""Values for people: money, shares, counts and days by CLDR, in the reader's language."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from babel import Locale
from babel.dates import format_date, format_interval
from babel.numbers import format_compact_currency, format_currency, format_decimal, format_percent

from nlq.tell.words import language_of, say
from semantic_layer.model import Model, pick_text
from semantic_layer.model.values import is_currency

#: From this amount on, money is told in its compact form.
COMPACT_FROM = 1_000_000


def format_value(
    value: Any, unit: str | None, locale: str, model: Model, metric: str | None = None, scale: float | None = None
) -> str:
    """Return a raw value as people write it: a share as percent, money with its currency.

    ``value`` is raw: a share is 0–1, money in its own currency. ``scale`` is what an amount or a count is told in.
    """
    if value is None:
        return "–"
    if isinstance(value, dt.date):
        return format_day(value, locale)
    if not isinstance(value, int | float) or isinstance(value, bool):
        return str(value)
    spec = model.metrics.get(metric or "")
    # What is said of a metric in another unit, how much more in percent, is told as is usual for that.
    decimals = spec.decimals if spec and spec.unit == unit else None
    babel = babel_of(locale)
    if unit == "share":
        return str(format_percent(value, f"#,##0.{'0' * (1 if decimals is None else decimals)}%", locale=babel))
    if unit == "percentage_point":
        return say("points", locale, value=_plain(value * 100, 2, babel))
    currency = unit if unit and is_currency(unit) else ""
    word = say(f"scale_{scale:.0f}", locale) if scale and (currency or unit == "count") else ""
    if scale and word:
        return _scaled(value / scale, currency, word, babel)
    if currency:
        if abs(value) >= COMPACT_FROM:
            return str(format_compact_currency(value, currency, locale=babel, fraction_digits=2))
        return _money(value, currency, decimals, babel)
    text = _plain(
        value, 0 if unit == "count" and float(value).is_integer() else 2 if decimals is None else decimals, babel
    )
    label = (pick_text(spec.unit_label, locale) if spec and spec.unit == unit else "") or _unit_word(unit, text, locale)
    joint = "" if language_of(locale) == "zh" else " "
    return f"{text}{joint}{label}" if label else text


def _money(value: float, currency: str, decimals: int | None, babel: Locale) -> str:
    """Return an amount with so many decimals; None: with those that the currency has."""
    if decimals is None:
        return str(format_currency(value, currency, locale=babel))
    pattern = babel.currency_formats["standard"].pattern.replace("0.00", f"0.{'0' * decimals}" if decimals else "0")
    return str(format_currency(value, currency, pattern, locale=babel, currency_digits=False))


def _unit_word(unit: str | None, text: str, locale: str) -> str:
    """Return the word of a unit of time or area behind a number as it is written; "" for any other."""
    return (say(f"one_{unit}", locale) if text == "1" else "") or say(f"unit_{unit}", locale)


def _scaled(value: float, currency: str, word: str, babel: Locale) -> str:
    joint = "" if babel.language == "zh" else " "
    shown = format_currency(value, currency, locale=babel) if currency else _plain(value, 2, babel)
    return f"{shown}{joint}{word}"


def _plain(value: float, decimals: int, babel: Locale) -> str:
    if decimals and value and round(value, decimals) == 0:
        # What is something is not told as nothing: one digit of it is.
        decimals = math.ceil(-math.log10(abs(value)))
    # A negative number that rounds to nothing has no sign.
    rounded = round(value, decimals) + 0.0
    return str(format_decimal(rounded, f"#,##0.{'#' * decimals}" if decimals else "#,##0", locale=babel))


def format_day(day: dt.date, locale: str) -> str:
    """Return a day in the reader's medium form."""
    return str(format_date(day, "medium", locale=babel_of(locale)))


def format_days(start: dt.date, end: dt.date, locale: str) -> str:
    """Return a half-open range of days as its first and last day.

    >>> format_days(dt.date(2026, 10, 1), dt.date(2026, 11, 23), "en")
    'Oct 1 – Nov 22, 2026'
    """
    last = end - dt.timedelta(days=1)
    if last <= start:
        return format_day(start, locale)
    text = str(format_interval(start, last, "yMMMd", locale=babel_of(locale)))
    return text.replace("\u2009", " ").replace("\u202f", " ")


def format_bucket(day: dt.date, unit: str, locale: str) -> str:
    """Return the name of a unit of time by its first day; of a fiscal one, that day: its number is the business's."""
    if unit == "year":
        return str(day.year)
    if unit in ("quarter", "half"):
        number = (day.month - 1) // (3 if unit == "quarter" else 6) + 1
        if language_of(locale) == "zh":
            return f"{day.year}年第{number}季度" if unit == "quarter" else f"{day.year}年{'上下'[number - 1]}半年"
        return f"{'Q' if unit == 'quarter' else 'H'}{number} {day.year}"
    if unit == "month":
        form = "yyyy年M月" if language_of(locale) == "zh" else "MMM yyyy"
        return str(format_date(day, form, locale=babel_of(locale)))
    return format_day(day, locale)


def babel_of(locale: str) -> Locale:
    """Return the locale by which numbers and days are written."""
    return Locale.parse("zh_Hans_CN" if language_of(locale) == "zh" else "en_US")
