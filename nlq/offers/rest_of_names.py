"""The rest of a name of which a part is said: no more than what stands beside it says, or nothing.

"Wedding revenue" is the banquet revenue where a wedding is a type of banquet, 商机有多少钱 is 商机金额, and a
satisfaction above 4 the satisfaction score. What else a name holds would be guessed: 成本 is no 运输成本 by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nlq.grammar.composing.predicates import conditions, dimension_of
from nlq.offers.asked_kind import asked_kind
from nlq.text.atoms import phrase_key
from nlq.text.lemma import lemma
from nlq.wording import Wording
from semantic_layer.query import Data, Dimension

#: How a number is taken together, before what it is of, and in what it is told, after it.
_TAKEN = (" average", " avg", " mean", " total", " number of", "平均", "总")
#: What says no more after a name: in what it is told, and that there was such a thing.
_TOLD = ("score", "index", "评分", "指数", "held", "made", "done", "received", "performed", "carried out")
#: How names of what is asked for by how much money, or how long, end, and those of what is counted.
_AMOUNTS = ("额", "金额", "款", "费", "费用", "收入", "时长", "时间", "小时", "天数", "工时")
_COUNTS = ("数", "量", "数量", "次数")


def is_told(key: str, name: str, query: Any, text: Wording) -> bool:
    """Say whether a name of a metric holds nothing but a part, as it is looked up by, and what the question says."""
    beside = set(_beside(query, text))
    tails = _tails(name, text)
    for said in map(phrase_key, text.index.model.metrics[name].names):
        # English parts are whole words: each has a blank before it.
        before, part, after = f"{said} ".partition(f"{key} ") if key.isascii() else said.partition(key)
        # What is the whole of a name, and was not read as one, is spelt otherwise.
        if not part or said == key:
            continue
        if _is_empty(before, beside, _TAKEN) and _is_empty(after.strip(), beside, (*_TOLD, *tails)):
            return True
    return False


def _tails(name: str, text: Wording) -> tuple[str, ...]:
    """Return how the name of a metric may end that is of the kind of number that is asked for: 场次 of 几场."""
    asked = asked_kind(text.atoms, text.index)
    if not asked.words or asked.people or not asked.fits(name, text.index):
        return ()
    if text.index.model.metrics[name].unit != "count":
        return _AMOUNTS
    return (*_COUNTS, *(f"{piece}{tail}" for piece in asked.counted for tail in ("次", *_COUNTS)))


def _is_empty(rest: str, beside: set[str], allowed: tuple[str, ...]) -> bool:
    """Say whether the rest of a name is none, or is what is said already."""
    if not rest or rest in allowed:
        return True
    if rest.isascii():
        return all(lemma(word) in beside for word in rest.split())
    return any(rest in said for said in beside if not said.isascii())


def _beside(query: Any, text: Wording) -> Iterator[str]:
    """Yield what dimensions are called that a question filters or breaks down by, and the things they are of."""
    model = text.index.model
    for name in _dimensions(query):
        spec = model.dimensions[name]
        for said in (*spec.names, *model.tables[spec.table].noun.values()):
            yield from (lemma(word) for word in said.lower().split()) if said.isascii() else (said,)


def _dimensions(query: Any) -> set[str]:
    if not isinstance(query, Data):
        return set()
    by = {axis.name for axis in query.by if isinstance(axis, Dimension)}
    return by | {name for part in conditions(query.where) if (name := dimension_of(part)) is not None}
