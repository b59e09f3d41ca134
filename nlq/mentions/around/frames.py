"""Who wants to know, and what for: "my boss wants to know …", "for the board meeting: …", 领导想知道."""

from __future__ import annotations

from collections.abc import Iterable

from nlq.grammar.parse.chart import Item, mention
from nlq.index import Index
from nlq.text.atoms import Atom

#: Words of vocabularies that say something of a frame only, and nothing of what is asked.
FRAMING = frozenset({"WANTS", "ASKED", "OCCASION", "DENIES"})
#: What may stand beside unknown words in who asks, or in what it is for.
_BESIDE = frozenset({"DET", "OWN", "POSS", "FILL", "DE", "AUX"})
#: What a meeting or a report may be named after: the sales meeting.
_IN_OCCASIONS = frozenset({"METRIC", "DEPT", "DIM"})
#: What a Chinese title may hold: 王总, 总监.
_IN_TITLES = frozenset({"SUM", "OFALL", "CLF"})
#: Most unknown words of who asks: English words, Chinese characters.
_WORDS, _CHARACTERS = 3, 5
#: Marks after which what is asked begins.
_ENDS = frozenset({",", ":", "-"})


def find_frames(atoms: tuple[Atom, ...], found: Iterable[Item], index: Index) -> list[Item]:
    """Return the frames at the start of a question as words that ask for nothing.

    Who asks is nobody the model knows: a name of it, a number or a time there is a part of what is asked.
    """
    spans: dict[int, set[tuple[int, str]]] = {}
    denied: set[int] = set()
    for first, last, meaning in index.look_up(atoms):
        if meaning.kind == "DENIES":
            denied.add(first)
        elif meaning.kind in FRAMING:
            spans.setdefault(first, set()).add((last, meaning.kind))
    if not spans:
        return []
    kinds = _kinds(found)
    ends: set[int] = set()
    for first, verbs in spans.items():
        for last, kind in verbs:
            if kind == "OCCASION":
                ends |= {last + 1} if _is_purpose(atoms, first, last, kinds) else set()
            elif _is_person(atoms, first, kinds, owned=kind == "ASKED"):
                ends.add(last)
    ends = {end for end in ends if end < len(atoms) and not denied & set(range(end))}
    return [mention(0, end, "FILL", "frame", "frame", per_atom=end) for end in sorted(ends)]


def _kinds(found: Iterable[Item]) -> dict[int, set[str]]:
    """Return what each atom may be."""
    kinds: dict[int, set[str]] = {}
    for item in found:
        if item.kind in FRAMING:
            continue
        for place in range(item.start, item.end):
            kinds.setdefault(place, set()).add(item.kind)
    return kinds


def _is_person(atoms: tuple[Atom, ...], end: int, kinds: dict[int, set[str]], *, owned: bool) -> bool:
    """Say whether the words before an asking verb are a few that nobody knows; ``owned``: after "my", "the"."""
    return _are_unknown(atoms, 0, end, kinds) and (
        not owned or atoms[0].kind == "han" or bool(kinds.get(0, set()) & {"DET", "OWN"})
    )


def _is_purpose(atoms: tuple[Atom, ...], first: int, last: int, kinds: dict[int, set[str]]) -> bool:
    """Say whether "for the … meeting," is said before what is asked."""
    if last >= len(atoms) - 1 or atoms[last].text not in _ENDS or not first:
        return False
    opened = atoms[0].text == "for" and bool(kinds.get(1, set()) & {"DET", "OWN"})
    named = all(kinds.get(place, set()) & _IN_OCCASIONS for place in range(2, first))
    return opened and (first == 2 or named or _are_unknown(atoms, 1, first, kinds))


def _are_unknown(atoms: tuple[Atom, ...], first: int, last: int, kinds: dict[int, set[str]]) -> bool:
    unknown = [place for place in range(first, last) if not kinds.get(place)]
    beside = [place for place in range(first, last) if kinds.get(place)]
    if not unknown or any(atoms[place].kind in ("mark", "number") for place in unknown):
        return False
    chinese = atoms[unknown[0]].kind == "han"
    allowed = _BESIDE | _IN_TITLES if chinese else _BESIDE
    return len(unknown) <= (_CHARACTERS if chinese else _WORDS) and all(kinds[place] <= allowed for place in beside)
