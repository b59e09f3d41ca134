"""What is not done yet, said with a verb elsewhere: 还有多少工单没处理完 asks for 待处理工单."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nlq.grammar.parse.chart import Item, mention
from nlq.index import Index, Meaning
from nlq.mentions.names.split_names import NOUN, VERB
from nlq.text.atoms import Atom, places_of
from nlq.text.normalise import Normalised

#: A name of what is not done: a verb of one character or two, and what it is done to.
_NAMES = tuple(
    re.compile(rf"(?:未|待)(?P<verb>[\u3400-\u9fff]{{{size}}})的?(?P<noun>[\u3400-\u9fff]{{2,4}}?)(?:数量?|量)?")
    for size in (1, 2)
)
_NOT = r"(?:都?还?没有?|尚未|仍未|还未|未)(?:被|能)?"
_DONE = r"(?:完|好|掉|清|成|了)*的?"


@dataclass(frozen=True, slots=True)
class Undone:
    """A name of what is not done: how its verb is denied, and its noun."""

    denied: re.Pattern[str]
    noun: str
    meaning: Meaning


def undone_names(keys: Iterable[tuple[str, tuple[Meaning, ...]]]) -> tuple[Undone, ...]:
    """Return the metrics whose names say that something is not done."""
    return tuple(
        Undone(re.compile(f"{_NOT}{match['verb']}{_DONE}"), match["noun"], meaning)
        for key, meanings in keys if key[:1] in ("未", "待")
        for match in (_cut(key),) if match
        for meaning in meanings if meaning.kind == "METRIC"
    )  # fmt: skip


def _cut(key: str) -> re.Match[str] | None:
    """Return the cut of a name into verb and noun: of 未关闭客诉 the verb has two characters, of 未结工单 one."""
    one, two = (name.fullmatch(key) for name in _NAMES)
    return one if two is None or (one and len(one["noun"]) == 2) else two


def find_undone(normalised: Normalised, atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    """Yield the noun of each name of what is not done, and the verb that is denied elsewhere in the question."""
    text = normalised.text
    if "没" not in text and "未" not in text:
        return
    starts, ends = places_of(atoms)
    for name in index.undone:
        place = text.find(name.noun)
        denied = name.denied.search(text) if place >= 0 else None
        if denied is None or denied.start() <= place < denied.end():
            continue
        if place == denied.end() and not denied.group().endswith("的"):
            # 没处理工单的客服 are people who did not do it.
            continue
        spans = (place, place + len(name.noun)), denied.span()
        if not all(first in starts and last in ends for first, last in spans):
            continue
        (noun, after), (verb, done) = ((starts[first], ends[last]) for first, last in spans)
        counted = {name.meaning.match: 1, "per_atom": after - noun + 1, "longer_name": after - noun}
        yield mention(noun, after, "METRIC", name.meaning.value, NOUN, split_name=1, **counted)
        yield mention(verb, done, "VERB", frozenset({name.meaning.value}), VERB)
