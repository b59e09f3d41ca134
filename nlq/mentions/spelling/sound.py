"""How Chinese characters sound."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=4096)
def _readings(character: str) -> frozenset[str]:
    # Its tables take 0.15 s to load, and most questions have no slip.
    from pypinyin import Style, pinyin

    return frozenset(pinyin(character, style=Style.NORMAL, heteronym=True)[0])


@lru_cache(maxsize=4096)
def _readings_with_tone(character: str) -> frozenset[str]:
    from pypinyin import Style, pinyin  # as above

    return frozenset(pinyin(character, style=Style.TONE3, heteronym=True)[0])


def sound_the_same(one: str, other: str) -> bool:
    """Say whether two characters share a reading and its tone.

    >>> sound_the_same("定", "订"), sound_the_same("预", "逾")
    (True, False)
    """
    return bool(_readings_with_tone(one) & _readings_with_tone(other))


def sound_alike(one: str, other: str) -> bool:
    """Say whether two characters share a reading, whatever the tone.

    >>> sound_alike("计", "季"), sound_alike("加", "复")
    (True, False)
    """
    return bool(_readings(one) & _readings(other))


def sounding_as(character: str, among: frozenset[str]) -> frozenset[str]:
    """Return the characters among some that share a reading with one, itself included.

    >>> sorted(sounding_as("计", frozenset("季计加"))) == sorted("季计")
    True
    """
    sounds = _sounds(among)
    return frozenset().union(*(sounds.get(reading, frozenset()) for reading in _readings(character)))


@lru_cache(maxsize=16)
def _sounds(characters: frozenset[str]) -> dict[str, frozenset[str]]:
    """Return characters by reading: a few milliseconds for those of a model, once."""
    found: dict[str, set[str]] = {}
    for character in characters:
        for reading in _readings(character):
            found.setdefault(reading, set()).add(character)
    return {reading: frozenset(alike) for reading, alike in found.items()}
