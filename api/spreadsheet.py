"""Cells of a CSV that a spreadsheet reads as what they are; the page has the same rule in ``spreadsheet.js``."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

#: What a spreadsheet takes for the beginning of a formula, after whatever it may leave out before it.
FORMULA = re.compile(r"[\t\r\n]|[\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2060\ufeff]*[=+\-@]")
#: A negative number, written as programs write one: nothing is calculated from it.
NEGATIVE = re.compile(r"-\d+(\.\d+)?(e[+-]?\d+)?", re.IGNORECASE | re.ASCII)


def write_cell(value: Any) -> str:
    """Return the text of a cell; one that would be calculated begins with an apostrophe.

    Wide and small forms of the signs count as the signs: some spreadsheets take them for those.

    >>> write_cell("＝1+1"), write_cell(" @x"), write_cell(-1.5), write_cell("-1.5"), write_cell("North")
    ("'＝1+1", "' @x", '-1.5', '-1.5', 'North')
    """
    if not isinstance(value, str):
        return "" if value is None else json.dumps(value, ensure_ascii=False)
    is_formula = FORMULA.match(unicodedata.normalize("NFKC", value)) and not NEGATIVE.fullmatch(value)
    return f"'{value}" if is_formula else value
