"""What is said of the ends of a period: "not including the current month", "inclusive of today", 不含本月."""

from __future__ import annotations

import re
from typing import Any

from nlq.periods.chinese import UNITS
from nlq.periods.meaning import whole_units
from nlq.periods.numbers import EN_NUMBER, ZH_NUMBER, parse_number
from semantic_layer import query as q

Made = tuple[int, int, Any, str]
_EN_UNIT, _ZH_UNIT = "(?P<unit>day|week|month|quarter|year)", "(?P<unit>周|星期|月|季度|年)"
_NOW_EN = rf"(?:(?P<today>today)|(?:the )?(?:current|this|present) {_EN_UNIT})"
_NOW_ZH = rf"(?:(?P<today>今天|今日|当天|当日)|(?:本|这个?|当前?){_ZH_UNIT}(?!度?[底末初]))"
_AGO_EN = rf"(?P<count>{EN_NUMBER}) {_EN_UNIT}s? ago"
_AGO_ZH = rf"(?P<count>{ZH_NUMBER})(?P<unit>天)前"
_OUT_EN, _OUT_ZH = (
    r"(?:not including|not counting|excluding|exclusive of|excl\.?|except(?: for)?|but not|leaving out|without) ",
    r"(?:不含|不包括|不包含|不算|不计|剔除|除去)",
)
_IN_EN, _IN_ZH = r"(?:inclusive of|including|incl\.?|counting) ", r"(?:含|包括|包含|算上)"


def _edge(english: str, chinese: str) -> tuple[re.Pattern[str], ...]:
    """Return what may stand after a period: after a comma, in brackets, or right there."""
    ends = r"(?P<open>\()?(?:{})(?(open)\))"
    return (
        re.compile(r",? ?" + ends.format(english) + r"(?![^\W_])"),
        re.compile(r",? ?" + ends.format(chinese) + r"(?:在内)?"),
    )


_WITHOUT = _edge(_OUT_EN + _NOW_EN, _OUT_ZH + _NOW_ZH)
_WITH = _edge(_IN_EN + _NOW_EN, _IN_ZH + _NOW_ZH)
_SINCE = _edge(_IN_EN + _AGO_EN, _IN_ZH + _AGO_ZH)


def read_edges(text: str, end: int, start: int, period: Any) -> list[Made]:
    """Return the period with what is said of its ends right after it; nothing where that says nothing of it."""
    made: list[Made] = []
    for patterns, meaning, name in ((_WITHOUT, _without, "without"), (_WITH, _with, "with"), (_SINCE, _since, "since")):
        for pattern in patterns:
            match = pattern.match(text, end)
            value = meaning(period, match.groupdict()) if match else None
            if match and value is not None:
                made.append((start, match.end(), value, f"{name} its end"))
    return made


def _unit(groups: dict[str, str | None]) -> str:
    unit = str(groups["unit"])
    return "day" if groups.get("today") else UNITS.get(unit, unit)


def _without(period: Any, groups: dict[str, str | None]) -> Any:
    unit = _unit(groups)
    if isinstance(period, q.Trailing) and period.unit == unit and not period.ahead:
        return whole_units(unit, period.count)
    if isinstance(period, q.Relative) and period.offset < 0 and period.unit == unit:
        return period
    if isinstance(period, q.Relative) and period.offset == 0 and _is_longer(period.unit, unit):
        return q.Between(first=period.model_copy(update={"to_date": False}), last=q.Relative(unit=unit, offset=-1))
    return None


def _is_longer(one: str, other: str) -> bool:
    units = ("day", "week", "month", "quarter", "half", "year")
    return units.index(one) > units.index(other)


def _with(period: Any, groups: dict[str, str | None]) -> Any:
    unit = _unit(groups)
    if isinstance(period, q.Trailing) and period.unit == unit and not period.ahead:
        now = q.Relative(unit=unit)
        return q.Between(first=q.Relative(unit=unit, offset=1 - period.count), last=now) if period.count > 1 else now
    return period if isinstance(period, q.Relative) and period.offset == 0 and period.unit == unit else None


def _since(period: Any, groups: dict[str, str | None]) -> Any:
    """Return the last 30 days with the 30th before today in them: since that day."""
    count = parse_number(str(groups["count"]))
    if not isinstance(period, q.Trailing) or (period.unit, period.count) != (_unit(groups), count) or period.ahead:
        return None
    return q.Between(first=q.Relative(unit="day", offset=-count)) if period.unit == "day" else None
