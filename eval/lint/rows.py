"""Rows of expected queries that cannot tell a right answer from a wrong one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sqlglot import exp

from eval.gold import GoldRows
from eval.lint.columns import columns_of, computes, views_in
from eval.lint.expected import Expected, Problems
from eval.rows import Rows

#: The tag of a case that is about emptiness.
EMPTY = "empty"
#: What a threshold of a gold keeps of the groups: less, or more, and an answer without it would hardly differ.
LEAST, MOST = 0.1, 0.9
BOUNDS = (exp.GT, exp.GTE, exp.LT, exp.LTE)


def find_nothing(each: Expected, rows: GoldRows) -> Problems:
    """Yield a query without a row, or with nothing but NULL, whose case is not tagged as being about that."""
    tags = each.case.tags if each.case else ()
    _, found = rows.of_sql(each.whole)
    if EMPTY not in tags and not each.turn.beyond and all(cell is None for row in found for cell in row):
        what = "has no row" if not found else "has nothing but NULL"
        yield each.told("warning", f"{what}. If the case is about that, tag it `{EMPTY}`.", "gold_empty")


def find_ties(each: Expected, rows: GoldRows) -> Problems:
    """Yield a LIMIT that cuts rows of equal measures apart: any of them would be as right."""
    for select in () if each.turn.beyond else _selects(each):
        cut = select.args.get("limit")
        if cut is None or not select.args.get("order") or not cut.expression.is_int:
            continue
        count = int(cut.expression.name)
        longer, places = _with_keys(select, each)
        found = _ask(longer.limit(count + 1), rows)
        if len(found) > count and all(found[count - 1][place] == found[count][place] for place in places):
            message = f"row {count} ties with the next, which LIMIT {count} cuts off: ask for another number of rows."
            yield each.told("warning", message, "gold_tie")


def _with_keys(select: exp.Select, each: Expected) -> tuple[exp.Select, list[int]]:
    """Return a SELECT with what it is ordered by, and the places of that: of its measures, where it has any."""
    longer, known = select.copy(), views_in(each)
    shown = columns_of(select, known)
    names = [column.name for column in shown]
    keys = []
    for number, ordered in enumerate(select.args["order"].expressions):
        key = ordered.this
        if key.is_int:
            place = int(key.name) - 1
        elif isinstance(key, exp.Column) and key.name in names:
            place = names.index(key.name)
        else:
            place = len(longer.selects)
            longer = longer.select(exp.alias_(key.copy(), f"key__{number}"))
        measured = shown[place].computed if place < len(shown) else computes(key, select, known)
        keys.append((place, measured))
    measures = [place for place, measured in keys if measured]
    return longer, measures or [place for place, _ in keys]


def find_loose_bounds(each: Expected, rows: GoldRows) -> Problems:
    """Yield a threshold, which the question names, that keeps nearly all of the groups or nearly none."""
    for select in () if each.turn.beyond else _selects(each):
        having = select.args.get("having")
        bounds = _bounds(having) if having is not None else []
        if not any(_names(each.turn.question, bound) for bound in bounds):
            continue
        bare = select.copy()
        for part in ("order", "limit", "qualify"):
            bare.set(part, None)
        kept = _count(bare, rows)
        bare.set("having", None)
        total = _count(bare, rows)
        if total and not LEAST <= kept / total <= MOST:
            message = f"{kept} of {total} groups are kept. A threshold that keeps between a tenth and nine tenths "
            yield each.told("warning", f"{message}tells more answers apart.", "gold_threshold")


def _bounds(having: exp.Expr) -> list[str]:
    return [part.expression.name for part in having.find_all(*BOUNDS) if part.expression.is_number]


def _names(question: str, bound: str) -> bool:
    """Say whether a question names a number, be it in other powers of ten.

    >>> _names("stores with more than 700k", "700000"), _names("above 30 %", "0.3"), _names("at least twice", "2")
    (True, True, False)
    """
    return _digits(bound) in {_digits(number) for number in re.findall(r"\d[\d,]*(?:\.\d+)?", question)}


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number).strip("0")


def _selects(each: Expected) -> Iterator[Any]:
    """Yield each SELECT of a query, with the common tables that it may read in front."""
    tree: Any = exp.maybe_parse(each.whole, dialect="duckdb")
    common = tree.args.get("with_")
    views = set(each.suite.views)
    for select in tree.find_all(exp.Select):
        inside = select.find_ancestor(exp.CTE)
        if inside is not None and inside.alias in views:
            continue
        alone = select.copy()
        if common is not None and select is not tree:
            alone.set("with_", common.copy())
        yield alone


def _count(select: exp.Select, rows: GoldRows) -> int:
    found = _ask(exp.select(exp.Count(this=exp.Star())).from_(select.subquery("q")), rows)
    return int(found[0][0]) if found else 0


def _ask(query: exp.Select, rows: GoldRows) -> Rows:
    """Return the rows of a query; none where it does not run by itself, as one that looks at rows around it."""
    try:
        return rows.of_sql(query.sql("duckdb"))[1]
    except ValueError:
        return ()
