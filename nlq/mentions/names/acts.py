"""Everyday words for what names call otherwise: "complained" of complaints, 招了多少人 of 招生人数.

They are words of the language, known without any model: what a name must hold for them is in ``words/acts.yaml``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from nlq.words import held_words

_US_ZH = ("我们", "咱们", "我司", "公司")


class Act(NamedTuple):
    """What people say for a word of names: an English ground form with its particle, or a Chinese verb.

    ``alone`` says that it says so by itself, without the noun that the name holds beside the word; ``ours`` says that
    it does so only of us, and ``people`` that the word is one for those who do it.
    """

    verb: str
    particle: str
    alone: bool
    ours: bool
    people: bool


def acts_of(word: str) -> tuple[Act, ...]:
    """Return what people may say for the ground form of an English word of a name.

    >>> [act.verb for act in acts_of("complaint")]
    ['complain']
    """
    return _english().get(word, ())


def other_words(verb: str, *, asks: bool = False) -> tuple[str, ...]:
    """Return what names may hold for a Chinese verb, or for the ground form of an English one.

    ``asks`` says that it is for what is offered, and not for an answer.

    >>> other_words("寄出")[:2], other_words("complain")
    (('发货', '出货'), ('complaint',))
    """
    words = _said()["en" if verb.isascii() else "zh"].get(verb, ())
    return tuple(name for name, answers in words if answers or asks)


def is_theirs(verb: str) -> bool:
    """Say whether a verb is never said of us: what we owe is no receivable.

    >>> is_theirs("欠"), is_theirs("卖")
    (True, False)
    """
    return verb in _theirs()


def says_it_of_us(verb: str, text: str) -> bool:
    """Say whether a Chinese text says of us what is never said of us.

    >>> says_it_of_us("欠", "我们欠多少"), says_it_of_us("欠", "客户欠我们多少"), says_it_of_us("卖", "我们卖多少")
    (True, False, False)
    """
    return is_theirs(verb) and any(f"{who}{verb}" in text for who in _US_ZH)


def verbs_in(text: str) -> tuple[str, ...]:
    """Return the Chinese verbs of more than one character that a text holds, without those within longer ones.

    >>> verbs_in("多少人没来"), verbs_in("送出去了")
    (('没来',), ('送出去',))
    """
    found = sorted((each for each in _said()["zh"] if len(each) > 1 and each in text), key=len, reverse=True)
    return tuple(each for place, each in enumerate(found) if not any(each in longer for longer in found[:place]))


@cache
def _english() -> Mapping[str, tuple[Act, ...]]:
    found = defaultdict[str, dict[Act, None]](dict)
    for said, kind, name, family in _pairs("en"):
        verb, _, particle = said.partition(" ")
        if said != name and kind != "asks":
            ours, people = bool(family.get("ours")), bool(family.get("people"))
            found[name][Act(verb, particle, kind == "say", ours, people)] = None
    return {name: tuple(acts) for name, acts in found.items()}


@cache
def _theirs() -> frozenset[str]:
    pairs = (pair for language in ("en", "zh") for pair in _pairs(language))
    return frozenset(said for said, _, _, family in pairs if family.get("theirs"))


@cache
def _said() -> Mapping[str, Mapping[str, tuple[tuple[str, bool], ...]]]:
    found = {language: defaultdict[str, dict[tuple[str, bool], None]](dict) for language in ("en", "zh")}
    for language, verbs in found.items():
        for said, kind, name, _ in _pairs(language):
            if said != name:
                verbs[said][name, kind != "asks"] = None
    return {language: {said: tuple(names) for said, names in verbs.items()} for language, verbs in found.items()}


def _pairs(language: str) -> Iterator[tuple[str, str, str, Mapping[str, Any]]]:
    families = held_words("acts")
    for family in families[language]:
        for kind in ("say", "with", "asks"):
            yield from ((said, kind, name, family) for said in family.get(kind, ()) for name in family["names"])
