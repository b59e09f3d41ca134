"""The one door to a dictionary of Chinese: which of the characters that are written make a word of their own."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=4096)
def in_words(text: str) -> tuple[bool, ...]:
    """Say of each character of a text whether it stands in a word of two and more.

    >>> in_words("付款额"), in_words("渠到")
    ((True, True, False), (False, False))
    """
    # Its dictionary takes a tenth of a second to load: only a slip needs it.
    import rjieba

    return tuple(len(word) > 1 for word in rjieba.cut(text, False) for _ in word)
