"""Rules of verbs that the model names no metric by, but has metrics of: 卖了多少钱, 签了几份, 卖得最好.

DOES is the tuple of metrics that measure what is done. What is asked for ("how much money", so many pieces) says which;
where it does not, each is a reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from nlq.grammar.composing.ordering import fits_unit
from nlq.grammar.rules import rules
from nlq.grammar.slots.slots import Slots
from nlq.index import Index
from semantic_layer.model.values import is_currency

rule = rules.rule
#: Calculations that count who did it, and not how often it was done.
ENTITIES = frozenset({"entity_count", "first_time"})


@rule("COUNTQ HOWMUCH", "CLF")
def how_many_things(left: str, right: str, index: Index) -> rules.Made:
    """Read 多少台, 几份."""
    return [("ASKED", "people" if right == "person" else "things", 0.2)]


@rule("COUNTQ HOWMUCH", "CUR")
def how_much_money(left: str, right: str, index: Index) -> rules.Made:
    """Read 多少元."""
    return [("ASKED", "money", 0.2)]


@rule("DOES", "AUX")
def done(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 卖了."""
    return [("DOES", left, 0.1)]


@rule("AUX", "DOES")
def been_done(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 被投诉."""
    return [("DOES", right, 0.1)]


@rule("DOES", "ASKED")
def how_much_was_done(left: Any, right: str, index: Index) -> rules.Made:
    """Read 卖了多少钱 as the metric of it that is money, 卖了多少台 as the count."""
    names = tuple(measuring(left, right, index))
    for name in names:
        yield "METRIC", (name,), 0.5
    if names:
        yield "DONE", names, 0.3


@rule("ASKED", "DOES")
def who_did_it(left: str, right: Any, index: Index) -> rules.Made:
    """Read 多少人下单."""
    return how_much_was_done(right, left, index)


@rule("DOES", "COUNTQ HOWMUCH MONEYQ")
def how_much_of_it(left: Any, right: str, index: Index) -> rules.Made:
    """Read 卖了多少, which may be money or pieces."""
    if right == "pieces":
        return ()
    return how_much_was_done(left, "money" if right == "money" else "", index)


@rule("METRIC", "SPENT")
def money_spent(left: Any, right: str, index: Index) -> rules.Made:
    """Read 油费花了(多少) as what it is that was spent."""
    metric = index.model.metrics.get(left[0]) if len(left) == 1 and isinstance(left[0], str) else None
    if metric is not None and is_currency(metric.unit) and metric.direction != "up":
        yield "METRIC", left, 0.2


@rule("SPENT", "COUNTQ HOWMUCH")
def open_spent(left: str, right: str, index: Index) -> rules.Made:
    """Start 花了多少(人工成本)."""
    return [("SPENTON", right, 0.1)]


@rule("SPENTON", "METRIC")
def spent_on(left: str, right: Any, index: Index) -> rules.Made:
    """Read 花了多少人工成本 as the cost."""
    return money_spent(right, "spent", index)


@rule("DOES", "HOWDONE")
def how_it_is_done(left: Any, right: str, index: Index) -> rules.Made:
    """Start 卖得…."""
    return [("DOESHOW", left, 0.1)]


@rule("DOESHOW DOES", "SUP")
def done_most(left: Any, right: str, index: Index) -> rules.Made:
    """Read 卖得最多, 被投诉得最多, "sold the most"."""
    for name in left:
        yield "PAIR", ((("does", name),), ("sup", right)), 0.5


@rule("DOESHOW", "HIGH FILL")
def done_well(left: Any, right: str, index: Index) -> rules.Made:
    """Read 卖得好, 卖得怎么样."""
    for name in left:
        yield "METRIC", (name,), 0.3


@rule("HIGH", "DONE")
def done_more(left: str, right: Any, index: Index) -> rules.Made:
    """Read 多卖了多少钱 as the change of what was sold."""
    for name in right:
        yield "PAIR", ((("does", name),), ("change", "any")), 0.5


@rule("MOST", "DOES")
def most_done(left: str, right: Any, index: Index) -> rules.Made:
    """Read 最赚钱."""
    return done_most(right, "max", index)


@rule("SUP TOP", "DOES")
def most_doing(left: str, right: Any, index: Index) -> rules.Made:
    """Read "best-selling", "top selling"."""
    return done_most(right, {"desc": "max", "asc": "min"}.get(left, left), index)


@rule("WHICH", "DOES")
def what_was_done(left: str, right: Any, index: Index) -> rules.Made:
    """Read "what did we sell", which may be money or pieces."""
    for name in right:
        yield "METRIC", (name,), 0.0


@rule("DOES", "FILL")
def did_more(left: Any, right: str, index: Index) -> rules.Made:
    """Read "did we sell more (than in May)" as the change of what was sold."""
    if right == "more":
        for name in left:
            yield "PAIR", ((("does", name),), ("change", "any")), -1.5


@rule("DOES", "OTHERSIDE")
def did_more_than(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "(did A) sell more than B" as the one beside the other."""
    for name in left:
        yield "DIDMORE", (("does", name), right), 0.5


@rule("WHOSE", "METRIC DOESHOW")
def open_whose(left: Any, right: Any, index: Index) -> rules.Made:
    """Start 谁的投诉多, 谁卖得多."""
    return [("WHOSEWHAT", right, 0.1)]


@rule("WHOSEWHAT", "HIGH")
def whose_is_more(left: Any, right: str, index: Index) -> rules.Made:
    """Read 谁的投诉多, 谁卖得多 as those that are named, side by side."""
    for name in left:
        yield "WHOSEMORE", (("does", name) if len(left) > 1 else name,), 0.5


@rule("DOES", "HAVING")
def done_to_things(left: Any, right: Any, index: Index) -> rules.Made:
    """Read "placed at least 3 orders": the orders are what the verb is about."""
    if len(right) == 3 and right[0] in left:
        yield "HAVING", right, 0.5


@rule("DOES", "THR")
def done_so_often(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 下单三次及以上 as a condition on the orders, "sold more than 500k" as one on the money or the pieces."""
    for name in left:
        if fits_unit(name, right[2], index):
            yield "HAVING", (name, *right[:2]), 0.5


def measuring(names: Any, asked: str, index: Index) -> Iterator[str]:
    """Yield the metrics that what is asked for may be: money, people (entities where any is counted), other things."""
    metrics = index.model.metrics
    if asked in ("", "money"):
        yield from (name for name in names if not asked or is_currency(metrics[name].unit))
        return
    counts = [name for name in names if metrics[name].unit == "count"]
    fitting = [n for n in counts if (metrics[n].calculation.type in ENTITIES) == (asked == "people")]
    yield from fitting or counts


def settle_done(slots: Slots) -> Slots | None:
    """Return the slots with the metric that a verb stands for; None where another is named or ranked on.

    卖得最多 may be the most money or the most pieces: beside "by sales" it is no pieces.
    """
    if slots.done and not (slots.metrics and all(name in slots.done for name in slots.metrics)):
        return None
    if not any(_is_done(value) for value in slots.metrics):
        return slots
    names = tuple(value[1] if _is_done(value) else value for value in slots.metrics)
    if slots.order_by and slots.order_by != names:
        return None
    return replace(slots, metrics=names)


def _is_done(value: Any) -> bool:
    return isinstance(value, tuple) and value[0] == "does"
