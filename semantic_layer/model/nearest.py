"""The nearest names to one that does not exist."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process


def nearest(name: str, names: Iterable[str], n: int = 3) -> tuple[str, ...]:
    """Return up to ``n`` names that resemble ``name``, the nearest first.

    >>> nearest("revenu", ["orders", "revenue"])
    ('revenue',)
    """
    found = process.extract(name, sorted(set(names)), scorer=fuzz.WRatio, limit=n, score_cutoff=60)
    return tuple(other for other, _, _ in found)
