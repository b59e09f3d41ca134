"""What there is now, by its noun alone: "how many rooms do we have" is the number of rooms, 现在有多少会员 在册会员数.

A balance says how many there are. That they are active or current says no more than that one has them, or has them now.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from nlq.grammar.composing.portions import are_persons
from nlq.grammar.parse.chart import Item, mention
from nlq.index import Index
from nlq.text.atoms import Atom, phrase_key
from nlq.text.normalise import Normalised
from semantic_layer.model import Model

#: What says that one has it, or that it is there.
_THERE_IS = re.compile(
    r"\b(?:do we (?:still )?have|have we|we have|are there|there are|right now|currently|at the moment|now|today)\b"
    r"|现在|目前|当前|现有|眼下|有(?:多少|几)|一共有|共有"
)
#: What says so and no more.
_HAVE = re.compile(r"\b(?:do we (?:still |currently )?have|have we got|are there)\b|有(?:多少|几)|一共有|共有|现有")
_SO_MANY = re.compile(r"\b(?:how many|number of|more|fewer|most|fewest)\b|多少|几|[最更]?[多少]|占比|比例|\bshare\b")
_STATE = re.compile(r"^(?:(?:active|current|existing|live|total|registered|number of) )+")
_STATE_ZH = re.compile(r"^(?:在册|在籍|现有|有效|当前|目前|在用|在营|存量)")
_TAIL = re.compile(r" (?:count|number|total)$")
_TAIL_ZH = re.compile(r"(?:总数|数量|人数|数|量)$")
#: Characters of the head of a Chinese name; atoms of the longest noun: words, or Chinese characters.
_HEAD, _LONGEST = 2, 6


def find_stock(normalised: Normalised, atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    """Yield balances by the noun of what there is, where it is asked how many one has."""
    if not (index.stocks and _THERE_IS.search(normalised.text) and _SO_MANY.search(normalised.text)):
        return
    for first in range(len(atoms)):
        for last in range(first + 1, min(first + _LONGEST, len(atoms)) + 1):
            names = index.stocks.get("".join(atom.key for atom in atoms[first:last]), ())
            if len(names) == 1:
                yield mention(first, last, "METRIC", names, "what there is", form=1, per_atom=last - first)


def find_such_there(normalised: Normalised, atoms: tuple[Atom, ...], found: list[Item], index: Index) -> Iterator[Item]:
    """Yield "how many" of "how many women do we have", 女性有多少 as the balance that counts all who are some such."""
    if not (index.standing and _HAVE.search(normalised.text)):
        return
    asks = [item for item in found if item.kind == "COUNTQ" and item.value == "count"]
    for member in found:
        stock = index.standing.get(index.model.dimensions[member.value[0]].table) if member.kind == "MEMBER" else None
        people = stock and index.definitions.of_people(stock)
        for asked in asks if people and are_persons(member.value[0], member.value[1], index) else ():
            if asked.end == member.start or (atoms[asked.start].kind == "han" and member.end == asked.start):
                size = asked.end - asked.start
                yield mention(asked.start, asked.end, "METRIC", (stock,), "what there is", form=1, per_atom=size)


def stocks_of(model: Model) -> dict[str, tuple[str, ...]]:
    """Return, by the look-up key of its noun, each balance that counts: 会员 of 在册会员数."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for name, metric in model.metrics.items():
        if metric.calculation.type != "balance" or metric.unit != "count" or metric.status == "deprecated":
            continue
        for said in metric.names:
            noun = _noun(said.lower())
            if noun:
                found[phrase_key(noun)][name] = None
    return {key: tuple(names) for key, names in found.items()}


def stock_heads(model: Model) -> frozenset[str]:
    """Return the look-up keys of the things of which some balance counts a kind: 客户 of 付费客户数."""
    said = [each.lower() for name, metric in model.metrics.items()
            if metric.calculation.type == "balance" and metric.unit == "count" for each in metric.names]  # fmt: skip
    nouns = (_noun(each) for each in said)
    return frozenset(phrase_key(noun.split()[-1] if noun.isascii() else noun[-_HEAD:]) for noun in nouns if noun)


def stocks_by_table(model: Model) -> dict[str, str]:
    """Return, by its table, the one balance that counts all of its rows as they stand on the last day."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, metric in model.metrics.items():
        each = metric.calculation
        if each.type == "balance" and metric.unit == "count" and metric.status != "deprecated":
            if each.column is None and each.take == "last" and not each.where:
                found[each.table].append(name)
    return {table: names[0] for table, names in found.items() if len(names) == 1}


def _noun(said: str) -> str:
    """Return a name without what says that there are so many of them now.

    >>> _noun("active members"), _noun("number of rooms"), _noun("在册会员数"), _noun("客房数"), _noun("open faults")
    ('members', 'rooms', '会员', '客房', 'open faults')
    """
    if said.isascii():
        return _TAIL.sub("", _STATE.sub("", said))
    noun = _TAIL_ZH.sub("", _STATE_ZH.sub("", said))
    return noun if len(noun) > 1 else ""
