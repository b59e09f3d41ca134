"""What a quality asks for: "how satisfied are customers" is customer satisfaction, 响应最慢 the longest 响应时间."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlq.grammar.composing.ordering import is_time
from nlq.grammar.parse.chart import Item, mention
from nlq.index import Index
from nlq.mentions.names.acts import other_words
from nlq.text.atoms import Atom, places_of
from nlq.text.lemma import lemma
from nlq.text.normalise import Normalised

#: How nouns end that are made of a quality, and so many letters that both begin with: punctual and punctuality.
_MADE = ("ity", "ion", "ness", "ance", "ence", "ency", "ancy")
_STEM, _SHORTEST = 6, 5
_COMPARED = frozenset({"more", "less"})
_IS = frozenset({"is", "are", "was", "were"})
_DETS = frozenset({"our", "the", "all"})
#: How the name of a time ends, and what is said of one.
_TIMES = ("时间", "时长", "耗时", "天数", "小时数", "分钟数")
_RATES = ("", "率", "次数", "速度")
_SO_LONG = re.compile(r"得?最[快慢长短久]")
_LONGEST = 6


def find_how_so(normalised: Normalised, atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    """Yield metrics that are named by the quality that they measure."""
    for place in range(len(atoms) - 1):
        if atoms[place + 1].kind != "word" or not atoms[place + 1].text.isascii():
            continue
        if atoms[place].text == "how":
            yield from _how_so(atoms, place, index)
        elif atoms[place].text in _COMPARED:
            yield from _more_so(atoms, place, index)
    yield from _how_fast(normalised, atoms, index)


def _how_so(atoms: tuple[Atom, ...], first: int, index: Index) -> Iterator[Item]:
    word = atoms[first + 1].text
    stem = word[:_STEM] if len(word) > _STEM else word
    if len(word) < _SHORTEST:
        return
    for name in index.parts.with_stem(stem):
        words = index.parts.spoken(name)
        if any(each.startswith(stem) and each.endswith(_MADE) and each != word for each in words):
            last = _whose(atoms, first + 2, {lemma(each) for each in words})
            yield mention(first, last, "METRIC", (name,), "a quality", form=1, per_atom=last - first)


def _more_so(atoms: tuple[Atom, ...], first: int, index: Index) -> Iterator[Item]:
    """Yield "more punctual" as how the quality has changed; "more conversions" are so many things."""
    if atoms[first + 1].text.endswith(("s", *_MADE)):
        return
    for named in _how_so(atoms, first, index):
        if named.end == first + 2 and not _is_of_two(atoms, named.end, index):
            value = (named.value, ("change", "any"))
            yield mention(first, named.end, "PAIR", value, "a quality", form=1, per_atom=2)


def _is_of_two(atoms: tuple[Atom, ...], place: int, index: Index) -> bool:
    """Say whether it is more so than another thing, and not than at another time."""
    than = next((at for at in range(place, len(atoms)) if atoms[at].text == "than"), None)
    if than is None:
        return False
    return any(
        meaning.kind == "MEMBER"
        for first in (than + 1, than + 2) for last in range(first + 1, first + 4) if last <= len(atoms)
        for meaning in index.find("".join(atom.key for atom in atoms[first:last]))
    )  # fmt: skip


def _whose(atoms: tuple[Atom, ...], place: int, words: set[str]) -> int:
    """Return where what is so ends, which the name of the metric holds too: "are our customers", "customers are"."""
    last = place
    while last < len(atoms) and atoms[last].text in _IS | _DETS:
        last += 1
    if last < len(atoms) and lemma(atoms[last].text) in words:
        last += 1
        return last + (last < len(atoms) and atoms[last].text in _IS)
    return place


def _how_fast(normalised: Normalised, atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    """Yield 首次响应 before 最慢 as 首次响应时间: what is slow or fast takes time. 送得最慢 says it of 派送时长."""
    starts, ends = places_of(atoms)
    for match in _SO_LONG.finditer(normalised.text):
        done = match.group().startswith("得")
        end, last = match.start(), ends.get(match.start() + done)
        for begin in range(max(0, end - _LONGEST), end - (not done)):
            if begin not in starts or last is None:
                continue
            noun = normalised.text[begin:end]
            if any(m.kind == "METRIC" for tail in _RATES for m in index.find(noun + tail)):
                # 库存周转最快 may be of the days it takes, and of how often it is turned over.
                continue
            for name in sorted(_taking_time((noun, *other_words(noun)) if done else (noun,), index)):
                yield mention(
                    starts[begin], last, "METRIC", (name,), "a quality", form=1, per_atom=last - starts[begin]
                )


def _taking_time(words: tuple[str, ...], index: Index) -> set[str]:
    """Return the metrics that say how long one of the words takes."""
    return {
        meaning.value[0] for word in words for tail in _TIMES for meaning in index.find(word + tail)
        if meaning.kind == "METRIC" and isinstance(meaning.value[0], str) and is_time(meaning.value[0], index)
    }  # fmt: skip
