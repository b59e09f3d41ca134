"""The nearest metrics to words nobody knows: what a refusal offers instead."""

from __future__ import annotations

from rapidfuzz import fuzz

from nlq.index import Index


def nearest_metrics(words: str, index: Index, locale: str, count: int = 3) -> tuple[str, ...]:
    """Return the labels of the ``count`` metrics nearest to the words: by spelling, else by meaning.

    Metrics that nobody should use any more are not offered. Where nothing is near, core metrics are.
    """
    scores = []
    for name, metric in index.model.metrics.items():
        if metric.status != "deprecated":
            best = max((fuzz.WRatio(words, phrase.casefold()) for phrase in metric.names), default=0.0)
            scores.append((best if best >= 60 else 0.0, metric.core, name))
    if index.retriever is not None and max(scores, default=(0.0, False, ""))[0] < 85:
        found = index.retriever.find(words, count, index.model.metrics)
        if found:
            return tuple(index.model.metric_label(name, locale) for name in found)
    ranked = sorted(scores, key=lambda entry: (-entry[0], not entry[1]))[:count]
    return tuple(index.model.metric_label(name, locale) for _, _, name in ranked)
