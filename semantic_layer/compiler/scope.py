"""One fact in the making: its table, the joins that dimensions need, and conditions on its rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from semantic_layer.compiler.columns import column_of, day_of, table_source
from semantic_layer.compiler.paths import Path, many_path, path_to, unreachable
from semantic_layer.issues import NotYet
from semantic_layer.model import Model
from semantic_layer.model.definitions import Condition
from semantic_layer.query import And, Contains, In, Is, IsNull, Not, Or, Range
from semantic_layer.session import Session

OPS: dict[str, type[exp.Binary]] = {
    "=": exp.EQ, "!=": exp.NEQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE,
}  # fmt: skip


def literal(value: Any) -> exp.Expr:
    """Return a value of the query as an SQL literal; text is escaped by the generator."""
    if isinstance(value, dt.date):
        # Built by hand: exp.cast would parse the word "date" for each day of a breakdown.
        return exp.Cast(this=exp.Literal.string(value.isoformat()), to=exp.DataType(this=exp.DType.DATE))
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, int | float):
        return exp.Neg(this=exp.Literal.number(-value)) if value < 0 else exp.Literal.number(value)
    return exp.Literal.string(str(value))


@dataclass
class Scope:
    """Rows of ``table`` under alias ``t``; joins are added as dimensions ask for them."""

    model: Model
    metric: str
    table: str
    session: Session
    joins: dict[tuple[str, ...], tuple[Path, str]] = field(default_factory=dict)

    def column(self, name: str) -> exp.Expr:
        """Return a column of the fact itself."""
        return column_of(self.model, self.table, "t", name)

    def day(self, name: str) -> exp.Expr:
        """Return the day of a time column of the fact."""
        return day_of(self.model, self.table, "t", name)

    def reaches(self, dimension: str) -> bool:
        """Say whether each row has at most one member of the dimension."""
        return path_to(self.model, self.table, dimension) is not None

    def dimension(self, name: str, column: str | None = None) -> exp.Expr:
        """Return the dimension's column (or another of its table) for each row.

        Raises:
            QueryRefused: fan_out, unreachable_dimension or ambiguous_path.
        """
        path = path_to(self.model, self.table, name)
        if path is None:
            raise unreachable(self.model, self.metric, self.table, name)
        spec = self.model.dimensions[name]
        return column_of(self.model, spec.table, self._alias(path), column or spec.column)

    def _alias(self, path: Path) -> str:
        if not path:
            return "t"
        self._alias(path[:-1])
        names = tuple(join.name for join in path)
        return self.joins.setdefault(names, (path, f"j{len(self.joins) + 1}"))[1]

    def add_joins(self, select: exp.Select) -> exp.Select:
        """Left-join what the dimensions used so far need: no row of the fact is ever lost or doubled."""
        for path, alias in sorted(self.joins.values(), key=lambda item: len(item[0])):
            select = _left_join(self.model, select, path, self._alias(path[:-1]), alias)
        return select

    # --- conditions -------------------------------------------------------------------------------

    def policies(self) -> list[exp.Expr]:
        """Return the row policies of the viewer that reach this fact."""
        found: list[exp.Expr] = []
        for policy in self.model.policies:
            viewer = self.session.viewer
            if set(policy.except_roles) & set(viewer.roles) or not self.reaches(policy.dimension):
                continue
            allowed = viewer.attributes.get(policy.attribute, ())
            found.append(
                exp.In(this=self.dimension(policy.dimension), expressions=[literal(value) for value in allowed])
                if allowed
                else exp.Boolean(this=False)
            )
        return found

    def condition(self, condition: Condition) -> exp.Expr:
        """Return a condition of a definition: on a column of the fact, else on a dimension."""
        columns = self.model.tables[self.table].columns
        value = self.column(condition.field) if condition.field in columns else self.dimension(condition.field)
        many = condition.value if isinstance(condition.value, tuple) else (condition.value,)
        if condition.op in ("is_null", "not_null"):
            test: exp.Expr = exp.Is(this=value, expression=exp.Null())
            return test if condition.op == "is_null" else exp.Not(this=test)
        if condition.op == "in":
            return exp.In(this=value, expressions=[literal(item) for item in many])
        if condition.op in ("not_in", "!="):
            return keep_null_not(exp.In(this=value, expressions=[literal(item) for item in many]))
        return OPS[condition.op](this=value, expression=literal(condition.value))

    def predicate(self, predicate: Any) -> exp.Expr:
        """Return a predicate of the question on the rows of this fact.

        Raises:
            QueryRefused: its dimension does not reach the fact; NotYet for kinds not computed yet.
        """
        if isinstance(predicate, And | Or):
            parts = [exp.paren(self.predicate(part), copy=False) for part in predicate.parts]
            return exp.and_(*parts, copy=False) if isinstance(predicate, And) else exp.or_(*parts, copy=False)
        if isinstance(predicate, Not):
            return keep_null_not(self.predicate(predicate.part))
        if isinstance(predicate, Is) and predicate.op == "!=":
            # Across one-to-many, "has a row that is not a" is another thing than "is not a": has none that is.
            return keep_null_not(self.predicate(predicate.model_copy(update={"op": "="})))
        name = getattr(predicate, "dimension", None)
        if name is None or not isinstance(predicate, Is | In | Range | Contains | IsNull):
            raise NotYet(f"A condition of the kind “{predicate.kind}”")
        if self.reaches(name):
            return _test(self.dimension(name), predicate)
        return self._semi_join(name, predicate)

    def _semi_join(self, name: str, predicate: Any) -> exp.Expr:
        """Return "has a row where …": a condition across one-to-many, each row counted once."""
        spec = self.model.dimensions[name]
        found = many_path(self.model, self.table, spec)
        if found is None:
            raise unreachable(self.model, self.metric, self.table, name)
        join, path = found
        inner = exp.select(exp.Literal.number(1)).from_(table_source(self.model, join.table, "m"), copy=False)
        before = "m"
        for place, step in enumerate(path):
            inner = _left_join(self.model, inner, (step,), before, f"m{place}")
            before = f"m{place}"
        inner = inner.where(*_on(self.model, join, "m", "t"), copy=False)
        inner = inner.where(_test(column_of(self.model, spec.table, before, spec.column), predicate), copy=False)
        return exp.Exists(this=inner)


def keep_null_not(test: exp.Expr) -> exp.Expr:
    """Return NOT in two values: a row without the attribute is not that member, and is kept."""
    return exp.Not(this=exp.Coalesce(this=exp.paren(test, copy=False), expressions=[exp.Boolean(this=False)]))


def _test(value: exp.Expr, predicate: Any) -> exp.Expr:
    if isinstance(predicate, Is):
        return OPS[predicate.op](this=value, expression=literal(predicate.value))
    if isinstance(predicate, In):
        return exp.In(this=value, expressions=[literal(item) for item in predicate.values])
    if isinstance(predicate, Contains):
        place = exp.StrPosition(this=exp.Lower(this=value), substr=exp.Literal.string(predicate.text.lower()))
        return exp.GT(this=place, expression=exp.Literal.number(0))
    if isinstance(predicate, IsNull):
        return exp.Is(this=value, expression=exp.Null())
    low, high = predicate.low, predicate.high
    ends = [
        exp.GTE(this=value.copy(), expression=literal(low)) if low is not None else None,
        exp.LTE(this=value, expression=literal(high)) if high is not None else None,
    ]
    kept = [end for end in ends if end is not None]
    return exp.and_(*kept, copy=False) if kept else exp.Boolean(this=True)


def _on(model: Model, join: Any, left: str, right: str) -> list[exp.Expr]:
    return [
        exp.EQ(this=column_of(model, join.table, left, a), expression=column_of(model, join.to, right, b))
        for a, b in join.on.items()
    ]


def _left_join(model: Model, select: exp.Select, path: Path, before: str, alias: str) -> exp.Select:
    step = path[-1]
    return select.join(
        table_source(model, step.to, alias),
        on=exp.and_(*_on(model, step, before, alias), copy=False),
        join_type="left",
        copy=False,
    )
