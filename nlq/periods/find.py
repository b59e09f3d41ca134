"""Find every time phrase of a question: simple ones by rule, then what is built from them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from nlq.periods import chinese, english
from nlq.periods.compose import compose_times
from nlq.periods.figures import find_days_in_figures, find_written_dates
from nlq.periods.parts import Found
from nlq.periods.years import put_in_year, share_years
from nlq.text.normalise import Normalised
from semantic_layer.query import Compare, Named, Season

#: This year and last, side by side.
_BOTH_YEARS = re.compile(
    r"(?<![^\W_])this year (?:vs\.?|versus|against|compared (?:to|with)|and|over) last(?: year(?:'s)?)?(?![^\W_])"
    r"|今年(?:和|与|跟|同|对比|比|较|vs)去年(?:相比|对比|比较|比)?"
)


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A time phrase: half-open range of the normalised text, its meaning, and the rule that read it."""

    start: int
    end: int
    value: Any
    rule: str


def find_times(normalised: Normalised, seasons: Mapping[str, str] | None = None) -> tuple[TimeMention, ...]:
    """Return all time phrases; they may overlap: what reads the whole question decides.

    ``seasons`` maps a phrase to the name of the season it means.
    """
    text = normalised.text
    simple, dates = _simple(text, seasons or {}), find_written_dates(text)
    # An order is told apart where there are two.
    ways = [_with_composed(text, simple, written, order if len(dates) > 1 else "") for order, written in dates.items()]
    mentions = dict.fromkeys(m for way in ways or [_with_composed(text, simple)] for m in way)
    return tuple(sorted(mentions, key=lambda m: (m.start, -m.end)))


def _with_composed(
    text: str, simple: Sequence[TimeMention], written: Sequence[Found] = (), order: str = ""
) -> list[TimeMention]:  # fmt: skip
    """Return simple times, dates in figures as they are ``written``, and what is built from both.

    The rule of what holds such a date ends with their ``order``.
    """
    simple = _this_year_and_last(text, simple)
    told = f", {order}" if order else ""
    dates = [TimeMention(*found, f"date in figures{told}") for found in written]
    found = {(m.start, m.end, type(m.value), m.value): m for m in (*simple, *dates)}
    mentions = _in_their_years(text, list(found.values()))
    # "vs the previous month" is a comparison by its own rule, not one with that month by name.
    compared = {(m.start, m.end) for m in mentions if isinstance(m.value, Compare)}
    for start, end, value, rule in compose_times(text, [(m.start, m.end, m.value) for m in mentions]):
        if (start, end) not in compared:
            dated = any(start < date.end and date.start < end for date in dates)
            mentions.append(TimeMention(start, end, value, f"{rule}{told}" if dated else rule))
    return mentions


def _this_year_and_last(text: str, simple: Sequence[TimeMention]) -> Sequence[TimeMention]:
    """Return simple times with those that name no year as of this one, and set against last year's.

    That is where both years stand side by side: "July sales, this year against last year", 7月销售额今年和去年对比.
    """
    both = _BOTH_YEARS.search(text)
    this_year = Named(unit="year", year_offset=0)
    own = {m: put_in_year(m.value, this_year) for m in simple} if both else {}
    if both is None or not any(own.values()):
        return simple
    against = TimeMention(*both.span(), Compare(basis="previous_year"), "this year against last")
    return [*(replace(m, value=own[m] or m.value) for m in simple), against]


def _in_their_years(text: str, simple: list[TimeMention]) -> list[TimeMention]:
    """Return simple times, what is listed or compared with a dated one in its year too."""
    rules = {(m.start, m.end): m.rule for m in simple}
    periods = [(m.start, m.end, m.value) for m in simple if isinstance(m.value, Named)]
    shared = [TimeMention(start, end, value, rules[start, end]) for start, end, value in share_years(text, periods)]
    return [*(m for m in simple if not isinstance(m.value, Named)), *shared]


def _simple(text: str, seasons: Mapping[str, str]) -> list[TimeMention]:
    found = []
    for language in (english, chinese):
        for rules in (language.PERIODS, language.GRAINS, language.COMPARES):
            for name, pattern, meaning in rules:
                for match in pattern.finditer(text):
                    value = meaning(match.groupdict())
                    if value is not None:
                        found.append(TimeMention(match.start(), match.end(), value, name))
    found += [TimeMention(start, end, value, "days in figures") for start, end, value in find_days_in_figures(text)]
    for phrase, season in seasons.items():
        if phrase not in text:
            # A pattern for each festival takes half a second to make, which the first question would wait for.
            continue
        now = r"(?P<now>今年|this year's |this |the current )的?"
        year = rf"(?:(?P<before>20\d\d)年?的? ?|(?P<last>去年|last year's )的?|{now})?"
        pattern = rf"{year}{re.escape(phrase)}(?:,? (?:in |of )?(?:(?P<after>20\d\d)|(?P<which>this|last) year))?"
        for match in re.finditer(rf"(?<![^\W_\u3400-\u9fff]){pattern}(?![^\W_\u3400-\u9fff])", text):
            named = match["before"] or match["after"]
            offset = -1 if match["last"] or match["which"] == "last" else 0 if match["which"] or match["now"] else None
            offset = None if named else offset
            value = Season(name=season, year=int(named) if named else None, year_offset=offset)
            found.append(TimeMention(match.start(), match.end(), value, "season"))
    return found
