"""The nearest metrics to words nobody knows: what a refusal offers instead."""

from __future__ import annotations

from rapidfuzz import fuzz

from nlq.index import Index

#: From here on (0–100, over the whole of both) words are a name with a slip or a word too few: no part of one that
#: happens to stand in them. Measured on names with a letter lost or a word cut.
SLIP = 80
#: Below this nearness in meaning nothing is offered. Of phrasings whose metric is among the first three three in four
#: are nearer, of words that no KPI measures ("aliens", 天气) one in eighteen.
MEANT = 0.28


def nearest_metrics(words: str, index: Index, locale: str, count: int = 3) -> tuple[str, ...]:
    """Return the labels of up to ``count`` metrics near the words: those spelt like them, then by meaning.

    Where there are none, those whose names share a word. Metrics that nobody should use any more are not offered, and
    where nothing is near nothing is: "gross margin" for "Mars" helps nobody.
    """
    slips = [name for name, _ in index.names.near(words, fuzz.ratio, SLIP)]
    meant = index.retriever.find(words, count, index.model.metrics, MEANT) if index.retriever else ()
    found = list(dict.fromkeys([*slips, *meant])) or index.names.sharing.find(words)
    return tuple(index.model.metric_label(name, locale) for name in found[:count])
