"""A second period that the same is asked for after a mark: "revenue in Q3, and in Q2?", 三季度多少，二季度呢."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from nlq.periods.parts import Found, Made
from semantic_layer import query as q

_ASKED_AGAIN = re.compile(
    r"(?:(?:[,;] ?(?:(?:and|but|then) )?|(?<![^\W_])(?:and|but) )"
    r"(?:how (?:was|were|is) (?:it|that|this|they)|how did (?:it|that|they) (?:do|look|go|fare)"
    r"|what (?:was|were|is) (?:it|that|they)|(?:what|how) about)|[,;] ?and)"
    r" (?:back )?(?:in |for |during |on )?(?:the )?$"
)
_CLOSE = re.compile(r"\s*(?:please)?\s*[?.!]*\s*$")
_MARK_ZH = re.compile(r"[,;。?] ?(?:那么?|而|比|跟|和|对比)?$")
_AGAIN_ZH = re.compile(r"(?:的|又)?(?:呢|是多少|多少|怎么?样|如何)[啊呀呢]?[?。!\s]*$")


def second_times(text: str, periods: Sequence[Found]) -> Iterator[Made]:
    """Yield the comparison with a period that is asked for after another, where nothing more comes after it.

    A period that is going on is set against no more than as many days: what was "last year", after this year's, may be
    all of it.
    """
    for start, end, period in periods:
        head = text[:start]
        opening, closing = _ASKED_AGAIN.search(head), _CLOSE.match(text, end)
        if opening is None or closing is None:
            opening, closing = _MARK_ZH.search(head), _AGAIN_ZH.match(text, end)
        before = [value for _, last, value in periods if opening and last <= opening.start()]
        if opening and closing and before and not any(map(_is_going_on, before)):
            yield opening.start(), closing.end(), q.Compare(basis="period", period=period), "asked for again"


def _is_going_on(period: Any) -> bool:
    return isinstance(period, q.Relative) and (period.offset == 0 or period.to_date)
