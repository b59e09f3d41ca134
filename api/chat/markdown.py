"""A card as Markdown: what it quotes of people and of the warehouse is text, never markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

from api.chat.card import Card, Table, defined
from api.chat.words import say

_MARKUP = re.compile(r"([\\`*\[\]<>|~]|(?<![0-9A-Za-z])_|_(?![0-9A-Za-z]))")
_LINE_MARKUP = re.compile(r"^(\s*)([#>+-]|\d+[.)])(?=\s)", re.MULTILINE)


def to_markdown(card: Card) -> str:
    """Return a card as Markdown, in paragraphs."""
    return "\n\n".join(part for part in _parts(card) if part)


def escape(text: str) -> str:
    r"""Return a text so that Markdown shows it as it is.

    >>> print(escape("<b>1 * 2</b> | snake_case _x_"))
    \<b\>1 \* 2\</b\> \| snake_case \_x\_
    """
    escaped = _MARKUP.sub(r"\\\1", " ".join(text.split()))
    return _LINE_MARKUP.sub(r"\1\\\2", escaped)


def _parts(card: Card) -> Iterator[str]:
    text = escape(card.text)
    yield f"**{text}**" if card.status == "answered" and len(text) <= 300 else text
    yield f"> {escape(card.readback)}" if card.readback else ""
    if card.choices and card.choices_first:
        yield from _choices(card)
    if card.table:
        yield _table(card.table, card.locale)
    yield "\n".join(f"- {escape(note)}" for note in card.notes)
    if card.choices and not card.choices_first:
        yield from _choices(card)
    yield "\n".join(f"- {escape(defined(line, card.locale))}" for line in card.definitions)
    yield fenced(card.sql, "sql") if card.sql else ""
    texts = " · ".join(escape(each) for each in card.suggestions)
    yield say("next", card.locale, texts=texts) if texts else ""


def _choices(card: Card) -> Iterator[str]:
    if not card.choices_first:
        yield say("or_else", card.locale)
    yield "\n".join(f"{place}. {escape(choice.label)}" for place, choice in enumerate(card.choices, start=1))
    if card.choices_first:
        yield say("which", card.locale)


def _table(table: Table, locale: str) -> str:
    rule = ["--:" if number else "---" for number in table.is_number]
    body = [[f"**{cell}**" if cell else "" for cell in map(escape, row)] if table.has_total and row is table.rows[-1]
            else list(map(escape, row)) for row in table.rows]  # fmt: skip
    lines = [f"| {' | '.join(cells)} |" for cells in (list(map(escape, table.head)), rule, *body)]
    return "\n".join(lines) + (f"\n\n{say('more_rows', locale, count=table.more)}" if table.more else "")


def fenced(text: str, language: str) -> str:
    """Return a text as a block of code, fenced by more ticks than any run of them in it."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"
