"""What the definitions of metrics say: the roots of their words, and in Chinese their characters."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import cache, lru_cache

from nlq.text.atoms import singular
from nlq.text.lemma import lemma
from semantic_layer.model import Model
from semantic_layer.model.definitions import MetricDef

#: Characters of the head of a Chinese name, and letters that a word has at the least.
_HEAD = 2
_SHORTEST = 3
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_CLAUSE = re.compile(r"[.;:()（）。；：，]|, ")
#: What a definition says that the metric is not, or is less.
_NOT = re.compile(r"\b(?:not?|neither|never|without|except\w*|exclud\w*|less|minus|before)\b|不|未|除|扣|减|无|非")
#: What makes another word of the same root.
_ENDINGS = ("ation", "ition", "ment", "ance", "ence", "ing", "ion", "ed", "er", "al", "y")
_PEOPLE = frozenset({"peopl", "person", "custom", "us", "client"})
#: So many visits (人次) are not so many people.
_PEOPLE_ZH = re.compile(r"(?:人|用户|客户|顾客|会员)数?$", re.MULTILINE)
_REASONS = frozenset({"reason", "cause", "issue", "problem", "原因", "理由", "问题"})
_KINDS = frozenset({"type", "kind", "category", "topic", "类型", "种类", "类别", "主题"})
#: Words of names that say what kind of number it is, or that it is one of people, and nothing more.
_OF_ALL = """
    number count total amount value time duration length hour minut day second averag mean the and for per that who
    which were with each
    """
_OF_PEOPLE = "people person customer user client unique distinct active"
_TAIL = re.compile(r"(?:数量|次数|时长|时间|用时|耗时|天数|小时数|金额|总额|总量|[数量额])$")
_TAIL_PEOPLE = re.compile(r"(?:人数|人次|用户数?|客户数?|顾客数?|客人数?|数量|[人数])$")


class Definitions:
    """The metrics by what their names, their descriptions and the nouns of their rows say."""

    def __init__(self, model: Model) -> None:
        """Read the names and descriptions of a model. What is not to be used any more is left out."""
        self._called: dict[str, frozenset[str]] = {}
        self._each_name: dict[str, tuple[str, ...]] = {}
        self._said: dict[str, frozenset[str]] = {}
        self._named_zh: dict[str, str] = {}
        self._said_zh: dict[str, str] = {}
        self._order = tuple(model.metrics)
        self._holders: dict[str, list[int]] = defaultdict(list)
        self._rates: dict[frozenset[str], tuple[str, ...]] = {}
        for place, (name, metric) in enumerate(model.metrics.items()):
            if metric.status == "deprecated":
                continue
            told = _told(metric, model)
            self._each_name[name] = tuple(
                each.lower() for each in metric.names if _WORD.match(each.lower()) and each.isascii()
            )
            self._called[name] = roots(" ".join(self._each_name[name]))
            self._said[name] = self._called[name] | roots(told)
            self._named_zh[name] = "\n".join(each for each in metric.names if not each.isascii())
            self._said_zh[name] = f"{self._named_zh[name]}\n{told}"
            for part in self._said[name] | {each for each in self._said_zh[name] if not each.isascii()}:
                self._holders[part].append(place)
            for each in self._each_name[name]:
                said = roots(each)
                # The rate of returning customers is not how often customers return something.
                is_plain = not any(word.endswith("ing") for word in each.split())
                if said & _RATE and said - _RATE and is_plain:
                    self._rates[said - _RATE] = (*self._rates.get(said - _RATE, ()), name)

    def saying(self, ways: Sequence[Sequence[str]]) -> list[str]:
        """Return the metrics whose definitions hold, of each word, one of the ways to say it; all where there is none.

        Of Chinese, a piece of one character only names may hold.
        """
        if not ways:
            return list(self._said)
        first, *others = sorted((self._saying_any(way) for way in ways), key=len)
        return [name for name in first if all(name in other for other in others)]

    def _saying_any(self, way: Sequence[str]) -> dict[str, None]:
        """Return the metrics whose definitions hold one of some words, in the order of the model."""
        near = (self._holders.get(root(word) if word.isascii() else word[0], ()) for word in way)
        found = {place for word, places in zip(way, near, strict=True) for place in places
                 if self.says(self._order[place], word)}  # fmt: skip
        return {self._order[place]: None for place in sorted(found)}

    def says(self, name: str, word: str) -> bool:
        """Say whether a definition has a form of an English word, or holds a Chinese piece."""
        if word.isascii():
            return root(word) in self._said.get(name, ())
        return word in (self._said_zh if len(word) > 1 else self._named_zh).get(name, "")

    def called(self, name: str, ways: Sequence[Sequence[str]]) -> int:
        """Return how many of some words stand in the names of a metric, and not in its description alone."""
        own, names = self._called[name], self._named_zh[name]
        return sum(any(root(word) in own if word.isascii() else word in names for word in way) for way in ways)

    def is_all_said(self, name: str, words: Collection[str], text: str, *, people: bool) -> bool:
        """Say whether a question says all that one of a metric's names does: "late shipments" is no shipments.

        ``words`` are said in English, ``text`` is all that is said in Chinese; of ``people`` names may say so in a
        word of their own. What a name begins with is said as it stands: parcels that were opened are no open parcels;
        but the "serving" of a time is what takes it.
        """
        spare = _spare(people)
        said, plain = roots(" ".join(words)), {singular(word) for word in words}
        for each in self._each_name[name]:
            needed = roots(each) - spare
            first, *rest = _WORD.findall(each)
            as_it_is = not rest or root(first) in spare or first.endswith("ed") or singular(first) in plain
            if needed and needed <= said and as_it_is:
                return True
        stems = (_stem(each, people) for each in self._named_zh[name].split("\n"))
        return any(stem and all(each in text for each in stem) for stem in stems)

    def rates_of(self, said: frozenset[str]) -> tuple[str, ...]:
        """Return the metrics with a name that says these roots, that it is a rate, and no more: late delivery rate."""
        return self._rates.get(said, ())

    def is_called_after(self, name: str, dimension: Collection[str]) -> bool:
        """Say whether a metric is called after what a dimension is of: faults of the fault type, 退票数 of 退票原因.

        The last word of the dimension's name says what it is, and the others of what: in Chinese two characters. Of a
        reason a word in common is enough; of a type the metric has to be called so and no more.
        """
        return any(self._is_after(name, said.lower()) for said in dimension)

    def _is_after(self, name: str, said: str) -> bool:
        if not said.isascii():
            of, kind, named = said[:-_HEAD], said[-_HEAD:], self._named_zh.get(name, "")
            alone = any(_stem(each, people=False) == of for each in named.split("\n"))
            return bool(of) and ((alone and kind in _KINDS) or (kind in _REASONS and of in named))
        words = _WORD.findall(said) or [""]
        of_after = {"of", "for"} & set(words)
        rest, head = roots(" ".join(words[-1:] if of_after else words[:-1])), words[0 if of_after else -1]
        alone = any(roots(each) - _spare(people=False) == rest for each in self._each_name.get(name, ()))
        common = bool(rest & self._called.get(name, frozenset()))
        return bool(rest) and ((alone and head in _KINDS) or (common and head in _REASONS))

    def are_alike(self, one: str, other: str) -> bool:
        """Say whether a word of one metric's names is of the other's too."""
        return bool((self._called.get(one, frozenset()) & self._called.get(other, frozenset())) - _spare(False))

    def of_people(self, name: str) -> bool:
        """Say whether people are what a metric counts, by what its names end with: customer complaints are none."""
        ends = {root(words[-1]) for each in self._each_name.get(name, ()) if (words := _WORD.findall(each))}
        return bool(_PEOPLE_ZH.search(self._named_zh.get(name, "")) or _PEOPLE & ends)


def _told(metric: MetricDef, model: Model) -> str:
    """Return what a metric is said to be, without what it is said not to be, and what its rows are called."""
    clauses = (clause for text in metric.description.values() for clause in _CLAUSE.split(text.lower()))
    table = model.tables.get(getattr(metric.calculation, "table", ""))
    nouns = table.noun.values() if table is not None else ()
    return "\n".join((*(clause for clause in clauses if not _NOT.search(clause)), *nouns))


def _stem(name: str, people: bool) -> str:
    """Return a Chinese name without what says that it is so much, or so many people.

    >>> _stem("充电用户数", True), _stem("修复时长", False), _stem("首次购票人数", True)
    ('充电', '修复', '首次购票')
    """
    return (_TAIL_PEOPLE if people else _TAIL).sub("", name)


@cache
def _spare(people: bool) -> frozenset[str]:
    return roots(f"{_OF_ALL} {_OF_PEOPLE}" if people else _OF_ALL)


def roots(text: str) -> frozenset[str]:
    """Return the roots of the words of a text in small letters.

    >>> sorted(roots("drivers that charged"))
    ['charg', 'driv', 'that']
    """
    return frozenset(root(word) for word in _WORD.findall(text) if len(word) >= _SHORTEST)


@lru_cache(maxsize=16_384)
def root(word: str) -> str:
    """Return what the forms of a word, and the nouns made of a verb, begin with.

    >>> root("repaired") == root("repairs") == root("repair"), root("bought") == root("buying"), root("ratings")
    (True, True, 'rat')
    """
    ground = lemma(word)
    for ending in _ENDINGS:
        if ground.endswith(ending) and len(ground) >= len(ending) + _SHORTEST:
            ground = ground.removesuffix(ending)
            break
    # Cancellation and cancel.
    doubled = len(ground) > _SHORTEST and ground[-1] == ground[-2] == "l"
    return ground[:-1] if doubled else ground.removesuffix("e")


#: What of a name says that it is a rate.
_RATE = roots("rate ratio share percentage percent")
