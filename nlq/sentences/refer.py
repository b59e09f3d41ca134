"""Words that point at what a sentence before names: "there", "its", 那边, 其 put into its words."""

from __future__ import annotations

from collections.abc import Iterable

from nlq.grammar.parse.chart import Item
from nlq.text.atoms import Atom
from nlq.text.normalise import Normalised
from nlq.text.splice import cut, pad, splice
from nlq.wording import Wording

#: What points back, and what stands around a name in its place, in English and in Chinese.
_AROUND = {
    "THERE": (("in ", ""), ("", "")), "THEIR": (("", "'s"), ("", "的")), "PRON": (("", ""), ("", "")),
    "SAMETIME": (("", ""), ("", "")),
}  # fmt: skip
#: What is pointed at: a time, or else the one member that was named.
_TIMES, _MEMBERS = "PERIOD", "MEMBER"


def refer_back(asked: Wording, told: Wording, mentions: Iterable[Item]) -> Normalised | None:
    """Return a sentence in which what points back is put by the name before it; None where nothing does, or two may.

    ``mentions`` are those of the sentence before.
    """
    found = list(mentions)
    named = {kind: _the_one(told, found, kind) for kind in (_TIMES, _MEMBERS)}
    pointing = [each for each in _pointing(asked) if named[_of(each[2])] is not None]
    if not pointing:
        return None
    text = asked.normalised
    for first, last, kind in sorted(pointing, reverse=True):
        start, end = asked.atoms[first].start, asked.atoms[last - 1].end
        latin = text.text[start:end].isascii()
        kind = "THEIR" if text.text[start:end] in ("its", "其") else kind
        words = named[_of(kind)]
        if words is not None:
            text = splice(text, start, end, pad(words, *_AROUND[kind][0 if latin else 1]))
    return text


def _of(kind: str) -> str:
    return _TIMES if kind == "SAMETIME" else _MEMBERS


def points_there(text: Wording) -> bool:
    """Say whether a question points at a place that was spoken of: "which store there", 那边哪个门店."""
    return any(kind == "THERE" for _, _, kind in _pointing(text))


def _pointing(asked: Wording) -> list[tuple[int, int, str]]:
    """Return what points back: nothing within longer words, as in "were there"."""
    known = [(first, last, meaning.kind) for first, last, meaning in asked.index.look_up(asked.atoms)]
    kept: dict[tuple[int, int], str] = {}
    for first, last, kind in sorted(known, key=lambda each: each[2]):
        within = any(o[0] <= first and last <= o[1] and o[1] - o[0] > last - first for o in known)
        if kind in _AROUND and not within:
            kept[first, last] = kind
    return [(*span, kind) for span, kind in kept.items()]


def _the_one(told: Wording, mentions: Iterable[Item], kind: str) -> Normalised | None:
    """Return the words of the one member, or time, that a sentence names; the longest, where one lies in another."""
    spans = {(item.start, item.end) for item in mentions if item.kind == kind}
    outer = [each for each in spans if not any(o != each and o[0] <= each[0] and each[1] <= o[1] for o in spans)]
    if len(outer) != 1:
        return None
    first, last = outer[0]
    atoms: tuple[Atom, ...] = told.atoms
    return cut(told.normalised, atoms[first].start, atoms[last - 1].end)
