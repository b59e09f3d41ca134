"""Row expressions and formulas of a model: parsed, and checked to be no more than they claim."""

from __future__ import annotations

import operator
from collections.abc import Collection, Mapping
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


def linear_terms(text: str) -> tuple[tuple[str, float], ...] | None:
    """Return (metric, factor) of a formula that is a sum of multiples of metrics; None for any other.

    >>> linear_terms("revenue - 2 * (cost + fees / 4)")
    (('revenue', 1.0), ('cost', -2.0), ('fees', -0.5))
    >>> linear_terms("revenue / orders"), linear_terms("1 - revenue")
    (None, None)
    """
    terms = _linear(parse_formula(text))
    return tuple(terms.items()) if terms and "" not in terms else None


def _linear(node: exp.Expr) -> dict[str, float] | None:
    """Return the factor of each metric, and of no metric (""), in an expression; None where it is not linear."""
    if isinstance(node, exp.Paren):
        return _linear(node.this)
    if isinstance(node, exp.Column):
        return {node.name: 1.0}
    if isinstance(node, exp.Literal):
        return {"": float(node.this)}
    if isinstance(node, exp.Neg):
        return _scaled(_linear(node.this), -1.0)
    left, right = _linear(node.this), _linear(node.expression)
    if left is None or right is None:
        return None
    if isinstance(node, exp.Add | exp.Sub):
        right = _scaled(right, -1.0 if isinstance(node, exp.Sub) else 1.0) or {}
        return {name: left.get(name, 0.0) + right.get(name, 0.0) for name in (*left, *right)}
    if isinstance(node, exp.Mul) and set(left) == {""}:
        return _scaled(right, left[""])
    if set(right) == {""} and (isinstance(node, exp.Mul) or right[""]):
        return _scaled(left, right[""] if isinstance(node, exp.Mul) else 1 / right[""])
    return None


def _scaled(terms: dict[str, float] | None, factor: float) -> dict[str, float] | None:
    return None if terms is None else {name: value * factor for name, value in terms.items()}


def mixed_terms(text: str, units: Mapping[str, str]) -> tuple[str, str] | None:
    """Return two metrics of different units that a formula adds or subtracts; None where there are none.

    Of a product or a quotient the unit is not known, nor what number would turn one into another.

    >>> units = {"revenue": "EUR", "cost": "EUR", "orders": "count", "loss": "share"}
    >>> mixed_terms("(revenue - orders) / orders", units)
    ('revenue', 'orders')
    >>> mixed_terms("(revenue - cost) / orders - orders", units), mixed_terms("1 - loss", units)
    (None, None)
    """
    found: list[tuple[str, str]] = []
    _example(parse_formula(text), units, found)
    return found[0] if found else None


def summed_unit(text: str, units: Mapping[str, str]) -> str | None:
    """Return the unit of a formula that adds and subtracts metrics alone; None of any other.

    >>> units = {"revenue": "EUR", "cost": "EUR"}
    >>> summed_unit("revenue - cost", units), summed_unit("revenue / cost", units), summed_unit("cost / 60", units)
    ('EUR', None, None)
    """
    name = _example(parse_formula(text), units, [])
    return units.get(name) if name else None


def _example(node: exp.Expr, units: Mapping[str, str], found: list[tuple[str, str]]) -> str | None:
    """Return a metric that has the unit of an expression, where that is known; gather additions of unlike units."""
    if isinstance(node, exp.Column):
        return node.name if node.name in units else None
    if isinstance(node, exp.Literal):
        return None
    if isinstance(node, exp.Paren | exp.Neg):
        return _example(node.this, units, found)
    left, right = (_example(part, units, found) for part in (node.this, node.expression))
    if not isinstance(node, exp.Add | exp.Sub):
        return None
    if left and right and units[left] != units[right]:
        found.append((left, right))
    return left or right


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


def evaluate_formula(text: str, values: Mapping[str, float]) -> float | None:
    """Return what a formula makes of the metrics' values; None where one is missing or a denominator is 0.

    >>> evaluate_formula("(revenue - cost) / revenue", {"revenue": 10, "cost": 6})
    0.4
    """
    return _evaluate(parse_formula(text), values)


_ARITHMETIC = {exp.Add: operator.add, exp.Sub: operator.sub, exp.Mul: operator.mul, exp.Div: operator.truediv}


def _evaluate(tree: exp.Expr, values: Mapping[str, float]) -> float | None:
    if isinstance(tree, exp.Column):
        return values.get(tree.name)
    if isinstance(tree, exp.Literal):
        return float(tree.name)
    found = [_evaluate(part, values) for part in (tree.this, tree.args.get("expression")) if part is not None]
    if None in found or (isinstance(tree, exp.Div) and not found[1]):
        return None
    if len(found) == 1:
        return found[0] if isinstance(tree, exp.Paren) else -found[0]  # type: ignore[operator]
    return _ARITHMETIC[type(tree)](*found)  # type: ignore[no-any-return, index]


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
