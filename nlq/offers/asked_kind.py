"""What kind of number a question asks for: people, money, how long, so many of a unit."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from nlq.grammar.composing.ordering import is_time
from nlq.index import Index
from nlq.text.atoms import Atom
from nlq.text.people import DISTINCT, PERSONS
from semantic_layer.model.inputs import counts_once
from semantic_layer.model.values import is_currency

Fits = Callable[[str, Index], bool]
#: Of each time, of each person.
_OF_ONE_ZH = ("一次", "每次", "一单", "每单", "每人", "一个人", "每个人", "人均", "次均", "单均")
#: How often, and no time that it takes.
_OFTEN_ZH = re.compile(r"多久[\u3400-\u9fff]{0,2}一[次回趟]")
#: A queue may be long in metres.
_IS = {"is", "are", "was", "were"}


@dataclass(frozen=True)
class Asked:
    """What kind of number a question asks for: which metrics are of it."""

    fits: Fits
    #: The words that say so, which the definition need not hold.
    words: frozenset[str] = frozenset()
    #: What is counted, which a name must hold too: 单 of 多少单.
    counted: tuple[str, ...] = ()
    #: Whether it is of a unit that is named, and with a word of a name tells by itself.
    tells: bool = False
    #: Whether people are.
    people: bool = False
    #: Whether how much all of it is asked for.
    sums: bool = False
    #: Whether it is asked for of each of many.
    mean: bool = False


def asked_kind(atoms: Sequence[Atom], index: Index) -> Asked:
    """Return what kind of number a question asks for; any, where it does not say."""
    words = [atom.text for atom in atoms]
    text = "".join(words) if any(atom.kind == "han" for atom in atoms) else ""
    asked = (_asked_zh(text, index) if text else _asked_en(words, index)) or Asked(lambda name, index: True)
    return replace(asked, mean=any(each in text for each in _OF_ONE_ZH))


def _counts_each(name: str, index: Index) -> bool:
    return _counts_people(name, index) and counts_once(index.model.metrics[name].calculation)


def _asked_en(words: list[str], index: Index) -> Asked | None:
    pairs = list(zip(words, words[1:], strict=False))
    if ("how", "long") in pairs and not _IS & set(words[pairs.index(("how", "long")) + 2 :][:1]):
        return Asked(_is_duration, frozenset({"long", "take", "takes", "took"}))
    if ("how", "many") in pairs:
        first = pairs.index(("how", "many")) + 2
        once = bool(words[first:]) and words[first] in DISTINCT
        after = words[first + once :][:1]
        named = [m.value for word in after for m in index.find(f" {word}") if m.kind == "UNITNAME"]
        if after and (after[0] in PERSONS or not named):
            people = _counts_each if once else _counts_people
            return Asked(people, PERSONS, people=True) if after[0] in PERSONS else Asked(_is_count)
        return Asked(_of_unit(named[0]), frozenset(after), tells=True, sums=True) if named else None
    if ("how", "much") in pairs:
        return Asked(_is_money, frozenset({"much", "money"}), sums=True)
    return None


def _asked_zh(text: str, index: Index) -> Asked | None:
    for said, fits in _SAID_ZH.items():
        if said in text and not _OFTEN_ZH.search(text):
            return Asked(fits, frozenset({said}), people=fits is _counts_people, sums=fits is _is_money)
    after = next((text.partition(many)[2] for many in ("多少", "几") if many in text), "")
    for size in (2, 1) if after else ():
        named = [meaning.value for meaning in index.find(after[:size]) if meaning.kind == "UNITNAME"]
        if named:
            words = frozenset({f"多少{after[:size]}", f"几{after[:size]}"})
            return Asked(_of_unit(named[0]), words, tells=True, sums=named[0] not in ("score", "ratio"))
    if any(meaning.kind == "CLF" for meaning in index.find(after[:1])):
        # 个 is said of anything, and of people.
        words, plain = frozenset({f"多少{after[0]}", f"几{after[0]}"}), after[0] == "个"
        return Asked(_is_count, words, () if plain else (after[0],), people=plain)
    return None


def _is_duration(name: str, index: Index) -> bool:
    return is_time(name, index)


def _is_count(name: str, index: Index) -> bool:
    return index.model.metrics[name].unit == "count"


def _counts_people(name: str, index: Index) -> bool:
    return index.model.metrics[name].unit == "count" and index.definitions.of_people(name)


def _is_money(name: str, index: Index) -> bool:
    return is_currency(index.model.metrics[name].unit)


def _of_unit(unit: str) -> Fits:
    return lambda name, index: index.model.metrics[name].unit == unit


_SAID_ZH: dict[str, Fits] = {
    "多久": _is_duration, "多长时间": _is_duration, "要几天": _is_duration, "要多少天": _is_duration,
    "要几个小时": _is_duration, "要多少小时": _is_duration, "要几分钟": _is_duration, "要多少分钟": _is_duration,
    "多少钱": _is_money, "几块钱": _is_money,
    "多少人": _counts_people, "几个人": _counts_people, "的人": _counts_people,
}  # fmt: skip
