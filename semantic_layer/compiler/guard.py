"""The guard: the final SQL is read again, and only one SELECT over modelled columns goes through."""

from __future__ import annotations

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from semantic_layer.compiler.allowed import QUERY_NODES
from semantic_layer.compiler.expressions import expression_columns
from semantic_layer.issues import GuardError
from semantic_layer.model import Model


def check_sql(sql: str, model: Model) -> None:
    """Let one SELECT over the model's tables and columns through.

    Raises:
        GuardError: anything else: other statements, tables, columns, functions or syntax.
    """
    try:
        statements = sqlglot.parse(sql, read="duckdb")
    except (SqlglotError, RecursionError) as error:
        raise GuardError("The SQL cannot be read.") from error
    tree = statements[0] if len(statements) == 1 else None
    if not isinstance(tree, exp.Select | exp.Union):
        raise GuardError("Only one SELECT may run.")
    made = {cte.alias for cte in tree.find_all(exp.CTE)} | {"w"}
    physical = {(table.source or name).lower(): name for name, table in model.tables.items()}
    known = _known_columns(model)
    for node in tree.walk():
        if type(node) not in QUERY_NODES:
            raise GuardError(f"{type(node).__name__} is not allowed.")
        if isinstance(node, exp.Table):
            _check_table(node, made, physical)
        elif isinstance(node, exp.Column) and not (node.name in known or _is_ours(node, tree)):
            raise GuardError("A column is not in the model.")


def _check_table(node: exp.Table, made: set[str], physical: dict[str, str]) -> None:
    name = f"{node.db}.{node.name}" if node.db else node.name
    if not isinstance(node.this, exp.Identifier) or node.catalog:
        raise GuardError("Only tables may be read.")
    if not (name in made and not node.db) and name.lower() not in physical:
        raise GuardError("A table is not in the model.")


def _known_columns(model: Model) -> set[str]:
    known: set[str] = set()
    for table in model.tables.values():
        for name, column in table.columns.items():
            known |= {name} if column.expr is None else set(expression_columns(column.expr))
    return known


def _is_ours(node: exp.Column, tree: exp.Expr) -> bool:
    """Say whether a column is one that the query itself makes."""
    aliases = tree.meta.get("aliases")
    if aliases is None:
        aliases = {alias.alias for alias in tree.find_all(exp.Alias)} | {"bucket", "start", "end"}
        tree.meta["aliases"] = aliases
    return node.name in aliases
