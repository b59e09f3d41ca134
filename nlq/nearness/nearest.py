"""The nearest metrics to words nobody knows: what a refusal offers instead."""

from __future__ import annotations

from itertools import islice

from rapidfuzz import fuzz

from nlq.index import Index

#: From here on (0–100, over the whole of both) words are a name with a slip or a word too few: no part of one that
#: happens to stand in them. Measured on names with a letter lost or a word cut.
SLIP = 80
#: From here on a name shares enough with the words to be offered where nothing is near in meaning.
ALIKE = 60


def nearest_metrics(words: str, index: Index, locale: str, count: int = 3) -> tuple[str, ...]:
    """Return the labels of the ``count`` metrics nearest to the words: those spelt like them, then by meaning.

    Metrics that nobody should use any more are not offered. Where nothing is near, what shares a part of its name
    is, then core metrics.
    """
    slips = [name for name, _ in index.names.near(words, fuzz.ratio, SLIP)]
    meant = index.retriever.find(words, count, index.model.metrics) if index.retriever else ()
    found = list(dict.fromkeys([*slips, *meant])) or _sharing(words, index, count)
    return tuple(index.model.metric_label(name, locale) for name in found[:count])


def _sharing(words: str, index: Index, count: int) -> list[str]:
    """Return metrics, those first of whose names a part stands in the words, then the core ones."""
    metrics = index.model.metrics
    near = sorted(index.names.near(words, fuzz.WRatio, ALIKE), key=lambda each: (-each[1], not metrics[each[0]].core))
    ranked = [name for name, _ in near[:count]]
    return ranked + list(islice((name for name in index.names.offered if name not in ranked), count - len(ranked)))
