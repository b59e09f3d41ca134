"""How full things are, and how happy people: "how full were our planes", 哪个场馆最空, "how happy are tenants".

Which names say so is of the language. Where several metrics are called so, none of them is meant rather than another:
each is a reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlq.grammar.chart import Item, mention
from nlq.index import Index
from nlq.text.atoms import Atom, places_of, singular
from nlq.text.normalise import Normalised

#: What the names of such shares hold.
_FULL_EN = re.compile(r"\b(?:occupancy|utili[sz]ation|load factor|fill rate|seat factor|capacity used)\b")
_FULL_ZH = re.compile(r"上座率|入住率|客座率|满座率|利用率|出租率|使用率|占用率|满员率|满班率|载客率|装载率|上课率")
_FULL = (_FULL_EN, _FULL_ZH)
_HAPPY = (re.compile(r"\bsatisf|\bcsat\b|\bhapp"), re.compile(r"满意"))
_GLAD = frozenset({"happy", "satisfied", "pleased"})
_ASKED_HAPPY_ZH = re.compile(r"满不满意|满意不|满意吗|满意么|满意不满意|有多满意")
_ENDS = {"fullest": "max", "emptiest": "min"}
_ASKED_ZH = re.compile(r"(?:有|坐得|住得|得)?多[满空]|(?:坐得|住得|得|是)?满不满")
_MOST_ZH = re.compile(r"最(?P<end>[满空])")
_WITH = frozenset({"with", "by", "our", "the", "their"})
_ARE = frozenset({"are", "were", "our", "the", "all"})


def find_qualities(normalised: Normalised, atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    """Yield what asks how full things are, or how happy people, as each metric of that."""
    yield from _in_english(atoms, index)
    starts, ends = places_of(atoms)
    for pattern, named in ((_ASKED_ZH, _FULL), (_ASKED_HAPPY_ZH, _HAPPY)):
        for match in pattern.finditer(normalised.text):
            if match.start() in starts and match.end() in ends:
                yield from _each(starts[match.start()], ends[match.end()], _named(index, named))
    for match in _MOST_ZH.finditer(normalised.text):
        if match.start() in starts and match.end() in ends:
            first = starts[match.start()]
            yield from _ranked(first, first, ends[match.end()], "max" if match["end"] == "满" else "min", index)


def _in_english(atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    words = [atom.text for atom in atoms]
    for place, word in enumerate(words):
        asked = place > 0 and words[place - 1] == "how"
        if asked and word in ("full", "empty"):
            yield from _each(place - 1, _of_all(atoms, place + 1, index), _named(index, _FULL))
        elif asked and word in _GLAD:
            yield from _happy(atoms, place, index)
        elif word in _ENDS:
            first = place - (place > 0 and words[place - 1] == "the")
            yield from _ranked(first, place, place + 1, _ENDS[word], index)


def _of_all(atoms: tuple[Atom, ...], place: int, index: Index) -> int:
    """Return where what is so full ends, of all of which it is asked: "were our planes" breaks nothing down."""
    last = place
    while last < len(atoms) and atoms[last].text in _ARE:
        last += 1
    things = index.find(atoms[last].key) if last < len(atoms) else ()
    many = last < len(atoms) and singular(atoms[last].text) != atoms[last].text
    return last + 1 if many and last > place and any(each.kind in ("DIM", "NOUN") for each in things) else place


def _happy(atoms: tuple[Atom, ...], place: int, index: Index) -> Iterator[Item]:
    """Yield "how happy are tenants with our repairs" as the satisfaction with those, of whom it may be said.

    Where a metric is called after those who are, it is none of the others.
    """
    last = place + 1
    while last < len(atoms) and atoms[last].text in _ARE:
        last += 1
    who = last + 1 if place + 1 < last < len(atoms) else last
    known, names = index.definitions, _named(index, _HAPPY)
    theirs = [name for name in names if who > last and known.called(name, ((atoms[last].text,),))]
    for name in theirs or names:
        after = [at for at in range(who, min(who + 3, len(atoms))) if known.says(name, atoms[at].text)]
        small = after and all(atoms[at].text in _WITH for at in range(who, after[0]))
        for end in (who, after[0] + 1) if small else (who,):
            yield from _each(place - 1, end, [name])


def _each(first: int, last: int, names: list[str]) -> Iterator[Item]:
    for name in names:
        yield mention(first, last, "METRIC", (name,), "a quality", form=1, per_atom=last - first)


def _ranked(first: int, middle: int, last: int, end: str, index: Index) -> Iterator[Item]:
    """Yield "the fullest" as the metric of which there is most."""
    for name in _named(index, _FULL):
        yield mention(first, last, "PAIR", ((name,), ("sup", end)), "a quality", form=1, per_atom=last - middle)


def _named(index: Index, named: tuple[re.Pattern[str], re.Pattern[str]]) -> list[str]:
    """Return the shares, and the scores, that are named so in English or Chinese."""
    english, chinese = named
    return [
        name for name, metric in index.model.metrics.items()
        if metric.unit in ("share", "score") and metric.status != "deprecated"
        and any((english if said.isascii() else chinese).search(said.lower()) for said in metric.names)
    ]  # fmt: skip
