"""What is counted though no KPI is named: so many of a kind, and what has the reasons that are asked for.

"How many weddings did we host" asks for the events that are weddings, 丢单原因排名 for the 丢单数 by reason, where one
KPI counts them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from nlq.grammar.composing.compose import compose_query
from nlq.grammar.parse.cover import Cover
from nlq.grammar.slots.slots import filled
from nlq.index import Index
from nlq.mentions.names.durations import stem_of
from nlq.mentions.names.heads import is_kind, reason_of
from nlq.mentions.names.how_many import CLASSIFIERS
from nlq.offers.lacking import dimensions_named
from nlq.offers.rest_of_names import is_told
from nlq.text.atoms import phrase_key, singular
from nlq.text.lemma import lemma
from nlq.wording import Wording
from semantic_layer.query import Data

#: Covers of the question that are looked at.
FULLEST = 3
#: What may be said of the number, besides of what it is.
_OF_REASONS = frozenset(
    {"last", "preds", "period", "axes", "bare", "which", "rank", "sup", "ranking", "follows", "apart"}
)
#: How names of counts end.
_SO_MANY = ("数", "量", "件数", "次数", "单数", "笔数", "人数", "数量")
_BESIDES = frozenset(
    {"last", "counting", "apart", "one_by_one", "comparing", "preds", "period", "axes", "compares", "follows", "still"}
)


def kinds_counted(covers: Sequence[Cover], text: Wording) -> tuple[tuple[Data, Cover], ...]:
    """Return what counts the things of a kind that so many are asked of; nothing where no one metric counts them."""
    return _reasons_counted(covers, text) or _members_counted(covers, text) or _members_done(covers, text)


def _reasons_counted(covers: Sequence[Cover], text: Wording) -> tuple[tuple[Data, Cover], ...]:
    """Return what counts that of which reasons are asked for, named after it: 丢单数 by 丢单原因, the most or all.

    Where "reason" may be one of several, each of them; nothing where one of them is counted by no metric.
    """
    found: dict[str, tuple[Data, Cover] | None] = {}
    for cover in covers:
        reason = _reason_asked(cover, text)
        if reason is not None and reason not in found:
            found[reason] = _counted_by(reason, cover, text)
    told = tuple(each for each in found.values() if each is not None)
    return told if len(told) == len(found) else ()


def _reason_asked(cover: Cover, text: Wording) -> str | None:
    """Return the dimension of the reasons that a cover asks for, where it asks for nothing besides."""
    slots = cover.slots
    asked = dimensions_named(replace(slots, preds=()))
    reasons = [name for name in asked if reason_of(text.index.model, name)]
    return reasons[0] if len(reasons) == 1 and not filled(slots) - _OF_REASONS else None


def _counted_by(reason: str, cover: Cover, text: Wording) -> tuple[Data, Cover] | None:
    rests = reason_of(text.index.model, reason)
    table = text.index.model.dimensions[reason].table
    names = [name for name in _counts_of(table, text.index) if _is_named_after(name, rests, text)]
    return _told_by(names, cover, text)


def _told_by(names: Sequence[str], cover: Cover, text: Wording, **unsaid: Any) -> tuple[Data, Cover] | None:
    """Return what a cover asks for of the one metric there is, with slots that its name says already left empty."""
    if len(names) != 1:
        return None
    query: Any = compose_query(replace(cover.slots, metrics=(names[0],), **unsaid), text.index)
    return (query, cover) if isinstance(query, Data) else None


def _counts_of(table: str, index: Index) -> Iterator[str]:
    """Yield the metrics that count rows of a table."""
    for name, metric in index.model.metrics.items():
        calculation = metric.calculation
        if calculation.type == "simple" and calculation.agg == "count" and calculation.table == table:
            yield from (name,) if metric.status != "deprecated" else ()


def _is_named_after(name: str, rests: set[str], text: Wording) -> bool:
    names = text.index.model.metrics[name].names
    return any(
        all(f" {stem_of(word)}" in f" {said.lower()}" for word in rest.split())
        if rest.isascii() else said.removeprefix(rest) in _SO_MANY
        for rest in rests for said in names
    )  # fmt: skip


def _members_counted(covers: Sequence[Cover], text: Wording) -> tuple[tuple[Data, Cover], ...]:
    for cover in covers[:FULLEST]:
        kind = _asked_of(cover, text)
        if kind is None or not is_kind(text.index.model, kind) or filled(cover.slots) - _BESIDES:
            continue
        names = _counting(kind, text)
        told = _told_by(names, cover, text, counting=False)
        if told and _is_counted_so(names[0], kind, cover, text):
            return (told,)
    return ()


def _is_counted_so(name: str, kind: str, cover: Cover, text: Wording) -> bool:
    """Say whether things are counted as the question counts them: 票多少张 is no number of orders.

    Their classifier is in a name of the metric, or what they are called is.
    """
    pieces = {
        text.atoms[leaf.end - 1].text
        for leaf in cover.leaves() if leaf.kind in ("COUNTQ", "CLF") and text.atoms[leaf.end - 1].kind == "han"
    } - {"个", "少", "几"}  # fmt: skip
    names = "".join(text.index.model.metrics[name].names)
    nouns = (*text.index.model.tables[text.index.model.dimensions[kind].table].noun.values(),)
    said = [
        "".join(atom.text for atom in text.atoms[leaf.start : leaf.end])
        for leaf in cover.leaves() if leaf.kind == "MEMBER" and leaf.value[0] == kind
    ]  # fmt: skip
    return all(piece in names or all(each.endswith(nouns) for each in said) for piece in pieces)


def _members_done(covers: Sequence[Cover], text: Wording) -> tuple[tuple[Data, Cover], ...]:
    """Return what counts things of a kind by the name that says what was done to them: "weddings held in October"."""
    for cover in covers[:FULLEST]:
        for kind, done in _done(cover, text) if not filled(cover.slots) - _BESIDES - {"verbs", "timed"} else ():
            names = [
                name for name in _counts_of(text.index.model.dimensions[kind].table, text.index)
                if any(done in each.lower().split() for each in text.index.model.metrics[name].names)
            ]  # fmt: skip
            if told := _told_by(names, cover, text, verbs=(), timed=()):
                return (told,)
    return ()


def _done(cover: Cover, text: Wording) -> Iterator[tuple[str, str]]:
    """Yield the kinds of many things that stand before what was done to them, with that."""
    words = [atom.text for atom in text.atoms]
    for leaf in cover.leaves():
        after = words[leaf.end] if leaf.end < len(words) else ""
        many = leaf.kind == "MEMBER" and singular(words[leaf.end - 1]) != words[leaf.end - 1]
        if many and after.isascii() and lemma(after) != singular(after) and is_kind(text.index.model, leaf.value[0]):
            yield leaf.value[0], after


def _asked_of(cover: Cover, text: Wording) -> str | None:
    """Return the dimension of the member that is counted: of many in English, with their classifier in Chinese.

    "How many returned" counts no things.
    """
    leaves = cover.leaves()
    counted = [leaf.end for leaf in leaves if leaf.kind in ("COUNTQ", "CLF")]
    pieces = [place for place in counted if text.atoms[place - 1].text in CLASSIFIERS]
    members = [leaf for leaf in leaves if leaf.kind == "MEMBER"]
    for leaf in members:
        last = text.atoms[leaf.end - 1]
        if leaf.start in (pieces if last.kind == "han" else counted):
            return leaf.value[0] if last.kind == "han" or singular(last.text) != last.text else None
    # 保养和机修各多少单: what is counted stands before.
    before = [leaf.value[0] for leaf in members if pieces and leaf.end < pieces[-1]]
    return before[-1] if before and text.atoms[members[-1].start].kind == "han" else None


def _counting(kind: str, text: Wording) -> list[str]:
    """Return the metrics that count the rows which a dimension is of, by a name that says no more than they do."""
    index: Index = text.index
    table = index.model.dimensions[kind].table
    called = {phrase_key(noun) for noun in (*index.model.tables[table].noun.values(), *index.kinds.get(table, ()))}
    return [
        name for name in _counts_of(table, index)
        if called & set(map(phrase_key, index.model.metrics[name].names))
        or any(is_told(key, name, None, text) for key in called)
    ]  # fmt: skip
