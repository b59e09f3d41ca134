"""Dimensions by the last word of their names: "complaints by type", 投诉按类型分. Each that ends so may be meant."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from nlq.grammar.parse.chart import Item, mention
from nlq.index import Index, Meaning
from nlq.mentions.names.durations import stem_of
from nlq.text.atoms import Atom, places_of, singular
from nlq.text.lemma import lemma
from nlq.text.normalise import Normalised
from semantic_layer.model import Model
from semantic_layer.model.inputs import metric_tables

#: What a breakdown, or what is not filled in, is named after: elsewhere "type" is too little to tell what is meant.
_OPENING = frozenset({"BY", "EACH", "PER", "WHICH", "LACKS", "NONE", "COMMON"})
#: What has a name of its own, or is a unit of time: "which year" is no year of registration.
_NAMES = frozenset({"METRIC", "DIM", "MEMBER", "UNIT"})
#: What ends what is ranked or bounded, before 的.
_RANKED = frozenset({"SUP", "SUPCHG", "TOP", "NTHEND", "UNITNAME", "PCT", "SCALE", "UNIT"})
_NUMERALS = frozenset("几哪一二两三四五六七八九十")
_REASONS_ZH = re.compile(
    r"都(?:是|有)?(?:因为|由于)(?:什么|啥|哪些)|都(?:是|有)?(?:什么|啥|哪些)(?:原因|理由)(?:造成的|导致的|引起的)?"
    r"|的?(?:主要)?(?:原因|理由)(?:都|主要)?(?:有|是)(?:哪些|哪几个|哪几种)"
)
#: English words after which it is said of what: "the main reasons for".
_REASONS_EN = re.compile(r"\b(?:(?:main|key|principal|chief) )?(?:reason|cause)s? (?:for|of|behind)\b")
#: How dimensions end that are reasons, and those that are kinds.
_REASON = ("reason", "cause", "原因", "理由")
_KINDS = ("类型", "类别", "种类", "品类", "各类", "各种")
_KINDS_EN = frozenset({"type", "kind", "category", "class", "sort"})
#: Words of "kind of meter".
_OF_KIND = 3
#: Characters of the head of a Chinese name.
_HAN = 2


def find_heads(atoms: tuple[Atom, ...], index: Index, about: tuple[str, ...] = ()) -> Iterator[Item]:
    """Yield what is broken down by as each dimension whose name ends so; what has a name of its own is no head.

    Where the rest of a name is spoken of, in the question or in the metrics that it is ``about``, that one is meant:
    of complaints, "by type" is by complaint type.
    """
    known = list(index.look_up(atoms))
    # 渠道 is short for 渠道团队 where nothing else is called so: 各渠道 are each 获客渠道.
    named = [each for each in known if each[2].kind in _NAMES and each[2].match != "stem"]
    content = {place for first, last, _ in named for place in range(first, last)}
    for first, last, word in _heads(atoms, known):
        if content & set(range(first, last)):
            continue
        ends = index.heads.get(word, ())
        for name in _spoken_of(ends, atoms, index, about):
            yield mention(first, last, "DIM", name, "head of a name", form=1, per_atom=last - first)


def _spoken_of(
    ends: Sequence[tuple[str, str]], atoms: tuple[Atom, ...], index: Index, about: tuple[str, ...]
) -> list[str]:
    """Return the dimensions whose name's rest is spoken of; all of them where none's is."""
    spoken = _words(atoms, index, about) if len(ends) > 1 else ()
    named = {name for name, rest in ends if any(rest in words for words in spoken)}
    return list(dict.fromkeys(name for name, _ in ends if not named or name in named))


def find_reasons(
    normalised: Normalised, atoms: tuple[Atom, ...], index: Index, about: tuple[str, ...]
) -> Iterator[Item]:
    """Yield 都是什么原因, "reasons for" as by the reason that the model knows of what is spoken of: of no change."""
    starts, ends = places_of(atoms)
    asked = (*_REASONS_ZH.finditer(normalised.text), *_REASONS_EN.finditer(normalised.text))
    if not asked or _tells_movement(atoms, index):
        return
    known = [each for word in _REASON for each in index.heads.get(word, ())]
    for match in asked:
        if match.start() not in starts or match.end() not in ends:
            continue
        first, last = starts[match.start()], ends[match.end()]
        for name in _reasons_of(known, atoms, index, about):
            counted = {"form": 1, "per_atom": last - first, "longer_operator": last - first}
            yield mention(first, last, "AXIS", (("dim", name),), "reasons", **counted)


def _reasons_of(
    ends: Sequence[tuple[str, str]], atoms: tuple[Atom, ...], index: Index, about: tuple[str, ...]
) -> list[str]:
    """Return the reasons that are called after what is asked about: delays have delay reasons, mishandled bags none.

    Of a rate they are none: whoever did not leave has no reason to.
    """
    named = {name for _, _, each in index.look_up(atoms) if each.kind in ("METRIC", "DOES") for name in each.value}
    asked = named or set(about)
    if not asked:
        return _spoken_of(ends, atoms, index, about)
    if any(index.model.metrics[name].unit == "share" for name in asked if name in index.model.metrics):
        return []
    spoken = _words(atoms, index, tuple(asked))
    tables = {table for name in asked for table in metric_tables(name, index.model.metrics)}
    own = [(name, rest) for name, rest in ends if index.model.dimensions[name].table in tables]
    return list(dict.fromkeys(name for name, rest in own if any(_is_said(rest, words) for words in spoken)))


def _is_said(rest: str, words: str) -> bool:
    """Say whether what something is a reason of is spoken of, as a noun or as a verb: cancellation, cancelled."""
    return rest in words or (rest.isascii() and all(f" {stem_of(word)}" in words for word in rest.split()))


def _tells_movement(atoms: tuple[Atom, ...], index: Index) -> bool:
    """Say whether something is said to have moved; "declined applications" are a metric where a name says so."""
    known = list(index.look_up(atoms))
    named = [(first, last) for first, last, meaning in known if meaning.kind == "METRIC"]
    moves = [(first, last) for first, last, meaning in known if meaning.kind in ("CHANGE", "WENT")]
    return any(not any(begin <= first and last <= end for begin, end in named) for first, last in moves)


def _heads(atoms: tuple[Atom, ...], known: list[tuple[int, int, Meaning]]) -> Iterator[tuple[int, int, str]]:
    """Yield what may be the head of a name: the word after "by", two characters after 按, one after 各, 的 or 哪条."""
    # 各类 is any kind of things, and no 品类.
    counted = {first for first, _, meaning in known if meaning.kind == "CLF"}
    asked = {last for _, last, meaning in known if meaning.kind == "WHICH"}
    for first in sorted({last for _, last, meaning in known if meaning.kind in _OPENING} & set(range(len(atoms)))):
        if atoms[first].kind != "han":
            word = lemma(atoms[first].text)
            if singular(atoms[first].text) == word:
                # "By planned height" is no plan.
                yield first, first + 1, word
            continue
        if first + _HAN <= len(atoms):
            yield first, first + _HAN, "".join(atom.text for atom in atoms[first : first + _HAN])
        if (atoms[first - 1].text == "各" or first in asked) and first not in counted:
            yield first, first + 1, f"各{atoms[first].text}"
    for before, first in sorted({(begin, last) for begin, last, meaning in known if meaning.kind == "CLF"}):
        # 最低的三家店, 几家店
        counted_in = before and (atoms[before - 1].kind == "number" or atoms[before - 1].text in _NUMERALS)
        # 高了几个点 is of points.
        if counted_in and first < len(atoms) and atoms[first].kind == "han" and atoms[first].text != "点":
            yield first, first + 1, f"各{atoms[first].text}"
    yield from _ranked_heads(atoms, known)
    yield from _which_kind(atoms)
    taken = {place for begin, last, _ in known for place in range(begin, last)}
    ranked = {last for _, last, meaning in known if meaning.kind in _RANKED} | {
        place + 1 for place, atom in enumerate(atoms) if atom.kind == "number" or atom.text in _NUMERALS
    }
    for first in range(2, len(atoms)):
        # 毛利前三的站: a character that nobody knows otherwise; 召回的车 are no models.
        if atoms[first - 1].text == "的" and first - 1 in ranked and atoms[first].kind == "han" and first not in taken:
            yield first, first + 1, f"各{atoms[first].text}"


def _which_kind(atoms: tuple[Atom, ...]) -> Iterator[tuple[int, int, str]]:
    """Yield what 哪类, 哪一类 at the end ask for by the words that dimensions end in: 投诉最多的是哪一类."""
    said = [atom.text for atom in atoms if atom.kind == "han"][-3:]
    last = max((place for place, atom in enumerate(atoms) if atom.kind == "han"), default=-1) + 1
    if said[-1:] in (["类"], ["种"]) and (said[-2:-1] == ["哪"] or said[:2] == ["哪", "一"]):
        yield from ((last - 1 - (said[-2] == "一"), last, kind) for kind in _KINDS)


def _ranked_heads(atoms: tuple[Atom, ...], known: list[tuple[int, int, Meaning]]) -> Iterator[tuple[int, int, str]]:
    """Yield the two characters after 最多的, 最多的两个: 原因 of complaints; 下降最多的原因 asks why."""
    moved = {last for _, last, meaning in known if meaning.kind == "CHANGE"}
    ends = {last for begin, last, meaning in known if meaning.kind == "SUP" and begin not in moved}
    counted = {begin: last for begin, last, meaning in known if meaning.kind == "CLF"}
    for first in (last + 1 for last in ends if last < len(atoms) and atoms[last].text == "的"):
        if first < len(atoms) and (atoms[first].kind == "number" or atoms[first].text in _NUMERALS):
            first = counted.get(first + 1, first)
        if first + _HAN <= len(atoms) and all(atom.kind == "han" for atom in atoms[first : first + _HAN]):
            yield first, first + _HAN, "".join(atom.text for atom in atoms[first : first + _HAN])


def _words(atoms: tuple[Atom, ...], index: Index, about: tuple[str, ...]) -> list[str]:
    """Return the question, and the names of what it is about, as rests of names are looked for in them."""
    names = [said for metric in about if metric in index.model.metrics for said in index.model.metrics[metric].names]
    return [_ground(text) for text in ("".join(atom.key for atom in atoms), *names)]


def _ground(text: str) -> str:
    """Return words in their ground forms, each between blanks; what has no blanks as it is.

    >>> _ground("Complaints opened"), _ground("投诉量")
    (' complaint open ', '投诉量')
    """
    if not text.isascii():
        return text
    return f" {' '.join(lemma(word) for word in text.lower().split())} "


def dimension_heads(model: Model) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the dimensions, each with the rest of its name, by the last word of a name of more: 类型 of 投诉类型.

    English words are in their ground forms.
    """
    found: defaultdict[str, dict[tuple[str, str], None]] = defaultdict(dict)
    for name, dimension in model.dimensions.items():
        for said in dimension.names:
            words = said.lower().split()
            if len(words) > 1 and words[-1].isascii() and words[-1].isalpha():
                # A type of site is a type, and no site.
                of = words[1] == "of" and words[0].isalpha()
                head, rest = (words[0], words[2:]) if of else (words[-1], words[:-1])
                found[lemma(head)][name, _ground(" ".join(rest))] = None
                if of:
                    # It is what one of the type is called: Type A campaigns.
                    found[f"of {lemma(words[-1])}"][name, _ground(" ".join(words[:-1]))] = None
            elif len(said) > _HAN and not said.isascii() and " " not in said:
                found[said[-_HAN:]][name, said[:-_HAN]] = None
                found[f"各{said[-1]}"][name, said[:-1]] = None
            elif len(said) == _HAN and not said.isascii():
                # 各国 is 各国家, 各市 is 各城市.
                found[f"各{said[0]}"][name, said] = found[f"各{said[1]}"][name, said] = None
    return {head: tuple(names) for head, names in found.items()}


def kinds_by_table(model: Model) -> dict[str, frozenset[str]]:
    """Return what the rows of each table are called by a dimension that says of which kind they are: job of job type.

    English words are in their ground forms.
    """
    found: defaultdict[str, set[str]] = defaultdict(set)
    for dimension in model.dimensions.values():
        found[dimension.table] |= {rest for said in dimension.names if (rest := _without_kind(said.lower()))}
    return {table: frozenset(rests) for table, rests in found.items()}


def called_after(model: Model, dimension: str) -> set[str]:
    """Return with what the names of a dimension begin, in ground forms: vehicle of "vehicle energy", 缴费 of 缴费方式.

    What has a reason is no thing of a kind, and "weekend or weekday" lists what there is.
    """
    names = [said.lower() for said in model.dimensions[dimension].names if not said.lower().endswith(_REASON)]
    spoken = [said.split() for said in names if said.isascii()]
    english = {lemma(words[0]) for words in spoken if len(words) > 1 and not {"and", "or"} & set(words)}
    return english | {said[:-_HAN] for said in names if not said.isascii() and len(said) > _HAN + 1}


def is_kind(model: Model, dimension: str) -> bool:
    """Say whether a dimension says of what kind something is: job type, 宴会类型."""
    return any(_without_kind(said.lower()) for said in model.dimensions[dimension].names)


def reason_of(model: Model, dimension: str) -> set[str]:
    """Return of what a dimension is the reason, by its names: 丢单 of 丢单原因, lost of "lost reason"."""
    names = [said.lower() for said in model.dimensions[dimension].names]
    return {
        rest for said in names for reason in _REASON
        if said.endswith(reason) and (rest := said.removesuffix(reason).strip()) and rest != said
    }  # fmt: skip


def _without_kind(said: str) -> str:
    words = said.split()
    if said.isascii():
        if len(words) == _OF_KIND and words[1] == "of" and words[0] in _KINDS_EN:
            return lemma(words[2])
        return lemma(words[0]) if len(words) == _HAN and words[1] in _KINDS_EN else ""
    kind = next((each for each in _KINDS if said.endswith(each)), "")
    return said.removesuffix(kind) if kind and len(said) > len(kind) + 1 else ""
