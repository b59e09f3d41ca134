"""Chinese numerals in a question: 三十万, 一万四, 两千五, 百万."""

from __future__ import annotations

import re

_DIGITS = {char: place for place, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
_UNITS = {"十": 10, "百": 100, "千": 1_000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}
#: 1万5, 3千5: the digit after a unit counts the next lower one.
_MIXED = re.compile(r"(?<![\d.])(\d+)([万千])([1-9])(?![\d.万千百亿个位件单笔天])")
#: 九成, 七成五; no 成本, 成交, 成为.
_TENTHS = re.compile(r"([一二三四五六七八九1-9])成([一二三四五六七八九半])?(?![本交为立长功员就品分果效绩熟单])")
_NUMERAL = re.compile(r"[零〇一二两三四五六七八九十百千万亿]{2,}")


def find_numerals(text: str) -> list[tuple[int, int, int]]:
    """Return the half-open range and the value of each numeral of two characters or more.

    >>> find_numerals("超过一万四的三十二家")
    [(2, 5, 14000), (6, 9, 32)]
    """
    found = []
    for match in _NUMERAL.finditer(text):
        value = parse_numeral(match.group())
        if value is not None:
            found.append((match.start(), match.end(), value))
    for match in _MIXED.finditer(text):
        unit = (_UNITS | _MYRIADS)[match[2]]
        found.append((match.start(), match.end(), int(match[1]) * unit + int(match[3]) * unit // 10))
    return found


def find_tenths(text: str) -> list[tuple[int, int, tuple[float, str]]]:
    """Return the half-open range of each number of tenths, and the share it is.

    >>> find_tenths("低于九成的"), find_tenths("七成五以上"), find_tenths("三成本")
    ([(2, 4, (0.9, 'share'))], [(0, 3, (0.75, 'share'))], [])
    """
    digits = _DIGITS | {str(digit): digit for digit in range(10)} | {"半": 5}
    return [
        (match.start(), match.end(), ((10 * digits[match[1]] + digits.get(match[2] or "零", 0)) / 100, "share"))
        for match in _TENTHS.finditer(text)
    ]


def parse_numeral(word: str) -> int | None:
    """Return the value of a numeral, None where it is none: a row of digits may be a year, or 一一.

    >>> [parse_numeral(word) for word in ("三百零五", "一万四", "百万", "两千五百万", "二〇二五", "百十")]
    [305, 14000, 1000000, 25000000, None, None]
    """
    if word[0] in _MYRIADS:
        return None
    total, section, digit, last = 0, 0, None, 0
    for char in word:
        if char in _DIGITS:
            if digit not in (None, 0):
                return None
            digit = _DIGITS[char]
            last = 0 if digit == 0 else last
        elif char in _UNITS:
            unit = _UNITS[char]
            if digit == 0 or (digit is None and section) or section % (10 * unit):
                return None
            section, digit, last = section + (1 if digit is None else digit) * unit, None, unit
        else:
            whole = section + (digit or 0) or 1
            if total and total < _MYRIADS[char]:
                whole, total = total + whole, 0
            total, section, digit, last = total + whole * _MYRIADS[char], 0, None, _MYRIADS[char]
    if not (total or section):
        return None
    # 一万四 is 14,000 and 三百五 350: the digit after a unit counts the next lower one; 三百零五 says otherwise.
    return total + section + (digit or 0) * (max(last // 10, 1) if last > 10 else 1)
