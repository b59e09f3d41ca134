"""One fact in the making: its table, the joins that dimensions need, and conditions on its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlglot import exp

from semantic_layer.compiler.columns import as_day, column_of, day_of, in_zone, literal, member_of, named
from semantic_layer.compiler.conditions import OPS, all_hold, all_tests, keep_null_not
from semantic_layer.compiler.paths import Path, find_paths, path_to, route_to, unreachable
from semantic_layer.compiler.semijoins import no_time
from semantic_layer.compiler.setting import NEXT, Setting
from semantic_layer.model import Model
from semantic_layer.model.definitions import Condition, Join
from semantic_layer.model.inputs import time_place
from semantic_layer.model.sight import hidden_columns
from semantic_layer.session import Session

AsOf = Literal["fact", "today"]


@dataclass
class Scope:
    """Rows of ``table`` under alias ``t``; joins are added as dimensions ask for them.

    ``time`` is the column whose day a row counts on, the table's own unless another is given: attributes with a
    history are those of that day, or of the day ``held_on`` where rows are looked at on another.
    """

    setting: Setting
    metric: str
    table: str
    time: str | None = None
    held_on: exp.Expr | None = None
    joins: dict[tuple[str, ...], tuple[Path, AsOf, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Go by the table's own time where no other is given."""
        self.time = self.time or self.model.tables[self.table].time

    @property
    def model(self) -> Model:
        """Return the model."""
        return self.setting.model

    @property
    def session(self) -> Session:
        """Return who asks, when and in which language."""
        return self.setting.session

    @property
    def hidden(self) -> frozenset[str]:
        """Return the columns of the table that the viewer may not see."""
        return hidden_columns(self.model, self.session.viewer, self.table)

    def rows(self) -> exp.Select:
        """Return the rows that the viewer may see, joined to what their time is read from where that can be known."""
        select = exp.Select().from_(self.setting.source(self.table, "t"), copy=False)
        paths = self._time_paths() if self.has_time else []
        path = paths[0] if len(paths) == 1 else ()
        self.alias_of(path)
        return self._join(select, [path[: steps + 1] for steps in range(len(path))])

    def column(self, name: str) -> exp.Expr:
        """Return a column of the rows themselves."""
        return column_of(self.model, self.table, "t", name)

    def shown(self, name: str) -> exp.Expr:
        """Return a column of the rows as an answer shows it: a moment by the clocks of the model's time zone."""
        return in_zone(self.column(name), self.model.tables[self.table].columns[name].type, self.model)

    def day(self, name: str) -> exp.Expr:
        """Return the day of a time column of the rows."""
        return day_of(self.model, self.table, "t", name)

    @property
    def has_time(self) -> bool:
        """Say whether the rows have a time."""
        return self.time is not None

    @property
    def moment(self) -> exp.Expr:
        """Return when a row is.

        Raises:
            QueryRefused: no_time, where rows have none.
        """
        return self._at(column_of)

    @property
    def row_day(self) -> exp.Expr:
        """Return the day that a row counts on.

        Raises:
            QueryRefused: no_time, where rows have none.
        """
        return self._at(day_of)

    @property
    def time_type(self) -> str:
        """Return the type of the column that says when a row is."""
        table, column = self._time_place()
        return self.model.tables[table].columns[column].type

    def _at(self, read: Callable[[Model, str, str, str], exp.Expr]) -> exp.Expr:
        table, column = self._time_place()
        # For a viewer of masked rows the column is empty, which is not when they are.
        if self.setting.seen is not None and column in hidden_columns(self.model, self.session.viewer, table):
            raise no_time(self.table)
        return read(self.model, table, self.alias_of(self._time_path()), column)

    def _time_place(self) -> tuple[str, str]:
        place = time_place(self.model.tables, self.table, self.time)
        if place is None:
            raise no_time(self.table)
        return place

    def _time_path(self) -> Path:
        """Return the path to the table that the time is a column of: none to the rows' own."""
        paths = self._time_paths()
        if len(paths) != 1:
            raise no_time(self.table)
        return paths[0]

    def _time_paths(self) -> list[Path]:
        """Return each path that is open to the viewer to the table that the time is a column of."""
        place = self._time_place()
        if place[0] == self.table:
            return [()]
        return find_paths(self.setting.linked.joins, self.table, place[0])

    def reaches(self, dimension: str) -> bool:
        """Say whether each row has at most one member of the dimension."""
        return path_to(self.setting.linked, self.table, dimension) is not None

    def dimension(self, name: str, column: str | None = None) -> exp.Expr:
        """Return the dimension's column (or another of its table) for each row.

        Raises:
            QueryRefused: fan_out, unreachable_dimension or ambiguous_path.
        """
        path = path_to(self.setting.linked, self.table, name)
        if path is None:
            raise unreachable(self.setting.linked, self.metric, self.table, name, self.setting.offered())
        spec = self.model.dimensions[name]
        return member_of(self.model, spec.table, self.alias_of(path, spec.as_of), column or spec.column)

    def alias_of(self, path: Path, as_of: AsOf = "fact") -> str:
        """Return the alias of the table at the end of a path, joined when the SELECT is finished."""
        if not path:
            return "t"
        if not any(self.model.tables[join.to].history for join in path):
            as_of = "fact"
        self.alias_of(path[:-1], as_of)
        names = (*(join.name for join in path), as_of)
        return self.joins.setdefault(names, (path, as_of, f"j{len(self.joins) + 1}"))[2]

    def add_joins(self, select: exp.Select) -> exp.Select:
        """Left-join what the dimensions used so far need: no row of the fact is ever lost or doubled."""
        return self._join(select, [path for path, _, _ in self.joins.values()])

    def _join(self, select: exp.Select, paths: list[Path]) -> exp.Select:
        """Left-join the tables at the ends of paths that are not joined yet."""
        there = {join.alias_or_name for join in select.args.get("joins") or ()}
        for path, as_of, alias in sorted(self.joins.values(), key=lambda item: len(item[0])):
            if path in paths and alias not in there:
                day = self._day_of(as_of) if self.model.tables[path[-1].to].history else None
                select = _left_join(self.setting, select, path, self.alias_of(path[:-1], as_of), alias, day)
        return select

    def _day_of(self, as_of: AsOf) -> exp.Expr:
        if as_of == "today":
            return literal(self.session.today)
        if self.held_on is not None:
            return self.held_on.copy()
        return self.row_day

    # --- conditions -------------------------------------------------------------------------------

    def condition(self, condition: Condition) -> exp.Expr:
        """Return a condition of a definition: on a column of the fact, else on a dimension."""
        columns = self.model.tables[self.table].columns
        is_own = condition.field in columns
        value = member_of(self.model, self.table, "t", condition.field) if is_own else self.dimension(condition.field)
        many = condition.value if isinstance(condition.value, tuple) else (condition.value,)
        if condition.op in ("is_null", "not_null"):
            test: exp.Expr = exp.Is(this=value, expression=exp.Null())
            return test if condition.op == "is_null" else exp.Not(this=test)
        if condition.op == "in":
            return exp.In(this=value, expressions=[literal(item) for item in many])
        if condition.op in ("not_in", "!="):
            return keep_null_not(exp.In(this=value, expressions=[literal(item) for item in many]))
        return OPS[condition.op](this=value, expression=literal(condition.value))

    def crossed(self, dimension: str) -> Join:
        """Return the one-to-many join across which a dimension is a filter.

        Raises:
            QueryRefused: unreachable_dimension where there is none, ambiguous_path where there are several.
        """
        route = route_to(self.setting.linked, self.table, dimension)
        if route is None:
            raise unreachable(self.setting.linked, self.metric, self.table, dimension, self.setting.offered())
        return route[0]

    def tests(self, predicates: Iterable[Any]) -> list[exp.Expr]:
        """Return the tests of a row that conditions of the question hold together.

        Raises:
            QueryRefused: what one of them looks at does not reach the rows, or is a measure.
        """
        return all_tests(self, predicates)

    def predicate(self, predicate: Any) -> exp.Expr:
        """Return a condition of the question on the rows of this fact, as ``tests`` does."""
        return all_hold(self, (predicate,))

    def opened(self, table: str) -> Scope:
        """Return the rows of another table, in the same statement and for the same metric."""
        return Scope(self.setting, self.metric, table)


def _on(model: Model, join: Any, left: str, right: str) -> list[exp.Expr]:
    return [
        exp.EQ(this=column_of(model, join.table, left, a), expression=column_of(model, join.to, right, b))
        for a, b in join.on.items()
    ]


def _left_join(
    setting: Setting, select: exp.Select, path: Path, before: str, alias: str, day: exp.Expr | None = None
) -> exp.Select:
    """Join the table at the end of a path; of one with a history, the row that held on a day."""
    step = path[-1]
    tests = _on(setting.model, step, before, alias)
    history = setting.model.tables[step.to].history
    if history is None:
        source = setting.source(step.to, alias)
    else:
        source = setting.spans(step.to, alias)
        tests += _held(setting, step.to, alias, day if day is not None else literal(setting.session.today))
    return select.join(source, on=exp.and_(*tests, copy=False), join_type="left", copy=False)


def _held(setting: Setting, table: str, alias: str, day: exp.Expr) -> list[exp.Expr]:
    model, history = setting.model, setting.model.tables[table].history
    assert history is not None
    kind = model.tables[table].columns[history.start].type
    ends = [as_day(named(NEXT, alias), kind, model)]
    ends += [day_of(model, table, alias, history.end)] if history.end else []
    tests: list[exp.Expr] = [exp.LTE(this=day_of(model, table, alias, history.start), expression=day)]
    for end in ends:
        is_open = exp.Is(this=end, expression=exp.Null())
        tests.append(exp.paren(exp.or_(is_open, exp.LT(this=day.copy(), expression=end.copy()), copy=False)))
    return tests
