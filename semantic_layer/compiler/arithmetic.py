"""Quotients that are in floating point, and nothing where they divide by zero."""

from __future__ import annotations

from sqlglot import exp


def guard_divisions(tree: exp.Expr) -> exp.Expr:
    """Return a formula whose divisions are in floating point, and NULL where a denominator is zero."""
    # The innermost first: an outer division copies nothing, so none is left behind as it was.
    for division in reversed(list(tree.find_all(exp.Div, bfs=True))):
        below = exp.Nullif(this=division.expression, expression=exp.Literal.number(0))
        division.set("expression", below)
        division.set("this", exp.cast(division.this, "double"))
    return tree


def divide(top: exp.Expr, bottom: exp.Expr) -> exp.Expr:
    """Return a quotient in floating point; NULL where the denominator is zero."""
    below = exp.Nullif(this=bottom, expression=exp.Literal.number(0))
    return exp.Div(this=exp.cast(exp.paren(top), "double"), expression=below)
