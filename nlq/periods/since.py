"""Times that leave open since when: "current", 目前, 累计. Each beginning is a time of its own: the reader asks."""

from __future__ import annotations

import re
from typing import Any

from nlq.periods.parts import Found, Made
from semantic_layer import query as q

#: The rule of a time that a balance does not mean: it has its value at the end, whatever it began with.
SINCE_WHEN = "since when"
AT_PRESENT = "now"
_NOW = re.compile(
    r"最新的?(?![一二三两几\d年月周季日天期])|(?:截[至止])?到?(?:目前|现在|眼下|如今)(?:为止)?|(?:截[至止]到?|到)当前(?:为止)?|当前(?![周月季年日天]|星期)"
)
_UNITS = r"(?:day|week|weekend|month|quarter|half|year|fiscal|financial|calendar|period|date|time|season)s?(?![^\W_])"
_CURRENT = re.compile(
    rf"(?<![^\W_])(?:current|latest|most recent|up[- ]to[- ]date|present)(?! (?:\d+ )?{_UNITS})"
    r"(?! (?:accounts?|assets?|liabilit(?:y|ies)|ratio|affairs|events)(?![^\W_]))(?= [^\W_])"
)
_RIGHT_NOW = re.compile(
    r"(?<![^\W_])(?:as of now|right now|currently|at present|at the moment|as things stand|as we speak)(?![^\W_])"
)
#: "Now" after what it is said of: "members now", and not "now show me members" or "until now".
_PLAIN_NOW = re.compile(
    r"(?:(?<![^\W_])(?P<before>[^\W_]+) |^(?=now (?:vs|versus|compared|against)))(?P<now>now)"
    r"(?=(?P<end>[?.! ]*$)|,| (?:than|vs|versus|compared|against|in|at|by|per|for)(?![^\W_]))"
)
_NO_TIME = frozenset("ok okay so then please but right of until till to by for from just at up not".split())
_TOTAL = re.compile(r"累[计积](?:至今|到?目前(?:为止)?|到现在)?")
_TOTAL_AFTER = re.compile(r"累[计积]|,? (?:cumulative(?:ly)?|cumulated|accumulated)(?=[?.!]*$)")
_AS_OF = re.compile(r"截[至止]到?$")


def find_open_times(text: str) -> list[Made]:
    """Return what "now" and "in total" may mean by themselves: a balance of today, or this month, quarter or year.

    >>> {rule for _, _, _, rule in find_open_times("current sales")} == {"now", SINCE_WHEN}
    True
    >>> [value.unit for _, _, value, _ in find_open_times("累计销售额")]
    ['month', 'quarter', 'year']
    """
    made: list[Made] = []
    for match in _NOW.finditer(text):
        made.append((match.start(), match.end(), q.NOW, AT_PRESENT))
        made += [(match.start(), match.end(), value, SINCE_WHEN) for value in units_to_date()]
    plain = [match.span("now") for match in _PLAIN_NOW.finditer(text) if _is_time(match)]
    for start, end in (*(match.span() for match in _CURRENT.finditer(text)), *plain):
        made.append((start, end, q.NOW, AT_PRESENT))
        made += [(start, end, value, SINCE_WHEN) for value in units_to_date()]
    for match in _RIGHT_NOW.finditer(text):
        made += [(match.start(), match.end(), value, SINCE_WHEN) for value in units_to_date()]
    for match in _TOTAL.finditer(text):
        made += [(match.start(), match.end(), value, "in total") for value in units_to_date()]
    return made


def _is_time(now: re.Match[str]) -> bool:
    """Say whether "now" is a time: "and now?" is, and "and now by store" goes on."""
    return now["before"] not in _NO_TIME and (now["before"] != "and" or now["end"] is not None)


def units_to_date() -> list[q.Relative]:
    """Return what "in total" may be of: this month, this quarter and this year, each up to today."""
    return [q.Relative(unit=unit, to_date=True) for unit in ("month", "quarter", "year")]


def total_after(text: str, found: Found) -> list[Made]:
    """Return 10月累计, "October cumulative" as the month, and as the year up to its end.

    Of a whole year or half it is that.
    """
    start, end, period = found
    match = _TOTAL_AFTER.match(text, end)
    if not match:
        return []
    values = [period]
    if isinstance(period, q.Named) and period.unit in ("month", "quarter"):
        values.append(year_up_to(period, period))
    return [(start, match.end(), value, "in total") for value in values]


def as_of(found: Found, head: str) -> list[Made]:
    """Return 截至10月底 as the month up to it, and as the year up to it, for what adds up over days."""
    start, end, period = found
    match = _AS_OF.search(head)
    named = period.of if isinstance(period, q.Part) and period.which == "last" and period.unit == "day" else period
    if not match or not isinstance(named, q.Named) or named.unit not in ("month", "quarter", "day"):
        return []
    own = q.Between(first=_month_of(named), last=named) if named.unit == "day" else named
    begin = start - len(head) + match.start()
    return [(begin, end, value, SINCE_WHEN) for value in (own, year_up_to(named, period))]


def _month_of(day: q.Named) -> q.Named:
    return day.model_copy(update={"unit": "month", "number": day.month, "month": None})


def year_up_to(named: q.Named, last: Any) -> q.Between:
    """Return the year of a named month, quarter or day, from its begin up to ``last``."""
    january = q.Named(unit="month", number=1, year=named.year, year_offset=named.year_offset, fiscal=named.fiscal)
    return q.Between(first=january, last=last)
