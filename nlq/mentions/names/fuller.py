"""A word beside a name that other names of the same metric hold: "patient satisfaction" where one is "patient rating".

It says no more than the name does. What the word is by itself (a member, a dimension) it stays, but for who does what
the name counts: "did customers complain" asks for customer complaints.
"""

from __future__ import annotations

from collections.abc import Iterator

from nlq.grammar.parse.chart import Item, mention
from nlq.index import Index
from nlq.mentions.names.heads import called_after
from nlq.mentions.names.split_names import FORM, PEOPLE
from nlq.text.atoms import Atom
from nlq.text.lemma import lemma

FULLER = "fuller name"
_VERBS = frozenset({FORM, PEOPLE})
_NAMED = frozenset({"label", "synonym"}) | _VERBS
#: Things that are told in a name ("new" and "net" would make it another), and what a word may be besides: who does
#: something may be a dimension, too.
_THINGS, _NOTHING, _WHO = (
    frozenset({"NOUN", "BUYERS"}),
    frozenset({"FILL", "NOUN", "BUYERS"}),
    frozenset({"DIM", "DIMP"}),
)

_ASKING, _KINDS = (
    frozenset({"which", "what", "by", "per", "each"}),
    frozenset({"type", "types", "kind", "kinds", "category"}),
)
_SO_MANY = frozenset({"次数", "件数", "笔数", "单数", "场次", "数量"})
#: What a thing of a kind is called after the kind.
_ONE_OF_THEM = frozenset("单客户店端款票件")
#: How names end that are called the same without, and what may stand before one.
_TAILS, _HAN_TAILS = (" rate", " ratio", " share", " score", " index"), ("率", "比例", "占比", "额", "金额", "量", "数")
_SMALL = frozenset(
    {"the", "our", "my", "this", "that", "hitting", "meeting", "hit", "meet", "reach", "reaching", "is", "are"}
)
#: What says that a target is spoken of, and the longest part of a name before it, in atoms.
_TARGETS, _LONGEST_PART = frozenset({"ASPECT", "ATTAIN"}), 6


def find_fuller(atoms: tuple[Atom, ...], found: list[Item], index: Index) -> Iterator[Item]:
    """Yield metrics with the English word before their names, and members with what they are called after them."""
    yield from _of_their_kind(atoms, found, index)
    yield from _of_such(atoms, found, index)
    yield from _as_its(atoms, found, index)
    yield from _one_of_them(atoms, found, index)
    yield from _so_many_of_them(atoms, found, index)
    yield from _with_targets(atoms, found, index)
    for item in found:
        if item.kind != "METRIC" or item.rule not in _NAMED or not item.start or len(item.value) != 1:
            continue
        yield from _fuller_han(atoms, item, found, index)
        place = item.start - 1
        word, allowed = atoms[place].text, _NOTHING | (_WHO if item.rule in _VERBS else frozenset())
        if atoms[place].kind != "word" or not word.isascii() or not isinstance(item.value[0], str):
            continue
        kinds = {each.kind for each in found if each.start <= place < each.end and each.end <= item.start}
        if kinds & _THINGS and kinds <= allowed and lemma(word) in _first_words(item.value[0], index):
            counted = {**dict(item.features), "per_atom": item.end - place}
            # Who visited is not how often: a verb stays one.
            rule = item.rule if item.rule in _VERBS else FULLER
            yield mention(place, item.end, "METRIC", item.value, rule, **counted)


def _first_words(name: str, index: Index) -> set[str]:
    """Return the words with which English names of a metric begin; "new and returning customers" are no new ones."""
    names = index.model.metrics[name].names if name in index.model.metrics else ()
    spoken = [each.lower().split() for each in names if each.isascii()]
    return {lemma(words[0]) for words in spoken if len(words) > 1 and not {"and", "or"} & set(words)}


def _fuller_han(atoms: tuple[Atom, ...], item: Item, found: list[Item], index: Index) -> Iterator[Item]:
    """Yield a metric with the Chinese word before its name with which another name of it begins: 患者满意度."""
    names = index.model.metrics[item.value[0]].names if item.value[0] in index.model.metrics else ()
    for first in range(max(0, item.start - 3), item.start - 1):
        word = "".join(atom.text for atom in atoms[first : item.start])
        kinds = {each.kind for each in found if first <= each.start < item.start and each.end <= item.start}
        if (
            kinds & _THINGS
            and kinds <= _NOTHING
            and any(name.startswith(word) and name != word for name in names)
            and not word.isascii()
        ):
            counted = {**dict(item.features), "per_atom": item.end - first}
            yield mention(first, item.end, "METRIC", item.value, FULLER, **counted)


def _of_their_kind(atoms: tuple[Atom, ...], found: list[Item], index: Index) -> Iterator[Item]:
    """Yield members with the last word of the name of their dimension: "the referral source", 质量原因 of 退费原因."""
    for item in found:
        if item.kind != "MEMBER" or item.end == len(atoms):
            continue
        # The head of a Chinese name has two characters.
        last = item.end + (2 if atoms[item.end].kind == "han" else 1)
        word = "".join(atom.text for atom in atoms[item.end : last])
        if item.start and atoms[item.start - 1].text in _ASKING and word in _KINDS:
            # "Which turbine type" asks for a type of turbines.
            continue
        if last <= len(atoms) and any(name == item.value[0] for name, _ in _heads(lemma(word), index)):
            counted = {**dict(item.features), "per_atom": last - item.start}
            yield mention(item.start, last, "MEMBER", item.value, FULLER, **counted)


def _of_such(atoms: tuple[Atom, ...], found: list[Item], index: Index) -> Iterator[Item]:
    """Yield members with what is of such a kind: "electric vehicles" of a vehicle type, "urgent jobs" of a job type.

    What is a name of its own stays one: "phone orders" are orders.
    """
    for item in found:
        if item.kind != "MEMBER" or item.end == len(atoms):
            continue
        own = called_after(index.model, item.value[0]) | index.kinds.get(
            index.model.dimensions[item.value[0]].table, frozenset()
        )
        sizes = (2, 3, 1) if atoms[item.end].kind == "han" else (1,)
        for last in (item.end + size for size in sizes if item.end + size <= len(atoms)):
            text = "".join(atom.text for atom in atoms[item.end : last])
            named = {meaning.kind for meaning in index.find("".join(atom.key for atom in atoms[item.end : last]))}
            if (lemma(text) if text.isascii() else text) in own and not named & {"METRIC", "DOES"}:
                counted = {**dict(item.features), "per_atom": last - item.start}
                yield mention(item.start, last, "MEMBER", item.value, FULLER, **counted)
                break


def _as_its(atoms: tuple[Atom, ...], found: list[Item], index: Index) -> Iterator[Item]:
    """Yield 以电商成交为目标的 as the member, where its dimension is called so: 推广目标."""
    for item in found:
        if item.kind != "MEMBER" or not item.start or atoms[item.start - 1].text != "以":
            continue
        rest = "".join(atom.text for atom in atoms[item.end : item.end + 8])
        for name in index.model.dimensions[item.value[0]].names:
            tail = next((name[cut:] for cut in range(len(name) - 1) if rest.startswith(f"为{name[cut:]}的")), "")
            if tail:
                last = item.end + len(tail) + 2
                counted = {**dict(item.features), "per_atom": last - item.start + 1}
                yield mention(item.start - 1, last, "MEMBER", item.value, FULLER, **counted)
                break


def _one_of_them(atoms: tuple[Atom, ...], found: list[Item], index: Index) -> Iterator[Item]:
    """Yield members with the character that calls something one of them: 特急单, 商务客, unless it begins a name."""
    begun: dict[int, int] = {}
    for item in found:
        begun[item.start] = max(item.end, begun.get(item.start, 0))
    for item in found:
        last = item.end + 1
        if item.kind != "MEMBER" or last > len(atoms) or atoms[item.end].text not in _ONE_OF_THEM:
            continue
        whole = "".join(atom.key for atom in atoms[item.start : last])
        if begun.get(item.end, 0) <= last and next(index.trie.iterkeys(whole), None) is None:
            counted = {**dict(item.features), "per_atom": last - item.start}
            yield mention(item.start, last, "MEMBER", item.value, FULLER, **counted)


def _so_many_of_them(atoms: tuple[Atom, ...], found: list[Item], index: Index) -> Iterator[Item]:
    """Yield 次数 after a member as the one count of the rows that have it, which is called so: 巡检次数 of visits."""
    for item in found:
        tail = "".join(atom.text for atom in atoms[item.end : item.end + 2])
        if item.kind != "MEMBER" or tail not in _SO_MANY:
            continue
        table = index.model.dimensions[item.value[0]].table
        called = f"{index.model.tables[table].noun.get('zh', '')}{tail}"
        names = [
            name for name, metric in index.model.metrics.items()
            if metric.calculation.type == "simple" and metric.calculation.table == table and metric.unit == "count"
            and not metric.calculation.where and metric.label.get("zh") == called
        ]  # fmt: skip
        if len(names) == 1:
            yield mention(item.end, item.end + 2, "METRIC", (names[0],), FULLER, form=1, per_atom=2)


def _with_targets(atoms: tuple[Atom, ...], found: list[Item], index: Index) -> Iterator[Item]:
    """Yield the one metric with a target that is named so but for its last word: "are we hitting the on-time target".

    That word says only how it is counted, "rate" or 率; and nothing but small words may stand before.
    """
    for last in sorted({item.start for item in found if item.kind in _TARGETS}):
        for first in range(max(0, last - _LONGEST_PART), last):
            key = "".join(atom.key for atom in atoms[first:last])
            tails = _TAILS if key.isascii() else _HAN_TAILS
            names = {
                meaning.value[0] for tail in tails for meaning in index.find(key + tail) if meaning.kind == "METRIC"
            }
            if len(names) != 1 or _has_target(key, index) or not _opens(atoms, first):
                continue
            if any(target.metric in names for target in index.model.targets):
                # Where targets are spoken of it is as much a name as that of what has none.
                yield mention(first, last, "METRIC", (names.pop(),), FULLER, label=1, per_atom=last - first)
                break


def _has_target(key: str, index: Index) -> bool:
    """Say whether a key means something else than metrics without a target: no-shows may have none, their rate one."""
    aims = {target.metric for target in index.model.targets}
    found = index.find(key)
    return any(meaning.kind != "METRIC" or aims & set(meaning.value) for meaning in found)


def _opens(atoms: tuple[Atom, ...], place: int) -> bool:
    """Say whether nothing before a place may belong to the name."""
    return not place or atoms[place].kind == "han" or atoms[place - 1].text in _SMALL


def _heads(word: str, index: Index) -> tuple[tuple[str, str], ...]:
    """Return the dimensions that a word is the head of, or what one of their members is."""
    return (*index.heads.get(word, ()), *index.heads.get(f"of {word}", ()))
