"""Other ways to write a name, whatever it is a name of: percentiles in words and figures, initials in capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator

_PERCENTILE_EN = re.compile(r"\b(?:p(\d\d)|(\d\d)(?:st|nd|rd|th) percentile)\b", re.IGNORECASE)
_PERCENTILE_ZH = re.compile(r"[Pp](\d\d)|第?(\d\d)(?:百分位数?|分位数?)")
_HAN = re.compile(r"[\u3400-\u9fff]")
#: Words of a name that its initials may leave out, and how many are the fewest to make one of.
_SMALL, _FEWEST = frozenset({"of", "the", "to", "per", "and", "in", "for"}), 3
#: The last word of a name that is said apart of its initials: the NRW rate.
_HEADS = frozenset({"rate", "ratio", "share", "percentage"})


def percentiles(name: str) -> Iterator[str]:
    """Yield a name that tells a percentile with it written in every other way, before and after what it is of.

    >>> [way for way in percentiles("p90 wait") if way.endswith("wait")][:4]
    ['p90 wait', 'p90 of wait', 'p90 for wait', '90th percentile wait']
    >>> [way for way in percentiles("结案时长P90") if way.startswith("结案时长")][:4]
    ['结案时长P90', '结案时长的P90', '结案时长90分位', '结案时长的90分位']
    """
    han = _HAN.search(name) is not None
    match = (_PERCENTILE_ZH if han else _PERCENTILE_EN).search(name)
    rest = (name[: match.start()] + name[match.end() :]).strip().removeprefix("of ").removesuffix("的") if match else ""
    if match is None or not rest:
        return
    number = match[1] or match[2]
    if han:
        ways = (f"P{number}", f"{number}分位", f"{number}分位数", f"第{number}百分位", f"第{number}百分位数")
        for way in ways:
            yield from (f"{rest}{way}", f"{rest}的{way}", f"{way}{rest}", f"{way}的{rest}")
        return
    for way in (f"p{number}", f"{number}th percentile"):
        yield from (f"{way} {rest}", f"{way} of {rest}", f"{way} for {rest}", f"{rest} {way}", f"{rest} at {way}")


def initials(label: str) -> Iterator[str]:
    """Yield the initials of an English name of three words or more, with what says of a rate that it is one apart.

    >>> list(initials("non-revenue water rate"))
    ['NRWR', 'NRW rate', 'NRW %']
    >>> list(initials("average length of stay"))
    ['ALOS', 'ALS']
    >>> list(initials("net sales"))
    []
    """
    words = re.findall(r"[A-Za-z]+", label) if label.isascii() else []
    if len([word for word in words if word.lower() not in _SMALL]) < _FEWEST:
        return
    short = [word for word in words if word.lower() not in _SMALL]
    yield from dict.fromkeys("".join(word[0] for word in each).upper() for each in (words, short))
    if words[-1].lower() in _HEADS and len(words) > _FEWEST:
        begun = "".join(word[0] for word in words[:-1]).upper()
        yield from (f"{begun} {words[-1].lower()}", f"{begun} %")
