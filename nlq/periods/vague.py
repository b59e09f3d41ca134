"""Times that say about when and no more: "recently", "the last few weeks", 最近, 前几天. The reader asks which."""

from __future__ import annotations

import re

from nlq.periods.chinese import UNITS
from nlq.periods.meaning import relative, trailing
from nlq.periods.parts import Made

#: The rule of a time that is said vaguely.
VAGUE = "vaguely"
#: How many units "a few" of them may be, fewest first; of "a couple", the same of any.
_FEW = {"day": (3, 7), "week": (2, 4), "month": (3, 6), "quarter": (2, 4), "year": (2, 3)}
_COUPLE = (2, 3)
_UNIT = r"(?P<unit>day|week|month|quarter|year)s"
_LATELY = (
    re.compile(
        r"(?<![^\W_])(?:(?:most |more |very |just )?recently|lately|of late|these days|nowadays|(?:in )?recent times)"
        r"(?![^\W_])"
    ),
    # 附近 and 就近 are about places; 最近一次 and 最近3天 say when.
    re.compile(
        r"(?:最近|这|近|前|前一|这一)(?:一段|段)(?:时间|日子)|[这前](?:一阵|阵)子?|(?<![附接将靠临邻远就])近[来期日](?!\d)"
        r"|最近(?!的?[\d一二两三四五六七八九十几数半多]|更新|一次|哪|段|一段)"
    ),
)
_SEVERAL = (
    re.compile(
        r"(?<![^\W_])(?:(?:the )?(?:last|past|previous|recent|most recent) "
        rf"(?:few|several|(?P<couple>couple of|couple))|recent) {_UNIT}(?![^\W_])"
    ),
    re.compile(
        r"(?:最近|近|过去|过往|前|这|上)的?(?:几|数|若干)个?(?P<unit>天|日|周|星期|礼拜|月|季度|季|年)(?![龄级])"
    ),
)


def find_vague_times(text: str) -> list[Made]:
    """Return what each vague time may mean: the half-open range, the time and the name of the rule, three at most.

    >>> [(value.unit, value.count) for _, _, value, _ in find_vague_times("orders in the last few weeks")]
    [('week', 2), ('week', 4)]
    """
    made: list[Made] = []
    for pattern in _LATELY:
        for match in pattern.finditer(text):
            values = (trailing("day", "7"), trailing("day", "30"), relative("month", 0, to_date=True))
            made += [(match.start(), match.end(), value, VAGUE) for value in values]
    for pattern in _SEVERAL:
        for match in pattern.finditer(text):
            unit = UNITS.get(match["unit"], match["unit"])
            counts = _COUPLE if match.groupdict().get("couple") else _FEW[unit]
            made += [(match.start(), match.end(), trailing(unit, str(count)), VAGUE) for count in counts]
    return made
