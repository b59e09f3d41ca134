"""A question in one spelling: width, case, punctuation and Chinese script made equal, positions kept."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache, lru_cache

from opencc import OpenCC

from nlq.text.left_out import find_left_out

_ALIKE = str.maketrans(
    {
        "‘": "'", "’": "'", "‛": "'", "′": "'", "`": "'", "“": '"', "”": '"', "„": '"', "″": '"', "〝": '"', "〞": '"',
        "「": '"', "」": '"', "『": '"', "』": '"',
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "〜": "~", "○": "〇", "◯": "〇",
    }
)  # fmt: skip


#: What people write for the words of every question.
_IN_FULL = {
    "whats": "what's", "hows": "how's", "wheres": "where's", "yr": "year", "yrs": "years", "qtr": "quarter",
    "qtrs": "quarters", "mth": "month", "mths": "months", "wk": "week", "wks": "weeks", "ppl": "people",
    "n": "and", "ot": "overtime", "rev": "revenue", "tix": "tickets", "txn": "transaction", "txns": "transactions",
    "dept": "department",
    "depts": "departments", "cust": "customer", "custs": "customers", "acct": "account", "accts": "accounts",
    "appt": "appointment", "appts": "appointments", "hrs": "hours", "mins": "minutes", "wkend": "weekend",
    "wkends": "weekends", "yday": "yesterday",
    "hw many": "how many", "hw much": "how much", "howmany": "how many", "howmuch": "how much",
    "havent": "haven't", "hasnt": "hasn't", "hadnt": "hadn't", "didnt": "didn't", "dont": "don't", "doesnt": "doesn't",
    "isnt": "isn't", "arent": "aren't", "wasnt": "wasn't", "werent": "weren't", "w": "with",
    "mgmt": "management", "thru": "through", "w/o": "without", "teh": "the", "lst": "last",
}  # fmt: skip
#: A letter by itself may be a name: "n" and "w" stand between words.
_ALONE = r"(?<=[^\W_] )[nw](?= [^\W_])"
_SHORT = re.compile(rf"{_ALONE}|(?<![^\W_])(?:" + "|".join(word for word in _IN_FULL if len(word) > 1) + r")(?![^\W_])")


#: Two of them, three of them: 哪俩品类, 这仨; and characters that some words are written with, too.
_TOGETHER = {"俩": "两个", "仨": "三个", "定": "订", "帐": "账"}
_IN_ONE = re.compile("[俩仨帐]|定(?=[单购])")
_WHETHER = re.compile(r"(?P<done>(?!有)[\u3400-\u9fff])没(?P=done)")


@dataclass(frozen=True, slots=True)
class Normalised:
    """The normalised ``text`` of ``original``; ``origins`` holds, per character, the range it comes from."""

    original: str
    text: str
    origins: tuple[tuple[int, int], ...] = field(repr=False)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the half-open range of the original that the range of the normalised text comes from.

        >>> normalise("２０２５年 ＧＭＶ").span(6, 9)
        (6, 9)
        """
        if start >= end:
            place = self.origins[start][0] if start < len(self.origins) else len(self.original)
            return place, place
        return self.origins[start][0], self.origins[end - 1][1]

    def put(self, start: int, end: int, words: str, origin: tuple[int, int]) -> Normalised:
        """Return the text with words in the place of a range, each character of which comes from one of the original.

        >>> put = normalise("sales in aprl").put(9, 13, "april", (9, 13))
        >>> put.text, put.span(9, 14)
        ('sales in april', (9, 13))
        """
        return Normalised(
            self.original,
            f"{self.text[:start]}{words}{self.text[end:]}",
            (*self.origins[:start], *(origin,) * len(words), *self.origins[end:]),
        )


def normalise(text: str) -> Normalised:
    """Return the text in NFKC, folded case, simplified Chinese and plain punctuation.

    Control and white-space characters in a row are one space, so that no rule needs to know them; invisible
    marks (zero width, direction) vanish. Numerals stay as they are.

    >>> normalise("Ｑ２   總數").text
    'q2 总数'
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return _said_in_full(_spelt_out(Normalised(text, text.lower().translate(_ALIKE), tuple(_clusters(text)))))
    pieces: list[str] = []
    origins: list[tuple[int, int]] = []
    for start, end in _clusters(text):
        piece = _fold(text[start:end])
        if not piece or (piece == " " and pieces and pieces[-1].endswith(" ")):
            continue
        pieces.append(piece)
        origins.extend([(start, end)] * len(piece))
    return _said_in_full(_whether(_together(_spelt_out(Normalised(text, _simplify("".join(pieces)), tuple(origins))))))


def _said_in_full(text: Normalised) -> Normalised:
    """Return the text with what times in a row leave out; it comes from what stands before it.

    >>> normalise("11月21、22号").text, normalise("8月9月10月").text
    ('11月21号、11月22号', '8月、9月、10月')
    """
    while left_out := find_left_out(text.text):
        for at, words in reversed(left_out):
            text = text.put(at, at, words, text.origins[at - 1])
    return text


def _spelt_out(text: Normalised) -> Normalised:
    """Return the text with what is written short in haste in full; what stands for it comes from all of it.

    >>> normalise("whats revenue this yr").text
    "what's revenue this year"
    """
    for match in reversed(list(_SHORT.finditer(text.text))):
        text = text.put(*match.span(), _IN_FULL[match.group()], text.span(*match.span()))
    return text


def _together(text: Normalised) -> Normalised:
    """Return the text with 哪仨 as 哪三个.

    >>> _together(normalise("哪仨品类")).text
    '哪三个品类'
    """
    for at in reversed([match.start() for match in _IN_ONE.finditer(text.text)]):
        text = text.put(at, at + 1, _TOGETHER[text.text[at]], text.origins[at])
    return text


def _whether(text: Normalised) -> Normalised:
    """Return the text with 超没超 as 有没有超.

    >>> _whether(normalise("超没超15%")).text, _whether(normalise("有没有")).text
    ('有没有超15%', '有没有')
    """
    for match in reversed(list(_WHETHER.finditer(text.text))):
        text = text.put(*match.span(), f"有没有{match['done']}", text.span(*match.span()))
    return text


def _clusters(text: str) -> list[tuple[int, int]]:
    """Return the ranges of each character with the combining marks after it: NFKC may join those."""
    if text.isascii():
        return [(place, place + 1) for place in range(len(text))]
    starts = [place for place, char in enumerate(text) if place == 0 or not unicodedata.combining(char)]
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


@lru_cache(maxsize=16_384)
def _fold(cluster: str) -> str:
    if cluster.isascii():
        return cluster.lower().translate(_ALIKE) if cluster.isprintable() else " "
    folded = unicodedata.normalize("NFKC", cluster.translate(_ALIKE)).casefold().translate(_ALIKE)
    return "".join(_plain(char) for char in unicodedata.normalize("NFKC", folded))


def _plain(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Cf", "Cs", "Co", "Cn"):
        return ""
    return " " if category[0] in "ZC" else char


def _simplify(text: str) -> str:
    """Return the text in simplified Chinese, with as many characters as it had."""
    if text.isascii():
        return text
    simplified: str = _converter().convert(text)
    if len(simplified) == len(text):
        return simplified
    return "".join(_simplify_one(char) for char in text)


@cache
def _simplify_one(char: str) -> str:
    simplified: str = _converter().convert(char)
    return simplified if len(simplified) == 1 else char


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")
