"""A question to every admissible reading of it, scored, each traced back to the words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

from nlq.followup import (
    Open,
    continue_query,
    find_shortened,
    is_follow_up,
    is_split_apart,
    keep_period,
    keep_place,
    metrics_of,
    rate_instead,
    read_after,
    rows_instead,
    settle_qualities,
    starts_anew,
    without_related,
    without_year,
)
from nlq.grammar.composing.apart import says_of_numbers
from nlq.grammar.composing.bounds import bound_of
from nlq.grammar.composing.compose import compose_query
from nlq.grammar.composing.explaining import compose_explanation, presumed_way
from nlq.grammar.composing.finer import counted_there
from nlq.grammar.composing.scales import can_be_told_in
from nlq.grammar.parse.chart import Item, build_chart
from nlq.grammar.parse.cover import cover_question
from nlq.grammar.parse.derivations import Derived, add_cover, rank
from nlq.grammar.rules.doing import settle_done
from nlq.grammar.rules.own import settle_own
from nlq.grammar.slots.beside import said_beside
from nlq.grammar.slots.columns import add_columns, lend_metrics
from nlq.grammar.slots.days import fix_days
from nlq.grammar.slots.slots import Slots
from nlq.heeded import heeds_all
from nlq.index import Index
from nlq.mentions.around.frames import FRAMING
from nlq.mentions.around.sides import settle_sides
from nlq.mentions.around.ways import settle_ways
from nlq.mentions.cuts import without_cuts
from nlq.mentions.find import find_mentions, find_shared_heads, find_typos
from nlq.mentions.meant import find_meant
from nlq.mentions.spelling.quotes import find_quotes
from nlq.mentions.spelling.respell import respell
from nlq.mentions.wordings import find_around, find_wordings
from nlq.offers import offer_metrics, offer_sides
from nlq.periods import OF_WEEKDAY, fits_weekday
from nlq.preference import list_taken
from nlq.reading import Meant, Question, Reading, Readings
from nlq.sentences import asks_twice, points_there, put_which_first, read_sentences
from nlq.text.atoms import Atom, cut_atoms
from nlq.text.normalise import Normalised, normalise
from nlq.traced import trace_cover
from nlq.unread import left_out
from nlq.wording import Wording
from semantic_layer.issues import Issue
from semantic_layer.query.canonical import canonical
from semantic_layer.session import Session

#: Characters and atoms of the longest question that is read.
LONGEST, MOST_ATOMS = 600, 120
_TOO_LONG = Issue(code="too_long", message="The question is too long.", params={"limit": str(LONGEST)})
#: Readings kept, and the log-odds below the best at which one is no rival any more.
KEPT, NO_RIVAL = 6, 6.0
#: What words say beside what is asked: what bounds it, names it or frames it.
_APART = FRAMING | {"SUPPOSE", "NAMELY"}
#: The log-odds within which a whole question and what goes on from an answer are weighed against each other.
CLOSE = 2.3


def read(
    question: Question, session: Session, index: Index, context: Any = None, meant: tuple[Meant, ...] = ()
) -> Readings:
    """Return all that the question could mean, most probable first; or the issues why it means nothing.

    ``context`` is the query before, in a conversation. A question that is whole by itself ignores it: that is tried
    first, without any word that means something only after an answer. ``meant`` is what words may mean too.
    """
    if isinstance(context, Open):
        return read_after(context, question.text, index, lambda query: read(question, session, index, query, meant))
    if len(question.text) > LONGEST:
        return Readings(issues=(_TOO_LONG,))
    normalised = normalise(question.text)
    atoms = cut_atoms(normalised.text)
    if not any(atom.kind != "mark" for atom in atoms):
        return Readings(issues=(Issue(code="empty", message="There is no question."),))
    if len(atoms) > MOST_ATOMS:
        return Readings(issues=(_TOO_LONG,))
    text = Wording(normalised, atoms, index, context, session.today, False, meant, session.viewer)
    text = put_which_first(text)
    apart = read_sentences(text, _read_one) if asks_twice(text.normalised) else None
    if apart is not None:
        return apart
    mentions, text, readings = _read_text(text)
    found = Readings(readings=readings) if readings else _read_slipped(mentions, text)
    if found is not None:
        return found
    found = offer_sides(mentions, text) or read_sentences(replace(text, going_on=False), _read_one)
    return found or offer_metrics(mentions, text, session.locale, lambda taken: _read_text(taken)[2])


def _read_one(text: Wording) -> tuple[list[Item], Wording, tuple[Reading, ...]]:
    """Return the mentions and the readings of a question, its slips mended where that is what it takes."""
    mentions, text, readings = _read_text(text)
    slipped = None if readings else _read_slipped(mentions, text)
    return mentions, text, slipped.readings if slipped is not None and slipped.asks is None else readings


def _read_text(text: Wording) -> tuple[list[Item], Wording, tuple[Reading, ...]]:
    """Return the mentions and the readings of a question, as one by itself, else as what goes on from an answer."""
    for going_on in (False, True) if text.context is not None else (False,):
        text = replace(text, going_on=going_on)
        mentions = _mentions(text)
        if text.is_alone and _points_back(mentions, text):
            continue
        readings = _compose(text, mentions)
        if readings:
            break
    return mentions, text, readings


def _mentions(text: Wording) -> list[Item]:
    found = find_mentions(text.normalised, text.atoms, text.index, going_on=text.going_on)
    found = [item for item in found if item.rule != OF_WEEKDAY or _is_on_its_weekday(item, text)]
    found += find_shared_heads(text.atoms, found, text.index)
    about = metrics_of(text.context) if text.going_on else ()
    found += find_wordings(text.normalised, text.atoms, text.index, about)
    found += find_meant(text.normalised, text.atoms, text.meant)
    found += find_around(text.normalised, text.atoms, found, text.index)
    found = settle_ways([item for item in found if item.kind not in _APART], text.atoms, text.index)
    found = settle_sides(found, text.atoms, text.index)
    found = found if text.context is not None else without_cuts(found, text.atoms, text.index)
    if not text.going_on:
        return found
    found = settle_qualities(without_year(found, text.context), text.atoms, text.index, text.context)
    return found + find_shortened(text.atoms, text.index, text.context)


def _points_back(mentions: list[Item], text: Wording) -> bool:
    """Say whether words are about the answer before, if anything can be: "only gold customers", "how many were"."""
    kept = (first == 0 and meaning.kind == "KEEP" for first, _, meaning in text.index.look_up(text.atoms))
    return any(item.kind == "ONLY" for item in mentions) or any(kept)


def _is_on_its_weekday(item: Item, text: Wording) -> bool:
    return fits_weekday(item.value, text.atoms[item.start].text, text.today)


def _read_slipped(mentions: list[Item], text: Wording) -> Readings | None:
    """Return what a question means once its slips are mended; None where they cannot be.

    Words that may be written for several known ones are asked back.
    """
    unread = _unread(mentions, len(text.atoms), _quoted(text.normalised, text.atoms))
    readings = _read_typos(mentions, text, unread)
    if readings:
        return Readings(readings=readings)
    if any(atom.kind == "han" for atom in text.atoms):
        # Nearly every Chinese character means something by itself: what counts is what the fullest reading leaves out.
        unread = set(left_out(mentions, text)) - _quoted(text.normalised, text.atoms)
    ways = respell(text.normalised, text.atoms, unread, text.index)
    read = [(mended.text, found) for mended in ways if (found := _read_mended(mended, text))]
    if not read or len(ways) == 1:
        return Readings(readings=read[0][1]) if read else None
    at = text.normalised.span(text.atoms[min(unread)].start, text.atoms[max(unread)].end)
    params = {"words": text.normalised.original[at[0] : at[1]], "labels": " / ".join(f"“{said}”" for said, _ in read)}
    issue = Issue(code="did_you_mean", message="A word may be written for several.", at=at, params=params)
    return Readings(readings=tuple(found[0] for _, found in read), asks=issue)


def _read_mended(mended: Normalised, text: Wording) -> tuple[Reading, ...]:
    """Return what a question means as it is respelled, with slips in names that are left."""
    mentions, again, readings = _read_text(replace(text, normalised=mended, atoms=cut_atoms(mended.text)))
    return readings or _read_typos(mentions, again, _unread(mentions, len(again.atoms), set()))


def _read_typos(mentions: list[Item], text: Wording, unread: set[int]) -> tuple[Reading, ...]:
    typos = find_typos(text.atoms, unread, text.index)
    return _compose(text, mentions + typos) if typos else ()


def _quoted(normalised: Normalised, atoms: tuple[Atom, ...]) -> set[int]:
    return {place for first, last in find_quotes(normalised, atoms) for place in range(first, last)}


def _unread(mentions: list[Item], length: int, quoted: set[int]) -> set[int]:
    """Return the atoms that no mention takes up, or all; never those in quotation marks, which are exact."""
    read_atoms = {place for item in mentions for place in range(item.start, item.end)}
    return (set(range(length)) - read_atoms or set(range(length))) - quoted


def _compose(text: Wording, mentions: list[Item]) -> tuple[Reading, ...]:
    """Merge covers of the same canonical query; probabilities are summed over its derivations."""
    found: dict[str, Derived] = {}
    ways: dict[str, set[Any]] = defaultdict(set)
    best: float | None = None
    there = text.going_on and points_there(text)
    chart = build_chart(mentions, text.index)
    for cover in cover_question(chart, len(text.atoms), going_on=text.going_on):
        if best is not None and cover.score < best - NO_RIVAL:
            break
        slots = said_beside(cover, text.going_on, text.atoms) if heeds_all(cover, mentions, text) else None
        slots = settle_own(slots, text.viewer, text.index.model) if slots else None
        slots = fix_days(slots, text.today, text.index) if slots else None
        query = _query_of(slots, text, there) if slots else None
        query = query if not slots or can_be_told_in(query, slots.scale, text.index) else None
        near = best is None or cover.score > best - CLOSE
        if text.is_alone and slots and near and _goes_on(slots, query, text):
            return ()
        if query is None:
            continue
        best = cover.score if best is None else best
        instead = (*rows_instead(query, cover.slots, text.context), *counted_there(query, text.index))
        instead += rate_instead(slots, text.context, text.index, text.today) if slots and text.going_on else ()
        for each in (query, *instead):
            key = canonical(each)
            ways[key].add(presumed_way(cover.slots, each, text.index.model))
            add_cover(found, key, each, cover, best, _keeps_measure(cover.slots, text))
    if text.going_on:
        # "What about emergency admissions" after revenue, which has no emergencies, asks for admissions.
        found = {key: each for key, each in found.items() if not is_split_apart(each.query, text.index)} or found
    ranked = rank(found)[:KEPT]
    return tuple(
        Reading(
            query=meant.query, probability=share, trace=trace_cover(meant.cover, text.normalised, text.atoms),
            taken=list_taken(meant.cover.phrases, text.normalised, text.atoms) if len(ranked) > 1 else (),
            # Words that may say either way say none.
            presumes=next(iter(ways[key])) if len(ways[key]) == 1 else None,
            otherwise=_otherwise(meant.cover.slots, meant.query, text), features=meant.features(),
            scale=meant.cover.slots.scale[0] if meant.cover.slots.scale else None, trust=meant.trust(),
            bound=bound_of(meant.cover.slots, meant.query),
        )
        for key, meant, share in ranked
    )  # fmt: skip


def _query_of(slots: Slots, text: Wording, there: bool) -> Any:
    """Return what the slots ask for, alone or going on (``there``: in the place spoken of); None of nothing."""
    if slots.why:
        plain = slots.columns is None and not says_of_numbers(slots)
        return compose_explanation(slots, text.index, text.context) if plain else None
    settled = settle_done(lend_metrics(slots))
    if settled is None or (there and getattr(text.context, "where", None) is None):
        return None
    slots = settled
    if is_follow_up(slots) and text.context is not None:
        goes_on = continue_query(slots, text.context, text.index, text.today) if text.going_on else None
        if goes_on is not None or not (text.going_on and starts_anew(slots, text.context)):
            return goes_on
    query = keep_period(compose_query(slots, text.index), text.context, text.index.model)
    if query is not None and there:
        return add_columns(keep_place(query, text.context), slots, text.index)
    if query is None and text.going_on:
        query = continue_query(slots, text.context, text.index, text.today)
    return add_columns(query, slots, text.index)


def _goes_on(slots: Slots, query: Any, text: Wording) -> bool:
    """Say whether words that were read as a whole question could as well go on from the answer before."""
    if slots.why:
        return False
    return is_follow_up(slots) or (
        query is None and continue_query(slots, text.context, text.index, text.today) is not None
    )


def _otherwise(slots: Slots, query: Any, text: Wording) -> Any:
    """Return what is asked if the filters of the answer before have to give way to what is named now, or None."""
    context = without_related(slots, text.context, text.index) if text.going_on and not slots.why else None
    other = continue_query(slots, context, text.index, text.today) if context is not None else None
    return other if other is not None and continue_query(slots, text.context, text.index, text.today) == query else None


def _keeps_measure(slots: Slots, text: Wording) -> bool:
    """Say whether, after an answer, its measure is likelier still meant: "only gold customers"."""
    return text.going_on and not slots.metrics and slots.period is None and "in_year" not in dict(slots.on)
