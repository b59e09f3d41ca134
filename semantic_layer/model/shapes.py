"""Texts that have a shape, by its pattern, and what to write where one is not of it."""

from __future__ import annotations

import re

NAME = re.compile(r"^[A-Za-z_][A-Za-z0-9_]{0,199}$")
#: A name, as the query's parts have it.
NAME_PART = r"^[A-Za-z_][A-Za-z0-9_]*$"
#: A column of the table itself, or ``table.column``.
COLUMN = r"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?$"
DAY_OF_YEAR = r"^\d\d-\d\d$"
TARGET_PERIOD = r"^([12]\d{3}(-(H[12]|Q[1-4]|0[1-9]|1[0-2]))?|FY[12]\d{3}(-(H[12]|Q[1-4]|P0[1-9]|P1[0-2]))?)$"
_SAID = {
    COLUMN: "“{}” is no column: write the name of one, or a table's and its column's, as orders.ordered_at.",
    DAY_OF_YEAR: "“{}” is no day of the year: write month and day with two digits each, as 06-18.",
    TARGET_PERIOD: "“{}” is no period of a target: write 2026, 2026-H1, 2026-Q4 or 2026-11; of fiscal ones FY2026, "
    "FY2026-Q4 or FY2026-P11.",
}
#: Sections whose names people need not see: what they call the thing is its label. How one of each is called.
_LABELLED = {
    "seasons": "season", "metrics": "metric", "dimensions": "dimension", "goals": "goal", "groups": "group",
}  # fmt: skip


def tell_shape(pattern: str, text: str, section: str = "") -> str | None:
    """Return what to write instead of a text that is not of a pattern; None of a pattern that is none of these."""
    if pattern == NAME_PART:
        return tell_no_name(text, section)
    said = _SAID.get(pattern)
    return said.format(text) if said else None


def tell_no_name(text: str, section: str = "") -> str:
    """Return why a text is no name, and in a section whose things have labels what to do about it.

    >>> tell_no_name("618", "seasons").partition(". ")[2]
    'Give it one, season_618 say, and let its label be “618”.'
    """
    told = f"“{text}” is no name: a name is made of letters from A to Z, digits and _, and does not start with a digit."
    if section not in _LABELLED:
        return told
    plain = re.sub(r"\W+", "_", text, flags=re.ASCII).strip("_") or "1"
    name = f"{_LABELLED[section]}_{plain}" if plain[0].isdigit() else plain
    return f"{told} Give it one, {name} say, and let its label be “{text}”."
