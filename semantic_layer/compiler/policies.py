"""Who may see what, inside the SQL: a governed table is read through the viewer's rows of it, and nowhere else."""

from __future__ import annotations

from functools import cache

from sqlglot import exp

from semantic_layer.compiler.columns import literal, table_source
from semantic_layer.compiler.scope import Scope
from semantic_layer.compiler.setting import Setting
from semantic_layer.model import Model
from semantic_layer.model.definitions import Policy
from semantic_layer.model.sight import hidden_columns, limits
from semantic_layer.model.values import dimension_type, from_text
from semantic_layer.session import DataState, Session

_TYPES = {"integer": "bigint", "number": "double"}


def govern(model: Model, session: Session, state: DataState) -> Setting:
    """Return the setting of a statement under the viewer's policies."""
    if not (model.policies or model.masks):
        return Setting(model, session, state)
    raw = Setting(model, session, state)
    return Setting(model, session, state, seen=cache(lambda table: seen_rows(raw, table)))


def seen_rows(raw: Setting, table: str) -> exp.Select | None:
    """Return the rows and columns of a table that the viewer may see; None where that is all of it.

    Rows that a policy's dimension does not reach (NULL or orphan keys) belong to nobody, and are not seen.

    Raises:
        QueryRefused: ambiguous_path, where a policy's dimension can be reached in several ways: nothing is shown.
    """
    scope = Scope(raw, table, table)
    viewer = raw.session.viewer
    tests = [_row_test(policy, scope) for policy in limits(raw.model, viewer, table)]
    hidden = hidden_columns(raw.model, viewer, table)
    if not tests and not hidden:
        return None
    select = exp.Select().from_(table_source(raw.model, table, "t"), copy=False)
    for name, column in raw.model.tables[table].columns.items():
        if column.expr is None:
            value: exp.Expr = exp.column(name, table="t", quoted=True)
            if name in hidden:
                value = exp.cast(exp.Null(), _TYPES.get(column.type, column.type))
            select = select.select(exp.alias_(value, name, quoted=True), copy=False)
    return scope.add_joins(select.where(*tests, copy=False))


def _row_test(policy: Policy, scope: Scope) -> exp.Expr:
    member = scope.dimension(policy.dimension)
    kind = dimension_type(scope.model, policy.dimension)
    given = scope.session.viewer.attributes.get(policy.attribute, ())
    # Attributes are texts: one that names no value of the dimension opens no row.
    allowed = [value for text in given if (value := from_text(text, kind)) is not None]
    if not allowed:
        return exp.Boolean(this=False)
    return exp.In(this=member, expressions=[literal(value) for value in allowed])
