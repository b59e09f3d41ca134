"""The pieces that a question is made of: metrics, dimensions, members, periods and numbers, each with a name."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import yaml

from nlq.engine import Engine
from nlq.periods import find_times
from nlq.text.normalise import normalise
from semantic_layer.model import Model
from semantic_layer.model.definitions import Named
from semantic_layer.query import Is, Not, Predicate

#: Units of time, and how what comes in each is called.
GRAINS = {
    "en": {"month": ("month", "monthly"), "week": ("week", "weekly"), "quarter": ("quarter", "quarterly"),
           "day": ("day", "daily")},
    "zh": {"month": ("月", "每月"), "week": ("周", "每周"), "quarter": ("季度", "每季度"), "day": ("天", "每天")},
}  # fmt: skip
#: What is no quantity that goes above a hundred.
_SHARES = frozenset({"share", "ratio", "score"})
#: Names of the calendar, which need "in" before them; other phrases of time stand as they are.
_NAMED = re.compile(
    r"q[1-4]|h[12]\b|20\d\d|fy|the (?:first|second|third|fourth|1st|2nd|3rd|4th) |"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE,
)  # fmt: skip

#: Dimensions, each with its members: the raw value and the name.
NamedMembers = Sequence[tuple[str, Sequence[tuple[Any, str]]]]


class Pieces(NamedTuple):
    """Random pieces over one model. ``words`` holds how each is said."""

    metric: str
    other_metric: str
    dim: str
    other_dim: str
    member_of: str
    members: tuple[Any, Any]
    period: Any
    grain: str
    n: int
    number: float
    unit: str
    words: Mapping[str, str]

    def is_member(self, place: int = 0) -> Predicate:
        """Return that the dimension is one of the members drawn."""
        return Is(dimension=self.member_of, value=self.members[place])

    def is_no_member(self) -> Predicate:
        """Return that the dimension is not the member drawn."""
        return Not(part=self.is_member())


def draw_pieces(model: Model, named: NamedMembers, locale: str, chance: random.Random) -> Pieces | None:
    """Return pieces drawn at random; None where a draw has no name in the language."""
    metric, other_metric = _draw_two(model.metrics, chance)
    dim, other_dim = _draw_two(model.dimensions, chance)
    member_of, members = chance.choice(named)
    one, other = chance.sample(members, 2)
    said, period = chance.choice(_periods(locale))
    grain = chance.choice(list(GRAINS[locale]))
    n, number = chance.randint(2, 10), chance.choice((5, 20, 100, 1000, 50_000))
    names = {
        "metric": _name(model.metrics[metric], locale, chance),
        "other_metric": _name(model.metrics[other_metric], locale, chance),
        "dim": _name(model.dimensions[dim], locale, chance),
        "other_dim": _name(model.dimensions[other_dim], locale, chance),
    }
    if not all(names.values()):
        return None
    words = {
        **names, "dims": _plural(names["dim"]), "member": one[1], "other_member": other[1], "period": said,
        "grain": GRAINS[locale][grain][0], "grain_ly": GRAINS[locale][grain][1], "n": str(n), "number": str(number),
    }  # fmt: skip
    return Pieces(metric, other_metric, dim, other_dim, member_of, (one[0], other[0]), period, grain, n, number,
                  model.metrics[metric].unit, words)  # fmt: skip


def languages_of(model: Model) -> tuple[str, ...]:
    """Return the languages in which every metric has a name."""
    return tuple(lang for lang in GRAINS if all(lang in metric.label for metric in model.metrics.values()))


def is_share(unit: str) -> bool:
    """Say whether a unit is one of which a hundred is never reached."""
    return unit in _SHARES


def _draw_two(things: Mapping[str, Any], chance: random.Random) -> tuple[str, str]:
    one, other = chance.sample(list(things), 2)
    return one, other


def _name(thing: Named, locale: str, chance: random.Random) -> str:
    """Return the label of a thing, or as often one of its synonyms; "" where the language has none."""
    synonyms = thing.synonyms.get(locale, ())
    if synonyms and chance.random() < 0.5:
        return chance.choice(synonyms)
    return thing.label.get(locale, "")


def _plural(name: str) -> str:
    if not name.isascii() or name.endswith("s"):
        return name
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return f"{name[:-1]}ies"
    return f"{name}es" if name.endswith(("x", "ch", "sh")) else f"{name}s"


def name_members(engine: Engine, locale: str) -> NamedMembers:
    """Return the dimensions with two members or more that have a name in the language."""
    found = []
    for name, dimension in engine.model.dimensions.items():
        named: list[tuple[Any, str]] = [(m.value, m.label[locale]) for m in dimension.members if m.label.get(locale)]
        if not named and dimension.index:
            rows = engine.warehouse.members(engine.model, name)[:200]
            listed: list[tuple[Any, str]] = [(row.value, row.labels.get(locale, str(row.value))) for row in rows]
            named = [each for each in listed if not each[1].isdigit()]
        if len(named) > 1:
            found.append((name, named))
    return found


@cache
def _periods(locale: str) -> tuple[tuple[str, Any], ...]:
    """Return how periods are said in a language, and what they mean: those that the reader's corpus holds to be so."""
    found = []
    for path in sorted(files("nlq.periods").joinpath("corpus").iterdir(), key=lambda path: path.name):
        corpus = yaml.safe_load(path.read_text(encoding="utf-8"))
        for said in (phrase for entry in corpus.get("periods", ()) for phrase in map(str, entry["say"])):
            times = [time for time in find_times(normalise(said)) if (time.start, time.end) == (0, len(said))]
            if said.isascii() == (locale == "en") and len(times) == 1 and not set(said) & set(",("):
                found.append((f"in {said}" if said.isascii() and _NAMED.match(said) else said, times[0].value))
    return tuple(found)
