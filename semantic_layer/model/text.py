"""Texts in several languages, as the model folder writes them."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Any

from pydantic import BeforeValidator, Field


def _by_language(value: Any) -> Any:
    return {"en": value} if isinstance(value, str) else value


def _lists_by_language(value: Any) -> Any:
    if isinstance(value, list):
        return {"en": value}
    if isinstance(value, dict):
        return {lang: [words] if isinstance(words, str) else words for lang, words in value.items()}
    return value


LocalText = Annotated[dict[str, str], BeforeValidator(_by_language)]
LocalWords = Annotated[dict[str, tuple[str, ...]], BeforeValidator(_lists_by_language), Field(default_factory=dict)]


def pick_text(text: dict[str, str], locale: str) -> str:
    """Return the text in the locale's language, else English, else whichever is there, else "".

    >>> pick_text({"en": "region", "zh": "地区"}, "zh-CN")
    '地区'
    """
    return text.get(locale.split("-")[0]) or text.get("en") or next(iter(text.values()), "")


def plain(text: str) -> str:
    """Return a text without case, width and punctuation.

    >>> plain("Orders, new.") == plain("ORDERS new")
    True
    """
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold()))
