"""How much something brought in, or was spent on it, where one KPI of the model can tell: "how much did lifts cost us".

The question names a member and asks for money. Where one sum of money that is earned can be told for that member, that
is what it brought in; where one alone can be told at all, and it is spent, that was spent on it. Of more, each is
offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from nlq.grammar.composing.ordering import adds_up
from nlq.grammar.parse.chart import Item, build_chart, mention
from nlq.grammar.parse.cover import Cover, cover_question
from nlq.index import Index
from nlq.offers.lacking import dimensions_named, queries_lacking
from nlq.text.atoms import places_of
from nlq.wording import Wording
from semantic_layer.model.definitions import MetricDef
from semantic_layer.model.inputs import conditions_of, input_names
from semantic_layer.model.values import is_currency

_EARN = (
    "make|made|earn|earned|bring in|brought in|pull in|pulled in|rake in|raked in|take in|took in|taken in|"
    "generate|generated"
)
_EARNED = re.compile(
    rf"\bhow much\b.*\b(?:{_EARN}|collect|collected|bring|brought|(?:pay|pays|paid) us)\b"
    r"|\bwhat (?:did|have|do) we (?:make|made|earn|earned|take|taken) (?:on|from|with|off)\b"
    r"|收了?(?:多少|几)|(?:进账|入账)了?(?:多少|几)|(?:多少|几)[^,，。]{0,6}(?:进账|入账)"
    r"|付了?(?:给)?我们(?:多少|几)"
)
#: What customers spend is no cost, nor what one of a thing costs.
_SPENT = re.compile(
    r"\b(?:how much|what)\b.*\b(?:(?:we|was|were|been|being)(?: \w+)? (?:spend|spent|pay|paid)|costs? us)\b"
    r"|[花用][掉出]?了?多少钱"
)
_INCOME = re.compile(r"\b(?:revenue|sales|income|takings|turnover|earnings|fees|fines)\b|收入|营收|销售额|营业额|罚款")
_COSTS = re.compile(
    r"\b(?:spend|spending|costs?|expenses?|expenditure|outlay|purchases?)\b|支出|成本|费用|采购|花费|开支"
)
_VERB = re.compile(
    rf"\b(?:{_EARN}|bring|brought|take|taken|collect|collected|spend|spent|pay|paid|costs?)\b"
    r"|[收花用][掉出]?了?(?=多少|几)|进账|入账|付了?(?:给)?我们(?=多少|几)"
)


def money_told(mentions: list[Item], text: Wording) -> tuple[tuple[Any, Cover], ...]:
    """Return the one sum of money that a question without a KPI asks for; nothing where it may be several."""
    said, index = text.normalised.text, text.index
    earned, spent = bool(_EARNED.search(said)), bool(_SPENT.search(said))
    if earned == spent:
        return ()
    if spent and any(item.kind == "BUYERS" for item in mentions):
        return ()
    covers = cover_question(build_chart([*mentions, *_verbs(text)], index), len(text.atoms))
    sums = [
        name for name, metric in index.model.metrics.items()
        if is_currency(metric.unit) and metric.status != "deprecated" and adds_up(name, index)
        and any(_can_be_told(name, cover, index) for cover in covers)
    ]  # fmt: skip
    meant = [name for name in sums if _is_meant(index.model.metrics[name], earned=earned)]
    # What comes back of it, or is lost on it, is not what was spent on it: that one alone can be told.
    only = len(meant) == 1 and (earned or len(sums) == 1)
    return queries_lacking(covers, index, among=meant) if only else ()


def _is_meant(metric: MetricDef, *, earned: bool) -> bool:
    """Say whether a sum of money is earned, or spent: what is neither good nor bad is by its name, or may be either."""
    if metric.direction != "none":
        return metric.direction == ("up" if earned else "down")
    own, other = (_INCOME, _COSTS) if earned else (_COSTS, _INCOME)
    names = " ".join(metric.names).lower()
    return bool(own.search(names)) or not other.search(names)


def _verbs(text: Wording) -> Iterator[Item]:
    """Yield the verbs of money as what says no more than that it is asked for."""
    starts, ends = places_of(text.atoms)
    for match in _VERB.finditer(text.normalised.text):
        if match.start() in starts and match.end() in ends:
            first, last = starts[match.start()], ends[match.end()]
            yield mention(first, last, "FILL", "money", "money asked for", per_atom=last - first)


def _can_be_told(name: str, cover: Cover, index: Index) -> bool:
    """Say whether members are named that all rows of a metric have."""
    dimensions = [index.model.dimensions[each] for each in dimensions_named(cover.slots)]
    reached = all(index.reaches(table, each.table) for table in _tables(name, index) for each in dimensions)
    # Shop sales are of the shop already: of another stream there are none.
    bound = {each.field for each in conditions_of(index.model.metrics[name].calculation)}
    return bool(cover.slots.preds) and reached and not bound & {each.column for each in dimensions}


def _tables(name: str, index: Index) -> set[str]:
    """Return the tables whose rows a metric is computed from."""
    inputs = input_names(index.model.metrics[name])
    own = getattr(index.model.metrics[name].calculation, "table", "")
    return {table for each in inputs for table in _tables(each, index)} or {own}
