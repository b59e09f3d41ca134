"""The names that were probably meant."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process


def nearest(name: str, names: Iterable[str], n: int = 3) -> tuple[str, ...]:
    """Return up to ``n`` of ``names`` that resemble ``name``, the closest first; ties by alphabet.

    >>> nearest("revnue", ["orders", "revenue", "gross_revenue"])
    ('revenue', 'gross_revenue')
    """
    found = process.extract(name, sorted(set(names)), scorer=fuzz.WRatio, processor=_plain, score_cutoff=60, limit=None)
    # Far below the best one is noise: "directon" is no misspelt "count".
    close = [hit for hit in found if hit[1] >= found[0][1] - 20]
    ranked = sorted(close, key=lambda hit: (-hit[1], hit[0]))
    return tuple(hit[0] for hit in ranked[:n])


def _plain(text: str) -> str:
    return text.lower().replace("_", " ")
