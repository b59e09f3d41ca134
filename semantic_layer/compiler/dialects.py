"""A statement to the text of an engine's dialect, and where that engine's words mean something else.

Statements are built, and model expressions written, as DuckDB understands them. For another engine each part that it
would read differently is rewritten as an expression first, so that the same statement gives the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlglot import exp

from semantic_layer.compiler.postgres import POSTGRES

Rewrites = Mapping[type[exp.Expr], Callable[[exp.Expr], exp.Expr]]
#: What is rewritten for each engine, by the kind of part.
REWRITES: dict[str, Rewrites] = {"duckdb": {}, "postgres": POSTGRES}


def render(tree: exp.Expr, dialect: str, *, pretty: bool = False) -> str:
    """Return the text of a statement in a dialect; the tree stays as it is.

    >>> render(exp.select("a").from_("t"), "duckdb")
    'SELECT a FROM t'
    >>> render(exp.Round(this=exp.column("a")), "postgres")
    'CAST(ROUND(CAST((a) AS DECIMAL)) AS DOUBLE PRECISION)'
    """
    return rewrite(tree, dialect).sql(dialect, pretty=pretty)


def rewrite(tree: exp.Expr, dialect: str) -> exp.Expr:
    """Return a statement whose parts mean in a dialect what they mean in DuckDB's."""
    rewrites = REWRITES[dialect]
    if not rewrites:
        return tree
    tree = tree.copy()
    # From the leaves up: what is put in the place of a part is not rewritten again.
    for node in reversed(list(tree.walk(bfs=False))):
        change = rewrites.get(type(node))
        if change is None:
            continue
        changed = change(node)
        if changed is not node:
            tree = changed if node is tree else (node.replace(changed), tree)[1]
    return tree
