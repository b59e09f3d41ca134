"""Rules of movement: things whose measure rose or fell, and the few that did most."""

from __future__ import annotations

from typing import Any, get_args

from nlq.grammar.composing.having import moved
from nlq.grammar.rules import rules
from nlq.index import Index
from semantic_layer.query import Unit

rule = rules.rule


@rule("SUP", "CHANGE")
def biggest_change(left: str, right: str, index: Index) -> rules.Made:
    """Read "biggest drop" as a superlative of the change, "fastest growth" of the relative change."""
    if left in ("max", "first", "fastest") and right in ("up", "down", "up_rate", "down_rate"):
        plain = right.removesuffix("_rate")
        yield "SUPCHG", f"{plain}_rate" if left == "fastest" or right != plain else right, 0.5
    elif (left, right) == ("min", "up_rate"):
        yield "SUPCHG", "down_rate", 0.5


@rule("TOP", "CHANGE")
def largest_change(left: str, right: str, index: Index) -> rules.Made:
    """Read "largest drop" where the word also opens a ranking."""
    return biggest_change("max" if left == "desc" else left, right, index)


@rule("CHANGE", "SUP")
def change_most(left: str, right: str, index: Index) -> rules.Made:
    """Read 下降最多, "dropped the most"."""
    return biggest_change(right, left, index)


@rule("OVERPART", "SUP")
def contributes_most(left: str, right: str, index: Index) -> rules.Made:
    """Read (毛利)贡献最大 as the most of it."""
    if left == "part":
        yield "SUP", right, 0.2


@rule("SUPCHG", "PREP")
def open_biggest(left: str, right: str, index: Index) -> rules.Made:
    """Start "biggest drop in …"."""
    return [("SUPCHGIN", left, 0.2)]


@rule("SUPCHGIN", "METRIC")
def biggest_change_in(left: str, right: Any, index: Index) -> rules.Made:
    """Read "biggest drop in revenue"."""
    return [("PAIR", (right, ("supchg", left)), 0.5)]


@rule("METRIC", "SUPCHG")
def metric_change_most(left: Any, right: str, index: Index) -> rules.Made:
    """Read 销售额下降最多."""
    return [("PAIR", (left, ("supchg", right)), 0.5)]


@rule("CHANGE", "METRIC")
def moved_measure(left: str, right: Any, index: Index) -> rules.Made:
    """Start "grew revenue the most"."""
    if left in ("up", "down") and len(right) == 1 and isinstance(right[0], str):
        yield "MOVEDIT", (left, right), 0.1


@rule("CHANGE", "PRON")
def moved_its(left: str, right: str, index: Index) -> rules.Made:
    """Start "grew its revenue the most"."""
    return [("MOVEDITS", left, 0.0)] if left in ("up", "down") else []


@rule("MOVEDITS", "METRIC")
def moved_its_measure(left: str, right: Any, index: Index) -> rules.Made:
    """Go on with "grew its revenue …"."""
    return moved_measure(left, right, index)


@rule("MOVEDIT", "SUP")
def moved_it_most(left: Any, right: str, index: Index) -> rules.Made:
    """Read "grew revenue the most"."""
    for _, way, weight in biggest_change(right, left[0], index):
        yield "PAIR", (left[1], ("supchg", way)), weight


@rule("COMPARE", "SUPCHG")
def change_most_against(left: Any, right: str, index: Index) -> rules.Made:
    """Start 同比增长最快, "year-over-year growth the most"."""
    return [("SUPCHGVS", (left, right), 0.3)]


@rule("METRIC", "SUPCHGVS")
def metric_change_most_against(left: Any, right: Any, index: Index) -> rules.Made:
    """Read 销售额同比增长最快."""
    return [("PAIR", (left, ("supchg", right[1]), right[0]), 0.5)]


@rule("CHANGE", "DE")
def open_moved(left: str, right: Any, index: Index) -> rules.Made:
    """Start 同比下降的…."""
    if left in ("up", "down"):
        yield "CHANGEDE", left, 0.2


@rule("CHANGEDE", "DIM DIMP")
def moved_things(left: str, right: Any, index: Index) -> rules.Made:
    """Read 同比下降的门店 as those alone whose measure fell."""
    name, pred = (right, None) if isinstance(right, str) else right
    return [("MOVEDDIM", (name, pred, left), 1.0)]


@rule("MOVING", "METRIC")
def moving(left: str, right: Any, index: Index) -> rules.Made:
    """Read "falling sales" as a condition that a "with" makes of it."""
    if len(right) == 1 and isinstance(right[0], str):
        yield "MOVED", moved(right[0], left), 0.3


@rule("THANWORD", "PERIOD")
def than_period(left: str, right: Any, index: Index) -> rules.Made:
    """Read 低于8月, 高于去年同期 as having moved that way since."""
    yield "THANPERIOD", (left, right), 0.4


@rule("SUPCHG", "DE")
def open_most_moved(left: str, right: Any, index: Index) -> rules.Made:
    """Start 同比下降最多的…."""
    return [("SUPCHGDE", left, 0.2)]


@rule("SUPCHGDE", "NUMDIM DIM UNIT")
def most_moved(left: str, right: Any, index: Index) -> rules.Made:
    """Read 同比下降最多的3家门店, whatever stands before it."""
    return [("RANKCHG", (_ranked(right), left), 0.5)]


@rule("SUPCHGDE", "AUX")
def most_moved_is(left: str, right: str, index: Index) -> rules.Made:
    """Read 掉得最多的是 before what it is: 哪个地区."""
    if right == "is":
        yield "SUPCHG", left, 0.2


@rule("NUM", "SUPCHG")
def few_most_moved(left: Any, right: str, index: Index) -> rules.Made:
    """Start "3 fastest growing …"."""
    if many := rules.count_of(left):
        yield "NUMSUPCHG", (many, right), 0.2


@rule("TOP", "NUMSUPCHG")
def top_few_most_moved(left: str, right: Any, index: Index) -> rules.Made:
    """Read "top 3 fastest growing …"."""
    if left == "desc":
        yield "NUMSUPCHG", right, 0.2


@rule("NUMSUPCHG", "DIM")
def few_fastest(left: Any, right: str, index: Index) -> rules.Made:
    """Read "3 fastest growing stores"."""
    return [("RANKCHG", ((left[0], right, None, None), left[1]), 0.5)]


@rule("SUP", "DE")
def open_most(left: str, right: Any, index: Index) -> rules.Made:
    """Start 最高的…, where what is the highest stands before other words."""
    if left != "fastest":
        yield "SUPDE", left, 0.1


@rule("SUPDE", "THEY")
def most_that(left: str, right: Any, index: Index) -> rules.Made:
    """Go on with 最高的那个… before what it is."""
    if right == "one":
        yield "SUPDE", left, 0.1


@rule("SUPDE", "AUX")
def most_is(left: str, right: str, index: Index) -> rules.Made:
    """Read (缺勤率)上月最高的是 before what it is."""
    if right == "is":
        yield "SUP", left, 0.1


@rule("SUPDE", "NUMDIM DIM UNIT")
def most(left: str, right: Any, index: Index) -> rules.Made:
    """Read 销售额上月最高的3家门店: the period stands between."""
    return [("RANK", (*_ranked(right)[:3], left), 0.2)]


@rule("UNIT", "PAIR")
def unit_with(left: str, right: Any, index: Index) -> rules.Made:
    """Read "the day with the highest sales"."""
    return [("RANKED", (right, 1, ("grain", left, False), None), 0.2)]


def _ranked(thing: Any) -> tuple[int, Any, Any, None]:
    """Return how many of what are kept: one, where no number is said."""
    if isinstance(thing, tuple):
        return (*thing, None)
    unit = thing in get_args(Unit)
    return (1, ("grain", thing, False) if unit else thing, None, None)


@rule("METRIC METRICIS", "WENT")
def went(left: Any, right: str, index: Index) -> rules.Made:
    """Read "were sales up" as asking how they changed, "stores where sales are up" as a condition."""
    if len(left) == 1 and isinstance(left[0], str):
        yield "PAIR", (left, ("change", right)), 0.3
        yield "MOVED", moved(left[0], right), 0.3
