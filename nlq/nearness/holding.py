"""Metrics of whose names some words are a part: "resolution" of complaint resolution rate, 率 of every rate."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection
from itertools import takewhile

from nlq.text.atoms import phrase_key
from semantic_layer.model import Model

#: Characters of a Chinese part; a single one is a part only where names end with it, as rates do with 率.
SHORTEST_HAN = 2


class NameParts:
    """The names of the metrics by the words and characters in them: what is looked up costs what is found."""

    def __init__(self, model: Model) -> None:
        """Keep the names as they are looked up. A metric that is not to be used any more is found by its label only."""
        self._labels = {
            name: {language: phrase_key(label) for language, label in metric.label.items()}
            for name, metric in model.metrics.items()
        }
        self._names = {
            name: frozenset(phrase_key(each) for each in metric.names)
            for name, metric in model.metrics.items() if metric.status != "deprecated"
        }  # fmt: skip
        self._core = {name for name, metric in model.metrics.items() if metric.core}
        self._holders: dict[str, dict[str, None]] = defaultdict(dict)
        for name, keys in self._names.items():
            for key in keys:
                for part in (*key.split(), *(each for each in key if not each.isascii())):
                    self._holders[part][name] = None
        self._order = tuple(model.metrics)
        self._stems = sorted((word, place) for place, name in enumerate(self._order) for word in self.spoken(name))

    def words(self, name: str) -> frozenset[str]:
        """Return the words of a metric's English label, as they are looked up."""
        return frozenset(self._labels[name].get("en", "").split())

    def spoken(self, name: str) -> frozenset[str]:
        """Return the words of all English names of a metric, as they are looked up."""
        known = self._names.get(name, frozenset()) | {self._labels[name].get("en", "")}
        return frozenset(word for key in known if key.isascii() for word in key.split())

    def holding(self, key: str) -> tuple[str, ...]:
        """Return the metrics that have a name with these words in it, those first that are called so and no more.

        After these come those with the words in their label, and core ones first. ``key`` is what words are looked up
        by. An English part is made of whole words.
        """
        found: dict[str, tuple[bool, bool, bool]] = {}
        for name in self._candidates(key):
            if any(_is_part(key, each) for each in self._names[name]):
                found[name] = (key not in self._names[name], not self.is_in_label(key, name), name not in self._core)
        return tuple(sorted(found, key=found.__getitem__))

    def is_in_label(self, key: str, name: str) -> bool:
        """Say whether words are in what a metric is called first of all."""
        return any(_is_part(key, label) for label in self._labels[name].values())

    def begins_other(self, key: str, name: str) -> bool:
        """Say whether English words stand before others in a name of a metric but one: "defect" in defect rate."""
        return any(f"{key} " in each for other in self._candidates(key) if other != name for each in self._names[other])

    def with_stem(self, stem: str) -> list[str]:
        """Return the metrics with a word in their English names that begins so, in the order of the model."""
        begun = takewhile(lambda each: each[0].startswith(stem), self._stems[bisect_left(self._stems, (stem, 0)) :])
        return [self._order[place] for place in sorted({place for _, place in begun})]

    def _candidates(self, key: str) -> Collection[str]:
        """Return the metrics among which are all that hold a key, in the order of the model."""
        parts = key.split() if key.isascii() else [each for each in key if not each.isascii()]
        if key.isascii() and not key.startswith(" "):
            # A mark may stand close to a word.
            return self._names
        return min((self._holders.get(part, {}) for part in parts), key=len, default=())


def _is_part(key: str, name: str) -> bool:
    if key.isascii():
        return f"{key} " in f"{name} "
    return key in name if len(key) >= SHORTEST_HAN else name.endswith(key)
