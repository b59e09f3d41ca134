"""How full things are, and how happy people: "how full were our planes", 哪个场馆最空, "how happy are tenants".

Which names say so is of the language. Where several metrics are called so, none of them is meant rather than another:
each is a reading. Who is happy, and what is full, is part of it only where the metric says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlq.grammar.parse.chart import Item, mention
from nlq.index import Index
from nlq.text.atoms import Atom, places_of, singular
from nlq.text.normalise import Normalised

#: What a share of what is taken is called by itself: of a class fill rate it is that of classes.
_FULL = re.compile(
    r"(?:the )?(?:average )?(?:(?:occupancy|utili[sz]ation|fill|seat)(?: rate| factor)?|load factor|occupancy level)"
    r"|(?:平均)?(?:上座|入住|客座|满座|利用|出租|使用|占用|满员|满班|载客|装载)率"
)
_GLAD = re.compile(r"\bsatisf|\bcsat\b|\bhapp|满意")
_ENDS = {"fullest": "max", "emptiest": "min"}
#: After so many percent: "75 % full".
_SO_FULL, _PERCENT = (
    frozenset({"full", "occupied", "utilised", "utilized", "booked", "let"}),
    frozenset({"%", "percent", "pct"}),
)
_BOUNDS = frozenset("less more fewer than under over below above at least most no only are were is".split())
_FULL_ZH = re.compile(r"(?:坐得|住得|得|是)?(?:多满|满不满)")
_MOST_ZH = re.compile(r"最(?P<end>[满空])")
_GLAD_ZH = re.compile(r"(?P<who>[\u3400-\u9fff]{0,4})(?:满不满意|满意不满意|满意不|满意吗|满意么|有多满意)")
#: With what a time ends, and nothing: what stands before says not who is happy.
_ENDS_OF_TIMES = ("", *"月周年天度季日")
_ARE = frozenset({"are", "were", "our", "the", "all"})
_WITH = frozenset({"with", "by", "our", "the", "their"})
_ANYBODY = frozenset({"people", "they", "everyone", "everybody"})


def find_qualities(normalised: Normalised, atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    """Yield what asks how full things are, or how happy people, as each metric of that."""
    words = [atom.text for atom in atoms]
    for place, word in enumerate(words):
        if word in _ENDS:
            first = place - (place > 0 and words[place - 1] == "the")
            yield from _ranked(first, place + 1, _ENDS[word], index)
        elif place and words[place - 1] == "how" and word == "full":
            yield from _how_full(atoms, place, index)
        elif word in _SO_FULL and place > 1 and words[place - 1] in _PERCENT and atoms[place - 2].kind == "number":
            yield from _so_full(atoms, place, index)
        elif place and words[place - 1] == "how" and word in ("happy", "satisfied", "pleased"):
            yield from _how_happy(atoms, place, index)
    yield from _in_chinese(normalised, atoms, index)


def _in_chinese(normalised: Normalised, atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    starts, ends = places_of(atoms)
    for match in _FULL_ZH.finditer(normalised.text):
        if match.start() in starts and match.end() in ends:
            yield from _each(starts[match.start()], ends[match.end()], _full(index))
    for match in _MOST_ZH.finditer(normalised.text):
        if match.start() in starts and match.end() in ends:
            yield from _ranked(
                starts[match.start()], ends[match.end()], "max" if match["end"] == "满" else "min", index
            )
    for match in _GLAD_ZH.finditer(normalised.text):
        for size in range(len(match["who"]) + 1):
            first, who = match.end("who") - size, match["who"][len(match["who"]) - size :]
            alone = not size and match["who"][-1:] in _ENDS_OF_TIMES
            theirs = [name for name in _glad(index) if alone or (size > 1 and index.definitions.says(name, who))]
            if first in starts and match.end() in ends:
                yield from _each(starts[first], ends[match.end()], theirs)


def _how_full(atoms: tuple[Atom, ...], place: int, index: Index) -> Iterator[Item]:
    """Yield "how full were our planes", of all of which it is asked; nothing is broken down by them."""
    last = place + 1
    while last < len(atoms) and atoms[last].text in _ARE:
        last += 1
    many = last < len(atoms) and singular(atoms[last].text) != atoms[last].text
    things = {each.kind for each in index.find(atoms[last].key)} if many else set()
    plain = things & {"DIM", "NOUN"} and last > place + 1
    word = atoms[last].text if plain else ""
    yield from _each(place - 1, last + 1 if plain else place + 1, _full(index, word))


def _so_full(atoms: tuple[Atom, ...], place: int, index: Index) -> Iterator[Item]:
    """Yield "(classes under 75 %) full": the classes right before the number are what is so full, and no number."""
    number = place - 2
    many = [at for at, atom in enumerate(atoms[:number]) if atom.kind == "word" and singular(atom.text) != atom.text]
    thing = many[-1] if many else number
    names = _full(index, atoms[thing].text if many else "")
    is_group = many and any(each.kind == "DIM" for each in index.find(atoms[thing].key))
    if names and not is_group and all(atom.text in _BOUNDS for atom in atoms[thing + 1 : number]) and thing < number:
        yield from _each(thing, thing + 1, names)
        yield mention(place, place + 1, "FILL", "full", "a quality", operator=1, per_atom=1)
    else:
        yield from _each(place, place + 1, names)


def _how_happy(atoms: tuple[Atom, ...], place: int, index: Index) -> Iterator[Item]:
    """Yield "how happy are tenants with our repairs" where the metric says of whom, and with what."""
    who, known = place + 1, index.definitions
    while who < len(atoms) and atoms[who].text in _ARE:
        who += 1
    if not place + 1 < who < len(atoms) or any(each.kind == "MEMBER" for each in index.find(atoms[who].key)):
        return
    word = atoms[who].text
    for name in _glad(index):
        if word not in _ANYBODY and not known.says(name, word):
            continue
        after = [at for at in range(who + 1, min(who + 4, len(atoms))) if known.says(name, atoms[at].text)]
        small = after and all(atoms[at].text in _WITH for at in range(who + 1, after[0]))
        for end in (who + 1, after[0] + 1) if small else (who + 1,):
            yield from _each(place - 1, end, [name])


def _each(first: int, last: int, names: list[str]) -> Iterator[Item]:
    for name in names:
        yield mention(first, last, "METRIC", (name,), "a quality", form=1, per_atom=last - first)


def _ranked(first: int, last: int, end: str, index: Index) -> Iterator[Item]:
    """Yield "the fullest" as the metric of which there is most."""
    for name in _full(index):
        yield mention(first, last, "PAIR", ((name,), ("sup", end)), "a quality", form=1, per_atom=1)


def _full(index: Index, thing: str = "") -> list[str]:
    """Return what says how full all is; with a thing, also what says how full those are: a class fill rate."""
    named = [name for name, names in _shares(index) if any(_FULL.search(said) for said in names)]
    return [name for name in named if _is_bare(name, index) or (thing and index.definitions.says(name, thing))]


def _is_bare(name: str, index: Index) -> bool:
    """Say whether a metric's first name says how full, and not of what."""
    return all(_FULL.fullmatch(said.lower()) for said in index.model.metrics[name].label.values())


def _glad(index: Index) -> list[str]:
    return [name for name, names in _shares(index) if any(_GLAD.search(said) for said in names)]


def _shares(index: Index) -> Iterator[tuple[str, list[str]]]:
    for name, metric in index.model.metrics.items():
        if metric.unit in ("share", "score") and metric.status != "deprecated":
            yield name, [said.lower() for said in metric.names]
