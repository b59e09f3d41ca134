"""Columns of expected queries under which no answer has a measure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, get_args

from sqlglot import exp

from eval.lint.expected import Expected, Problems
from nlq.tell.board import COLUMNS as BOARD
from semantic_layer.model import Model
from semantic_layer.model.inputs import SIDES
from semantic_layer.model.nearest import nearest
from semantic_layer.query.parts import Aggregate
from semantic_layer.query.period import Unit

UNITS, AGGREGATES = get_args(Unit), get_args(Aggregate)
#: What stands beside a measure under its name.
BESIDE = re.compile(
    r"__(?:(?:previous|change)(?:_year|_\d+)?|change(?:_year|_\d+)?_pct|target|attainment|status"
    r"|rate_effect|mix_effect|contribution|contribution_share)$"
)
#: What is made of a measure, before and after its name.
MADE = re.compile(rf"(?:{'|'.join(AGGREGATES)})_(?P<of>.+)|(?P<share>.+)_(?:share|change|change_pct|\d+)")
#: Aggregates that pick a name, or put names together.
PICKING = (exp.AnyValue, exp.First, exp.Last, exp.ArgMax, exp.ArgMin, exp.Mode, exp.GroupConcat, exp.ArrayAgg)


def find_odd_columns(each: Expected, model: Model) -> Problems:
    """Yield columns that hold a measure and are called as none: neither a metric nor what is made of one.

    What a breakdown is called does not matter. A question that no query can express has no columns to match.
    """
    if each.tree is None or each.turn.beyond:
        return
    shown = columns_of(each.tree, views_in(each))
    board = BOARD if "metric" in {column.name for column in shown} else ()
    allowed = {*model.dimensions, *UNITS, *each.turn.extra, *board}
    for column in shown:
        if column.computed and column.name not in allowed and not is_measure(column.name, model):
            near = nearest(BESIDE.sub("", column.name), model.metrics)
            like = next(iter(near or model.metrics), "metric")
            message = f"no answer has a column “{column.name}”. A measure is called by its metric, what is made of one "
            message += f"after it: {like}, {like}__previous, {like}_share, avg_{like}."
            yield each.told("warning", message, "gold_column", near)


def is_measure(name: str, model: Model) -> bool:
    """Say whether an answer can have a measure under a name: a metric, or what is made of metrics.

    As ``compiler.outcome.measure_name`` calls them.
    """
    return _is_made(BESIDE.sub("", name), model)


def _is_made(name: str, model: Model) -> bool:
    if name in model.metrics:
        return True
    counted = name.removesuffix("_count")
    if counted != name and counted in (*model.dimensions, *model.tables, *UNITS, "groups"):
        return True
    made = MADE.fullmatch(name)
    if made and _is_made(made["of"] or made["share"], model):
        return True
    return _is_joint(name, model)


def _is_joint(name: str, model: Model) -> bool:
    for joint in re.finditer(r"_(?:per|minus|of)_", name):
        left, right = name[: joint.start()], name[joint.end() :]
        is_side = joint.group() == "_of_" and left in SIDES
        if (is_side or _is_made(left, model)) and _is_made(right, model):
            return True
    return False


class Column(NamedTuple):
    """A column of a query, and whether it is computed from many rows, or a number as such."""

    name: str
    computed: bool


Known = Mapping[str, tuple[Column, ...]]


def views_in(each: Expected) -> Known:
    """Return the columns of the views that a query may read, as far as they can be told."""
    known: dict[str, tuple[Column, ...]] = {}
    for cte in getattr(exp.maybe_parse(each.whole, dialect="duckdb"), "ctes", ()):
        known[cte.alias.casefold()] = columns_of(cte.this, known)
    return known


def columns_of(query: exp.Expr, outer: Known) -> tuple[Column, ...]:
    """Return the columns of a query; none where it is no SELECT.

    >>> import sqlglot
    >>> columns_of(sqlglot.parse_one("WITH q AS (SELECT a, count(*) AS n FROM t) SELECT a, n AS m FROM q"), {})
    (Column(name='a', computed=False), Column(name='m', computed=True))
    """
    known = dict(outer)
    for cte in getattr(query, "ctes", ()):
        known[cte.alias.casefold()] = columns_of(cte.this, known)
    if isinstance(query, exp.Subquery):
        return columns_of(query.this, known)
    if isinstance(query, exp.SetOperation):
        left, right = columns_of(query.left, known), columns_of(query.right, known)
        return tuple(Column(a.name, a.computed or b.computed) for a, b in zip(left, right, strict=False))
    if not isinstance(query, exp.Select):
        return ()
    sources = _sources(query, known)
    return tuple(column for each in query.selects for column in _shown(each, sources))


def computes(node: exp.Expr, select: exp.Select, outer: Known) -> bool:
    """Say whether an expression of a SELECT is computed from many rows."""
    return _computed(node, _sources(select, outer))


def _sources(select: exp.Select, known: Known) -> dict[str, tuple[Column, ...]]:
    found = {}
    parts = [select.args.get("from_"), *select.args.get("joins", ())]
    for source in (part.this for part in parts if part is not None):
        own = known.get(source.name.casefold(), ()) if isinstance(source, exp.Table) else columns_of(source, known)
        found[source.alias_or_name.casefold()] = own
    return found


def _shown(node: exp.Expr, sources: Known) -> Iterator[Column]:
    if node.is_star:
        yield from (column for columns in sources.values() for column in columns)
        return
    bare = node.unalias()
    while isinstance(bare, exp.Paren | exp.Neg | exp.Cast):
        bare = bare.this
    number = isinstance(bare, exp.Literal) and not bare.is_string
    yield Column(node.alias_or_name or node.sql("duckdb").lower(), number or _computed(node, sources))


def _computed(node: exp.Expr, sources: Known) -> bool:
    if isinstance(node, exp.Column):
        of = [sources.get(node.table.casefold(), ())] if node.table else sources.values()
        return any(column.computed for columns in of for column in columns if column.name == node.name)
    if isinstance(node, exp.AggFunc | exp.Window):
        return not isinstance(node.find(exp.AggFunc), PICKING)
    if isinstance(node, exp.Query):
        return any(column.computed for column in columns_of(node, sources))
    return any(_computed(child, sources) for child in _values(node))


def _values(node: exp.Expr) -> Iterator[Any]:
    """Yield the parts of an expression that its value is made of: of a choice, not what is chosen by."""
    if isinstance(node, exp.Case):
        yield from (each.args["true"] for each in node.args["ifs"])
        yield from filter(None, [node.args.get("default")])
    elif isinstance(node, exp.If):
        yield from filter(None, [node.args.get("true"), node.args.get("false")])
    else:
        yield from node.iter_expressions()
