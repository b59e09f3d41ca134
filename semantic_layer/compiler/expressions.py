"""Row expressions and formulas of a model: parsed, and checked to be no more than they claim."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from semantic_layer.compiler.allowed import ROW_NODES

FORMULA_NODES = (
    exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Neg, exp.Paren, exp.Column, exp.Identifier, exp.Literal,
)  # fmt: skip


class BadExpression(ValueError):
    """A text that is no expression of the asked kind; the message says why."""


@lru_cache(maxsize=4096)
def parse_expression(text: str) -> exp.Expr:
    """Return a row-level SQL expression as a tree. Callers copy it before they change it.

    Raises:
        BadExpression: it does not parse, or holds more than values of one row.
    """
    tree = _parse(text)
    for node in tree.walk():
        if type(node) not in ROW_NODES:
            raise BadExpression(f"{_name(node)} is not allowed in a row expression: {text}")
        if isinstance(node, exp.Column) and node.table:
            raise BadExpression(f"a column is written without its table: {node.sql()}")
    return tree


@lru_cache(maxsize=4096)
def parse_formula(text: str) -> exp.Expr:
    """Return arithmetic (+ - * / parentheses, numbers) over metric names as a tree.

    Raises:
        BadExpression: it does not parse, or holds anything else.
    """
    tree = _parse(text.replace("−", "-").replace("×", "*").replace("÷", "/"))
    for node in tree.walk():
        quoted_text = isinstance(node, exp.Literal) and node.is_string
        if type(node) not in FORMULA_NODES or quoted_text or (isinstance(node, exp.Column) and node.table):
            raise BadExpression(f"{_name(node)} is not allowed in a formula: {text}")
    return tree


def plain_expression(text: str) -> str:
    """Return a row expression as it is always written: spaces and case of functions do not make another one.

    >>> plain_expression("COALESCE( price,0 )  - cost") == plain_expression("coalesce(price, 0) - cost")
    True
    """
    return parse_expression(text).sql("duckdb")


def plain_formula(text: str) -> str:
    """Return a formula as it is always written."""
    return parse_formula(text).sql("duckdb")


def formula_names(text: str) -> tuple[str, ...]:
    """Return the metric names a formula uses, each once, in the order they appear.

    >>> formula_names("(revenue - cost) / revenue")
    ('revenue', 'cost')
    """
    return _column_names(parse_formula(text))


def formula_terms(text: str) -> dict[str, int] | None:
    """Return the metrics that a formula adds up, with 1 or -1 for each; None where it does anything else.

    >>> formula_terms("sales - (costs - refunds)"), formula_terms("sales / orders"), formula_terms("2 * sales")
    ({'sales': 1, 'costs': -1, 'refunds': 1}, None, None)
    """
    terms: dict[str, int] = {}
    todo = [(parse_formula(text), 1)]
    while todo:
        node, sign = todo.pop()
        if isinstance(node, exp.Add | exp.Sub):
            todo += [(node.expression, -sign if isinstance(node, exp.Sub) else sign), (node.this, sign)]
        elif isinstance(node, exp.Paren | exp.Neg):
            todo.append((node.this, -sign if isinstance(node, exp.Neg) else sign))
        elif isinstance(node, exp.Column) and node.name not in terms:
            terms[node.name] = sign
        else:
            return None
    return terms


def expression_columns(text: str) -> tuple[str, ...]:
    """Return the columns a row expression uses, each once, in the order they appear.

    >>> expression_columns("quantity * (price - coalesce(discount, 0))")
    ('quantity', 'price', 'discount')
    """
    return _column_names(parse_expression(text))


def check_formula(text: str, names: Collection[str]) -> list[str]:
    """Return what is wrong with a formula over metric ``names``; nothing if it is sound.

    >>> check_formula("revenue / orders", ["revenue", "orders"])
    []
    >>> check_formula("revenue / visits", ["revenue", "orders"])
    ['visits is not a metric: revenue / visits']
    """
    try:
        used = formula_names(text)
    except BadExpression as error:
        return [str(error)]
    if not used:
        return [f"a formula names at least one metric: {text}"]
    return [f"{name} is not a metric: {text}" for name in used if name not in names]


def check_expression(text: str, columns: Collection[str]) -> list[str]:
    """Return what is wrong with a row expression over ``columns``; nothing if it is sound.

    >>> check_expression("price * quantity", ["price", "quantity"])
    []
    >>> check_expression("sum(price)", ["price"])
    ['SUM is not allowed in a row expression: sum(price)']
    """
    try:
        used = expression_columns(text)
    except BadExpression as error:
        return [str(error)]
    return [f"{name} is not a column: {text}" for name in used if name not in columns]


def _parse(text: str) -> exp.Expr:
    if len(text) > 5_000:
        raise BadExpression("an expression has at most 5000 characters")
    try:
        parsed = sqlglot.parse(text, read="duckdb")
    except (SqlglotError, RecursionError) as error:
        raise BadExpression(f"cannot be read as an expression: {text}") from error
    if len(parsed) != 1 or parsed[0] is None:
        raise BadExpression(f"must be one expression: {text}")
    return parsed[0]


def _column_names(tree: exp.Expr) -> tuple[str, ...]:
    # Walking depth-first keeps the order in which a reader meets the names.
    return tuple(dict.fromkeys(column.name for column in tree.find_all(exp.Column, bfs=False)))


def _name(node: exp.Expr) -> str:
    if isinstance(node, exp.Anonymous):
        return str(node.this).upper()
    return node.sql_name() if isinstance(node, exp.Func) else type(node).__name__.upper()
