"""Whom a metric is of by its own day: the activation rate "of customers who joined in Q3" is that of Q3.

A share of those who joined is placed in time by the day on which they did. To say so is to say its period.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from nlq.grammar.parse.chart import Item, mention
from nlq.index import Index
from nlq.mentions.names.split_names import OF_ALL
from nlq.text.atoms import Atom, phrase_key, places_of
from nlq.text.lemma import lemma
from nlq.text.normalise import Normalised
from nlq.text.people import PERSONS
from semantic_layer.model import Model
from semantic_layer.model.inputs import time_places

#: Who somebody is that is called by nothing: people in general, or those spoken of.
_ANYBODY = PERSONS | {"those", "everyone", "everybody", "anyone"}
_WHO = frozenset({"who", "that"})
_HAVE = frozenset({"have", "has", "had", "first", "were", "was", "got"})
_BEFORE = frozenset({"of", "for", "among", "from", "looking", "at", "considering", "the", "all", "only", "just", "our"})
#: 9月注册的人, 三季度开户的客户: with so many characters of a verb and of a noun.
_ZH = tuple(
    re.compile(rf"(?P<verb>[\u3400-\u9fff]{{{verb}}})的(?P<who>人|那?些人|[\u3400-\u9fff]{{{who}}})们?的?")
    for verb in (2, 3) for who in (2, 3, 4)
)  # fmt: skip
#: How a definition says by which day rows count.
_BY_DAY = re.compile(r"按([\u3400-\u9fff]{2,4}?)(?:的?日期|时间|日|当日|当天)")


def find_cohorts(normalised: Normalised, atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    """Yield what says of whom a metric is, where its period says so by itself, as a verb of that metric."""
    for begin, last, verb, who in (*_english(atoms), *_chinese(normalised, atoms)):
        named = index.cohorts.get(verb, ())
        if metrics := frozenset((name,) for name, table in named if _are_there(who, table, index)):
            yield mention(begin, last, "VERB", metrics, OF_ALL)


def cohort_verbs(model: Model) -> dict[str, list[tuple[str, str]]]:
    """Return the metrics that are of whoever did something by the day of that, each with its table, by the verb."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, metric in model.metrics.items():
        start = _begins_with(metric.calculation)
        # Who goes on to buy is placed by his first day; a share of what happened on two days is of no one's.
        alone = start if metric.calculation.type == "conversion" else name
        places = time_places(model.metrics, model.tables, alone)
        if len(places) != 1:
            continue
        table, _, column = places[0].rpartition(".")
        said = {lemma(word) for word in re.split(r"[_\W]+", column.lower()) if len(word) > 2}
        for verb in said | (_called(start, model) if start else set()):
            found.setdefault(verb, []).append((name, table))
    return found


def _begins_with(calculation: Any) -> str:
    """Return the metric of those whom a share is of, by whose day it is placed in time."""
    whole = getattr(calculation, "start", None) or getattr(calculation, "denominator", None)
    return getattr(whole, "metric", None) or ""


def _called(start: str, model: Model) -> set[str]:
    names = " ".join(model.metrics[start].names) if start in model.metrics else ""
    told = " ".join(model.metrics[start].description.values()) if start in model.metrics else ""
    pairs = {names[at : at + 2] for at in range(len(names)) if re.fullmatch(r"[\u3400-\u9fff]{2}", names[at : at + 2])}
    return pairs | set(_BY_DAY.findall(told))


def _are_there(who: str, table: str, index: Index) -> bool:
    """Say whether somebody is what the rows of a table are of."""
    if who in _ANYBODY or who in ("人", "些人", "那些人"):
        return True
    tables: Mapping[str, Any] = index.model.tables
    for meaning in index.find(phrase_key(who)):
        dimension = index.model.dimensions.get(meaning.value) if meaning.kind == "DIM" else None
        metric = index.model.metrics.get(meaning.value[0]) if meaning.kind == "METRIC" else None
        of = getattr(metric.calculation, "table", "") if metric else dimension.table if dimension else meaning.value
        if meaning.kind in ("DIM", "METRIC", "NOUN") and of == table:
            return True
    return who in tables[table].noun.values()


def _english(atoms: tuple[Atom, ...]) -> Iterator[tuple[int, int, str, str]]:
    for place in range(1, len(atoms) - 1):
        if atoms[place].text not in _WHO or not atoms[place - 1].text.isalpha():
            continue
        verb = place + 1
        while verb < len(atoms) - 1 and atoms[verb].text in _HAVE:
            verb += 1
        begin = place - 1
        while begin and atoms[begin - 1].text in _BEFORE:
            begin -= 1
        yield begin, verb + 1, lemma(atoms[verb].text), atoms[place - 1].text


def _chinese(normalised: Normalised, atoms: tuple[Atom, ...]) -> Iterator[tuple[int, int, str, str]]:
    starts, ends = places_of(atoms)
    found = (pattern.match(normalised.text, begin) for begin in starts for pattern in _ZH)
    for match in dict.fromkeys((each.span(), each["verb"], each["who"]) for each in found if each):
        (begin, end), verb, who = match
        if end in ends:
            yield starts[begin], ends[end], verb, who
