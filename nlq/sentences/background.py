"""What is told around a question and asks for nothing: who wants it, what for, what happened."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from nlq.text.normalise import Normalised
from nlq.text.splice import cut
from nlq.words import held_words

#: What ends a clause, with the mark: no dot or comma within a number.
_MARK = re.compile(r"(?:[!?;:。]|\.+(?=\s|$)|(?<!\d),|,(?!\d))+\s*| +-+ +")
_SENTENCE = re.compile(r"[.!?。！？;；]")
#: Most clauses of one thing told.
MOST = 3


class Told(NamedTuple):
    """What was told: a "courtesy", a "role" ("I run the Rome shop", ``of`` the Rome shop), or something else."""

    text: Normalised
    kind: str
    of: str = ""


class Peeled(NamedTuple):
    """A question by itself, and what was told around it."""

    core: Normalised
    told: tuple[Told, ...]


def peel(text: Normalised) -> Peeled | None:
    """Return the question without what is told before and after it; None where nothing is, or nothing else.

    >>> from nlq.text.normalise import normalise
    >>> peel(normalise("We moved the shop. What were sales in May?")).core.text
    'what were sales in may?'
    >>> peel(normalise("Gold customers: sales in May")) is None
    True
    """
    core, told = text, list[Told]()
    while (found := _opening(core) or _first(core) or _last(core)) is not None:
        said, core = found
        told.append(said)
    return Peeled(core, tuple(told)) if told and core.text.strip(" ?!.,;:-。，？") else None


def _opening(text: Normalised) -> tuple[Told, Normalised] | None:
    for pattern in _patterns()["opening"]:
        match = pattern.match(text.text)
        if match and match.end() < len(text.text):
            return Told(cut(text, 0, match.end()), "opening"), cut(text, match.end(), len(text.text))
    return None


def _first(text: Normalised) -> tuple[Told, Normalised] | None:
    """Return what is told first and the rest: one clause, or a few that are one sentence together."""
    for match in list(_MARK.finditer(text.text))[:MOST]:
        if match.end() == len(text.text):
            return None
        kind, of = _kind(text.text[: match.start()], match.group(), before=True)
        if kind:
            return Told(cut(text, 0, match.end()), kind, of), cut(text, match.end(), len(text.text))
        if _SENTENCE.match(match.group()):
            return None
    return None


def _last(text: Normalised) -> tuple[Told, Normalised] | None:
    """Return what is told last and what stands before it."""
    marks = [match for match in _MARK.finditer(text.text) if match.end() < len(text.text)]
    for match in reversed(marks[-MOST:]):
        kind, _ = _kind(text.text[match.end() :], match.group(), before=False)
        if kind:
            return Told(cut(text, match.end(), len(text.text)), kind), cut(text, 0, match.end())
        if _SENTENCE.match(match.group()):
            return None
    return None


def _kind(said: str, mark: str, *, before: bool) -> tuple[str, str]:
    """Return the kind of what is told between marks, and of what; "" where it is asked.

    ``mark`` parts it from the question.
    """
    said = said.strip(" .!,;:-。，！；：")
    said = re.sub(r"^(?:so|and|but|well|ok|okay|hi|hello|hey|那|嗯|你好|您好),? ", "", said)
    if not said or ("?" in mark and before) or any(pattern.search(said) for pattern in _patterns()["binding"]):
        return "", ""
    kinds = ["courtesy", "clause"]
    if _SENTENCE.search(mark):
        kinds.append("sentence")
    if before and re.search(r"[:：]|-", mark):
        kinds.append("label")
    if before:
        kinds.append("role")
    for kind in kinds:
        for pattern in _patterns()[kind]:
            if found := pattern.fullmatch(said):
                return kind, found.groupdict().get("of") or ""
    return "", ""


@cache
def _patterns() -> Mapping[str, tuple[re.Pattern[str], ...]]:
    found = held_words("background")
    kinds = {kind: by_language for kind, by_language in found.items() if kind != "lists"}
    return {kind: tuple(map(re.compile, _filled(said, found["lists"]))) for kind, said in kinds.items()}


def _filled(by_language: Mapping[str, Any], lists: Mapping[str, str]) -> Iterator[str]:
    """Yield patterns with the lists that they name in their place; a list may name another."""
    for patterns in by_language.values():
        for pattern in [patterns] if isinstance(patterns, str) else patterns:
            for _ in range(3):
                pattern = re.sub(r"\b(?:" + "|".join(lists) + r")\b|BEING|ADVERBS", lambda m: lists[m.group()], pattern)
            yield pattern
