"""The rules: which two neighbouring phrases make a third, and what it means.

Each rule takes the values of its left and right part and returns (type, value, weight) of what they
make; a weight is added to the parts' scores. Rules know types, never words: both languages share them.
Values: METRIC is a tuple of measures (a name, or a nested tuple); MEMBER is (dimension, values);
AXIS is a tuple of axes; PRED is a nested tuple; THR is (op, number, unit) or ("between", low, high, unit).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from nlq.index import Index
from nlq.text.atoms import phrase_key

Made = Iterable[tuple[str, Any, float]]
Rule = Callable[[Any, Any, Index], Made]
RULES: dict[tuple[str, str], list[Rule]] = defaultdict(list)


def rule(lefts: str, rights: str) -> Callable[[Rule], Rule]:
    """Register a rule for each pair of the blank-separated types."""

    def register(made: Rule) -> Rule:
        for left in lefts.split():
            for right in rights.split():
                RULES[left, right].append(made)
        return made

    return register


def count_of(number: Any, least: int = 1) -> int:
    """Return how many things a number says; 0 where it says no number of things, a part of one, or too few.

    >>> count_of((3.0, "")), count_of((3.0, "things"), 4), count_of((2.5, "")), count_of((3.0, "share"))
    (3, 0, 0, 0)
    """
    value, unit = number
    return int(value) if unit in ("", "things") and value >= least and value == int(value) else 0


def _keep(kind: str) -> tuple[Rule, Rule]:
    def keep_right(left: Any, right: Any, index: Index) -> Made:
        return [(kind, right, 0.3)]

    def keep_left(left: Any, right: Any, index: Index) -> Made:
        return [(kind, left, 0.3)]

    return keep_right, keep_left


for _kind in ("METRIC", "DIM", "MEMBER", "PERIOD", "SUP", "NUM", "DIMH", "DIMP", "TOP", "TOPN", "RANK", "NUMDIM",
              "CHANGE", "SUPCHG", "SHARE", "HAVING", "NOUN", "AVG", "BOARD"):  # fmt: skip
    rule("DET ALL", _kind)(_keep(_kind)[0])
for _kind in ("MEMBER", "PRED", "DIMP", "DIMH", "RANK", "AXIS", "COUNTDIM"):
    rule("PREP", _kind)(_keep(_kind)[0])
for _kind in ("MEMBER", "PRED", "PERIOD", "DIMP", "AXIS", "METRIC", "RANK", "DIMH", "GRAIN", "ATENDS", "SINGLE",
              "CHANGE", "WHICHDIM", "ASPECT", "COMPARE", "BEFORE", "SAMEDAYS"):  # fmt: skip
    rule(_kind, "DE POSS")(_keep(_kind)[1])
for _kind in ("MEMBER", "PRED", "DIMP", "DIMH", "TOPN", "RANK"):
    # "Only East China" is East China; "only" before anything else says more, and is not passed over.
    rule("ONLY", _kind)(_keep(_kind)[0])
    rule(_kind, "ONLY")(_keep(_kind)[1])


@rule("PREP", "PERIOD")
def place_period(left: str, right: Any, index: Index) -> Made:
    """Read "in October"; "through October" is up to its end."""
    if left != "by way of":
        yield "PERIOD", right, 0.3


for _kind in ("MEMBER", "PRED"):
    # "Used a welcome coupon", 用满减券的: nothing else is used so.
    rule("USING", _kind)(_keep(_kind)[0])
rule("MEMBER", "KINDOF")(_keep("MEMBER")[1])
rule("WHICH", "SHARE")(_keep("SHARE")[0])
rule("PREP", "ACROSSALL")(_keep("ACROSSALL")[0])
rule("ACROSSALL", "DE POSS")(_keep("ACROSSALL")[1])
for _kind in ("RANK", "RANKED", "RANKSET"):
    rule("ASKWHO", _kind)(_keep(_kind)[0])
    rule(_kind, "ASKWHO")(_keep(_kind)[1])
for _kind in ("AXIS", "COMPARE", "BEFORE", "SAMEDAYS", "GRAIN", "ATENDS", "SINGLE", "CHANGE", "ASPECT", "FORMULA"):
    rule("AND COMMA", _kind)(_keep(_kind)[0])


# --- members, predicates --------------------------------------------------------------------------


@rule("MEMBER", "AND OR COMMA")
def open_member_list(left: Any, right: Any, index: Index) -> Made:
    """Start or go on with a list of members."""
    return [("MEMBERS", left, 0.2)]


@rule("MEMBERS", "AND OR")
def go_on_after_comma(left: Any, right: Any, index: Index) -> Made:
    """Allow "A, and B"."""
    return [("MEMBERS", left, 0.2)]


@rule("MEMBERS", "MEMBER")
def join_members(left: Any, right: Any, index: Index) -> Made:
    """Join members of one dimension: either of them."""
    if left[0] == right[0]:
        yield "MEMBER", (left[0], tuple(sorted({*left[1], *right[1]}, key=str))), 0.5


@rule("MEMBER", "MEMBER")
def run_members_together(left: Any, right: Any, index: Index) -> Made:
    """Read "Beijing Shanghai", 北京上海 as both: nothing is in two places at once."""
    if left[0] == right[0] and not set(left[1]) & set(right[1]):
        yield from join_members(left, right, index)


@rule("MEMBER", "DIM")
def qualify_dimension(left: Any, right: str, index: Index) -> Made:
    """Read "online channels" as the member, "East China stores" as stores there."""
    if left[0] == right:
        yield "MEMBER", left, 1.8
    elif related(right, left[0], index):
        yield "DIMP", (right, ("in", *left)), 0.4


@rule("DIM", "MEMBER")
def place_dimension(left: str, right: Any, index: Index) -> Made:
    """Read "region East China" as the member, "stores in East China" as stores there."""
    return list(qualify_dimension(right, left, index))


@rule("MEMBER", "NOUN")
def qualify_noun(left: Any, right: str, index: Index) -> Made:
    """Read "gold customers" as the tier, where a customer has a tier."""
    if index.reaches(right, index.model.dimensions[left[0]].table):
        yield "MEMBER", left, 1.7


@rule("MEMBER", "BUYERS")
def qualify_buyers(left: Any, right: str, index: Index) -> Made:
    """Read "gold shoppers" where it is customers that have a tier."""
    dimension = index.model.dimensions[left[0]]
    nouns = {word.lower() for word in (*index.model.tables[dimension.table].noun.values(), *dimension.table.split("_"))}
    # "Guest country" is the country of guests.
    words = nouns.union(*(_parts(name) for name in dimension.names))
    if any(meaning.kind == "BUYERS" for word in words for meaning in index.find(phrase_key(word))):
        yield "MEMBER", left, 1.7


def _parts(name: str) -> set[str]:
    """Return the words of a name; of a Chinese one its first two characters."""
    return set(name.lower().split()) if name.isascii() else {name[:2]}


@rule("MEMBER", "AGAINST CMP")
def open_sides(left: Any, right: Any, index: Index) -> Made:
    """Start "East China vs …", "in East China higher than …"."""
    return [("MEMBERVS", left, 0.1)]


@rule("MEMBERVS", "MEMBER")
def set_sides(left: Any, right: Any, index: Index) -> Made:
    """Read "East China vs South China": both of them, side by side."""
    for _, value, weight in join_members(left, right, index):
        yield "SIDES", value, weight


@rule("SIDES", "AGAINST")
def go_on_sides(left: Any, right: Any, index: Index) -> Made:
    """Go on with "East China vs South China vs …"."""
    return [("MEMBERVS", left, 0.1)]


@rule("AGAINST", "MEMBER")
def open_side(left: str, right: Any, index: Index) -> Made:
    """Start 比华南高; "revenue in East China last month versus South China" names one more side at the end."""
    return [("VSMEMBER", right, 0.1), ("OTHERSIDE", right, 0.1)]


@rule("HERE", "MEMBER")
def here_in(left: Any, right: Any, index: Index) -> Made:
    """Read "here in Wuhan"."""
    return [("MEMBER", right, 0.3)]


@rule("DET WITH", "COMPARE")
def name_compare(left: Any, right: Any, index: Index) -> Made:
    """Read "(with) the MoM change", 带同比."""
    return [("COMPARE", right, 0.3)]


@rule("MEMBER", "HIGH")
def open_either(left: Any, right: str, index: Index) -> Made:
    """Start 华东高还是华南高."""
    return [("MEMBERHIGH", left, 0.1)]


@rule("MEMBERHIGH", "OR")
def go_on_either(left: Any, right: str, index: Index) -> Made:
    """Go on with 华东高还是…."""
    return [("MEMBERVS", left, 0.1)]


@rule("MEMBERVS", "MEMBERHIGH")
def close_either(left: Any, right: Any, index: Index) -> Made:
    """Read 华东高还是华南高 as both, side by side."""
    return list(set_sides(left, right, index))


@rule("BEYOND CMP", "MEMBER")
def beyond(left: str, right: Any, index: Index) -> Made:
    """Read "… than South China", 高于华南 as one more side beside the member that is named already."""
    if left in ("than", ">", "<"):
        yield "OTHERSIDE", right, 0.2


@rule("VSMEMBER", "HIGH")
def add_side(left: Any, right: str, index: Index) -> Made:
    """Read 比华南高 as one more side beside the member that is named already."""
    return [("OTHERSIDE", left, 0.4)]


def related(one: str, other: str, index: Index) -> bool:
    """Say whether a thing of one dimension has one member of the other, or is grouped into it."""
    dimensions = index.model.dimensions
    return index.reaches(dimensions[one].table, dimensions[other].table) or dimensions[other].of == one


# --- axes -----------------------------------------------------------------------------------------


@rule("BY EACH", "DIM")
def break_down(left: Any, right: str, index: Index) -> Made:
    """Read "by region", 各地区 as an axis."""
    return [("AXIS", (("dim", right),), 0.6)]


@rule("PER", "DIM")
def break_down_per(left: Any, right: str, index: Index) -> Made:
    """Read "per store" as an axis; after an average it is what the average is over."""
    return [("AXIS", (("dim", right),), 0.2), ("OVER", ("dim", right), 0.2)]


@rule("BY EACH PER", "UNIT")
def break_down_by_unit(left: Any, right: str, index: Index) -> Made:
    """Read "by month" as a grain; after an average, "per month" is what it is over."""
    yield "AXIS", (("grain", right, False),), 0.3
    if left == "per":
        yield "OVER", ("grain", right, False), 0.1


@rule("BY EACH", "AXIS")
def double_break_down(left: Any, right: Any, index: Index) -> Made:
    """Read 按各地区."""
    return [("AXIS", right, 0.2)]


@rule("DIM", "WISE")
def break_down_wise(left: str, right: str, index: Index) -> Made:
    """Read "store-wise", 门店维度."""
    return [("AXIS", (("dim", left),), 0.6)]


@rule("AXIS", "AND COMMA")
def open_axis_list(left: Any, right: Any, index: Index) -> Made:
    """Start a list of axes."""
    return [("AXES", left, 0.1)]


@rule("AXES", "DIM")
def add_dimension(left: Any, right: str, index: Index) -> Made:
    """Add a dimension to "by region and …"."""
    if ("dim", right) not in left:
        yield "AXIS", (*left, ("dim", right)), 0.4


@rule("AXES", "UNIT")
def add_unit(left: Any, right: str, index: Index) -> Made:
    """Add a grain to "by region and …"."""
    return [("AXIS", (*left, ("grain", right, False)), 0.3)]


@rule("AXES", "AXIS")
def join_axes(left: Any, right: Any, index: Index) -> Made:
    """Join "by region and by month"."""
    if not set(left) & set(right):
        yield "AXIS", (*left, *right), 0.3


rule("AXIS", "SPLITUP")(_keep("AXIS")[1])
rule("BYMETRIC", "SORTED")(_keep("BYMETRIC")[1])
rule("BYMETRICOF", "SORTED")(_keep("BYMETRICOF")[1])
