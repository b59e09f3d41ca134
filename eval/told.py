"""The numbers of a sentence against the rows they are said to come from."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from nlq.answer import Answer

#: What a number is multiplied by for the word after it.
SCALES = {
    "%": 0.01, "K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12, "thousand": 1e3, "million": 1e6, "billion": 1e9,
    "千": 1e3, "万": 1e4, "百万": 1e6, "亿": 1e8, "十亿": 1e9, "points": 0.01, "point": 0.01, "个百分点": 0.01,
}  # fmt: skip
_MONTHS = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*"
#: Days, months and years: they are checked as a period, not as numbers of the rows.
_DATES = re.compile(
    rf"{_MONTHS} \d{{4}}|{_MONTHS} \d{{1,2}}(?:, \d{{4}})?(?: – \d{{1,2}}(?:, \d{{4}})?)?"
    rf"|\d{{1,2}}:\d{{2}}|\d{{4}}-\d{{2}}-\d{{2}}|[QHW]\d{{1,2}}|\d+(?:年|季度|月|日|周)(?:至\d+日)?"
    rf"|(?<![\d.,¥$%])(?:19|20)\d{{2}}(?![\d.,%万亿])"
)
#: Rows counted and not shown.
_REST = re.compile(r"and (\d+) more|另有(\d+)项")
#: A number and what scales it; the 千 of 千瓦时 and 千克 is of the unit (the SI's kilo), and scales nothing.
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9.,])[-+−]?(\d[\d,]*(?:\.\d+)?)\s?(%|[KMBT](?![A-Za-z])|thousand|million|billion|千(?![克米瓦卡帕赫伏焦牛])|百万|万|十亿|亿|points?|个百分点)?"
)


def find_untold(answer: Answer, members: Collection[str] = ()) -> str:
    """Return the first number of the sentence that stands in no row and no target, or "".

    ``members`` are names of members in any language, which may have numbers in them: 30天以内.
    A number is looked for as it is printed: rounded to its last digit, in its own unit. Signs are told in words
    ("down 3 points") and left out here.
    """
    text = _REST.sub(" ", _DATES.sub(" ", answer.text))
    names = {name for name in members if any(char.isdigit() for char in name)}
    names |= {cell for row in answer.rows for cell in row if isinstance(cell, str) and cell}
    names |= {column.label for column in answer.columns if column.label}
    # A filter is told as it is read back: the members it names may have numbers in their names.
    names |= set(answer.readback.split(" · ")) - {""}
    for name in sorted(names, key=len, reverse=True):
        # A member may be called 1: the 1 of 1,000 is not that member.
        text = re.sub(rf"(?<![\d.,]){re.escape(name)}(?![\d.,]*\d)", " ", text)
    known = list(_known(answer))
    for found in _NUMBER.finditer(text):
        digits, word = found.group(1), found.group(2) or ""
        scale = SCALES.get(word, 1.0)
        value = float(digits.replace(",", "")) * scale
        half = 0.5 * 10.0 ** -len(digits.partition(".")[2]) * scale
        if not any(abs(abs(cell) - value) <= half * 1.001 + 1e-9 * abs(cell) for cell in known):
            return found.group(0).strip()
    return ""


def _asked(part: Any) -> Iterator[float]:
    """Yield the numbers that the query itself names: thresholds, and how many were wanted."""
    if isinstance(part, dict):
        for key, inner in part.items():
            if key in ("value", "low", "high", "n") and isinstance(inner, int | float):
                yield float(inner)
            else:
                yield from _asked(inner)
    elif isinstance(part, list | tuple):
        for inner in part:
            yield from _asked(inner)


def _sums(answer: Answer) -> Iterator[float]:
    """Yield what the contributions of one dimension add up to: all of them, the rises, the falls; and the whole."""
    for name in {row[0] for row in answer.rows}:
        for place, column in enumerate(answer.columns):
            moved = [row[place] for row in answer.rows if row[0] == name] if column.role == "change" else []
            yield from (sum(moved), sum(x for x in moved if x > 0), sum(x for x in moved if x < 0))
    whole = answer.totals.row if answer.totals else ()
    yield from (float(cell) for cell in whole if cell is not None)
    if len(whole) > 4 and whole[2]:
        yield whole[4] / abs(whole[2])


def _known(answer: Answer) -> Iterator[float]:
    yield len(answer.rows)
    yield from _asked(answer.query.model_dump() if answer.query else None)
    for row in answer.rows:
        yield from (float(cell) for cell in row if isinstance(cell, int | float) and not isinstance(cell, bool))
    if answer.query is not None and answer.query.kind == "explain":
        yield from _sums(answer)
    # A relative change is told where the row gives both sides.
    places = {column.name: place for place, column in enumerate(answer.columns)}
    for name, place in places.items():
        other = places.get(f"{name}__previous", -1)
        for row in answer.rows if other >= 0 else ():
            if row[place] is not None and row[other]:
                yield (row[place] - row[other]) / abs(row[other])
                yield row[place] - row[other]
    if answer.target is not None:
        shown = answer.target.model_dump().values()
        yield from (number for number in shown if isinstance(number, int | float) and not isinstance(number, bool))
