"""Expected queries with one thing changed: data that cannot tell a mutant from its gold cannot grade an answer."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import sqlglot
from sqlglot import expressions as exp

from eval.gold import GoldRows
from eval.grade import Gold
from eval.rows import compare_rows
from eval.suite import Suite, load_suites
from semantic_layer.model.load import load_model
from semantic_layer.result import ResultColumn

Change = Callable[[exp.Expr], Iterator[str]]
AGGREGATES = {exp.Sum: exp.Avg, exp.Avg: exp.Sum, exp.Min: exp.Max, exp.Max: exp.Min}
GRAINS = {"DAY": "WEEK", "WEEK": "MONTH", "MONTH": "QUARTER", "QUARTER": "YEAR", "YEAR": "MONTH"}


class Mutant(NamedTuple):
    """One changed query. ``kind`` says what was done to it."""

    case: str
    kind: str
    sql: str
    survived: bool


class _Rows(NamedTuple):
    """Rows of a query in the shape that answers have."""

    columns: tuple[ResultColumn, ...]
    rows: tuple[tuple[object, ...], ...]


def drop_filters(tree: exp.Expr) -> Iterator[str]:
    """Yield the query without one of its conditions, each in turn; the two ends of a range are one condition."""
    for place, clause in enumerate(tree.find_all(exp.Where, exp.Having)):
        parts = list(clause.this.flatten()) if isinstance(clause.this, exp.And) else [clause.this]
        for about in dict.fromkeys(map(_about, parts)):
            copy = tree.copy()
            twin = list(copy.find_all(exp.Where, exp.Having))[place]
            kept = [part.copy() for part in parts if _about(part) != about]
            twin.replace(type(twin)(this=exp.and_(*kept))) if kept else twin.pop()
            yield copy.sql("duckdb")


def _about(part: exp.Expr) -> str:
    """Return what tells conditions apart: the column of a range of days, else the condition itself."""
    if isinstance(part, exp.LT | exp.GTE) and any(_day(node.this) for node in part.find_all(exp.Literal)):
        return str(part.this.sql("duckdb"))
    return str(part.sql("duckdb"))


def shift_period(tree: exp.Expr) -> Iterator[str]:
    """Yield the query with all its days a month earlier, and with each end a day earlier."""
    days = [node for node in tree.find_all(exp.Literal) if node.is_string and _day(node.this)]
    if days:
        yield _with_days(tree, lambda day, _: day - dt.timedelta(days=31))
    ends = [n for n, node in enumerate(days) if isinstance(node.find_ancestor(exp.LT, exp.GTE), exp.LT)]
    if ends:
        yield _with_days(tree, lambda day, n: day - dt.timedelta(days=1) if n in ends else day)


def _with_days(tree: exp.Expr, change: Callable[[dt.date, int], dt.date]) -> str:
    copy = tree.copy()
    days = [node for node in copy.find_all(exp.Literal) if node.is_string and _day(node.this)]
    for number, node in enumerate(days):
        node.set("this", change(dt.date.fromisoformat(node.this), number).isoformat())
    return copy.sql("duckdb")


def _day(text: str) -> bool:
    try:
        return bool(dt.date.fromisoformat(text))
    except ValueError:
        return False


def swap_aggregate(tree: exp.Expr) -> Iterator[str]:
    """Yield the query with one aggregate exchanged: sum for average, least for greatest, rows for values."""
    for place, node in enumerate(tree.find_all(*AGGREGATES, exp.Count)):
        copy = tree.copy()
        twin = list(copy.find_all(*AGGREGATES, exp.Count))[place]
        if isinstance(node, exp.Count):
            twin.replace(exp.Add(this=twin.copy(), expression=exp.Literal.number(1)))
        else:
            twin.replace(AGGREGATES[type(node)](this=twin.this.copy()))
        yield copy.sql("duckdb")


def change_grain(tree: exp.Expr) -> Iterator[str]:
    """Yield the query with its buckets of another size."""
    if next(tree.find_all(exp.TimestampTrunc, exp.DateTrunc), None) is None:
        return
    copy = tree.copy()
    for node in copy.find_all(exp.TimestampTrunc, exp.DateTrunc):
        unit = node.args["unit"].name.upper()
        node.set("unit", exp.Var(this=GRAINS.get(unit, "MONTH")))
    yield copy.sql("duckdb")


def drop_distinct(tree: exp.Expr) -> Iterator[str]:
    """Yield the query that counts rows where it counted different values."""
    for place, _ in enumerate(tree.find_all(exp.Distinct)):
        copy = tree.copy()
        twin = list(copy.find_all(exp.Distinct))[place]
        if isinstance(twin.parent, exp.Count):
            twin.replace(twin.expressions[0].copy())
            yield copy.sql("duckdb")


def exchange_joins(tree: exp.Expr) -> Iterator[str]:
    """Yield the query with one join inner where it was outer."""
    for place, node in enumerate(tree.find_all(exp.Join)):
        if node.side:
            copy = tree.copy()
            list(copy.find_all(exp.Join))[place].set("side", None)
            yield copy.sql("duckdb")


CHANGES: dict[str, Change] = {
    "a filter dropped": drop_filters, "the period shifted": shift_period, "the aggregate swapped": swap_aggregate,
    "the grain changed": change_grain, "DISTINCT dropped": drop_distinct, "an outer join made inner": exchange_joins,
}  # fmt: skip


def try_mutants(folder: Path, suites: Sequence[str] = (), workers: int = 2) -> list[Mutant]:
    """Return every mutant of the folder's expected queries and of the views they read, and whether it survived.

    A mutant survives when its rows pass for the gold's; that of a view, when it does so in every case.

    Raises:
        ValueError: an expected query does not run.
    """
    gold = GoldRows(folder / load_model(folder).header.warehouse.partition(":///")[2])
    try:
        tasks = [task for suite in load_suites(folder, tuple(suites)) for task in _tasks(suite, gold)]
        with ThreadPoolExecutor(workers) as pool:
            tried = [mutant for found in pool.map(lambda task: task(), tasks) for mutant in found]
    finally:
        gold.close()
    return _judge_views(tried)


def _tasks(suite: Suite, gold: GoldRows) -> Iterator[Callable[[], list[Mutant]]]:
    for case in suite.cases:
        for number, turn in enumerate(case.steps, start=1):
            name = f"{suite.suite}/{case.id}" + (f"/{number}" if case.turns else "")
            if turn.sql is not None:
                yield lambda name=name, turn=turn: _try_query(name, turn.sql, turn.ordered, suite, gold)  # type: ignore[misc]


def _try_query(name: str, sql: str, ordered: bool, suite: Suite, gold: GoldRows) -> list[Mutant]:
    names, rows = gold.of_sql(suite.whole_sql(sql))
    tree = sqlglot.parse_one(sql, read="duckdb")
    tried = [Mutant(name, "two groups' values swapped", sql, not compare_rows(_shown((names, swapped)), names, rows))
             for swapped in _swap_values(names, rows)]  # fmt: skip
    for kind, change in CHANGES.items():
        tried += [Mutant(name, kind, mutant, _survives(suite.whole_sql(mutant), (names, rows), ordered, gold))
                  for mutant in change(tree)]  # fmt: skip
    read = suite.whole_sql(sql)
    for view, body in suite.views.items():
        if f"{view} AS (" in read:
            for kind, change in CHANGES.items():
                for mutant in change(sqlglot.parse_one(body, read="duckdb")):
                    whole = suite.model_copy(update={"views": {**suite.views, view: mutant}}).whole_sql(sql)
                    survived = _survives(whole, (names, rows), ordered, gold)
                    tried.append(Mutant(f"view {view} of {suite.suite}", kind, mutant, survived))
    return tried


def _swap_values(names: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[list[tuple[object, ...]]]:
    """Yield the rows with the last column of the first and last row exchanged, where they differ."""
    if len(rows) > 1 and len(names) > 1 and rows[0][-1] != rows[-1][-1]:
        first, *between, last = (tuple(row) for row in rows)
        yield [(*first[:-1], last[-1]), *between, (*last[:-1], first[-1])]


def _survives(sql: str, gold: Gold, ordered: bool, database: GoldRows) -> bool:
    try:
        found = database.of_sql(sql)
    except ValueError:
        return False
    return list(found[0]) == list(gold[0]) and not compare_rows(_shown(found), *gold, ordered)


def _shown(found: Gold) -> _Rows:
    names, rows = found
    kinds = [next((row[n] for row in rows if row[n] is not None), None) for n in range(len(names))]
    columns = tuple(
        ResultColumn(name=name, role="value" if isinstance(kind, int | float) else "dimension", type="double")
        for name, kind in zip(names, kinds, strict=True)
    )
    return _Rows(columns, tuple(tuple(row) for row in rows))


def _judge_views(tried: Sequence[Mutant]) -> list[Mutant]:
    """Return the mutants with those of a view told once: caught where any case tells it from the gold."""
    own = [mutant for mutant in tried if not mutant.case.startswith("view ")]
    views: dict[tuple[str, str, str], list[Mutant]] = defaultdict(list)
    for mutant in tried:
        if mutant.case.startswith("view "):
            views[mutant[:3]].append(mutant)
    return own + [Mutant(*key, all(mutant.survived for mutant in found)) for key, found in views.items()]
