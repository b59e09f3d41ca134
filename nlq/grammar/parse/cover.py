"""Cover a question with phrases: every atom exactly once, the best fillings of the slots first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from nlq.grammar.parse.chart import Item
from nlq.grammar.parse.weights import WEIGHTS
from nlq.grammar.rules.running import is_by_time
from nlq.grammar.slots.filling import fill
from nlq.grammar.slots.slots import Slots
from nlq.text.atoms import Atom

BEAM = 40
#: What says "in all" without a place of its own: 一共出了多少.
_IN_ALL = ("FILL", "sum")
#: The first character of 累计, 累积.
_ADDED_UP = frozenset({"累"})


@dataclass(frozen=True, slots=True)
class Cover:
    """One way through the question: the slots it fills, its score, its phrases, and the atoms left out."""

    slots: Slots
    score: float
    phrases: tuple[Item, ...]
    skipped: tuple[int, ...] = ()

    def leaves(self) -> tuple[Item, ...]:
        """Return the mentions that it is made of."""
        return tuple(leaf for phrase in self.phrases for leaf in phrase.leaves())


def cover_question(
    chart: dict[int, list[Item]], length: int, *, may_skip: bool = False, going_on: bool = False
) -> list[Cover]:
    """Return the covers of all atoms, best first; with ``may_skip``, those that leave fewest out.

    ``going_on`` says that there is an answer to go on from.
    """
    start = Slots(going_on=going_on)
    beams: list[dict[tuple[Slots, int], Cover]] = [{} for _ in range(length + 1)]
    beams[0][start, 0] = Cover(start, 0.0, ())
    for place in range(length):
        best = sorted(beams[place].values(), key=lambda cover: -cover.score)[:BEAM]
        for cover in best:
            for item in chart.get(place, ()):
                _step(beams[item.end], cover, item)
            if may_skip:
                _skip(beams[place + 1], cover, place)
    return sorted(beams[length].values(), key=lambda cover: -cover.score)


def top_feature(kind: str) -> str:
    """Return which feature a phrase is that stands at the top."""
    own = f"top:{kind}"
    return own if own in WEIGHTS else "top"


def _step(beam: dict[tuple[Slots, int], Cover], cover: Cover, item: Item) -> None:
    slots = fill(cover.slots, item.kind, item.value)
    if slots is None:
        return
    score = cover.score + item.score + WEIGHTS[top_feature(item.kind)]
    _keep(beam, Cover(slots, score, (*cover.phrases, item), cover.skipped))


def _skip(beam: dict[tuple[Slots, int], Cover], cover: Cover, place: int) -> None:
    _keep(beam, Cover(cover.slots, cover.score + WEIGHTS["skip"], cover.phrases, (*cover.skipped, place)))


def _keep(beam: dict[tuple[Slots, int], Cover], cover: Cover) -> None:
    key = (cover.slots, len(cover.skipped))
    known = beam.get(key)
    if known is None or known.score < cover.score:
        beam[key] = cover


def is_summed_up(cover: Cover) -> bool:
    """Say whether members that would be told one by one are asked for together: "overall", 合计."""
    return bool(cover.slots.one_by_one) and asks_sum(cover)


def asks_sum(cover: Cover) -> bool:
    """Say whether one number is asked for in so many words: "total", "overall", 合计."""
    return any(leaf.kind in ("SUM", "WHOLE", "TOTAL") or (leaf.kind, leaf.value) == _IN_ALL for leaf in cover.leaves())


def with_sums(cover: Cover, going_on: bool) -> Slots:
    """Return the slots with what says of members in a list that they are one number: a sum, an "or"."""
    if going_on:
        return cover.slots
    either = any(leaf.kind == "OR" for leaf in cover.leaves())
    slots, summed = cover.slots, asks_sum(cover)
    if summed and (others := _named_for_others(cover)):
        axes = tuple(axis for axis in slots.axes if axis[0] != "dim" or axis[1] not in others)
        slots = replace(slots, bare=tuple(name for name in slots.bare if name not in others), axes=axes)
    return replace(slots, summed=summed, either=either)


def _named_for_others(cover: Cover) -> set[str]:
    """Return the dimensions that are named for what is not left out: 除了苏州，其他厂一共 is one number."""
    others = {leaf.end for leaf in cover.leaves() if leaf.value == "others"}
    named = {str(leaf.value) for leaf in cover.leaves() if leaf.kind == "DIM" and leaf.start in others}
    return named if cover.slots.preds else set()


def run_on(slots: Slots, cover: Cover, atoms: Sequence[Atom]) -> Slots:
    """Return 今年累计…按月 as what is cumulative: of one number the words of the time say no more than "to date"."""
    times = [atoms[leaf.start : leaf.end] for leaf in cover.leaves() if leaf.kind == "PERIOD"]
    if not is_by_time(slots) or not any(atom.text in _ADDED_UP for time in times for atom in time):
        return slots
    return replace(
        slots, metrics=tuple(("cumul", name, "") if isinstance(name, str) else name for name in slots.metrics)
    )
