"""The nearest metrics to words nobody knows: what a refusal offers instead."""

from __future__ import annotations

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
    names = [name for name, metric in index.model.metrics.items() if metric.status != "deprecated"]
    phrases = {name: [phrase.casefold() for phrase in index.model.metrics[name].names] for name in names}
    spelt = {name: max((fuzz.ratio(words, phrase) for phrase in phrases[name]), default=0.0) for name in names}
    slips = sorted((name for name in names if spelt[name] >= SLIP), key=lambda name: -spelt[name])
    meant = index.retriever.find(words, count, index.model.metrics) if index.retriever else ()
    found = list(dict.fromkeys([*slips, *meant])) or _sharing(words, phrases, index)
    return tuple(index.model.metric_label(name, locale) for name in found[:count])


def _sharing(words: str, phrases: dict[str, list[str]], index: Index) -> list[str]:
    """Return all metrics, those first of whose names a part stands in the words, then the core ones."""
    part = {name: max((fuzz.WRatio(words, each) for each in phrases[name]), default=0.0) for name in phrases}
    return sorted(
        phrases, key=lambda name: (-part[name] if part[name] >= ALIKE else 0.0, not index.model.metrics[name].core)
    )
