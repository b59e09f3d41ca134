"""A question to every admissible reading of it, scored, each traced back to the words."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from nlq.answer import TraceStep
from nlq.atoms import Atom, cut_atoms
from nlq.days import fix_days
from nlq.explaining import compose_explanation, presumed_way
from nlq.grammar.chart import Item, build_chart
from nlq.grammar.columns import add_columns, lend_metrics
from nlq.grammar.compose import compose_query
from nlq.grammar.cover import Cover, cover_question
from nlq.grammar.sayings import expand_sayings
from nlq.grammar.slots import Slots
from nlq.index import Index
from nlq.mentions import find_mentions, find_shared_heads, find_typos
from nlq.nearest import nearest_metrics
from nlq.normalise import Normalised, normalise
from nlq.quotes import find_quotes
from nlq.reading import Question, Reading, Readings
from nlq.respell import respell
from nlq.split_names import are_whole, find_split_names
from semantic_layer.issues import Issue
from semantic_layer.query.canonical import canonical
from semantic_layer.session import Session

#: Characters and atoms of the longest question that is read.
LONGEST, MOST_ATOMS = 600, 120
#: Readings kept, and the log-odds below the best at which one is no rival any more.
KEPT, NO_RIVAL = 6, 6.0


def read(question: Question, session: Session, index: Index, context: Any = None) -> Readings:
    """Return all that the question could mean, most probable first; or the issues why it means nothing.

    ``context`` is the query before, in a conversation; a question that is whole by itself ignores it.
    """
    if len(question.text) > LONGEST:
        return Readings(issues=(_issue("too_long", "The question is too long.", limit=str(LONGEST)),))
    normalised = normalise(question.text)
    atoms = cut_atoms(normalised.text)
    if not any(atom.kind != "mark" for atom in atoms):
        return Readings(issues=(_issue("empty", "There is no question."),))
    if len(atoms) > MOST_ATOMS:
        return Readings(issues=(_issue("too_long", "The question is too long.", limit=str(LONGEST)),))
    mentions = _mentions(normalised, atoms, index)
    readings = _read_mentions(mentions, normalised, atoms, index, context, session.today)
    if not readings:
        unread = _unread(mentions, len(atoms), _quoted(normalised, atoms))
        typos = find_typos(atoms, unread, index)
        readings = _read_mentions(mentions + typos, normalised, atoms, index, context, session.today) if typos else ()
        mended = respell(normalised, atoms, unread, index.words)
        readings = readings or _read_respelled(mended, index, context, session.today)
    if readings:
        return Readings(readings=readings)
    return Readings(issues=_explain(mentions, normalised, atoms, index, session.locale))


def _read_mentions(
    mentions: list[Item], normalised: Normalised, atoms: tuple[Atom, ...], index: Index, context: Any, today: dt.date
) -> tuple[Reading, ...]:
    covers = cover_question(build_chart(mentions, index), len(atoms))
    return _compose(covers, normalised, atoms, index, context, today)


def _read_respelled(normalised: Normalised | None, index: Index, context: Any, today: dt.date) -> tuple[Reading, ...]:
    """Return what a question means once its slips are mended; nothing where they cannot be."""
    if normalised is None:
        return ()
    atoms = cut_atoms(normalised.text)
    return _read_mentions(_mentions(normalised, atoms, index), normalised, atoms, index, context, today)


def _mentions(normalised: Normalised, atoms: tuple[Atom, ...], index: Index) -> list[Item]:
    found = find_mentions(normalised, atoms, index)
    return found + find_shared_heads(atoms, found, index) + find_split_names(normalised, atoms, index)


def _quoted(normalised: Normalised, atoms: tuple[Atom, ...]) -> set[int]:
    return {place for first, last in find_quotes(normalised, atoms) for place in range(first, last)}


def _unread(mentions: list[Item], length: int, quoted: set[int]) -> set[int]:
    """Return the atoms that no mention takes up, or all; never those in quotation marks, which are exact."""
    read_atoms = {place for item in mentions for place in range(item.start, item.end)}
    return (set(range(length)) - read_atoms or set(range(length))) - quoted


def _compose(
    covers: Sequence[Cover],
    normalised: Normalised,
    atoms: tuple[Atom, ...],
    index: Index,
    context: Any,
    today: dt.date,
) -> tuple[Reading, ...]:
    """Merge covers of the same canonical query; probabilities are summed over its derivations."""
    found: dict[str, tuple[Any, Cover, float]] = {}
    ways: dict[str, set[Any]] = defaultdict(set)
    best: float | None = None
    for cover in covers:
        if best is not None and cover.score < best - NO_RIVAL:
            break
        slots = expand_sayings(cover.slots) if are_whole(cover.leaves()) else None
        slots = fix_days(slots, today, index) if slots else None
        query = _query_of(slots, index, context) if slots else None
        if query is None:
            continue
        best = cover.score if best is None else best
        key = canonical(query)
        known = found.get(key)
        ways[key].add(presumed_way(cover.slots, query, index.model))
        weight = math.exp(cover.score - best)
        found[key] = (known[0], known[1], known[2] + weight) if known else (query, cover, weight)
    total = sum(weight for _, _, weight in found.values())
    ranked = sorted(found.items(), key=lambda entry: -entry[1][2])[:KEPT]
    return tuple(
        Reading(
            query=query, probability=weight / total, trace=_trace(cover, normalised, atoms),
            # Words that may say either way say none.
            presumes=next(iter(ways[key])) if len(ways[key]) == 1 else None,
        )
        for key, (query, cover, weight) in ranked
    )  # fmt: skip


def _query_of(slots: Slots, index: Index, context: Any) -> Any:
    """Return what the slots ask for, by themselves or going on from the query before; None where it is nothing."""
    from nlq.followup import continue_query, is_follow_up  # a follow-up composes too: kept apart for its size

    if slots.why:
        return compose_explanation(slots, index, context) if slots.columns is None else None
    slots = lend_metrics(slots)
    goes_on = context is not None and is_follow_up(slots)
    query = continue_query(slots, context, index) if goes_on else compose_query(slots, index)
    if query is None and context is not None and not goes_on:
        query = continue_query(slots, context, index)
    return add_columns(query, slots, index)


def _trace(cover: Cover, normalised: Normalised, atoms: tuple[Atom, ...]) -> tuple[TraceStep, ...]:
    steps = []
    for phrase in cover.phrases:
        for leaf in phrase.leaves():
            if leaf.kind in ("COMMA", "VERB"):
                continue
            at = normalised.span(atoms[leaf.start].start, atoms[leaf.end - 1].end)
            words = normalised.original[at[0] : at[1]]
            steps.append(TraceStep(at=at, words=words, meaning=_meaning(leaf), rule=f"{phrase.rule}: {leaf.rule}"))
    return tuple(steps)


def _meaning(leaf: Item) -> str:
    value = leaf.value
    if leaf.kind == "MEMBER":
        return f"{value[0]} = {', '.join(map(str, value[1]))}"
    if leaf.kind == "METRIC":
        return f"metric {', '.join(map(str, value))}"
    return f"{leaf.kind.lower()} {value}" if isinstance(value, str | int | float) else leaf.kind.lower()


def _explain(
    mentions: list[Item], normalised: Normalised, atoms: tuple[Atom, ...], index: Index, locale: str
) -> tuple[Issue, ...]:
    """Name the words that no reading takes up: those nobody knows first, else those that do not fit."""
    code = "unread_words"
    left = _left_out(mentions, atoms, index)
    spans = _runs(left)
    if not spans:
        near = nearest_metrics(normalised.text, index, locale)
        if any(item.kind == "WHY" for item in mentions):
            return (_issue("which_change", "Say which change is meant: one measure, and when."),)
        if any(item.kind == "METRIC" for item in mentions):
            return (_issue("not_together", "I know the words, but not what they ask together."),)
        return (_issue("no_metric", "The question names no KPI that I know.", suggestions=near),)
    return tuple(_unread_issue(code, first, last, normalised, atoms, index, locale) for first, last in spans[:5])


def _left_out(mentions: list[Item], atoms: tuple[Atom, ...], index: Index) -> list[int]:
    """Return the atoms to name: those nobody knows; else those that the fullest reading leaves out.

    A Chinese character alone says nothing: it is named with its neighbours that are left out too.
    """
    known = {place for item in mentions for place in range(item.start, item.end)}
    unknown = {place for place, atom in enumerate(atoms) if place not in known and atom.kind != "mark"}
    if unknown and all(atoms[place].kind != "han" for place in unknown):
        return sorted(unknown)
    covers = cover_question(build_chart(mentions, index), len(atoms), may_skip=True)
    skipped = sorted({*covers[0].skipped, *unknown} if covers else unknown)
    if not unknown:
        return skipped
    return [p for first, last in _runs(skipped) if unknown & set(range(first, last)) for p in range(first, last)]


def _runs(places: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and runs[-1][1] == place:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return runs


def _unread_issue(
    code: str, first: int, last: int, normalised: Normalised, atoms: tuple[Atom, ...], index: Index, locale: str
) -> Issue:
    at = normalised.span(atoms[first].start, atoms[last - 1].end)
    words = normalised.original[at[0] : at[1]]
    near = nearest_metrics(normalised.text[atoms[first].start : atoms[last - 1].end], index, locale)
    return Issue(
        code=code, message=f"I cannot account for “{words}”.", at=at, suggestions=near, params={"words": words}
    )


def _issue(code: str, message: str, suggestions: tuple[str, ...] = (), **params: str) -> Issue:
    return Issue(code=code, message=message, suggestions=suggestions, params=params)
