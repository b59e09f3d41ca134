"""Which of two: "mornings or evenings, which get more visits", 早上到店人次多还是晚上多, "higher in May or in June".

Two members of one dimension, two times or two metrics with an "or" between them are sides that stand next to each
other. What asks for the greater of them asks for no change, and never for both taken together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from nlq.grammar.composing.ordering import adds_up, is_time
from nlq.grammar.parse.chart import Item, mention
from nlq.index import Index
from nlq.text.atoms import Atom

_SIDES = frozenset({"MEMBER", "PERIOD", "METRIC"})
_JOINS = frozenset({"OR", "AND", "AGAINST"})
#: Words that may stand beside what joins two sides.
_SMALL = frozenset({"PREP", "DET", "OWN", "DE", "COMMA"})
_ASKS = frozenset({"which", "who", "what"})
_OF_THEM = ("of the two", "of them", "of these", "of those", "of both", "one", "side", "of")
_HAS = frozenset(
    """
    has have had get gets got see sees saw is was are were does do did make makes made take takes took bring brings
    brought attract attracts attracted draw draws drew show shows showed generate generates generated the a an there
    """.split()
)
_DEGREES = frozenset(
    "more fewer less higher lower better worse bigger larger smaller greater longer shorter faster slower".split()
)
#: What says that something takes time, or what is no number of things.
_OF_TIMES = frozenset("longer shorter faster slower 长 短 快 慢".split())
_OF_SIZES = frozenset("bigger larger smaller greater better worse".split())
_ASKS_OR = frozenset("is are was were do does did has have which who what".split())
_THAN = frozenset({"BEYOND", "COMPARE", "BEFORE"})
#: What says that a measure moves, or how it is: nothing of the kind where two sides stand next to each other.
_MOVES = frozenset({"CHANGE", "UPDOWN", "DEGREE", "MORE", "FILL", "HIGH", "CMP", "WHICH", "AND", "BETWEEN", "WENT"})

Span = tuple[int, int]


@dataclass(frozen=True)
class _Pair:
    """Two sides, and what stands between them: a join, in Chinese a measure and how much of it before that."""

    left: Item
    right: Item
    join: Item
    measure: Item | None = None

    @property
    def is_or(self) -> bool:
        return self.join.kind == "OR"


def settle_sides(found: list[Item], atoms: Sequence[Atom], index: Index) -> list[Item]:
    """Return the mentions of a question, with what asks for the greater of two sides as what sets them side by side.

    Where it is not known of what it asks so, it says no movement of both together either.
    """
    pair = _pair_of(found)
    if pair is None or any(item.kind in _THAN for item in found if not _is_within(item, pair)):
        return found
    said = list(_said_of(pair, found, atoms))
    if not any(item.kind in ("SIDE", "WHOSE", "SIDEOF") for item in said):
        return _without_movement(found, pair, atoms)
    taken = {place for item in said for place in range(item.start, item.end)}
    kept = [item for item in found if item.kind not in _MOVES or not taken & set(range(item.start, item.end))]
    degrees = {atoms[place].text for place in taken}
    return [item for item in kept if item.kind != "METRIC" or _can_be(item, degrees, index)] + said


def _can_be(item: Item, degrees: set[str], index: Index) -> bool:
    """Say whether there can be so much of a metric: longer visits are no more of them, and better reviews neither."""
    name = item.value[0] if len(item.value) == 1 else ""
    if not isinstance(name, str) or name not in index.model.metrics:
        return True
    is_mean = is_time(name, index) and not adds_up(name, index)
    counts = index.model.metrics[name].unit == "count"
    return not (degrees & _OF_TIMES and not is_mean) and not (degrees & _OF_SIZES and counts)


def _without_movement(found: list[Item], pair: _Pair, atoms: Sequence[Atom]) -> list[Item]:
    """Return the mentions without "up" and "higher" as movements, where they are asked of the one or the other."""
    asks = pair.is_or and atoms[0].text in _ASKS_OR
    return [item for item in found if item.kind not in ("WENT", "UPDOWN", "TURN")] if asks else found


def _is_within(item: Item, pair: _Pair) -> bool:
    return pair.left.start <= item.start and item.end <= pair.right.end


def _made(first: int, last: int, kind: str, value: object = "side") -> Item:
    size = last - first
    return mention(first, last, kind, value, "which of two", operator=1, per_atom=size, longer_operator=size - 1)


# --- the sides ------------------------------------------------------------------------------------


def _pair_of(found: list[Item]) -> _Pair | None:
    """Return the first two sides that something joins, an "or" before anything else."""
    sides = sorted((item for item in found if item.kind in _SIDES), key=lambda item: item.start - item.end)
    small = {place for item in found if item.kind in _SMALL for place in range(item.start, item.end)}
    joins = sorted((item for item in found if item.kind in _JOINS), key=lambda item: (item.kind != "OR", item.start))
    for join in joins:
        begins = _over(join.end, 1, small)
        for measure, ends in _measured(join, found):
            ended = _over(ends, -1, small)
            for left, right in product(sides, sides):
                if left.end in ended and right.start in begins and _are_two(left, right):
                    return _Pair(left, right, join, measure)
    return None


def _over(place: int, step: int, small: set[int]) -> set[int]:
    """Return a place and those that are reached from it over small words alone."""
    reached = {place}
    while (place if step > 0 else place - 1) in small:
        place += step
        reached.add(place)
    return reached


def _measured(join: Item, found: list[Item]) -> Iterator[tuple[Item | None, int]]:
    """Yield what is measured before a join, and where the side before it ends: 早上到店人次多还是…, 早上多还是…."""
    yield None, join.start
    for high in found:
        if high.kind != "HIGH" or high.end != join.start or join.kind != "OR":
            continue
        yield None, high.start
        yield from ((item, item.start) for item in found if item.kind == "METRIC" and item.end == high.start)


def _are_two(left: Item, right: Item) -> bool:
    if left.kind != right.kind or left.value == right.value:
        return False
    return left.kind != "MEMBER" or left.value[0] == right.value[0]


# --- what is asked of them ------------------------------------------------------------------------


def _said_of(pair: _Pair, found: list[Item], atoms: Sequence[Atom]) -> Iterator[Item]:
    """Yield what is said of two sides, as what it means there."""
    asked = list(_asked(pair, found, atoms))
    yield from (_made(first, last, "SIDE") for first, last in asked)
    yield from _whose(pair, found)
    degree = _degree_after(pair, found)
    if degree is not None:
        yield degree
    between = pair.join.kind == "OR" and (pair.left.kind != "MEMBER" or pair.measure or _is_spread(pair))
    if (asked or degree) and between:
        yield _made(pair.left.end, pair.right.start, "AND", "and")
    if asked and pair.left.start and atoms[pair.left.start - 1].text == "between":
        yield _made(pair.left.start - 1, pair.left.start, "SIDE")


def _is_spread(pair: _Pair) -> bool:
    """Say whether more than a join stands between: "in the evening or in the morning"."""
    return (pair.left.end, pair.right.start) != (pair.join.start, pair.join.end)


def _asked(pair: _Pair, found: list[Item], atoms: Sequence[Atom]) -> Iterator[Span]:
    """Yield what asks in English for the greater: "which gets more", "who had the higher", "more"."""
    taken: set[int] = set()
    for place, atom in enumerate(atoms):
        if atom.text in _ASKS:
            after = _past_who(place + 1, pair, found, atoms)
            last = _past_has(after, atoms)
            if _is_degree(last, atoms):
                yield place, last + 1
                taken |= set(range(place, last + 1))
            elif (done := _done_more(place + 1, found, atoms)) is not None:
                # Who joined more.
                yield place, place + 1
                yield done, done + 1
                taken |= {place, done}
            elif after > place + 1 and after == pair.left.start:
                yield place, after
                taken |= set(range(place, after))
        elif atom.text == "whose":
            spans = list(_whose_is_more(place, found, atoms))
            yield from spans
            taken |= {at for first, last in spans for at in range(first, last)}
        elif atom.text in _DEGREES and place not in taken and (pair.is_or or taken):
            first = place
            while first and atoms[first - 1].text in _HAS - {"there"} and atoms[first - 1].text not in ("is", "are"):
                first -= 1
            yield first or place, place + 1


def _whose_is_more(place: int, found: list[Item], atoms: Sequence[Atom]) -> Iterator[Span]:
    """Yield "whose" and "is better" around what is measured of both."""
    for item in found:
        last = _past_has(item.end, atoms)
        if item.kind == "METRIC" and item.start == place + 1 and _is_degree(last, atoms):
            yield place, place + 1
            yield item.end, last + 1


def _is_degree(place: int, atoms: Sequence[Atom]) -> bool:
    return place < len(atoms) and atoms[place].text in _DEGREES


def _done_more(place: int, found: list[Item], atoms: Sequence[Atom]) -> int | None:
    """Return where "more" stands after a verb that names what is counted: "who joined more"."""
    for item in found:
        if item.kind in ("METRIC", "DOES") and item.start == place and item.end < len(atoms):
            if atoms[item.end].text in _DEGREES:
                return item.end
    return None


def _past_who(place: int, pair: _Pair, found: list[Item], atoms: Sequence[Atom]) -> int:
    """Return where "of the two", "one" or what the sides are ends: "which club", "which month"."""
    for words in map(str.split, _OF_THEM):
        if [atom.text for atom in atoms[place : place + len(words)]] == words:
            return place + len(words)
    return max((item.end for item in found if item.start == place and _is_what_they_are(item, pair)), default=place)


def _past_has(place: int, atoms: Sequence[Atom]) -> int:
    while place < len(atoms) and atoms[place].text in _HAS:
        place += 1
    return place


def _is_what_they_are(item: Item, pair: _Pair) -> bool:
    if pair.left.kind == "MEMBER":
        return item.kind == "DIM" and item.value == pair.left.value[0]
    return pair.left.kind == "PERIOD" and item.kind == "UNIT" and item.value == getattr(pair.left.value, "unit", "")


def _whose(pair: _Pair, found: list[Item]) -> Iterator[Item]:
    """Yield 哪个时段 of two of them as 哪个, and 比 after both."""
    for which in found:
        if which.kind not in ("WHICH", "WHOSE") or which.start < pair.right.end:
            continue
        for item in found:
            if item.start == which.end and _is_what_they_are(item, pair):
                yield _made(which.start, item.end, "WHOSE", "who")
                # 哪个渠道的订单多
                of = (each for each in found if each.kind == "DE" and each.start == item.end)
                yield from (_made(which.start, each.end, "WHOSE", "who") for each in of)
        for item in found:
            if item.kind == "AGAINST" and item.start == pair.right.end and which.kind == "WHOSE":
                yield _made(item.start, item.end, "SIDE")


def _degree_after(pair: _Pair, found: list[Item]) -> Item | None:
    """Return what says of two sides in Chinese which has more: 早上还是晚上客流大, 早上客流大还是晚上(客流)大."""
    small = {place for item in found if item.kind in _SMALL for place in range(item.start, item.end)}
    after = _over(pair.right.end, 1, small)
    for high in sorted((item for item in found if item.kind == "HIGH"), key=lambda item: item.start - item.end):
        measures = [item for item in found if item.kind == "METRIC" and item.end == high.start]
        if high.start < pair.right.end or not pair.is_or:
            continue
        if pair.measure is None and (measures or high.start in after):
            return _made(high.start, high.end, "SIDE")
        if pair.measure is not None and any(m.start in after and m.value == pair.measure.value for m in measures):
            return _made(high.start, high.end, "SIDE")
        if pair.measure is not None and high.start in after:
            return _made(pair.right.end, high.end, "SIDEOF", pair.measure.value)
    return None
