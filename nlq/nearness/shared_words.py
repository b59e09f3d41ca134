"""Metrics whose names share a word with what nobody knows: "unit cost" and cost of goods, 人员成本 and 销售成本."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from rapidfuzz import fuzz, process

from nlq.nearness.definitions import root
from semantic_layer.model import Model

#: Letters of the shortest word, and of the shortest that may have a slip in it.
_SHORTEST, _WITH_A_SLIP = 3, 5
#: From here on (0–100) a word is another with a slip.
_SLIP = 85
#: What of the Chinese characters a name has to hold: of 客户终身价值 it is not enough that it is about 客户.
_HELD = 0.4
_WORD, _HAN = re.compile(r"[a-z]+"), re.compile(r"[\u3400-\u9fff]+")
#: Words that say what kind of number it is, and pieces that say nothing of what is measured.
_OF_ALL = frozenset(root(word) for word in (
    "number", "count", "total", "amount", "value", "average", "mean", "median", "rate", "ratio", "share", "percent",
    "percentage", "level", "the", "and", "per", "for", "with", "without", "from", "that", "who", "which", "all",
    "what", "how", "our", "year", "quarter", "month", "week", "day", "time",
))  # fmt: skip
_OF_ALL_ZH = frozenset({
    "数量", "金额", "总额", "总量", "总数", "平均", "比例", "占比", "比率", "人数", "次数", "时间", "上个", "个月",
    "本月", "上月", "今年", "去年", "季度", "多少", "什么", "怎么", "怎样", "情况", "哪个", "哪些",
    "指标", "目标", "整体", "全部", "所有",
})  # fmt: skip


class SharedWords:
    """The metrics that are still to be used by the words of their names, and by each two Chinese characters."""

    def __init__(self, model: Model) -> None:
        """Keep the words of all names."""
        self._holders: dict[str, dict[str, int]] = defaultdict(dict)
        self._spelt: dict[str, str] = {}
        self._pairs: dict[str, dict[str, None]] = defaultdict(dict)
        self._order = {name: place for place, name in enumerate(model.metrics)}
        for name, metric in model.metrics.items():
            for called in metric.names if metric.status != "deprecated" else ():
                self._keep(name, called.casefold())

    def _keep(self, name: str, called: str) -> None:
        words = _words(called)
        for word, spelt in words.items():
            self._spelt[spelt] = word
            # Of several names the shortest that holds the word: it is about little else.
            self._holders[word][name] = min(len(words), self._holders[word].get(name, len(words)))
        for pair, _ in _pairs(called):
            self._pairs[pair][name] = None

    def find(self, words: str) -> list[str]:
        """Return the metrics with a name that shares a word, those first that share most and say least beside."""
        said = words.casefold()
        shared: Counter[str] = Counter()
        length: dict[str, int] = {}
        for word, spelt in _words(said).items():
            for name, size in self._holders_of(word, spelt).items():
                shared[name] += 1
                length[name] = min(size, length.get(name, size))
        for name, part in self._held(said):
            shared[name] += part
            length.setdefault(name, 0)
        return sorted(shared, key=lambda name: (-shared[name], length[name], self._order[name]))

    def _holders_of(self, word: str, spelt: str) -> dict[str, int]:
        if word in self._holders or len(spelt) < _WITH_A_SLIP:
            return self._holders.get(word, {})
        meant = process.extractOne(spelt, self._spelt.keys(), scorer=fuzz.ratio, score_cutoff=_SLIP)
        return self._holders[self._spelt[meant[0]]] if meant else {}

    def _held(self, said: str) -> list[tuple[str, int]]:
        """Return the metrics that hold enough of the Chinese characters, and how many they hold."""
        length = sum(len(run) for run in _HAN.findall(said))
        places: dict[str, set[int]] = defaultdict(set)
        for pair, at in _pairs(said):
            for name in self._pairs.get(pair, ()):
                places[name] |= {at, at + 1}
        return [(name, len(held)) for name, held in places.items() if len(held) >= _HELD * length]


def _words(text: str) -> dict[str, str]:
    """Return the words of a text that say what is measured, as they are spelt, by their roots.

    >>> _words("average costs of goods")
    {'cost': 'costs', 'good': 'goods'}
    """
    found = {root(word): word for word in _WORD.findall(text) if len(word) >= _SHORTEST}
    return {word: spelt for word, spelt in found.items() if word not in _OF_ALL}


def _pairs(text: str) -> list[tuple[str, int]]:
    """Return each two Chinese characters that stand side by side, and where: those that say what is measured."""
    found = ((run[0][at : at + 2], run.start() + at) for run in _HAN.finditer(text) for at in range(len(run[0]) - 1))
    return [(pair, at) for pair, at in found if pair not in _OF_ALL_ZH]
