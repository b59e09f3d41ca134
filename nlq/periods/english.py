"""English rules of time. Each: a name, a pattern, and the meaning of its match."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from nlq.periods import meaning as m
from nlq.periods.numbers import DAY, DAY_WORD, EN_NUMBER, parse_number
from semantic_layer import query as q

MONTHS = {
    name: place
    for place, names in enumerate(
        "jan january|feb february|mar march|apr april|may|jun june|jul july|aug august|sep sept september|"
        "oct october|nov november|dec december".split("|"), 1)
    for name in names.split()
}  # fmt: skip
UNIT = r"(?P<unit>day|week|month|quarter|year)"
WEEKDAY = (
    r"(?P<day>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
)
MONTH = r"(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
YEAR = r"(?P<year>(?:19|20)\d\d)"
OPT_YEAR = rf"(?:,? (?:of |in )?{YEAR})?"
QUARTERS = r"(?P<n>first|second|third|fourth|1st|2nd|3rd|4th)"
HALVES = r"(?P<n>first|second|1st|2nd)"
#: "The tenth of October", "October the tenth": "October first response time" and "March second quarter" are no days.
_OF_MONTH = rf"(?P<day>(?:{DAY})(?=[ -](?:of )?[a-z])|(?:{DAY_WORD})(?= of ))[ -](?:of )?{MONTH}"
_FIRST = rf"(?P<first>{DAY}|{DAY_WORD})"
_IN = rf"(?:(?P<day>{DAY})|the (?P<told>(?:[0-2]?\d|3[01])(?:st|nd|rd|th)|{DAY_WORD})(?! (?:quarter|half|week|month|day)s?(?![^\W_])))"
_OF_YEAR = rf"(?:,?[ -](?:of |in )?(?:{YEAR}|(?P<away>last|this) year))?"
NUMBER = rf"(?P<count>{EN_NUMBER})"
ADVERBS = {"daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year",
           "annual": "year", "annually": "year"}  # fmt: skip
_LETTERS = {"y": "year", "q": "quarter", "m": "month", "w": "week", "d": "day"}
Rule = tuple[str, re.Pattern[str], Callable[[dict[str, str | None]], Any]]
#: The unit of what a target is set for.
_TARGETS = {"weekly": "week", "monthly": "month", "month's": "month", "quarterly": "quarter", "quarter's": "quarter"}


def _ordinal(word: str | None) -> int:
    return int(str(word)[0]) if str(word)[0].isdigit() else parse_number(str(word))


def _month(g: dict[str, str | None], offset: int | None = None) -> Any:
    return m.named("month", MONTHS[str(g["month"])], g, offset)


def _days(g: dict[str, str | None]) -> Any:
    """Return the days from the first to the last of a month; nothing where they run backwards."""
    month, offset = MONTHS[str(g["month"] or g.get("month2"))], _offset(g)
    first = g["first"] or g["begin"]
    if not 0 < parse_number(str(first)) < parse_number(str(g["day"])):
        return None
    return q.Between(first=m.day({**g, "day": first}, month, offset), last=m.day(g, month, offset))


def _day(g: dict[str, str | None]) -> dict[str, str | None]:
    """Return the groups with the day, whichever way it is told."""
    return {**g, "day": g["day"] or g["told"]}


def _offset(g: dict[str, str | None]) -> int | None:
    """Return how far "last year" or "this year" is; None where neither is said."""
    return {"last": -1, "this": 0}.get(str(g["away"]))


def _rule(name: str, pattern: str, made: Callable[[dict[str, str | None]], Any]) -> Rule:
    return name, re.compile(rf"(?<![^\W_\u3400-\u9fff])(?:{pattern})(?![^\W_\u3400-\u9fff])"), made


def _unit_before(g: dict[str, str | None]) -> Any:
    """Return the unit that is named: over a breakdown, "the month before" is that of each part."""
    unit = g["unit"] or g["unit2"]
    return unit if unit not in ("period", "one", "unit") else None


PERIODS: tuple[Rule, ...] = (
    _rule("this unit", rf"(?:this|current|the current|the present|this calendar|the current calendar) {UNIT}|the (?P<unit2>week|month|quarter|year) we are in", lambda g: m.relative(str(g["unit"] or g["unit2"]), 0)),
    _rule("this unit", r"for the (?P<unit>year|quarter)(?! (?:before|after|to|so|up|until|till|end|ahead|of|ended|ending|starting|that)| ?\d)", lambda g: m.relative(str(g["unit"]), 0)),
    _rule("of a target", r"(?P<unit>weekly|monthly|quarterly|yearly|annual|full[- ]year|year's|month's|quarter's)(?= (?:[^\W_]+ )?(?:targets?|goals?)(?![^\W_]))",
          lambda g: m.relative(_TARGETS.get(str(g["unit"]), "year"), 0)),
    _rule("last unit", rf"(?:the )?(?:last|previous|prior|past|preceding) {UNIT}", lambda g: m.relative(str(g["unit"]), -1)),
    _rule("next unit", rf"(?:the )?(?:next|coming|following) {UNIT}", lambda g: m.relative(str(g["unit"]), 1)),
    _rule("fiscal year to date", r"(?:the )?(?:fiscal|financial)[ -](?:year[ -]to[ -]date|ytd)|fytd|fy to date|(?:this |the )?fiscal year so far",
          lambda g: q.Relative(unit="year", to_date=True, fiscal=True)),
    _rule("fiscal unit", r"(?:the )?(?P<which>this|last|next|current|previous|prior) (?:(?:fiscal|financial) (?P<unit>year|quarter)|fy)",
          lambda g: m.relative(str(g["unit"] or "year"), {"last": -1, "previous": -1, "prior": -1, "next": 1}.get(str(g["which"]), 0), fiscal=True)),
    _rule("unit before last", rf"(?:the )?{UNIT} before last", lambda g: m.relative(str(g["unit"]), -2)),
    _rule("units ago", rf"{NUMBER} {UNIT}s? (?:ago|back)", lambda g: m.relative(str(g["unit"]), -parse_number(str(g["count"])))),
    _rule("last half", r"(?:the )?(?P<which>this|last|previous|current) half(?:[ -]year)?", lambda g: m.relative("half", 0 if g["which"] in ("this", "current") else -1)),
    _rule("last n units", rf"(?:the )?(?:last|past|previous|preceding|trailing|recent|most recent) {NUMBER} {UNIT}s?",
          lambda g: m.trailing(str(g["unit"]), g["count"])),
    _rule("last n whole units", rf"(?:the )?(?:last|past|previous|trailing|most recent) {NUMBER} (?:(?P<calendar>calendar)|full|complete|completed|whole|entire) {UNIT}s?",
          lambda g: m.trailing("day", g["count"]) if g["calendar"] and g["unit"] == "day" else m.whole_units(str(g["unit"]), parse_number(str(g["count"])))),
    _rule("last unit", rf"(?:the )?(?:last|previous|prior|past|preceding) (?:calendar|full|complete|whole) {UNIT}", lambda g: m.relative(str(g["unit"]), -1)),
    _rule("next n units", rf"(?:the )?(?:next|coming) {NUMBER} {UNIT}s?", lambda g: m.trailing(str(g["unit"]), g["count"], True)),
    _rule("today", r"today|so far today", lambda g: m.relative("day", 0)),
    _rule("yesterday", r"(?P<two>(?:the )?day before )?(?:yesterday)|the day before today", lambda g: m.relative("day", -2 if g["two"] else -1)),
    _rule("tomorrow", r"tomorrow", lambda g: m.relative("day", 1)),
    _rule("to date", r"(?P<unit>month|quarter|year|week)[ -]to[ -]date|(?P<letter>[mqyw])td",
          lambda g: m.relative(g["unit"] or _LETTERS[str(g["letter"])], 0, to_date=True)),
    _rule("so far", rf"(?:so far this|this|(?:of |in )?the(?= year so far)) {UNIT}(?: so far| to date| (?:up )?(?:to|until|till) (?:now|today))|so far this (?P<unit2>day|week|month|quarter|year)",
          lambda g: m.relative(str(g["unit"] or g["unit2"]), 0, to_date=True)),
    _rule("year so far", rf"(?:(?:the )?year )?{YEAR},? (?:so far|to date|year[ -]to[ -]date|ytd)|ytd (?P<year2>20\d\d)",
          lambda g: m.named("year", None, {"year": g["year"] or g["year2"]}).model_copy(update={"to_date": True})),
    _rule("since its start", rf"(?:since|from) the (?:start|beginning) of (?:the|this) {UNIT}(?:,? (?:until|till|up to|to) (?:now|date|today))?",
          lambda g: m.relative(str(g["unit"]), 0, to_date=True)),
    _rule("month", rf"{MONTH}(?! (?:i|we|you|be|have)\b){OPT_YEAR}", _month),
    _rule("month", rf"{MONTH}[ -]?'(?P<year>\d\d)", _month),
    _rule("month", rf"{YEAR} {MONTH}", _month),
    _rule("month of", rf"{MONTH},? (?:of )?(?P<which>last|this|next) year|(?P<which2>last|this|next) {MONTH.replace('month', 'month2')}",
          lambda g: m.named("month", MONTHS[str(g["month"] or g["month2"])], g,
                            {"last": -1, "this": 0, "next": 1}[str(g["which"] or g["which2"])])),
    _rule("month of", rf"(?P<which>last|this) year's {MONTH}", lambda g: _month(g, -1 if g["which"] == "last" else 0)),
    _rule("iso month", r"(?P<year>20\d\d)[-/](?P<n>0?[1-9]|1[0-2])", lambda g: m.named("month", int(str(g["n"])), g)),
    _rule("quarter", rf"q(?P<n>[1-4])(?:[ -]?(?:of )?{YEAR}|[ -]?'(?P<short>\d\d))?",
          lambda g: m.named("quarter", int(str(g["n"])), {**g, "year": g["year"] or g["short"]})),
    _rule("quarter", rf"{YEAR}[ -]?q(?P<n>[1-4])", lambda g: m.named("quarter", int(str(g["n"])), g)),
    _rule("quarter of", r"q(?P<n>[1-4])(?: of)? (?P<which>last|this) year|(?P<which2>last|this) year's q(?P<n2>[1-4])",
          lambda g: m.named("quarter", int(str(g["n"] or g["n2"])), g, -1 if "last" in (g["which"], g["which2"]) else 0)),
    _rule("quarter in words", rf"(?:the )?{QUARTERS} quarter{OPT_YEAR}", lambda g: m.named("quarter", _ordinal(g["n"]), g)),
    _rule("quarter in words", rf"(?:the )?{QUARTERS} quarter of (?P<which>last|this|the) year",
          lambda g: m.named("quarter", _ordinal(g["n"]), g, -1 if g["which"] == "last" else 0)),
    _rule("half", rf"h(?P<n>[12])(?:[ -]?(?:of )?{YEAR}|[ -]?'(?P<short>\d\d))?", lambda g: m.named("half", int(str(g["n"])), {**g, "year": g["year"] or g["short"]})),
    _rule("half", rf"{YEAR}[ -]?h(?P<n>[12])", lambda g: m.named("half", int(str(g["n"])), g)),
    _rule("half of a year", r"h(?P<n>[12])(?: of)? (?P<which>last|this) year|(?P<which2>last|this) year's (?P<n2>first|second) half",
          lambda g: m.named("half", int(str(g["n"])) if g["n"] else _ordinal(g["n2"]), {}, -1 if "last" in (g["which"], g["which2"]) else 0)),
    _rule("half in words", rf"(?:the )?{HALVES} half(?: of (?:the year|this year|{YEAR})| {YEAR.replace('year', 'year2')})?",
          lambda g: m.named("half", _ordinal(g["n"]), {"year": g["year"] or g["year2"]})),
    _rule("half of", rf"(?:the )?{HALVES} half of last year", lambda g: m.named("half", _ordinal(g["n"]), g, -1)),
    _rule("first units", rf"(?:the )?(?P<which>first|last) (?P<count>{EN_NUMBER}) (?P<unit>week|month|quarter)s? of (?:the|this) year",
          lambda g: m.part(m.relative("year", 0), str(g["which"]), str(g["unit"]), g["count"])),
    _rule("fiscal", r"(?:fy|fiscal year|fiscal year of|fiscal|financial year) ?(?P<year>(?:19|20)?\d\d)|(?:the )?(?P<year2>20\d\d) (?:fiscal|financial) year",
          lambda g: m.named("year", None, {"year": g["year"] or g["year2"]}, fiscal=True)),
    _rule("fiscal quarter", r"(?:fiscal q|fq)(?P<n>[1-4])(?: (?P<year>20\d\d))?|fy(?P<short>\d\d(?:\d\d)?) ?q(?P<n2>[1-4])|"
          r"q(?P<n3>[1-4]) (?:of )?(?:fy ?|fiscal (?:year )?)(?P<year3>20\d\d)|(?:the )?(?P<n4>first|second|third|fourth) fiscal quarter(?: of (?P<year4>20\d\d))?",
          lambda g: m.named("quarter", int(str(g["n"] or g["n2"] or g["n3"])) if not g["n4"] else _ordinal(g["n4"]),
                            {"year": g["year"] or g["short"] or g["year3"] or g["year4"]}, fiscal=True)),
    _rule("week number", rf"(?:w|(?:calendar )?week ?(?:no\.? |number )?|cw|wk ?)(?P<n>0?[1-9]|[1-4]\d|5[0-3])(?:,? (?:of )?{YEAR})?|{YEAR.replace('year', 'year2')}[ -]w(?P<n2>0?[1-9]|[1-4]\d|5[0-3])|"
          rf"(?:the )?(?P<n3>[1-9]|[1-4]\d|5[0-3])(?:st|nd|rd|th) week of (?:the year|{YEAR.replace('year', 'year3')})", lambda g: m.named("week", int(str(g["n"] or g["n2"] or g["n3"])), {"year": g["year"] or g["year2"] or g["year3"]})),
    _rule("week number of", r"(?:w|week ?)(?P<n>[1-9]|[1-4]\d|5[0-3]) of (?P<which>last|this) year",
          lambda g: m.named("week", int(str(g["n"])), {}, -1 if g["which"] == "last" else 0)),
    _rule("year", rf"(?:the year |year |calendar year |cy ?|(?:the )?full year |all of |the whole of |the whole year )?{YEAR}", lambda g: m.named("year", None, g)),
    _rule("iso day", r"(?P<year>20\d\d)[-/.](?P<n>0?[1-9]|1[0-2])[-/.](?P<day>0?[1-9]|[12]\d|3[01])",
          lambda g: m.day(g, int(str(g["n"])))),
    _rule("day", rf"{MONTH} {_IN}{_OF_YEAR}", lambda g: m.day(_day(g), MONTHS[str(g["month"])], _offset(g))),
    _rule("day", rf"(?:the )?{_OF_MONTH}{_OF_YEAR}", lambda g: m.day(g, MONTHS[str(g["month"])], _offset(g))),
    _rule("days", rf"(?:(?:from )?(?:the )?{_FIRST} ?(?:to|till|until|-)|between (?:the )?{_FIRST.replace('first', 'begin')} ?(?:and|to)) ?(?:the )?{_OF_MONTH}{_OF_YEAR}", _days),
    _rule("days", rf"(?:(?:from )?{MONTH} (?:the )?{_FIRST} ?(?:to|till|until|-)|between {MONTH.replace('month', 'month2')} (?:the )?{_FIRST.replace('first', 'begin')} ?(?:and|to)) ?{_IN}{_OF_YEAR}(?![-/:])", lambda g: _days(_day(g))),
    # A date that its weekday stands before: where they do not fit, it is none.
    _rule(m.OF_WEEKDAY, rf"{WEEKDAY.replace('day>', 'weekday>')},? (?:the )?{_OF_MONTH}{_OF_YEAR}", lambda g: m.day(g, MONTHS[str(g["month"])], _offset(g))),
    _rule(m.OF_WEEKDAY, rf"{WEEKDAY.replace('day>', 'weekday>')},? {MONTH} {_IN}{_OF_YEAR}", lambda g: m.day(_day(g), MONTHS[str(g["month"])], _offset(g))),
    _rule("weekend", r"(?:the )?(?:last|past|previous) week-?end", lambda g: m.part(m.relative("week", -1), "last", "day", "2")),
    _rule("weekday", rf"(?:on )?{WEEKDAY},? (?:of )?(?P<which>last|this) week|(?P<which2>last|this) week's {WEEKDAY.replace('day', 'day2', 1)}",
          lambda g: m.weekday(-1 if "last" in (g["which"], g["which2"]) else 0, str(g["day"] or g["day2"]))),
    _rule("weekday", rf"(?:on )?(?:last|this past|the past) {WEEKDAY}", lambda g: m.weekday(-1, str(g["day"]))),
    # Of the week that is going on, where that day is over.
    _rule("weekday", rf"(?:on )?(?:last|this past|the past) {WEEKDAY}", lambda g: m.weekday(0, str(g["day"]))),
    _rule("weekend", r"this week-?end", lambda g: m.part(m.relative("week", 0), "last", "day", "2")),
    _rule("now", r"as (?:of|at) now|(?:as of |as at )?(?:right now|currently|at present|at the moment|as we speak|at this point|as things stand)",
          lambda g: q.Between(last=m.relative("day", 0))),
    _rule("all time", r"(?:of |for |over )?all time|ever|since the beginning|since records began|in the whole history", lambda g: q.AllTime()),
)  # fmt: skip
GRAINS: tuple[Rule, ...] = (
    _rule("which unit", rf"(?:in |on )?(?:which|what) {UNIT}s?", lambda g: q.Grain(unit=g["unit"])),
    _rule(m.SINGLE, rf"(?:in |on )?(?:a|any) (?:single|given|one) {UNIT}", lambda g: q.Grain(unit=g["unit"])),
    _rule(m.AT_ENDS, rf"(?:at |as of |by |on )?(?:the )?(?:(?:end|close) of (?:each|every|the respective) {UNIT}|(?:each|every) {UNIT.replace('unit', 'unit2')}[- ]end|last day of (?:each|every) (?P<unit3>week|month|quarter|year))",
          lambda g: q.Grain(unit=g["unit"] or g["unit2"] or g["unit3"])),
    _rule("grain", r"on an? (?P<adverb>daily|weekly|monthly|quarterly|yearly|annual) basis", lambda g: q.Grain(unit=ADVERBS[str(g["adverb"])])),
    _rule("grain", r"(?P<adverb>daily|weekly|monthly|quarterly|yearly|annually|annual)", lambda g: q.Grain(unit=ADVERBS[str(g["adverb"])])),
    _rule("by unit", rf"(?:by|per|each|every|for each|a|by each) {UNIT}(?! (?:before|after|prior|ago|later|earlier)(?![^\W_]))|{UNIT.replace('unit', 'unit2')}[ -]by[ -](?P=unit2)|by (?:the )?half(?P<h>)(?:-| )?year",
          lambda g: q.Grain(unit=g["unit"] or g["unit2"] or "half")),
    _rule("by fiscal unit", r"by fiscal (?P<unit>quarter|year)", lambda g: q.Grain(unit=str(g["unit"]), fiscal=True)),
)  # fmt: skip
COMPARES: tuple[Rule, ...] = (
    _rule("year over year", r"year[ -]over[ -]year|year[ -]on[ -]year|y[ -]?o[ -]?y|yoy|(?:vs|versus|against|compared (?:to|with)|over|from|than|relative to)\.? last year's same (?:period|month|quarter|week)|"
          r"(?:(?:vs|versus|against|compared (?:to|with)|over|from|relative to|(?<=up )on|(?<=down )on|than in|than)\.? )?(?:the )?same (?:period|time|month|quarter|week|dates?|days?) "
          r"(?:of )?(?:last|the previous|the prior|a) year(?: ago| earlier| before)?|"
          r"(?:vs|versus|compared? (?:to|with)|compares? (?:to|with)|against|than|relative to)\.? this time last year|"
          r"(?:vs|versus|compared (?:to|with)|against)\.? (?:the )?(?:previous|prior) year|"
          r"(?:vs|versus|compared (?:to|with)|against)\.? (?:(?:last|the previous|the prior) year(?:'s)? (?:ytd|year[ -]to[ -]date)|(?:ytd|year[ -]to[ -]date) (?:of )?last year|prior ytd)|"
          r"(?:vs|versus|compared (?:to|with)|compares? (?:to|with)|against|than)\.? (?:a|one|what it was a|that of a|those of a) year (?:ago|earlier|before)",
          lambda g: q.Compare(basis="previous_year")),
    _rule("unit over unit", r"(?P<unit>month|quarter|week|day)[ -](?:over|on|to)[ -](?:month|quarter|week|day)|(?P<letter>[mqwd])o(?:m|q|w|d)",
          lambda g: q.Compare(basis="previous_unit", unit=g["unit"] or _LETTERS[str(g["letter"])])),
    _rule(m.SAME_DAYS, r"(?:vs|versus|compare[sd]? (?:to|with)|against|over|than|relative to)\.? (?:(?:the )?same (?:period|time|days?|dates?|point|stretch)(?: of| in)? (?:the )?(?:last|previous|prior|preceding) (?P<unit>week|month|quarter)|"
          r"(?:last|the previous) (?P<unit2>week|month|quarter)'s same (?:period|time|days?|dates?)|this time last (?P<unit3>week|month|quarter)|(?:the )?same (?:period|time|days?|point)(?: a| one) (?P<unit4>week|month|quarter) (?:ago|earlier|before))",
          lambda g: q.Compare(basis="previous_unit", unit=g["unit"] or g["unit2"] or g["unit3"] or g["unit4"])),
    _rule("unit before", r"(?:vs|versus|compare[sd]? (?:to|with)|against|over|from|than|relative to)\.? (?:the )?"
          r"(?:(?P<unit>day|week|month|quarter|year|period|half) before(?: that)?|(?:previous|prior|preceding) (?P<unit2>period|one|unit|day|week|month|quarter))",
          lambda g: q.Compare(basis="previous_unit", unit=_unit_before(g))),
)  # fmt: skip
