"""Periods counted from that of the answer before: "the quarter before that", 再上一个月."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlq.periods.chinese import UNITS
from nlq.periods.numbers import EN_NUMBER, ZH_NUMBER, parse_number
from nlq.text.normalise import Normalised

_UNIT = r"(?P<unit>day|week|month|quarter|year)"
_ZH_UNIT = r"(?P<unit>天|周|星期|月|季度|季|年)"
_BACK = (
    rf"(?:the )?{_UNIT} (?:before|earlier)(?: that| this)?",
    rf"(?:the )?(?:preceding|prior|previous) {_UNIT}",
    rf"(?P<count>a|{EN_NUMBER}) {_UNIT}s? (?:before|earlier)(?: that| this)?",
    rf"再(?:往前|上|前)(?:推|数)?(?P<count>{ZH_NUMBER})?个?{_ZH_UNIT}",
    rf"往前(?:推|数)?(?P<count>{ZH_NUMBER})?个?{_ZH_UNIT}",
    rf"前一?个?{_ZH_UNIT}",
)
_ON = (
    rf"(?:the )?{_UNIT} (?:after|later)(?: that| this)?",
    rf"(?:the )?following {_UNIT}",
    rf"(?P<count>a|{EN_NUMBER}) {_UNIT}s? (?:after|later)(?: that| this)?",
    rf"再(?:往后|下|后)(?:推|数)?(?P<count>{ZH_NUMBER})?个?{_ZH_UNIT}",
    rf"往后(?:推|数)?(?P<count>{ZH_NUMBER})?个?{_ZH_UNIT}",
    rf"后一?个?{_ZH_UNIT}",
)
_RULES = tuple(
    (way, re.compile(rf"(?<![a-z0-9]){pattern}(?![a-z0-9])"))
    for way, group in ((-1, _BACK), (1, _ON))
    for pattern in group
)


#: The same dates of another year: by themselves they are set against, "the same for" them asks for them alone.
_SAME = re.compile(
    r"(?<![a-z0-9])(?:the )?same (?:period|time|month|quarter|week|dates?) (?:of |in )?last year(?![a-z0-9])"
    r"|(?:去年|上年)同期"
)


@dataclass(frozen=True, slots=True)
class Shift:
    """So many units on from a period that is known from before; back where ``count`` is negative.

    ``beside_same`` is meant only where the same is asked for ("the same for the same period last year").
    """

    unit: str
    count: int
    beside_same: bool = False


def find_shifts(normalised: Normalised) -> tuple[tuple[int, int, Shift], ...]:
    """Return the half-open range of the normalised text and the meaning of each such phrase.

    >>> from nlq.text.normalise import normalise
    >>> find_shifts(normalise("and the quarter before that?"))
    ((4, 27, Shift(unit='quarter', count=-1, beside_same=False)),)
    """
    found = [
        (match.start(), match.end(), Shift("year", -1, beside_same=True)) for match in _SAME.finditer(normalised.text)
    ]
    for way, pattern in _RULES:
        for match in pattern.finditer(normalised.text):
            unit, count = match["unit"], match.groupdict().get("count")
            number = 1 if count in (None, "a") else parse_number(str(count))
            found.append((match.start(), match.end(), Shift(UNITS.get(unit, unit), way * number)))
    return tuple(found)
