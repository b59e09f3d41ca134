"""Small numbers in words, English and Chinese."""

from __future__ import annotations

_EN = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
       "seventeen eighteen nineteen twenty").split()  # fmt: skip
_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third "
    "twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
).split()
_ZH = {char: place for place, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
EN_NUMBER = r"\d{1,3}|" + "|".join(sorted(_EN[1:], key=len, reverse=True))
ORDINAL = "|".join(_ORDINALS[2:13])
#: A day of a month, in figures ("3", "21st") and in words ("twenty-first").
DAY = r"(?:[0-2]?\d|3[01])(?:st|nd|rd|th)?"
DAY_WORD = "|".join(sorted(_ORDINALS[1:], key=len, reverse=True)).replace("-", "[- ]")
ZH_NUMBER = r"\d{1,3}|[一二三四五六七八九十两]{1,3}"


def parse_number(word: str) -> int:
    """Return a number from digits or words.

    >>> [parse_number(word) for word in ("12", "three", "second", "twenty-first", "3rd", "十二", "二十", "两")]
    [12, 3, 2, 21, 3, 12, 20, 2]
    """
    if word.isdigit():
        return int(word)
    if word in _EN:
        return _EN.index(word)
    if word.replace(" ", "-") in _ORDINALS:
        return _ORDINALS.index(word.replace(" ", "-"))
    if word[0].isdigit():
        return int(word.rstrip("stndrh"))
    tens, ten, ones = word.partition("十")
    if ten:
        return (_ZH[tens] if tens else 1) * 10 + (_ZH[ones] if ones else 0)
    return int("".join(str(_ZH[char]) for char in word))


def parse_year(word: str) -> int:
    """Return a year of two digits (70 to 99 are of the last century) or four, Chinese digits too.

    >>> parse_year("25"), parse_year("二〇二五")
    (2025, 2025)
    """
    digits = word if word.isdigit() else "".join(str(_ZH[char]) for char in word)
    if len(digits) == 2:
        return int(digits) + (1900 if int(digits) >= 70 else 2000)
    return int(digits)
