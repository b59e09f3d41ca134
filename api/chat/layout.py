"""What fits into a chat: texts cut where a platform ends them, and tables in letters of one width."""

from __future__ import annotations

import unicodedata

from api.chat.card import Card, Table
from api.chat.words import say


def cut(text: str, most: int, locale: str) -> str:
    """Return a text of at most ``most`` characters; what is cut says so.

    >>> cut("revenue by region " * 10, 60, "en")
    'revenue by region … cut here: it is too long for a chat.'
    """
    if len(text) <= most:
        return text
    notice = say("cut", locale)
    kept = text[: most - len(notice) - 1]
    end = "\n" if "\n" in kept else " "
    return f"{kept.rpartition(end)[0] or kept}{end}{notice}"


def shorten(text: str, most: int) -> str:
    """Return a text of at most ``most`` characters, ended by a … where it is cut.

    >>> shorten("returned orders", 10)
    'returned …'
    """
    return text if len(text) <= most else f"{text[: most - 1]}…"


def draw_table(table: Table, locale: str) -> str:
    """Return a table in letters of one width; a Chinese character is as wide as two.

    >>> table = Table(head=("地区", "n"), rows=(("East", "7"), ("华东", "12")), is_number=(False, True))
    >>> print(draw_table(table, "zh"))
    地区   n
    East   7
    华东  12
    """
    lines = [table.head, *table.rows]
    widths = [max(_width(line[place]) for line in lines) for place in range(len(table.head))]
    drawn = ["  ".join(map(_pad, line, widths, table.is_number)).rstrip() for line in lines]
    return "\n".join(drawn + ([say("more_rows", locale, count=table.more)] if table.more else []))


def _pad(cell: str, width: int, is_number: bool) -> str:
    space = " " * (width - _width(cell))
    return space + cell if is_number else cell + space


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def offered(card: Card) -> str:
    """Return the choices of a card as a numbered list; "" without any."""
    return "\n".join(f"{place}. {choice.label}" for place, choice in enumerate(card.choices, start=1))
