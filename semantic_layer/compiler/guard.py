"""The guard: the final SQL is read again, and only one SELECT over modelled columns goes through."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from semantic_layer.compiler.allowed import ENGINE_NODES, QUERY_NODES, TYPES
from semantic_layer.compiler.dialects import render
from semantic_layer.compiler.expressions import expression_columns
from semantic_layer.compiler.postgres import COLLATIONS, FUNCTIONS
from semantic_layer.compiler.setting import seen_name
from semantic_layer.issues import GuardError
from semantic_layer.model import Model

#: A column of a table of windows of days: its ends, and the bucket of each time axis.
_WINDOW_COLUMN = re.compile("bucket[0-9]+|start|end")
Seen = Callable[[str], exp.Select | None]


def check_sql(sql: str, model: Model, seen: Seen | None = None, dialect: str = "duckdb") -> None:
    """Let one SELECT over the model's tables and columns through, read as the engine of the dialect will read it.

    ``seen`` returns the rows of a table that the viewer may see: a table that is governed for him is read in
    just that SELECT, under the name kept for it, and nowhere else.

    Raises:
        GuardError: anything else: other statements, tables, columns, functions or syntax.
    """
    try:
        statements = sqlglot.parse(sql, read=dialect)
    except (SqlglotError, RecursionError) as error:
        raise GuardError("The SQL cannot be read.") from error
    tree = statements[0] if len(statements) == 1 else None
    if not isinstance(tree, exp.Select | exp.Union):
        raise GuardError("Only one SELECT may run.")
    made = {cte.alias for cte in tree.find_all(exp.CTE)} | {"w"}
    physical: dict[str, list[str]] = defaultdict(list)
    for name, table in model.tables.items():
        physical[(table.source or name).lower()].append(name)
    known = _known_columns(model)
    if seen is not None:
        _check_policies(tree, physical, seen, dialect)
    allowed = QUERY_NODES | ENGINE_NODES[dialect]
    for node in tree.walk():
        if type(node) not in allowed or not _is_plain(node, dialect):
            raise GuardError(f"{type(node).__name__} is not allowed.")
        if isinstance(node, exp.Table):
            _check_table(node, made, physical)
        elif isinstance(node, exp.Column) and not (node.name in known or _is_ours(node, tree)):
            raise GuardError("A column is not in the model.")


def _check_table(node: exp.Table, made: set[str], physical: Collection[str]) -> None:
    name = f"{node.db}.{node.name}" if node.db else node.name
    if not isinstance(node.this, exp.Identifier) or node.catalog:
        raise GuardError("Only tables may be read.")
    if not (name in made and not node.db) and name.lower() not in physical:
        raise GuardError("A table is not in the model.")


def _is_plain(node: exp.Expr, dialect: str) -> bool:
    """Say whether a part that may be more than it seems is one of the few forms that the compiler makes."""
    if isinstance(node, exp.Star):
        return isinstance(node.parent, exp.Count)
    if isinstance(node, exp.Collate):
        return isinstance(node.expression, exp.Identifier) and node.expression.name in COLLATIONS
    if isinstance(node, exp.Anonymous):
        return isinstance(node.this, str) and node.this.upper() in FUNCTIONS
    if isinstance(node, exp.DataType):
        return dialect == "duckdb" or node.this in TYPES
    return True


def _check_policies(tree: exp.Expr, physical: Mapping[str, list[str]], seen: Seen, dialect: str) -> None:
    """Let no scan of a governed table through but the one that shows a viewer his own rows.

    Several tables of a model may have one source: where one of them is governed, none is read without its view.
    """
    views = {cte: cte.this.sql(dialect) for cte in tree.find_all(exp.CTE)}
    tables = [name for names in physical.values() for name in names]

    def shown(cte: exp.CTE, text: str) -> bool:
        return _is_view(cte, text, tables, seen, dialect)

    for node in tree.find_all(exp.Table):
        names = physical.get((f"{node.db}.{node.name}" if node.db else node.name).lower(), [])
        if all(seen(name) is None for name in names):
            continue
        if not any(shown(cte, text) for cte, text in views.items() if _holds(cte, node)):
            raise GuardError(f"The rows of {names[0]} are not all for this viewer.")


def _holds(cte: exp.CTE, node: exp.Expr) -> bool:
    while node.parent is not None and node is not cte:
        node = node.parent
    return node is cte


def _is_view(cte: exp.CTE, text: str, tables: Iterable[str], seen: Seen, dialect: str) -> bool:
    """Say whether a CTE is the view of a governed table that it is named for, letter by letter."""
    table = next((name for name in tables if seen_name(name) == cte.alias), None)
    rows = seen(table) if table is not None else None
    return rows is not None and sqlglot.parse_one(render(rows, dialect), read=dialect).sql(dialect) == text


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
        aliases = {alias.alias for alias in tree.find_all(exp.Alias)}
        tree.meta["aliases"] = aliases
    return node.name in aliases or _WINDOW_COLUMN.fullmatch(node.name) is not None
