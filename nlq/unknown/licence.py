"""What a language model may explain: unknown words alone, each by a metric that lies near them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from nlq.index import Index
from nlq.reading import Meant
from nlq.text.atoms import phrase_key
from nlq.unknown.proposal import Proposal, Term
from nlq.unknown.words import Known, Words

#: Phrases of one question, metrics of one phrase, and characters of a quote that are looked at.
MOST_TERMS, MOST_METRICS, LONGEST_QUOTE = 2, 3, 80
#: A metric may be meant by words only where it is among so many that lie nearest to them.
NEAREST = 5
#: What says nothing wherever it stands, and may be part of a quote.
_SILENT = frozenset({"FILL", "DET"})
#: Names; one may be part of a quote where the metric's own name holds it: "customer" of "customer loss".
_NAMES = frozenset({"METRIC", "DIM", "NOUN"})


@dataclass(frozen=True)
class Licensed:
    """Ways to take the quoted words, the likeliest first; else what is wrong with the proposal, for its author."""

    ways: tuple[tuple[Meant, ...], ...] = ()
    faults: tuple[str, ...] = ()


def license_proposal(proposal: Proposal, words: Words, index: Index) -> Licensed:
    """Return what may be taken for what. One fault, and nothing of the proposal is."""
    if len(proposal.terms) > MOST_TERMS:
        return Licensed(faults=(f"At most {MOST_TERMS} phrases are looked at.",))
    faults: list[str] = []
    ranges: list[tuple[int, int]] = []
    options: list[list[Meant]] = []
    for term in proposal.terms:
        place = _find_quote(term, words)
        if isinstance(place, str):
            faults.append(place)
            continue
        if any(place[0] < last and first < place[1] for first, last in ranges):
            faults.append(f"“{term.quote}” overlaps another quote.")
        ranges.append(place)
        found, wrong = _license_metrics(term, place, words, index)
        faults += wrong
        options.append(found)
    if named := _named_besides(ranges, words):
        faults.append(f"“{named}” is a metric already: an unknown word beside it says which part of it is meant.")
    if faults or not options:
        return Licensed(faults=tuple(faults))
    return Licensed(ways=tuple(product(*options)))


def nearest_to(text: str, index: Index) -> tuple[str, ...]:
    """Return the metrics near in meaning to a text, of those that this index has: no other viewer's."""
    return tuple(index.retriever.find(text, NEAREST, index.model.metrics)) if index.retriever is not None else ()


def _find_quote(term: Term, words: Words) -> tuple[int, int] | str:
    """Return the atoms that are quoted, or what is wrong."""
    text = words.normalised.original
    if not term.quote.strip() or len(term.quote) > LONGEST_QUOTE:
        return f"A quote has 1 to {LONGEST_QUOTE} characters."
    if text.count(term.quote) != 1:
        return f"“{term.quote}” must stand in the question once, letter by letter."
    begun = text.index(term.quote)
    at = (begun, begun + len(term.quote))
    inside = [place for place in range(len(words.atoms)) if _overlaps(words.span(place, place + 1), at)]
    if not inside or words.span(inside[0], inside[-1] + 1) != at:
        return f"“{term.quote}” must begin and end with a whole word."
    first, last = inside[0], inside[-1] + 1
    if not words.unknown & set(range(first, last)):
        return f"“{term.quote}” holds no unknown word."
    if any(words.atoms[place].kind == "mark" for place in range(first, last)):
        return f"“{term.quote}” holds a punctuation mark."
    return first, last


def _license_metrics(term: Term, place: tuple[int, int], words: Words, index: Index) -> tuple[list[Meant], list[str]]:
    near = nearest_to(term.quote, index)
    found, faults = [], []
    if not 1 <= len(term.metrics) <= MOST_METRICS:
        return [], [f"“{term.quote}” needs 1 to {MOST_METRICS} metrics."]
    for name in dict.fromkeys(term.metrics):
        if name not in index.model.metrics:
            faults.append(f"There is no metric of that name for “{term.quote}”.")
        elif swallowed := _swallowed(name, place, words, index):
            faults.append(f"“{swallowed}” says something else already: leave it out of “{term.quote}”.")
        elif name not in near:
            faults.append(f"{name} is not near enough to “{term.quote}”.")
        else:
            found.append(Meant(at=words.span(*place), metric=name))
    return found, faults


def _swallowed(name: str, place: tuple[int, int], words: Words, index: Index) -> str:
    """Return the longest known phrase that the quote holds or cuts and may not, or "": “10月”, not its “月”."""
    held = [(each.start, each.end) for each in words.known if _overlaps((each.start, each.end), place)
            and not _may_hold(each, name, place, words, index)]  # fmt: skip
    return words.typed(*max(held, key=lambda at: at[1] - at[0])) if held else ""


def _may_hold(known: Known, name: str, place: tuple[int, int], words: Words, index: Index) -> bool:
    if known.start < place[0] or known.end > place[1]:
        return False
    if known.kind in _SILENT:
        # "To" and "now" are silent here, and say something elsewhere.
        others = [each for each in words.known if (each.start, each.end) == (known.start, known.end)]
        return all(each.kind in _SILENT for each in others)
    names = [phrase_key(text) for text in index.model.metrics[name].names]
    key = words.key(known.start, known.end)
    return known.kind in _NAMES and any(f"{key} " in f"{text} " if key[0] == " " else key in text for text in names)


def _named_besides(ranges: list[tuple[int, int]], words: Words) -> str:
    """Return the first metric that the question names outside the quotes, and not within a longer name, or ""."""
    for each in words.known if ranges else ():
        place = (each.start, each.end)
        quoted = any(_overlaps(place, taken) for taken in ranges)
        if each.kind == "METRIC" and not quoted and not any(_is_within(each, other) for other in words.known):
            return words.typed(*place)
    return ""


def _is_within(known: Known, other: Known) -> bool:
    longer = other.end - other.start > known.end - known.start
    return longer and other.kind in ("DIM", "MEMBER", "NOUN") and other.start <= known.start and known.end <= other.end


def _overlaps(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
