"""Chinese nouns that are counted and asked for by how many: 丢件最多 asks for 丢件量, 理赔多少件 for 理赔件数.

A noun alone may be of several metrics (丢件量, 丢件率). What is asked for says which: the most of it is no rate, nor is
it money where pieces are asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlq.grammar.composing.ordering import is_whole
from nlq.grammar.parse.chart import Item, mention
from nlq.index import Index
from nlq.mentions.names.acts import other_words
from nlq.text.atoms import Atom, places_of
from nlq.text.normalise import Normalised
from semantic_layer.model.inputs import counts_once

COUNTED = "counted"
#: What has a name of its own, and what is no act.
_NAMED, _THINGS = frozenset({"METRIC", "DOES"}), frozenset({"NOUN", "DIM", "MEMBER"})
_COUNTS = ("量", "数", "数量", "件数", "人数", "人次", "次数", "笔数", "单数", "个数", "节数", "场数", "天数")
_MORE = ("额", "金额", "款额", "时长", "时间", "小时数", "客户数", "人员数")
#: With which word pieces are counted.
_UNIT = r"(?P<unit>人次|[件单笔起条张份票人次节班趟架辆台场桌间堂套]|架次|班次)?"
#: What says after a noun that its number is asked for, or bounded.
_SO_MANY = tuple(
    re.compile(pattern)
    for pattern in (
        r"最多(?!\d)|最少(?!\d)|[里中占](?=.*(?:多少|几成))|占比|的占比",
        rf"(?:一共|总共|总计|分别|各)?(?:有|是|为|达|做|办|开|接|发生)?(?:过|了)?(?:多少|几)个?{_UNIT}(?![\u3400-\u9fff])",
        rf"(?:都|也)?(?:不|没有?|未)?(?:超过|超出|不到|不足|低于|高于|多于|少于|大于|小于|达到|至少|至多|不止|满)了?\d+(?:\.\d+)?(?:个)?{_UNIT}",
        # 最近报案多不多
        r"(?:算|还)?(?:多不多|多吗|多么|少不少|少吗)(?=$|[？?。！!])",
        # 哪个网点丢件少
        r"(?<![最不])[多少](?=$|[的吗呢？?，,。！!])",
    )
)
_LONGEST, _SHORTEST, _LONGEST_VERB = 6, 2, 3
#: How fast and how well it is done is no number.
_DONE_SO = re.compile(r"得(?=[最更]?(?:多|少|火)|比[^,，。?？]{1,12}[多少])")
#: Which of them holds it against a number.
_BOUNDED = 2
#: How names of counts end, after what is counted.
_ENDS = ("", "量", "数", "数量", "班次", "架次", "次数", "件数")


def find_counted(normalised: Normalised, atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    """Yield the one metric that counts what a noun names, where it is asked how many."""
    starts, ends = places_of(atoms)
    which = "哪" in normalised.text or "谁" in normalised.text
    for way, match in ((way, match) for way, each in enumerate(_SO_MANY) for match in each.finditer(normalised.text)):
        end, bounded = match.start(), way == _BOUNDED
        if match.group() in ("多", "少") and not which:
            continue
        for begin in range(max(0, end - _LONGEST), end - _SHORTEST + 1):
            if begin not in starts or end not in ends:
                continue
            noun = normalised.text[begin:end]
            unit = match.groupdict().get("unit") or ""
            names = _counting(noun, unit, index)
            if not names and noun.startswith("被"):
                # 被拒最多 is the most 拒绝量.
                done = (noun[1:], *other_words(noun[1:]))
                names = {name for word in done for name in _counting(word, unit, index)}
            # A mean may be past a bound, and there is not most of it.
            names = {name for name in names if bounded or is_whole(name, index)}
            kinds = {meaning.kind for meaning in index.find(noun)}
            names = names if names or kinds & _THINGS else _counting_done(noun, index)
            if len(names) == 1 and not kinds & _NAMED:
                size = ends[end] - starts[begin]
                yield mention(starts[begin], ends[end], "METRIC", (names.pop(),), COUNTED, form=1, per_atom=size)


def find_done_so(normalised: Normalised, atoms: tuple[Atom, ...], index: Index) -> Iterator[Item]:
    """Yield everyday verbs before 得 as what counts what is done: 借得最多 is the most 借阅量."""
    starts, ends = places_of(atoms)
    for match in _DONE_SO.finditer(normalised.text):
        for size in range(1, _LONGEST_VERB + 1):
            begin = match.start() - size
            others = other_words(normalised.text[begin : match.start()]) if begin >= 0 else ()
            names = {name for word in others for name in _counting(word, "", index) if is_whole(name, index)}
            # Who does it is not how often it is done.
            counts = {name for name in names if index.model.metrics[name].unit == "count"
                      and not counts_once(index.model.metrics[name].calculation)}  # fmt: skip
            if len(counts) == 1 and begin in starts and match.start() in ends:
                yield mention(
                    starts[begin], ends[match.start()], "DOES", tuple(counts), "done so", form=1, per_atom=size
                )


def _counting_done(done: str, index: Index) -> set[str]:
    """Return the counts named after what was done and to what: of 取消 that is 取消航班量, where 航班 are known."""
    return {
        meaning.value[0]
        for said in index.trie.keys(done) if said != done
        for meaning in index.find(said) if meaning.kind == "METRIC" and meaning.counts and len(meaning.value) == 1
        for end in _ENDS if said.endswith(end) and _is_thing(said.removeprefix(done).removesuffix(end), index)
    }  # fmt: skip


def _is_thing(noun: str, index: Index) -> bool:
    known = index.find(noun) if len(noun) > 1 else ()
    return any(meaning.kind in ("NOUN", "DIM") or (meaning.kind == "METRIC" and meaning.counts) for meaning in known)


def _counting(noun: str, unit: str, index: Index) -> set[str]:
    """Return the metrics that are named after a noun with a word of counts; where no pieces are meant, with any word.

    Of rates nobody asks how many. 流失多少 may be of 流失客户数 as of 流失MRR: what else there is so much of counts
    too, where the noun is no name but for who or how much it is.
    """
    if unit in ("人", "人次"):
        return _called(noun, (unit, f"{unit}数"), index)
    if unit:
        return _called(noun, (f"{unit}数", f"{unit}量", "数", "量", "数量"), index)
    found = _called(noun, (*_COUNTS, *_MORE), index)
    return found if found == _called(noun, _COUNTS, index) else found | _so_much(noun, index)


def _called(noun: str, tails: tuple[str, ...], index: Index) -> set[str]:
    return {
        meaning.value[0] for tail in tails for meaning in index.find(f"{noun}{tail}")
        if meaning.kind == "METRIC" and len(meaning.value) == 1 and isinstance(meaning.value[0], str)
    }  # fmt: skip


def _so_much(noun: str, index: Index) -> set[str]:
    """Return the amounts whose names begin with a noun: 流失MRR of 流失."""
    return {
        meaning.value[0] for said in index.trie.keys(noun) for meaning in index.find(said)
        if meaning.kind == "METRIC" and len(meaning.value) == 1 and isinstance(meaning.value[0], str)
        and is_whole(meaning.value[0], index) and index.model.metrics[meaning.value[0]].unit != "count"
    }  # fmt: skip
