"""Expected queries that are no SELECT, or read tables that nobody knows: told without a warehouse."""

from __future__ import annotations

from sqlglot import exp

from eval.lint.expected import Expected, Problems
from semantic_layer.model import Model
from semantic_layer.model.nearest import nearest


def find_no_select(each: Expected, model: Model) -> Problems:
    """Yield a query that is no single SELECT, with where its parser stumbled."""
    if each.no_select:
        yield each.told("error", each.no_select, "gold_sql")


def find_odd_tables(each: Expected, model: Model) -> Problems:
    """Yield tables that are neither of the model nor views above: the warehouse may have them all the same."""
    if each.tree is None:
        return
    own = {cte.alias.casefold() for cte in each.tree.find_all(exp.CTE)}
    known = {name: name.casefold() for name in (*each.suite.views, *_tables(model))}
    asked = {table.name: None for table in each.tree.find_all(exp.Table) if table.name and not table.catalog}
    for name in asked:
        if name.casefold() not in {*own, *known.values()}:
            message = f"reads “{name}”, which is no table of the model and no view above."
            yield each.told("warning", message, "gold_table", nearest(name, known))


def _tables(model: Model) -> set[str]:
    return {(table.source or name).rpartition(".")[2] for name, table in model.tables.items()}
