"""Build the index from the model's names and the warehouse's members."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, Protocol

import marisa_trie

from nlq.index.index import Index, Meaning
from nlq.index.member_stems import stems_of_members
from nlq.index.other_ways import initials, percentiles
from nlq.index.vocabulary import load_festivals, load_vocabulary
from nlq.text.atoms import phrase_key
from nlq.text.normalise import normalise
from semantic_layer.calendar.seasons import festival_names
from semantic_layer.model import Model
from semantic_layer.model.definitions import Named
from semantic_layer.model.inputs import counts_once

#: What Chinese calls a unit of time, whatever the model says of it.
_UNIT_WORDS = {"minutes": ("分钟",), "hours": ("小时", "钟头"), "seconds": ("秒",)}
#: Units that nobody asks for by name.
_NO_WORDS = frozenset({"count", "share", "ratio", "score", "days"})
#: One word of capitals and digits, small letters between them at most: GMV, MoMC, Q4R.
_ABBREVIATION = re.compile(r"(?=[A-Za-z0-9]{2,12}$)[A-Z0-9]*[a-z]?[A-Z0-9]*[A-Z][A-Z0-9]*")


_BRACES, _HAN = re.compile(r"\{\w+\}"), re.compile(r"[\u3400-\u9fff]+")
#: Characters of the shortest name of costs: 电费 is one by itself.
_SHORTEST = 3
#: A Chinese name of a count: what is counted, and a word that says so. 件数 and 总量 say more than the stem.
_COUNT_NAME = re.compile(r"(?P<stem>[\u3400-\u9fff]{1,10}[^人件次个单总家位名天])(?:数量|[数量])")


class MemberRow(Protocol):
    """A member as the warehouse lists it: the raw value, and its names by language."""

    @property
    def value(self) -> Any:
        """Return the raw value of the dimension's column."""

    @property
    def labels(self) -> Mapping[str, str]:
        """Return the member's name by language."""


def build_index(model: Model, members: Mapping[str, Sequence[MemberRow]]) -> Index:
    """Return the index of a model and of the members of its indexed dimensions."""
    words: dict[str, list[Meaning]] = {}
    for key, meanings in load_vocabulary().items():
        words[key] = list(meanings)
    names = (
        _model_names(model), _department_names(model), _phrasing_names(model), _unit_names(model),
        _member_names(model, members),
    )  # fmt: skip
    _know(words, chain(*names))
    # A name that somebody declared is meant, and a word of the language, whatever the warehouse writes for a member.
    taken = {key for key, found in words.items() if any(meaning.kind == "MEMBER" for meaning in found)}
    taken.update(load_vocabulary())
    codes = _member_codes(model, members)
    _know(words, ((phrase, meaning) for phrase, meaning in codes if phrase_key(phrase) not in taken))
    for key, meaning in chain(_stems(words), _member_stems(model, members)):
        words.setdefault(key, [meaning])
    for key, found in _written_otherwise(model).items():
        words.setdefault(key, found)
    trie = marisa_trie.Trie(words.keys())
    ordered: list[tuple[Meaning, ...]] = [()] * len(words)
    keys = [""] * len(words)
    for key, found in words.items():
        ordered[trie[key]] = tuple(found)
        keys[trie[key]] = key
    sizes = {name: len(rows) for name, rows in members.items()}
    return Index(model, trie, tuple(ordered), tuple(keys), _reach(model), _seasons(model), sizes)


def _know(words: dict[str, list[Meaning]], names: Iterable[tuple[str, Meaning]]) -> None:
    for phrase, meaning in names:
        key = phrase_key(phrase)
        if key.strip():
            spelt = _ABBREVIATION.fullmatch(phrase) is not None
            _add(words.setdefault(key, []), replace(meaning, spelt=phrase) if spelt else meaning)


def _add(found: list[Meaning], meaning: Meaning) -> None:
    """Keep the first way a meaning is known by the same phrase: label before synonym before code."""
    if not any(other.kind == meaning.kind and other.value == meaning.value for other in found):
        found.append(meaning)


def _phrases(thing: Named) -> Iterator[tuple[str, str]]:
    for label in thing.label.values():
        yield label, "label"
    for words in thing.synonyms.values():
        for word in words:
            yield word, "synonym"


def _model_names(model: Model) -> Iterator[tuple[str, Meaning]]:
    for kind, things in (("METRIC", model.metrics), ("DIM", model.dimensions)):
        for name, thing in things.items():
            value: Any = (name,) if kind == "METRIC" else name
            counts = kind == "METRIC" and model.metrics[name].unit == "count"
            who = kind == "METRIC" and counts_once(model.metrics[name].calculation)
            for phrase, match in _phrases(thing):
                yield phrase, Meaning(kind, value, match, counts=counts, who=who)
            if "_" in name:
                # A key of one word is the model's shorthand, and no name that somebody declared: ``customers`` may be
                # those who pay.
                yield name.replace("_", " "), Meaning(kind, value, "code")
    for name, table in model.tables.items():
        for phrase in table.noun.values():
            yield phrase, Meaning("NOUN", name, "label")
    for metric in model.metrics.values():
        calculation = metric.calculation
        if calculation.type == "simple" and calculation.agg == "count" and not calculation.where:
            # What is counted one by one is what the rows are: "outages" of the supply interruptions.
            yield from (
                (name, Meaning("NOUN", calculation.table, "form"))
                for name in metric.names
                if name.isalpha() and name.isascii()
            )


def _department_names(model: Model) -> Iterator[tuple[str, Meaning]]:
    for department in dict.fromkeys(metric.department for metric in model.metrics.values() if metric.department):
        party = model.departments.get(department)
        for phrase, match in ((department, "label"), *(_phrases(party) if party else ())):
            yield phrase, Meaning("DEPT", department, match)
            if _HAN.fullmatch(phrase):
                # 市场部的指标 are those of 市场部: beside a department 的 says nothing else.
                yield f"{phrase}的", Meaning("DEPT", department, "form")


def _stems(words: Mapping[str, Sequence[Meaning]]) -> list[tuple[str, Meaning]]:
    """Return what Chinese names of counts are without their last word, where that is no other name: 客诉量 is 客诉."""
    return [
        (match["stem"], replace(meaning, match="stem"))
        for key, meanings in words.items()
        for match in (_COUNT_NAME.fullmatch(key),)
        if match and match["stem"] not in words
        for meaning in meanings
        if meaning.kind == "METRIC" and meaning.counts
    ] + [
        # 维修费 is 维修费用.
        (key[:-1], replace(meaning, match="stem"))
        for key, meanings in words.items() if key.endswith("费用") and len(key) > _SHORTEST and key[:-1] not in words
        for meaning in meanings if meaning.kind == "METRIC"
    ]  # fmt: skip


def _written_otherwise(model: Model) -> dict[str, list[Meaning]]:
    """Return the metrics by their percentiles in other words, and by the initials of their labels."""
    found: dict[str, list[Meaning]] = {}
    for name, metric in model.metrics.items():
        counts = metric.unit == "count"
        for phrase in chain.from_iterable(map(percentiles, metric.names)):
            _add(found.setdefault(phrase_key(phrase), []), Meaning("METRIC", (name,), "form", counts=counts))
        for phrase in chain.from_iterable(map(initials, metric.names if metric.status != "deprecated" else ())):
            spelt = phrase if phrase.isalpha() else ""
            _add(
                found.setdefault(phrase_key(phrase), []), Meaning("METRIC", (name,), "form", counts=counts, spelt=spelt)
            )
    return found


def _unit_names(model: Model) -> Iterator[tuple[str, Meaning]]:
    for metric in model.metrics.values():
        known = _UNIT_WORDS.get(metric.unit, ())
        for phrase in (metric.unit, *metric.unit_label.values(), *known) if metric.unit not in _NO_WORDS else ():
            yield phrase, Meaning("UNITNAME", metric.unit, "label")


def _phrasing_names(model: Model) -> Iterator[tuple[str, Meaning]]:
    for phrasing in model.phrasings:
        for phrase in phrasing.text.values():
            for metric in phrasing.metrics if "{" not in phrase else ():
                said = ("said", metric, phrasing.by) if phrasing.by else metric
                yield phrase, Meaning("METRIC", (said,), "synonym")
            verb = _BRACES.sub("", phrase)
            if verb != phrase and _HAN.fullmatch(verb) and not phrasing.by:
                for said in _done(verb):
                    yield said, Meaning("DOES", phrasing.metrics, "label")
                    for metric in phrasing.metrics if len(verb) > 1 else ():
                        # A verb of one character says too little by itself: 进店 is no visits by store.
                        yield said, Meaning("METRIC", (metric,), "form")


def _done(verb: str) -> tuple[str, ...]:
    """Return a Chinese verb with its object, and both as done: 用优惠券, 用了优惠券.

    >>> _done("用券")
    ('用券', '用了券')
    """
    return (verb, *(f"{verb[:place]}了{verb[place:]}" for place in (1, 2) if len(verb) > place))


def _member_names(model: Model, members: Mapping[str, Sequence[MemberRow]]) -> Iterator[tuple[str, Meaning]]:
    for name, dimension in model.dimensions.items():
        for member in dimension.members:
            meaning = Meaning("MEMBER", (name, (member.value,)), "synonym")
            words: Iterable[str] = [*member.label.values(), *(w for ws in member.synonyms.values() for w in ws)]
            for phrase in words:
                yield phrase, meaning
        named = {member.value for member in dimension.members if member.label}
        for row in members.get(name, ()) if dimension.index else ():
            known = () if row.value in named or row.labels else (str(row.value),)
            for phrase in {*known, *row.labels.values()}:
                if phrase and not phrase.isdigit():
                    yield phrase, Meaning("MEMBER", (name, (row.value,)), "label")


def _member_codes(model: Model, members: Mapping[str, Sequence[MemberRow]]) -> Iterator[tuple[str, Meaning]]:
    """Yield what the warehouse writes for members that have names."""
    for name, dimension in model.dimensions.items():
        named = {member.value for member in dimension.members if member.label}
        for row in members.get(name, ()) if dimension.index else ():
            if (row.value in named or row.labels) and not str(row.value).isdigit():
                yield str(row.value), Meaning("MEMBER", (name, (row.value,)), "label")


def _member_stems(model: Model, members: Mapping[str, Sequence[MemberRow]]) -> Iterator[tuple[str, Meaning]]:
    """Yield members by their names without how most of their dimension end; no name that is known already."""
    for name, dimension in model.dimensions.items():
        rows = members.get(name, ()) if dimension.index else ()
        named = {member.label["zh"]: member.value for member in dimension.members if "zh" in member.label}
        named |= {row.labels["zh"]: row.value for row in rows if row.labels.get("zh")}
        for whole, stem in stems_of_members(named):
            yield phrase_key(stem), Meaning("MEMBER", (name, (named[whole],)), "stem")


def _reach(model: Model) -> dict[str, frozenset[str]]:
    """Return, per table, the tables that many-to-one joins lead to, itself included."""
    steps: dict[str, set[str]] = {table: set() for table in model.tables}
    for join in model.joins:
        steps[join.table].add(join.to)
    reach = {}
    for table in model.tables:
        seen, todo = {table}, [table]
        while todo:
            fresh = steps[todo.pop()] - seen
            seen |= fresh
            todo.extend(fresh)
        reach[table] = frozenset(seen)
    return reach


def _seasons(model: Model) -> dict[str, str]:
    """Return the seasons by what people call them; a word of the model's own goes before a festival's."""
    festivals = load_festivals()
    found = {
        normalise(phrase).text: name
        for name, called in festival_names(model.calendar.holidays).items()
        for phrase in (*called, *festivals.get(name, ()))
    }
    own = {
        normalise(phrase).text: name
        for name, season in model.header.seasons.items()
        for said in (name.replace("_", " "), *(phrase for phrase, _ in _phrases(season)))
        for phrase in (said, said.removesuffix("s"))
    }
    return found | own
