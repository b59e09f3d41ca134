"""Parts of a normalised text, and texts with other words in their place, that still know where they stand."""

from __future__ import annotations

from nlq.text.normalise import Normalised


def cut(text: Normalised, start: int, end: int) -> Normalised:
    """Return the characters from ``start`` to before ``end``.

    >>> from nlq.text.normalise import normalise
    >>> part = cut(normalise("Sales there"), 6, 11)
    >>> part.text, part.span(0, 5)
    ('there', (6, 11))
    """
    return Normalised(text.original, text.text[start:end], text.origins[start:end])


def splice(text: Normalised, start: int, end: int, words: Normalised) -> Normalised:
    """Return the text with other words of the same original in the place of some.

    >>> from nlq.text.normalise import normalise
    >>> whole = normalise("In Rome. Sales there?")
    >>> splice(cut(whole, 9, 21), 6, 11, cut(whole, 0, 7)).text
    'sales in rome?'
    """
    return Normalised(
        text.original,
        text.text[:start] + words.text + text.text[end:],
        text.origins[:start] + words.origins + text.origins[end:],
    )


def pad(text: Normalised, before: str, after: str) -> Normalised:
    """Return the text with characters around it that stand where its first and last do."""
    first, last = (text.origins[0],) * len(before), (text.origins[-1],) * len(after)
    return Normalised(text.original, before + text.text + after, first + text.origins + last)
