"""Rows of nothing: each member that a question for the few may find without rows, in each group that it may be of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from sqlglot import exp

from semantic_layer.compiler.columns import literal, named, unite
from semantic_layer.compiler.facts import Fact, Window, windows_table
from semantic_layer.compiler.labels import name_of_row
from semantic_layer.compiler.paths import find_paths, paths_to
from semantic_layer.compiler.predicates import dimensions_of, flat
from semantic_layer.compiler.scope import Scope
from semantic_layer.compiler.setting import Setting
from semantic_layer.issues import Issue, QueryRefused
from semantic_layer.model import Model
from semantic_layer.model.sight import hidden_columns
from semantic_layer.query import Dimension, Grain, Groups

#: The groups that there are of the axes at some places.
Found = Callable[[list[int]], exp.Query]


@dataclass(frozen=True)
class Family:
    """Axes that the rows of one table say together: the member that each row is, and what hangs on it."""

    table: str
    #: The places of the axes, that of the member first.
    places: tuple[int, ...]


def absent_rows(
    axes: tuple[Any, ...], where: tuple[Any, ...], facts: list[Fact], found: Found | None, setting: Setting
) -> exp.Query | None:
    """Return key and label of each axis (``k0``, …) of each member, in each bucket and group it may be of.

    The member is that of the last dimension. What hangs on it (the ward of a doctor) is what its own row says, an
    attribute with a history on the last day of the bucket; with the rest it stands in each of the groups ``found``.
    Conditions on what a member is hold, those on what its rows are do not. None where it is not known who there is:
    of an attribute with a history, or of what goes together by chance where no groups are found for it; that is noted.

    Raises:
        QueryRefused: members_hidden, where the viewer may not see from when to when a member is there.
    """
    families = list(_families(axes, {_table_of(fact, setting.model) for fact in facts}, setting))
    last = max((place for family in families for place in family.places), default=None)
    if last is None:
        return None
    family = next(family for family in families if last in family.places)
    rest = [place for place, axis in enumerate(axes) if isinstance(axis, Dimension) and place not in family.places]
    if setting.model.tables[family.table].history or (rest and found is None):
        _note(
            "members_with_rows", "only those that have rows.", [axes[p].name for p in (*family.places, *rest)], setting
        )
        return None
    made = {place: axis.groups for place, axis in enumerate(axes) if isinstance(axis, Groups)}
    rows = _Rows(axes, facts[0].windows, setting)
    parts: list[exp.Query] = []
    for groups in product(*made.values()):
        tests = (*where, *(group.where for group in groups))
        labels = {place: group.label for place, group in zip(made, groups, strict=True)}
        others = found(rest) if found is not None and rest else None
        parts.append(rows.beside(rows.of(family, tests), others, labels))
    _note("members_without_rows", "those without any rows count as 0.", [axes[family.places[0]].name], setting)
    return unite(parts)


def _table_of(fact: Fact, model: Model) -> str:
    calculation = fact.calculation
    start = getattr(calculation, "start", None)
    return str(model.metrics[start.metric].calculation.table if start else calculation.table)  # type: ignore[union-attr]


def _families(axes: tuple[Any, ...], tables: set[str], setting: Setting) -> Iterator[Family]:
    """Yield the dimensions among the axes, each beside those that it determines: the most with one first."""
    left = [place for place, axis in enumerate(axes) if isinstance(axis, Dimension)]
    model = setting.model
    while left:
        tied = {place: [each for each in left if _ties(axes[place], axes[each], tables, setting)] for place in left}
        first = max(left, key=lambda place: (len(tied[place]), _is_key(model, axes[place].name), -place))
        places = (first, *(place for place in tied[first] if place != first))
        yield Family(model.dimensions[axes[first].name].table, places)
        left = [place for place in left if place not in places]


def _ties(one: Dimension, other: Dimension, tables: set[str], setting: Setting) -> bool:
    """Say whether each member of one dimension has one of another by its own row: that of each fact's rows too."""
    if one == other:
        return True
    model, table = setting.linked, setting.model.dimensions[one.name].table
    own = paths_to(model, table, other.name)
    if len(own) != 1 or model.tables[table].history or (table in tables and not _is_key(model, one.name)):
        return False
    return all(
        paths_to(model, fact, other.name) == [(*path, *own[0])]
        for fact in tables
        for path in paths_to(model, fact, one.name)
    )


def _is_key(model: Model, dimension: str) -> bool:
    spec = model.dimensions[dimension]
    return model.tables[spec.table].key == (spec.column,)


@dataclass(frozen=True)
class _Rows:
    """What rows of nothing are made of: the axes, and the days of each bucket."""

    axes: tuple[Any, ...]
    windows: tuple[Window, ...]
    setting: Setting

    @property
    def grains(self) -> list[int]:
        return [place for place, axis in enumerate(self.axes) if isinstance(axis, Grain)]

    def of(self, family: Family, where: tuple[Any, ...]) -> exp.Select:
        """Return the members of a family that are there in each bucket, with its axes and those of time."""
        start, end, last = self._days()
        scope = Scope(self.setting, self.axes[family.places[0]].name, family.table, held_on=last)
        kept = [part for each in where for part in flat(each) if _is_of_member(part, family.table, self.setting)]
        tests = [scope.predicate(part) for part in kept]
        tests.append(
            exp.Not(this=exp.Is(this=scope.dimension(self.axes[family.places[0]].name), expression=exp.Null()))
        )
        select = exp.Select().from_(self.setting.source(family.table, "t"), copy=False)
        if self.grains:
            select = select.join(windows_table(self.windows), join_type="cross", copy=False)
        for number, place in enumerate(self.grains):
            select = self._add(select, place, named(f"bucket{number}", "w"), named(f"bucket{number}", "w"))
        for place in family.places:
            name = self.axes[place].name
            tests += _is_there(scope, name, start, end)
            select = self._add(select, place, scope.dimension(name), name_of_row(scope, name))
        return scope.add_joins(select.where(*tests, copy=False).distinct(copy=False))

    def beside(self, members: exp.Select, others: exp.Query | None, labels: dict[int, str]) -> exp.Select:
        """Return members beside each of the other groups there are, in groups of the question's own."""
        names = {*members.named_selects}
        select = exp.Select().from_(members.subquery("d", copy=False), copy=False)
        if others is not None:
            select = select.join(others.subquery("o", copy=False), join_type="cross", copy=False)
        for place in range(len(self.axes)):
            for kind in "kl":
                name = f"{kind}{place}"
                home = "d" if name in names else "o"
                value = exp.Literal.string(labels[place]) if place in labels else named(name, home)
                select = select.select(exp.alias_(value, name), copy=False)
        return select

    def _days(self) -> tuple[exp.Expr, exp.Expr, exp.Expr]:
        """Return the first day of a row's bucket, the one after its last, and its last."""
        window = self.windows[0]
        if not self.grains:
            return literal(window.start), literal(window.end), literal(window.end - dt.timedelta(days=1))
        return named("start", "w"), named("end", "w"), exp.Sub(this=named("end", "w"), expression=literal(1))

    def _add(self, select: exp.Select, place: int, key: exp.Expr, label: exp.Expr) -> exp.Select:
        return select.select(exp.alias_(key, f"k{place}"), exp.alias_(label, f"l{place}"), copy=False)


def _is_there(scope: Scope, dimension: str, start: exp.Expr, end: exp.Expr) -> list[exp.Expr]:
    """Return the tests that a member is there on some day from ``start`` until ``end``."""
    spec = scope.model.dimensions[dimension]
    if hidden_columns(scope.model, scope.session.viewer, spec.table) & {spec.valid_from, spec.valid_to}:
        raise QueryRefused(_hidden(dimension, scope.setting))
    bounds = ((spec.valid_from, exp.LT, end), (spec.valid_to, exp.GT, start))
    return [_or_open(scope.dimension(dimension, column), test, day) for column, test, day in bounds if column]


def _or_open(day: exp.Expr, test: type[exp.Binary], other: exp.Expr) -> exp.Expr:
    is_open = exp.Is(this=day, expression=exp.Null())
    return exp.paren(exp.or_(is_open, test(this=day.copy(), expression=other.copy()), copy=False))


def _is_of_member(predicate: Any, table: str, setting: Setting) -> bool:
    """Say whether a condition is on what the member is: all that it looks at hangs on the member itself."""
    tables = [setting.model.dimensions[name].table for name in dimensions_of(predicate)]
    return bool(tables) and all(len(find_paths(setting.model.joins, table, other)) == 1 for other in tables)


def _hidden(dimension: str, setting: Setting) -> Issue:
    label = setting.model.dimension_label(dimension, "en")
    message = f"Which {label} has no rows is not known: from when to when each is there is not shown to you."
    return Issue(code="members_hidden", message=message, params={"dimension": dimension, "dimension_label": label})


def _note(code: str, what: str, dimensions: list[str], setting: Setting) -> None:
    label = ", ".join(setting.model.dimension_label(name, setting.session.locale) for name in dimensions)
    setting.note(Issue(code=code, message=f"{label}: {what}", params={"label": label}))
